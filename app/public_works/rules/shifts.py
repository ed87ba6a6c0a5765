"""Several shifts at once, laid over the calendar: which days come of it and which do not, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core import clock

LONGEST = timedelta(hours=12)
SHORTEST_PAID = timedelta(minutes=30)
"""Of a shift without its break: less is nobody's way worth."""
WAY_HOME = timedelta(hours=1)
"""Between work and curfew, so that everybody is at home in time."""


class NoShift(StrEnum):
    """Why a day has no shift."""

    PAST = "past"
    HOLIDAY = "holiday"
    CURFEW = "curfew"
    TAKEN = "taken"
    """The order has a shift at these hours."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when on the hub's wall clock, with a break inside."""

    starts_at: time
    ends_at: time
    break_minutes: int = 0

    @property
    def length(self) -> timedelta:
        return datetime.combine(date.min, self.ends_at) - datetime.combine(date.min, self.starts_at)

    @property
    def is_sound(self) -> bool:
        """Whether it ends after it begins, is no longer than a day's work and more than a break."""
        paid = self.length - timedelta(minutes=self.break_minutes)
        return self.length <= LONGEST and paid >= SHORTEST_PAID


@dataclass(frozen=True, slots=True)
class Plan:
    """The same hours on chosen weekdays (Monday is 0) of a stretch of days; two of them a day for half-day shifts."""

    first_on: date
    last_on: date
    weekdays: frozenset[int]
    hours: tuple[Hours, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in the way."""

    at: datetime
    holidays: Collection[date] = ()
    curfew_from: time | None = None
    curfew_to: time | None = None
    taken: Sequence[tuple[datetime, datetime]] = ()
    """Shifts that the order has already."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A shift to be made."""

    held_on: date
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    places: int


@dataclass(frozen=True, slots=True)
class Laid:
    """What comes of a plan."""

    shifts: Sequence[Proposed]
    skipped: Sequence[tuple[date, NoShift]]


def lay(plan: Plan, around: Around) -> Laid:
    """Lay the plan over the calendar: each day in turn, each hours of it in turn."""
    shifts: list[Proposed] = []
    skipped: list[tuple[date, NoShift]] = []
    for day in _days(plan):
        for hours in plan.hours:
            one = _shift(day, hours, plan.places)
            reason = _obstacle(one, hours, around, shifts)
            if reason is None:
                shifts.append(one)
            elif (day, reason) not in skipped:
                skipped.append((day, reason))
    return Laid(shifts, skipped)


def _days(plan: Plan) -> list[date]:
    span = (plan.last_on - plan.first_on).days + 1
    days = (plan.first_on + timedelta(days=offset) for offset in range(span))
    return [day for day in days if day.weekday() in plan.weekdays]


def _shift(day: date, hours: Hours, places: int) -> Proposed:
    starts_at, ends_at = clock.instant(day, hours.starts_at), clock.instant(day, hours.ends_at)
    return Proposed(day, starts_at, ends_at, hours.break_minutes, places)


def _obstacle(one: Proposed, hours: Hours, around: Around, laid: Sequence[Proposed]) -> NoShift | None:
    others = [*around.taken, *((other.starts_at, other.ends_at) for other in laid)]
    reasons = {
        NoShift.PAST: one.starts_at <= around.at,
        NoShift.HOLIDAY: one.held_on in around.holidays,
        NoShift.CURFEW: meets_curfew(hours, around.curfew_from, around.curfew_to),
        NoShift.TAKEN: any(one.starts_at < ends_at and starts_at < one.ends_at for starts_at, ends_at in others),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def meets_curfew(hours: Hours, curfew_from: time | None, curfew_to: time | None) -> bool:
    """Whether somebody would be on the way to or from work during curfew."""
    if curfew_from is None or curfew_to is None:
        return False
    leaves, comes = _plus(hours.starts_at, -WAY_HOME), _plus(hours.ends_at, WAY_HOME)
    if curfew_from <= curfew_to:  # within one day, as from midnight to five
        return leaves < curfew_to and curfew_from < comes
    return leaves < curfew_to or comes > curfew_from


def _plus(moment: time, length: timedelta) -> time:
    """The same day: before its beginning is its beginning, after its end its end."""
    day = datetime.combine(date(2000, 1, 2), moment)
    return max(datetime.combine(day.date(), time.min), min(day + length, datetime.combine(day.date(), time.max))).time()
