"""Which lots go first, what goods are worth, how documents are numbered, how long there is to report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.stock.models import DocumentKind

REPORT_DAYS = 90
"""Calendar days after customs in which what became of declared aid is reported to the state (field guide 0.10)."""

PREFIXES = {
    DocumentKind.RECEIPT: "ПН",
    DocumentKind.ASSEMBLY: "АК",
    DocumentKind.SENT: "НП",
    DocumentKind.ARRIVED: "АП",
    DocumentKind.DISPATCHED: "НХ",
    DocumentKind.ISSUE: "АВ",
    DocumentKind.RETURN: "НВ",
    DocumentKind.LOSS: "АС",
    DocumentKind.DAMAGE: "АС",
    DocumentKind.EXPIRY: "АС",
    DocumentKind.STOCK_TAKE: "АІ",
    DocumentKind.REVERSAL: "АН",
}
"""How numbers of documents begin: of waybills with Н, of acts with А."""


@dataclass(frozen=True, slots=True)
class Available:
    """How much of a lot there is to take."""

    lot_id: int
    quantity: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of this lot."""

    lot_id: int
    quantity: int


def first_expiring(lots: Iterable[Available], quantity: int) -> tuple[Pick, ...]:
    """Where to take ``quantity`` from: what expires first goes first, what never expires last, else in order of coming.

    Takes what there is when that is not enough; the caller compares the sums. Whether an expired lot may be taken
    at all is for the caller to decide: it is taken first when it is among ``lots``.
    """
    picks, left = [], quantity
    for lot in sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot_id)):
        taken = min(lot.quantity, left)
        if taken > 0:
            picks.append(Pick(lot.lot_id, taken))
            left -= taken
    return tuple(picks)


def moment(day: date, at: datetime) -> datetime:
    """When something happened on ``day`` that is written down at ``at``: now, or at noon of another day."""
    return at if day == clock.local_date(at) else clock.instant(day, time(12))


def days_left(customs_on: date, today: date) -> int:
    """Days until the report is due; below zero when it is overdue."""
    return (customs_on + timedelta(days=REPORT_DAYS) - today).days


def next_number(kind: DocumentKind, year: int, last: str | None) -> str:
    """The number after ``last`` (None for the first of the year): «НП-2026-0007»."""
    serial = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return f"{PREFIXES[kind]}-{year}-{serial:04d}"


def line_value(quantity: int, unit_value: int | None) -> int | None:
    """What so many units are worth; None where nobody told."""
    return None if unit_value is None else quantity * unit_value


def unit_value_of(parts: Sequence[tuple[int, int | None]], units: int) -> int | None:
    """What one of ``units`` kits is worth that were put together of (quantity, unit value) ``parts``, rounded.

    None when the value of any part is not known: a sum with holes in it would mislead.
    """
    if any(value is None for _quantity, value in parts):
        return None
    return round(sum(quantity * (value or 0) for quantity, value in parts) / units)


def shared_donor(donors: Iterable[int | None]) -> int | None:
    """The donor of all of them; None when there are several."""
    found = set(donors)
    return found.pop() if len(found) == 1 else None
