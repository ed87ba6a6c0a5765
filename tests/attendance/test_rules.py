"""How time becomes paid minutes and days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance import rules
from app.attendance.rules import BriefingKind, half_days, minutes_between, overlap, paid_minutes
from app.core import clock
from app.pay.rules import gross
from app.public_works.models import AlarmRule

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Nine o'clock in the hub."""


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_begun_minute_is_not_a_minute() -> None:
    assert minutes_between(NINE, after(59.9)) == 59
    assert minutes_between(after(10), NINE) == 0


@pytest.mark.parametrize(
    ("rule", "paid"), [(AlarmRule.PAID, 450), (AlarmRule.HALF, 398), (AlarmRule.UNPAID, 345)], ids=str
)
def test_an_alarm_of_105_minutes_is_paid_by_the_rule_of_the_order(rule: AlarmRule, paid: int) -> None:
    assert paid_minutes(480, on_break=30, in_alarm=105, rule=rule) == paid


def test_nobody_owes_minutes() -> None:
    assert paid_minutes(20, on_break=30, in_alarm=40, rule=AlarmRule.UNPAID) == 0


@pytest.mark.parametrize(("minutes", "halves"), [(450, 2), (270, 2), (269, 1), (135, 1), (134, 0), (0, 0)], ids=str)
def test_a_day_counts_from_60_percent_of_the_shift_and_half_from_30(minutes: int, halves: int) -> None:
    assert half_days(minutes, of_shift=450) == halves


def test_a_shift_without_length_is_no_day() -> None:
    assert half_days(0, of_shift=0) == 0


def test_alarms_that_overlap_are_counted_once_and_only_while_somebody_was_there() -> None:
    alarms = [(after(50), after(90)), (after(-30), after(10)), (after(60), after(100)), (after(470), after(600))]
    assert overlap(NINE, after(480), alarms) == 10 + 50 + 10


spans = st.lists(
    st.tuples(st.integers(-60, 600), st.integers(0, 200)).map(lambda span: (after(span[0]), after(span[0] + span[1]))),
    max_size=8,
)


@given(spans=spans, length=st.integers(0, 600))
def test_no_minute_of_an_alarm_is_counted_twice_or_lost(spans: list[tuple[datetime, datetime]], length: int) -> None:
    covered = sum(any(start <= after(n) < stop for start, stop in spans) for n in range(length))
    assert overlap(NINE, after(length), spans) == covered


@pytest.mark.parametrize(("minutes", "late"), [(-5, 0), (0, 0), (10, 0), (11, 11), (90, 90)])
def test_calling_the_names_takes_a_while_and_makes_nobody_late(minutes: int, late: int) -> None:
    assert rules.minutes_late(NINE, NINE + timedelta(minutes=minutes)) == late


@pytest.mark.parametrize(
    ("earlier", "kind"),
    [(set(), BriefingKind.FIRST), ({1}, BriefingKind.UNPLANNED), ({1, 2}, BriefingKind.REPEATED)],
)
def test_a_new_text_makes_the_briefing_an_unplanned_one(earlier: set[int], kind: BriefingKind) -> None:
    assert rules.briefing_kind(2, earlier) is kind


def test_a_night_shift_goes_on_into_the_next_day() -> None:
    evening = clock.instant(MONDAY, time(20))
    assert rules.moment(MONDAY, time(4), after=evening, is_overnight=True) == evening + timedelta(hours=8)
    assert rules.moment(MONDAY, time(4), after=evening, is_overnight=False) == evening - timedelta(hours=16)


PAID, HALF, UNPAID = AlarmRule.PAID, AlarmRule.HALF, AlarmRule.UNPAID
DAY = "09:00", "17:00", 60
"""Seven hours without the break: 252 minutes are 60 percent of them, 126 are 30."""
MORNING = "09:00", "13:00", 0


@pytest.mark.parametrize(
    ("shift", "there", "in_alarm", "rule", "worth"),
    [
        (DAY, DAY, 0, PAID, (420, 2, 760_02)),
        (DAY, ("11:00", "17:00", 60), 0, PAID, (300, 2, 760_02)),  # late by two hours
        (DAY, ("12:48", "17:00", 0), 0, PAID, (252, 2, 760_02)),  # 60 percent to the minute
        (DAY, ("12:49", "17:00", 0), 0, PAID, (251, 1, 380_01)),
        (DAY, ("09:00", "11:06", 0), 0, PAID, (126, 1, 380_01)),  # gone early, 30 percent to the minute
        (DAY, ("09:00", "11:05", 0), 0, PAID, (125, 0, 0)),
        (DAY, ("08:30", "17:30", 60), 0, PAID, (480, 2, 760_02)),  # a day is a day
        (DAY, DAY, 105, PAID, (420, 2, 760_02)),
        (DAY, DAY, 105, HALF, (368, 2, 760_02)),  # 53 of the 105 are paid
        (DAY, DAY, 300, HALF, (270, 2, 760_02)),
        (DAY, DAY, 180, UNPAID, (240, 1, 380_01)),  # 57 percent are left
        (DAY, DAY, 300, UNPAID, (120, 0, 0)),  # 29 percent
        (MORNING, MORNING, 0, PAID, (240, 2, 760_02)),  # the rate is for the shift, be it a short one
        (MORNING, ("09:00", "11:00", 0), 0, PAID, (120, 1, 380_01)),
    ],
)
def test_days_worked_by_hand(
    shift: tuple[str, str, int],
    there: tuple[str, str, int],
    in_alarm: int,
    rule: AlarmRule,
    worth: tuple[int, int, int],
) -> None:
    paid = paid_minutes(between(there), on_break=there[2], in_alarm=in_alarm, rule=rule)
    halves = half_days(paid, of_shift=between(shift) - shift[2])
    assert (paid, halves, gross(halves, 760_02)) == worth


def between(hours: tuple[str, str, int]) -> int:
    begin, end = (clock.instant(MONDAY, time.fromisoformat(hour)) for hour in hours[:2])
    return minutes_between(begin, end)
