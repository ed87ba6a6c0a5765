"""Where households go whose time is taken away: one rule for alarms, postponed and cancelled days, and no-shows.

Who goes first: people who are inside already, then households who need assistance, then by the time they had. Each
gets a place at the first of its locations that has one: later on the same day, else on the next day with a free place,
at the hour nearest to the old one. Never above what a slot holds, and never more people at once than the site takes,
counted over everything that is planned there. Whoever finds no place waits (field guide 6.6, 5.4).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from itertools import groupby

from app.core import clock
from app.distributions.rules.slots import Site


class LeftOver(StrEnum):
    """Why a household that must move has no new place."""

    NO_DAY = "no_day"
    """Nothing more of its cycle is planned where it may collect."""
    NO_STEP_FREE = "no_step_free"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A promise that loses its slot. ``location_ids`` are where its household may collect, the first is best."""

    entitlement_id: int
    cycle_id: int
    location_ids: tuple[int, ...]
    from_slot_id: int
    from_place: int
    from_location_id: int
    starts_at: datetime
    """When its old slot began."""
    is_inside: bool = False
    is_assisted: bool = False
    needs_step_free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A slot with ``free`` places. ``slot_id`` is below 0 for one that would be made by the same act."""

    slot_id: int
    cycle_id: int
    location_id: int
    starts_at: datetime
    free: int
    is_step_free: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """A location: how many persons it takes at once, and households by start of slot that stay as they are."""

    cap: int
    loads: Sequence[tuple[datetime, int]] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """One promise and its new slot, or the reason why it has none."""

    mover: Mover
    to: Opening | None
    reason: LeftOver | None = None


@dataclass(frozen=True)
class Proposal:
    """Where everyone would go, in the order in which they were asked. Nothing is stored."""

    rows: tuple[Moved, ...]

    @property
    def moves(self) -> list[Moved]:
        return [row for row in self.rows if row.to is not None]

    @property
    def left(self) -> list[Moved]:
        """Those for the waiting list."""
        return [row for row in self.rows if row.to is None]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the list: what was looked at is what is done."""
        lines = (
            f"{row.mover.entitlement_id} {row.mover.from_slot_id} {row.mover.from_place} "
            f"{f'{row.to.slot_id} {row.to.starts_at.isoformat()}' if row.to else row.reason}"
            for row in self.rows
        )
        return sha256("\n".join(lines).encode()).hexdigest()


def in_turn(movers: Iterable[Mover]) -> list[Mover]:
    """Who chooses first."""
    return sorted(movers, key=lambda m: (not m.is_inside, not m.is_assisted, m.starts_at, m.entitlement_id))


def propose(
    movers: Iterable[Mover],
    openings: Iterable[Opening],
    sites: Mapping[int, Expected],
    *,
    keeps_hour: bool = True,
) -> Proposal:
    """Give each mover in its turn a place, or say why there is none.

    ``sites`` knows every location with an opening. With ``keeps_hour`` false another day is filled from its first
    slot on: whoever an alarm sent home comes first the next time. The order of what is passed in does not matter.
    """
    board = _Board(openings, sites, keeps_hour=keeps_hour)
    return Proposal(tuple(board.seat(mover) for mover in in_turn(movers)))


class _Board:
    """All openings, by cycle and location."""

    def __init__(self, openings: Iterable[Opening], sites: Mapping[int, Expected], *, keeps_hour: bool) -> None:
        by_place: dict[tuple[int, int], list[Opening]] = defaultdict(list)
        starts: dict[int, set[datetime]] = defaultdict(set)
        for opening in openings:
            by_place[opening.cycle_id, opening.location_id].append(opening)
            starts[opening.location_id].add(opening.starts_at)
        crowds = {place: Site(sites[place].cap, sites[place].loads, starts[place]) for place in starts}
        self._places = {key: _Calendar(found, crowds[key[1]]) for key, found in by_place.items()}
        self._keeps_hour = keeps_hour

    def seat(self, mover: Mover) -> Moved:
        known = [self._places[mover.cycle_id, at] for at in mover.location_ids if (mover.cycle_id, at) in self._places]
        usable = [place for place in known if place.suits(mover)]
        for place in usable:
            opening = place.take(mover, keeps_hour=self._keeps_hour)
            if opening is not None:
                return Moved(mover, opening)
        return Moved(mover, None, _why(known, usable))


def _why(known: Sequence["_Calendar"], usable: Sequence["_Calendar"]) -> LeftOver:
    if usable:
        return LeftOver.NO_PLACE
    return LeftOver.NO_STEP_FREE if known else LeftOver.NO_DAY


class _Calendar:
    """The days of one cycle at one location."""

    def __init__(self, openings: list[Opening], crowd: Site) -> None:
        self._location_id, self._is_step_free = openings[0].location_id, openings[0].is_step_free
        openings.sort(key=lambda opening: (opening.starts_at, opening.slot_id))
        by_day = groupby(openings, key=lambda opening: clock.local_date(opening.starts_at))
        days = [(day, _Day(list(found), crowd)) for day, found in by_day]
        self._dates = [day for day, _ in days]
        self._days = [found for _, found in days]
        self._open = _Free(len(days))

    def suits(self, mover: Mover) -> bool:
        """A household that cannot climb steps is sent to no other place with steps than it had agreed to."""
        return self._is_step_free or not mover.needs_step_free or mover.from_location_id == self._location_id

    def take(self, mover: Mover, *, keeps_hour: bool) -> Opening | None:
        today = clock.local_date(mover.starts_at)
        return self._later_today(mover, today) or self._on_another_day(mover, today, keeps_hour=keeps_hour)

    def _later_today(self, mover: Mover, today: date) -> Opening | None:
        n = bisect_left(self._dates, today)
        if n == len(self._dates) or self._dates[n] != today:
            return None
        day = self._days[n]
        return day.take(day.from_first() if mover.is_inside else day.from_time(mover.starts_at))

    def _on_another_day(self, mover: Mover, today: date, *, keeps_hour: bool) -> Opening | None:
        n = self._open.after(bisect_right(self._dates, today))
        while n < len(self._days):
            day = self._days[n]
            opening = day.take(day.nearest(_minute(mover.starts_at)) if keeps_hour else day.from_first())
            if opening is not None:
                return opening
            self._open.drop(n)
            n = self._open.after(n)
        return None


class _Day:
    """The openings of one day; one that is full, or would crowd the site, is never looked at again."""

    def __init__(self, openings: Sequence[Opening], crowd: Site) -> None:
        self._openings, self._crowd = openings, crowd
        self._left = [opening.free for opening in openings]
        self._times = [opening.starts_at for opening in openings]
        self._minutes = [_minute(opening.starts_at) for opening in openings]
        self._open = _Free(len(openings))

    def take(self, candidates: Iterator[int]) -> Opening | None:
        """The first of the candidates that has room; the others are dropped on the way."""
        for n in candidates:
            if self._left[n] > 0 and self._crowd.take(self._times[n]):
                self._left[n] -= 1
                return self._openings[n]
            self._open.drop(n)
        return None

    def from_first(self) -> Iterator[int]:
        return self._rising(0)

    def from_time(self, at: datetime) -> Iterator[int]:
        """From the slot that begins at ``at`` or later."""
        return self._rising(bisect_left(self._times, at))

    def nearest(self, minute: int) -> Iterator[int]:
        """Outwards from this minute of the day; of two that are equally near, the later one."""
        while True:
            after = self._open.after(bisect_left(self._minutes, minute))
            before = self._open.before(bisect_left(self._minutes, minute) - 1)
            if after == len(self._minutes) and before < 0:
                return
            is_after = before < 0 or (
                after < len(self._minutes) and self._minutes[after] - minute <= minute - self._minutes[before]
            )
            yield after if is_after else before

    def _rising(self, n: int) -> Iterator[int]:
        n = self._open.after(n)
        while n < len(self._times):
            yield n
            n = self._open.after(n)


class _Free:
    """Numbers from 0 that can be dropped, and the nearest one left on either side (disjoint sets, halved paths)."""

    def __init__(self, size: int) -> None:
        self._next = list(range(size + 1))
        self._previous = list(range(size + 1))

    def after(self, n: int) -> int:
        """The first one from ``n`` upwards; the size when there is none."""
        return _root(self._next, n)

    def before(self, n: int) -> int:
        """The first one from ``n`` downwards; -1 when there is none."""
        return _root(self._previous, n + 1) - 1

    def drop(self, n: int) -> None:
        self._next[n] = n + 1
        self._previous[n + 1] = n


def _root(links: list[int], n: int) -> int:
    while links[n] != n:
        links[n] = links[links[n]]
        n = links[n]
    return n


def _minute(at: datetime) -> int:
    local = clock.local(at)
    return local.hour * 60 + local.minute
