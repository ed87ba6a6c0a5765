"""Slots of a day: which windows there are, how many households fit into one, and how many people will be on site."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

from app.core import clock

SLOT_MINUTES = (10, 15, 20, 30, 60)
_ARRIVING_MINUTES = 20
"""How long the households of one slot keep coming: from 18 minutes before its start to 2 after (8 early ± 10)."""
_COMPANIONS_PERCENT = 130
"""Persons who come for a hundred households (field guide 5.4)."""


@dataclass(frozen=True, slots=True)
class Window:
    """A slot before it is stored: its two instants, in UTC."""

    starts_at: datetime
    ends_at: datetime


def slot_capacity(*, desks: int, slot_minutes: int, service_minutes: int, site_cap: int) -> int:
    """Households for one slot: ``floor(desks × slot / service × 0.8)``, never above half the site's cap.

    Four fifths, because at full use the queue grows without end (field guide 6.1, 5.4). 0 means that not even
    one household can be served within a slot.
    """
    served = desks * slot_minutes * 8 // (service_minutes * 10)
    return min(served, site_cap // 2)


def windows(day: date, opens_at: time, closes_at: time, slot_minutes: int) -> list[Window]:
    """All whole slots between opening and closing on the hub's wall clock; empty when not one fits."""
    start, end = clock.instant(day, opens_at), clock.instant(day, closes_at)
    step = timedelta(minutes=slot_minutes)
    return [Window(start + step * n, start + step * (n + 1)) for n in range((end - start) // step)]


def planned_peak(loads: Iterable[tuple[datetime, int]]) -> int:
    """Most persons on site at once, when so many households are expected at each start of a slot.

    The households of a slot come within 20 minutes around its start. The fullest such 20 minutes count, each slot
    with the share of its households who come within them, times 1.3 for companions. Checked against the simulation
    of field guide 5.4, for slots of 10 to 60 minutes: never below its mean, and near its 95th percentile.
    """
    loads = sorted(load for load in loads if load[1])
    fullest = max((_coming_with(loads, at) for at, _ in loads), default=0.0)
    return ceil(round(fullest * _COMPANIONS_PERCENT / 100, 6))


def _coming_with(loads: Sequence[tuple[datetime, int]], at: datetime) -> float:
    span = _ARRIVING_MINUTES * 60
    return sum(
        households * max(0.0, 1 - abs((start - at).total_seconds()) / span)
        for start, households in loads
        if abs(start - at) < timedelta(seconds=span)
    )


def kept_places(capacity: int) -> int:
    """Places of a slot that are kept for households who need assistance: one of eight (field guide 3.5)."""
    return capacity // 8


def lowest_free(taken: Collection[int]) -> int:
    """The lowest row of a slot's sheet, from 1, that is not taken."""
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
