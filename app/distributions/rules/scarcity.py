"""Whether the kits that lie there suffice for one more household. Values in, value out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.stock.rules import Available, first_expiring


@dataclass(frozen=True, slots=True)
class Promised:
    """Kits of one kind that others are promised on a day."""

    kit_id: int
    day: date
    quantity: int


@dataclass(frozen=True, slots=True)
class Scarce:
    """A kind of kit that does not suffice for one more household from ``day`` on."""

    kit_id: int
    day: date
    there: int
    """Kits on hand that may still be used on that day."""
    promised: int
    """To others, up to and including that day."""


def find_scarce(
    needs: Mapping[int, int],
    supplies: Mapping[int, Sequence[Available]],
    promised: Collection[Promised],
    days: Collection[date],
) -> list[Scarce]:
    """Of each kind that a household needs, the first of ``days`` on which not enough of it would be left.

    Kinds that are not in ``supplies`` are not kept in stock, so nobody knows how many there are.
    """
    found = []
    for kit_id, lots in supplies.items():
        others = [one for one in promised if one.kit_id == kit_id]
        short = (day for day in sorted(days) if _left(lots, others, day) < needs.get(kit_id, 0))
        if day := next(short, None):
            there = sum(lot.quantity for lot in lots if _is_usable(lot, day))
            found.append(Scarce(kit_id, day, there, sum(one.quantity for one in others if one.day <= day)))
    return found


def _left(lots: Sequence[Available], promised: Collection[Promised], day: date) -> int:
    """What may be used on ``day`` when everybody before has theirs, out of what expires first."""
    left = {lot.lot_id: lot.quantity for lot in lots}
    for one in sorted(promised, key=lambda one: one.day):
        if one.day <= day:
            usable = (
                Available(lot.lot_id, left[lot.lot_id], lot.expires_on) for lot in lots if _is_usable(lot, one.day)
            )
            for pick in first_expiring(usable, one.quantity):
                left[pick.lot_id] -= pick.quantity
    return sum(left[lot.lot_id] for lot in lots if _is_usable(lot, day))


def _is_usable(lot: Available, day: date) -> bool:
    return lot.expires_on is None or lot.expires_on >= day
