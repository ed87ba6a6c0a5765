"""Who is meant by a pause: expected while desks stood still, inside, to be moved. Values in, value out."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.core import clock
from app.distributions import rules as distributions
from app.distributions.rules import Mover, Opening, Proposal

NOTICE = timedelta(minutes=30)
"""Between the all-clear and the first new time: whoever is inside is served meanwhile, the others are told."""
KEPT_FREE = 1
"""Places of each slot left on the day of a pause that nobody is moved to: somebody always comes without having heard.

With these two the simulated peak after an alarm is that of a quiet day (``bench/alarm.py``).
"""
NEAR = timedelta(minutes=30)
"""How long before and after their slot people may still be on site."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the button to the all-clear; ``ended_at`` is now while it lasts."""

    started_at: datetime
    ended_at: datetime

    def took(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether more than half of this slot was lost to the pause. Of one that was cut, the rest is enough."""
        lost = min(ends_at, self.ended_at) - max(starts_at, self.started_at)
        return 2 * lost > ends_at - starts_at

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether any of this slot fell into the pause."""
        return starts_at <= self.ended_at and ends_at > self.started_at

    def is_near(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether somebody of this slot may have been on site."""
        return starts_at - NEAR < self.ended_at and ends_at + NEAR > self.started_at


@dataclass(frozen=True, slots=True)
class Expected:
    """A promise of the day at a paused location."""

    entitlement_id: int
    location_id: int
    slot_id: int
    starts_at: datetime
    ends_at: datetime
    people: int
    card_no: str
    name: str
    is_given: bool
    is_scanned: bool
    is_seen: bool
    is_out: bool
    """With a warden or in the field: a bundle brings it, nobody comes for it."""

    @property
    def is_inside(self) -> bool:
        """On site, by the card or by the eyes of staff, and not served yet."""
        return not self.is_given and (self.is_scanned or self.is_seen)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The day at one location while it stands still, in the order of slots."""

    period: Period
    rows: Sequence[Expected]

    @property
    def served(self) -> int:
        return sum(row.is_given for row in self.rows)

    @property
    def inside(self) -> list[Expected]:
        return [row for row in self.rows if row.is_inside]

    @property
    def people_inside(self) -> int:
        """At most: all people of the households that are inside."""
        return sum(row.people for row in self.inside)

    @property
    def due(self) -> list[Expected]:
        """Who was to come while the desks stood still, and is not inside."""
        return [row for row in self.rows if self._waits(row) and self.period.meets(row.starts_at, row.ends_at)]

    @property
    def perhaps_inside(self) -> list[Expected]:
        """Who may be on site without having been noticed: staff ticks them."""
        return [row for row in self.rows if self._waits(row) and self.period.is_near(row.starts_at, row.ends_at)]

    def _waits(self, row: Expected) -> bool:
        return not (row.is_given or row.is_inside or row.is_out)


def first_new_time(ended_at: datetime, at: datetime) -> datetime:
    """The earliest start of a new time: whoever gets it must hear of it first."""
    return max(ended_at + NOTICE, at)


def after_pause(
    movers: Iterable[Mover],
    openings: Iterable[Opening],
    sites: dict[int, distributions.Expected],
    *,
    moved_today: Collection[int] = (),
    day_ends_at: datetime,
) -> Proposal:
    """Where those go whose time was lost. Whoever is inside is served at once and takes room, but no other time.

    Whoever was already given another time today (``moved_today``) is not called out on this day again, but comes
    first on the next one.
    """
    today = clock.local_date(day_ends_at)
    openings = [
        _keeping_some(opening) if clock.local_date(opening.starts_at) == today else opening for opening in openings
    ]
    asked = [_not_today(mover, day_ends_at) if mover.entitlement_id in moved_today else mover for mover in movers]
    proposed = distributions.propose(asked, openings, sites, keeps_hour=False)
    return Proposal(tuple(row for row in proposed.rows if not row.mover.is_inside))


def by_day(proposal: Proposal) -> list[tuple[date, int]]:
    """How many would come on which day."""
    days = Counter(clock.local_date(row.to.starts_at) for row in proposal.rows if row.to is not None)
    return sorted(days.items())


def _keeping_some(opening: Opening) -> Opening:
    return replace(opening, free=max(0, opening.free - KEPT_FREE))


def _not_today(mover: Mover, day_ends_at: datetime) -> Mover:
    return replace(mover, starts_at=day_ends_at, is_assisted=True)
