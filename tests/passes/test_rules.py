"""When a pass lets in, and what is read from a code."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.passes.models import LONGEST_HOURS
from app.passes.rules import PassState, Typed, hours_of, read_code, state_of

BEGIN = clock.instant(date(2026, 11, 24), time(9))
END = clock.instant(date(2026, 11, 24), time(18))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (BEGIN - SECOND, PassState.COMING),
        (BEGIN, PassState.VALID),
        (END - SECOND, PassState.VALID),
        (END, PassState.EXPIRED),
    ],
)
def test_a_pass_lets_in_from_its_first_second_until_before_its_last(at: datetime, state: PassState) -> None:
    assert state_of(BEGIN, END, None, at=at) is state
    assert state_of(BEGIN, END, BEGIN, at=at) is PassState.WITHDRAWN


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times(), st.times())
def test_hours_on_the_clock_are_never_more_than_a_day(day: date, begin: time, end: time) -> None:
    starts_at, ends_at = hours_of(day, begin, end)
    assert starts_at < ends_at or clock.local(starts_at).utcoffset() != clock.local(ends_at).utcoffset()
    assert ends_at - starts_at <= timedelta(hours=LONGEST_HOURS), "also in the night clocks are set back"


def test_an_end_before_the_beginning_is_on_the_next_day() -> None:
    assert hours_of(date(2026, 11, 24), time(20), time(8))[1] == clock.instant(date(2026, 11, 25), time(8))
    assert hours_of(date(2026, 11, 24), time(9), time(9))[1] == clock.instant(date(2026, 11, 25), time(9))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("https://hub.example/p/12345678901234567890", Typed(token="12345678901234567890")),
        ("12345678901234567890\r\n", Typed(token="12345678901234567890")),
        ("ПР-2026-0007", Typed(year=2026, serial=7)),
        ("пр 2026 7", Typed(year=2026, serial=7)),
        ("2026/0007", Typed(year=2026, serial=7)),
        (" 7 ", Typed(serial=7)),
        ("Добрі руки", Typed()),
        ("", Typed()),
        ("123456789012345678901", Typed()),
    ],
)
def test_what_is_read_from_a_code(text: str, typed: Typed) -> None:
    assert read_code(text) == typed
    assert typed.is_nothing is (typed == Typed())
