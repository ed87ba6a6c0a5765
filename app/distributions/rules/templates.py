"""The week of a location laid over the calendar: which days come of it, with which hours, and which do not, and why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core import clock

SHORTEST = timedelta(hours=1)
"""A distribution of less than an hour is not worth anybody's way."""
BEFORE_CURFEW = timedelta(hours=2)
"""Everybody is home well before curfew (field guide 5.3)."""


class Skipped(StrEnum):
    """Why a day of a template is not planned."""

    PAST = "past"
    OUTSIDE_PROGRAMME = "outside_programme"
    HOLIDAY = "holiday"
    PLANNED = "planned"
    OVERLAP = "overlap"
    CURFEW = "curfew"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, on the hub's wall clock."""

    opens_at: time
    closes_at: time

    @property
    def length(self) -> timedelta:
        return _on_a_day(self.closes_at) - _on_a_day(self.opens_at)

    def hold(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a slot lies within them."""
        return self.opens_at <= clock.local(starts_at).time() and clock.local(ends_at).time() <= self.closes_at

    def meets(self, other: "Hours") -> bool:
        return self.opens_at < other.closes_at and other.opens_at < self.closes_at


@dataclass(frozen=True, slots=True)
class Pattern:
    """A weekday (Monday is 0) every so many weeks, beginning with the first such day from ``begins_on`` on."""

    weekday: int
    every_weeks: int
    begins_on: date

    def days(self, first: date, last: date) -> Iterator[date]:
        """Its days from ``first`` to ``last``."""
        step = timedelta(weeks=self.every_weeks)
        day = self.begins_on + timedelta(days=(self.weekday - self.begins_on.weekday()) % 7)
        if day < first:
            day += step * -(-(first - day) // step)
        while day <= last:
            yield day
            day += step

    def next_after(self, day: date) -> date:
        """The first of its days after ``day``."""
        return next(self.days(day + timedelta(days=1), day + timedelta(weeks=self.every_weeks, days=self._wait(day))))

    def _wait(self, day: date) -> int:
        return max(0, (self.begins_on - day).days) + 7


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in the way of a day at a location."""

    today: date
    programme_starts_on: date
    programme_ends_on: date | None
    holidays: Collection[date]
    planned: Collection[date]
    """Days on which this programme is given there already."""
    others: Iterable[Hours] = ()
    """Hours of other distributions there on that day."""
    outages: Iterable[Hours] = ()
    """Hours of that day without power there."""
    curfew_from: time | None = None


def fit(day: date, hours: Hours, around: Around) -> Hours | Skipped:
    """The hours that are left of a day, or why nothing is. Hours without power are left out."""
    obstacle = _obstacle(day, hours, around)
    if obstacle is not None:
        return obstacle
    at_home = before_curfew(hours, around.curfew_from)
    if at_home is None:
        return Skipped.CURFEW
    return with_power(at_home, around.outages) or Skipped.OUTAGE


def _obstacle(day: date, hours: Hours, around: Around) -> Skipped | None:
    """What keeps the whole day out, the plainest reason first."""
    ended = around.programme_ends_on is not None and day > around.programme_ends_on
    reasons = {
        Skipped.PAST: day < around.today,
        Skipped.OUTSIDE_PROGRAMME: ended or day < around.programme_starts_on,
        Skipped.HOLIDAY: day in around.holidays,
        Skipped.PLANNED: day in around.planned,
        Skipped.OVERLAP: any(hours.meets(other) for other in around.others),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def before_curfew(hours: Hours, curfew_from: time | None) -> Hours | None:
    """The hours cut so that they end two hours before curfew; None when too little is left."""
    if curfew_from is None or curfew_from < time(12):  # a curfew from midnight on leaves the day alone
        return hours
    latest = (_on_a_day(curfew_from) - BEFORE_CURFEW).time()
    return _worth_it(Hours(hours.opens_at, min(hours.closes_at, latest)))


def with_power(hours: Hours, outages: Iterable[Hours]) -> Hours | None:
    """The longest stretch with power, the earlier one of two alike; None when none is long enough."""
    pieces = [hours]
    for outage in outages:
        pieces = [left for piece in pieces for left in _without(piece, outage)]
    return _worth_it(max(pieces, key=lambda piece: piece.length, default=None))


def _without(piece: Hours, outage: Hours) -> Iterator[Hours]:
    if not piece.meets(outage):
        yield piece
        return
    if piece.opens_at < outage.opens_at:
        yield Hours(piece.opens_at, outage.opens_at)
    if outage.closes_at < piece.closes_at:
        yield Hours(outage.closes_at, piece.closes_at)


def _worth_it(hours: Hours | None) -> Hours | None:
    return hours if hours is not None and hours.opens_at < hours.closes_at and hours.length >= SHORTEST else None


def _on_a_day(clock_time: time) -> datetime:
    return datetime.combine(date.min + timedelta(days=1), clock_time)
