"""The usual week of the lyceum, laid over a month with holidays, outages and the change of the clock."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.distributions import rules
from app.distributions.rules.templates import Around, Hours, Pattern, Skipped, fit

TUESDAY = date(2026, 11, 24)
NINE_TO_THREE = Hours(time(9), time(15))


def around(**more: object) -> Around:
    usual: dict[str, object] = {
        "today": date(2026, 11, 20), "programme_starts_on": date(2026, 11, 1), "programme_ends_on": None,
        "holidays": (), "planned": (),
    }  # fmt: skip
    return Around(**{**usual, **more})  # type: ignore[arg-type]


def test_every_second_tuesday_is_every_second_tuesday_over_the_new_year() -> None:
    pattern = Pattern(weekday=1, every_weeks=2, begins_on=TUESDAY)
    days = list(pattern.days(date(2026, 12, 1), date(2027, 1, 31)))
    assert days == [date(2026, 12, 8), date(2026, 12, 22), date(2027, 1, 5), date(2027, 1, 19)]


def test_a_pattern_that_begins_on_another_weekday_waits_for_its_own() -> None:
    pattern = Pattern(weekday=1, every_weeks=1, begins_on=date(2026, 11, 19))
    assert next(pattern.days(date(2026, 11, 1), date(2026, 12, 1))) == TUESDAY


@given(
    weekday=st.integers(0, 6), every=st.integers(1, 4),
    begins=st.dates(date(2026, 1, 1), date(2027, 12, 31)), after=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)  # fmt: skip
def test_the_next_day_is_the_first_of_its_days_after(weekday: int, every: int, begins: date, after: date) -> None:
    pattern = Pattern(weekday, every, begins)
    expected = next(pattern.days(after + timedelta(days=1), date(2029, 12, 31)))
    assert pattern.next_after(after) == expected
    assert expected.weekday() == weekday
    assert expected >= begins


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"today": TUESDAY + timedelta(days=1)}, Skipped.PAST),
        ({"programme_starts_on": TUESDAY + timedelta(days=1)}, Skipped.OUTSIDE_PROGRAMME),
        ({"programme_ends_on": TUESDAY - timedelta(days=1)}, Skipped.OUTSIDE_PROGRAMME),
        ({"holidays": {TUESDAY}}, Skipped.HOLIDAY),
        ({"planned": {TUESDAY}}, Skipped.PLANNED),
        ({"others": [Hours(time(14), time(17))]}, Skipped.OVERLAP),
        ({"outages": [Hours(time(8), time(12)), Hours(time(12, 30), time(16))]}, Skipped.OUTAGE),
    ],
)
def test_what_stands_in_the_way_is_named(more: dict[str, object], why: Skipped) -> None:
    assert fit(TUESDAY, NINE_TO_THREE, around(**more)) is why


def test_two_distributions_may_follow_each_other_at_one_place() -> None:
    assert fit(TUESDAY, NINE_TO_THREE, around(others=[Hours(time(15), time(17))])) == NINE_TO_THREE


def test_hours_without_power_are_left_out_and_the_longer_stretch_is_taken() -> None:
    assert fit(TUESDAY, NINE_TO_THREE, around(outages=[Hours(time(12), time(14))])) == Hours(time(9), time(12))


def test_everybody_is_home_two_hours_before_curfew() -> None:
    evening = Hours(time(15), time(19))
    assert fit(TUESDAY, evening, around(curfew_from=time(20))) == Hours(time(15), time(18))
    assert fit(TUESDAY, evening, around(curfew_from=time(17, 30))) is Skipped.CURFEW
    assert fit(TUESDAY, evening, around(curfew_from=time(0))) == evening


@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 10, 25), date(2027, 3, 27), date(2027, 3, 28)])
def test_nine_is_nine_on_the_wall_whatever_the_clock_does_that_night(day: date) -> None:
    slots = rules.windows(day, time(9), time(15), 15)
    assert len(slots) == 24
    assert clock.local(slots[0].starts_at).time() == time(9)
    assert clock.local(slots[-1].ends_at).time() == time(15)
