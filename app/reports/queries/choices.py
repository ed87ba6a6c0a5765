"""What a report can be narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, literal, select, type_coerce, union_all

from app.core.db import db
from app.core.names import sort_key
from app.distributions.models import Programme
from app.hubs.models import Location, Settlement
from app.stock.models import Kit


@dataclass(frozen=True, slots=True)
class Choice:
    """One place, programme or kit; ``kind`` is that of a settlement, else empty."""

    id: int
    name: str
    kind: str


Choices = Mapping[str, list[Choice]]
"""By the name of the field they are offered in, in the order of the Ukrainian alphabet."""


def list_choices() -> Choices:
    """All places, programmes and kits there ever were, in one statement. A hub has dozens of each."""
    found: dict[str, list[Choice]] = {"location": [], "programme": [], "kit": [], "settlement": []}
    for field, row_id, name, kind in db.session.execute(_EVERYTHING):
        found[field].append(Choice(row_id, name, kind))
    return {field: sorted(choices, key=lambda choice: sort_key(choice.name)) for field, choices in found.items()}


def _offered(field: str, row_id: Any, name: Any, kind: ColumnElement[str] | None = None) -> Select[Any]:
    return select(literal(field), row_id, name, literal("") if kind is None else kind)


_EVERYTHING = union_all(
    _offered("location", Location.id, Location.name),
    _offered("programme", Programme.id, Programme.title),
    _offered("kit", Kit.id, Kit.name),
    _offered("settlement", Settlement.id, Settlement.name, type_coerce(Settlement.kind, String)),
)
