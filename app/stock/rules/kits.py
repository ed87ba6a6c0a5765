"""Contents and weights as people write them. Values in, value out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.stock.models import KitVersion

HEAVIEST_G = 1_000_000
"""One tonne: half a tonne of briquettes is the heaviest kit there is."""
MOST_LINES = 40
LONGEST_NAME = 80
LONGEST_AMOUNT = 20

_DASH = re.compile(r"\t+|\s+[-\u2013\u2014]\s+")
_AMOUNT_AT_END = re.compile(r"(?P<name>.*\D)\s+(?P<amount>\d[\d.,×xх]*(?:\s?[^\W\d_]{1,5}\.?)?)")
_WEIGHT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a kit and how much of it: «Борошно», «3 кг»; where it is told, the item and its whole units."""

    name: str
    amount: str = ""
    item_id: int | None = None
    item_quantity: int | None = None


def read_lines(text: str) -> tuple[Line, ...]:
    """Contents out of text with one thing a line: ``Борошно – 3 кг``.

    A dash between spaces or a tab (a row out of a spreadsheet) parts the name from the amount; without one,
    a number at the end with its unit is the amount. Empty lines are left out.
    """
    return tuple(_read_line(line) for line in text.splitlines() if line.strip(" \t-–—"))


def _read_line(line: str) -> Line:
    parts = _DASH.split(line.strip())
    if len(parts) > 1:
        return Line(" – ".join(part.strip() for part in parts[:-1]), parts[-1].strip())
    found = _AMOUNT_AT_END.fullmatch(line.strip())
    return Line(found["name"].rstrip(" ,:;"), found["amount"]) if found else Line(line.strip())


def write_lines(lines: Iterable[Line]) -> str:
    """Contents as text that :func:`read_lines` reads back."""
    return "\n".join(f"{line.name} – {line.amount}" if line.amount else line.name for line in lines)


def lines_of(version: KitVersion) -> tuple[Line, ...]:
    """The contents of a version as values."""
    return tuple(Line(line.name, line.amount, line.item_id, line.item_quantity) for line in version.lines)


def keep_items(lines: Iterable[Line], before: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the items that the same words named ``before``."""
    known = {(line.name, line.amount): line for line in before}
    return tuple(known.get((line.name, line.amount), line) for line in lines)


def too_long(lines: Sequence[Line]) -> int | None:
    """The number (from 1) of the first line that does not fit where it is kept, or None."""
    for number, line in enumerate(lines, start=1):
        if len(line.name) > LONGEST_NAME or len(line.amount) > LONGEST_AMOUNT:
            return number
    return None


def read_weight(text: str) -> int:
    """Grams out of kilograms written with a comma or a point: ``5,5`` is 5500.

    Raises ValueError for what is not such a number, and for more than :data:`HEAVIEST_G`.
    """
    found = _WEIGHT.fullmatch(text.strip())
    if found is None:
        raise ValueError("not a weight in kilograms")
    grams = int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))
    if grams > HEAVIEST_G:
        raise ValueError("heavier than any kit")
    return grams


def write_weight(grams: int) -> str:
    """Kilograms as :func:`read_weight` reads them, without useless zeros: ``5,5``."""
    return f"{grams // 1000},{grams % 1000:03d}".rstrip("0").rstrip(",")


def clean_code(text: str) -> str:
    """The short code of a kit as it is kept: capitals, no spaces."""
    return "".join(text.split()).upper()
