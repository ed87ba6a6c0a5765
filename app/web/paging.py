"""Lists are paged by key, never by counting rows past."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Row = TypeVar("Row")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows and the key after which the next ones come (None at the end)."""

    rows: Sequence[Row]
    next_key: int | None
    total: int | None = None


def asked_key(name: str = "after") -> int | None:
    """The key in the address after which to go on; None for the first page or for nonsense."""
    raw = request.args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
