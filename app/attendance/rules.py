"""How time becomes paid minutes and days (field guide 6.11). Values in, value out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.public_works.models import AlarmRule

WHOLE_DAY, HALF_DAY = 60, 30
"""Percent of the shift from which on a day counts whole, or half."""

_MINUTE = timedelta(minutes=1)


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
