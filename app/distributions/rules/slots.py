"""Slots of a day: which windows there are, how many households fit into one, and how many people will be on site."""

from bisect import bisect_left, bisect_right
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
_TOGETHER = timedelta(minutes=30)
"""Households whose slots begin within this time are never more than a site takes."""


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

    The greater of two counts over everything that is planned at a location. The first is the households whose slots
    begin within the same 30 minutes: half of the site's cap in a slot, as field guide 6.1 has it, means that two
    slots of a quarter of an hour just fill the cap. No companions are added to it, because the first of these
    households have gone home before the last ones come. The second is who comes within the same 20 minutes: the
    households of a slot come within 20 minutes around its start, so each slot counts with the share of them who do,
    times 1.3 for companions. It was checked against the simulation of field guide 5.4, for slots of 10 to 60
    minutes: never below its mean, and near its 95th percentile.
    """
    loads = sorted(load for load in loads if load[1])
    fullest = max((_coming_with(loads, at) for at, _ in loads), default=0.0)
    together = max((_together(loads, at) for at, _ in loads), default=0)
    return max(together, ceil(round(fullest * _COMPANIONS_PERCENT / 100, 6)))


def _together(loads: Sequence[tuple[datetime, int]], at: datetime) -> int:
    return sum(households for start, households in loads if at <= start < at + _TOGETHER)


def _coming_with(loads: Sequence[tuple[datetime, int]], at: datetime) -> float:
    return sum(households * _share(start, at) for start, households in loads)


def _share(start: datetime, at: datetime) -> float:
    """The share of a slot's households who come within the same minutes as those of a slot that starts at ``at``."""
    return max(0.0, 1 - abs((start - at).total_seconds()) / (_ARRIVING_MINUTES * 60))


class Site:
    """One location while places are given away: who is expected when, and whether one more household still fits.

    Fits means that :func:`planned_peak` of everything expected there stays within the site's cap.
    """

    def __init__(self, cap: int, loads: Iterable[tuple[datetime, int]], starts: Iterable[datetime]) -> None:
        """``loads`` are households by start, of all programmes; ``starts`` those of the places to be given."""
        loads = sorted(load for load in loads if load[1])
        self._cap, self._most = cap, cap * 100 / _COMPANIONS_PERCENT + 1e-6
        self._starts = sorted({start for start, _ in loads} | set(starts))
        self._coming = dict.fromkeys(self._starts, 0.0)
        self._together = dict.fromkeys(self._starts, 0)
        for start, households in loads:
            self._add(start, households)

    def take(self, start: datetime) -> bool:
        """Expect one more household at ``start``; False, and nothing changes, when it would be too many at once."""
        if any(self._together[first] >= self._cap for first in self._firsts(start)):
            return False
        if any(self._coming[near] + _share(start, near) > self._most for near in self._near(start)):
            return False
        self._add(start, 1)
        return True

    def _add(self, start: datetime, households: int) -> None:
        for first in self._firsts(start):
            self._together[first] += households
        for near in self._near(start):
            self._coming[near] += households * _share(start, near)

    def _firsts(self, start: datetime) -> list[datetime]:
        """Where half an hour begins that has ``start`` in it."""
        return self._starts[bisect_right(self._starts, start - _TOGETHER) : bisect_right(self._starts, start)]

    def _near(self, start: datetime) -> list[datetime]:
        span = timedelta(minutes=_ARRIVING_MINUTES)
        return self._starts[bisect_right(self._starts, start - span) : bisect_left(self._starts, start + span)]


def kept_places(capacity: int) -> int:
    """Places of a slot that are kept for households who need assistance: one of eight (field guide 3.5)."""
    return capacity // 8


def lowest_free(taken: Collection[int]) -> int:
    """The lowest row of a slot's sheet, from 1, that is not taken."""
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
