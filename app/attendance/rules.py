"""How time becomes paid minutes and days (field guide 6.11). Values in, value out."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core import clock
from app.public_works.models import AlarmRule

WHOLE_DAY, HALF_DAY = 60, 30
"""Percent of the shift from which on a day counts whole, or half."""

LATE_MINUTES = 10
"""So long after the beginning a call of the names still counts as in time: calling twenty people takes a while."""

_MINUTE = timedelta(minutes=1)


class BriefingKind(StrEnum):
    """Kinds of a safety briefing as the journal names them (field guide 4.4)."""

    FIRST = "first"
    UNPLANNED = "unplanned"
    """The text has changed since."""
    REPEATED = "repeated"


def briefing_kind(version: int, earlier: Collection[int]) -> BriefingKind:
    """What a briefing on this version of the text is for somebody who was briefed on ``earlier`` ones of the order."""
    if not earlier:
        return BriefingKind.FIRST
    return BriefingKind.REPEATED if version in earlier else BriefingKind.UNPLANNED


def minutes_late(starts_at: datetime, called_at: datetime) -> int:
    """0 for who came in time."""
    late = minutes_between(starts_at, called_at)
    return late if late > LATE_MINUTES else 0


def moment(day: date, wall: time, *, after: datetime, is_overnight: bool) -> datetime:
    """When a wall clock shows a time on the day of a shift; in the night after it where the shift goes on into it."""
    at = clock.instant(day, wall)
    return clock.instant(day + timedelta(days=1), wall) if is_overnight and at < after else at


def minutes_between(begin: datetime, end: datetime) -> int:
    """Whole minutes; begun ones are not counted, and nothing when ``end`` is earlier."""
    return max(0, (end - begin) // _MINUTE)


def overlap(begin: datetime, end: datetime, spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Minutes of ``spans`` that lie between ``begin`` and ``end``, each minute once though spans overlap."""
    total, covered = timedelta(), begin
    for start, stop in sorted(spans):
        start, stop = max(start, covered), min(stop, end)  # noqa: PLW2901 - cut to what is not counted yet
        if stop > start:
            total, covered = total + (stop - start), stop
    return total // _MINUTE


def paid_minutes(there: int, *, on_break: int, in_alarm: int, rule: AlarmRule) -> int:
    """Minutes that are paid, of those that somebody was there. Of half an alarm an odd minute is paid whole."""
    unpaid = {AlarmRule.PAID: 0, AlarmRule.HALF: in_alarm // 2, AlarmRule.UNPAID: in_alarm}[rule]
    return max(0, there - on_break - unpaid)


def half_days(minutes: int, *, of_shift: int) -> int:
    """2 for a whole day, 1 for half a one, 0 for less; ``of_shift`` is the shift without its break, in minutes."""
    if of_shift <= 0:
        return 0
    if minutes * 100 >= of_shift * WHOLE_DAY:
        return 2
    return 1 if minutes * 100 >= of_shift * HALF_DAY else 0
