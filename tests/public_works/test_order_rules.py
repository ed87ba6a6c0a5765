"""What an order may say: shifts over the calendar, the lowest pay, ages. No database."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.public_works import rules
from app.public_works.models import Demand, Shift, WorkKind
from app.public_works.rules import Around, Hours, NoShift, Plan

MONDAY = date(2026, 11, 30)
AT = clock.instant(MONDAY, time(8))
DAY = Hours(time(9), time(17), 60)
WAGES = {date(2025, 1, 1): 4_800, date(2026, 1, 1): 5_200}


def plan(*, days: int = 7, weekdays: set[int] | None = None, hours: tuple[Hours, ...] = (DAY,)) -> Plan:
    return Plan(MONDAY, MONDAY + timedelta(days=days - 1), frozenset(weekdays or range(7)), hours, places=10)


def shift(held_on: date, hours: int = 8, break_minutes: int = 60) -> Shift:
    starts_at = clock.instant(held_on, time(9))
    return Shift(
        held_on=held_on, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), break_minutes=break_minutes
    )


def skipped(laid: rules.Laid) -> dict[NoShift, list[int]]:
    """Days of the month by why they have no shift."""
    by_reason: dict[NoShift, list[int]] = {}
    for day, reason in laid.skipped:
        by_reason.setdefault(reason, []).append(day.day)
    return by_reason


def test_chosen_weekdays_of_a_stretch() -> None:
    laid = rules.lay(plan(days=14, weekdays={0, 2}), Around(at=AT))
    assert [one.held_on.strftime("%d.%m") for one in laid.shifts] == ["30.11", "02.12", "07.12", "09.12"]
    assert not laid.skipped


def test_every_day_that_is_left_out_has_its_reason() -> None:
    tuesday, wednesday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    around = Around(
        at=clock.instant(MONDAY, time(12)),
        holidays={tuesday},
        taken=[(clock.instant(wednesday, time(16)), clock.instant(wednesday, time(20)))],
    )
    laid = rules.lay(plan(days=4), around)
    assert skipped(laid) == {NoShift.PAST: [30], NoShift.HOLIDAY: [1], NoShift.TAKEN: [2]}
    assert [one.held_on.day for one in laid.shifts] == [3]


def test_two_shifts_of_one_plan_do_not_overlap() -> None:
    overlapping = (Hours(time(8), time(12)), Hours(time(11), time(15)))
    laid = rules.lay(plan(days=1), Around(at=AT - timedelta(days=1)))
    assert len(laid.shifts) == 1
    laid = rules.lay(plan(days=2, hours=overlapping), Around(at=AT - timedelta(days=1)))
    assert len(laid.shifts) == 2
    assert skipped(laid) == {NoShift.TAKEN: [30, 1]}


@pytest.mark.parametrize(
    ("curfew", "hours", "meets"),
    [
        ((time(22), time(5)), (time(9), time(17)), False),
        ((time(22), time(5)), (time(13), time(21)), False),
        ((time(22), time(5)), (time(13), time(21, 30)), True),
        ((time(22), time(5)), (time(5, 30), time(9)), True),
        ((time(22), time(5)), (time(6), time(9)), False),
        ((time(0), time(5)), (time(9), time(22)), False),
        ((time(0), time(5)), (time(5, 30), time(22)), True),
        ((None, None), (time(0), time(11)), False),
    ],
)
def test_nobody_is_on_the_way_in_curfew(
    curfew: tuple[time | None, time | None], hours: tuple[time, time], meets: bool
) -> None:
    assert rules.meets_curfew(Hours(*hours), *curfew) is meets


@pytest.mark.parametrize(
    ("hours", "is_sound"),
    [
        (Hours(time(9), time(17), 60), True),
        (Hours(time(9), time(21)), True),
        (Hours(time(9), time(21, 1)), False),
        (Hours(time(9), time(9)), False),
        (Hours(time(17), time(9)), False),
        (Hours(time(9), time(10), 31), False),
        (Hours(time(9), time(10), 30), True),
    ],
)
def test_a_shift_is_a_days_work_at_most_and_more_than_its_break(hours: Hours, is_sound: bool) -> None:
    assert hours.is_sound is is_sound


def test_in_the_night_of_the_clock_change_hours_are_those_of_the_wall_clock() -> None:
    sunday = date(2027, 3, 28)
    laid = rules.lay(Plan(sunday, sunday, frozenset({6}), (Hours(time(9), time(17)),), 5), Around(at=AT))
    (one,) = laid.shifts
    assert clock.local(one.starts_at).time() == time(9)
    assert one.ends_at - one.starts_at == timedelta(hours=8)


@pytest.mark.parametrize(
    ("day", "minimum"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), 4_800),
        (date(2025, 12, 31), 4_800),
        (date(2026, 1, 1), 5_200),
        (date(2030, 1, 1), 5_200),
    ],
)
def test_the_minimum_of_a_day(day: date, minimum: int | None) -> None:
    assert rules.minimum_on(day, WAGES) == minimum


@pytest.mark.parametrize(
    ("minutes", "lowest"), [(480, 41_600), (420, 36_400), (240, 20_800), (1, 88), (30, 2_600), (431, 37_354)]
)
def test_the_lowest_rate(minutes: int, lowest: int) -> None:
    assert rules.lowest_rate(minutes, 5_200) == lowest


@given(st.integers(1, 720), st.integers(1, 20_000))
def test_the_lowest_rate_is_lawful_and_nothing_a_step_lower_is(minutes: int, hour_minor: int) -> None:
    lowest = rules.lowest_rate(minutes, hour_minor)
    assert lowest % 2 == 0
    assert lowest * 60 >= minutes * hour_minor > (lowest - 2) * 60


def test_the_longest_shift_decides() -> None:
    days = [shift(MONDAY), shift(MONDAY + timedelta(days=1), hours=10)]
    too_low = rules.underpaid(40_000, days, WAGES)
    assert too_low is not None
    assert (too_low.held_on.day, too_low.lowest_rate) == (1, 46_800)
    assert rules.underpaid(46_800, days, WAGES) is None
    assert rules.underpaid(0, days, WAGES) is None


def test_a_day_without_a_known_minimum_is_told_first() -> None:
    too_low = rules.underpaid(10, [shift(MONDAY), shift(date(2024, 5, 1))], WAGES)
    assert too_low is not None
    assert too_low.hour_minor is None
    assert too_low.lowest_rate == 0


@pytest.mark.parametrize(
    ("age", "rate", "demand", "kind", "is_lawful"),
    [
        (18, 76_000, Demand.HEAVY, WorkKind.DEBRIS, True),
        (17, 76_000, Demand.LIGHT, WorkKind.SORTING, False),
        (16, 0, Demand.LIGHT, WorkKind.SORTING, True),
        (14, 0, Demand.MEDIUM, WorkKind.HELP, True),
        (16, 0, Demand.HEAVY, WorkKind.FIREWOOD, False),
        (16, 0, Demand.LIGHT, WorkKind.DEBRIS, False),
    ],
)
def test_who_is_old_enough(age: int, rate: int, demand: Demand, kind: WorkKind, is_lawful: bool) -> None:
    assert rules.is_age_lawful(age, rate_minor=rate, demand=demand, kind=kind) is is_lawful


def test_times_of_a_plan_are_instants() -> None:
    (one,) = rules.lay(plan(days=1), Around(at=AT)).shifts
    assert one.starts_at == datetime.fromisoformat("2026-11-30T07:00:00+00:00")
