"""What a line of a pay sheet comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pay.rules import Counted, Sum, gross, sum_up


@pytest.mark.parametrize(
    ("halves", "rate", "sum_minor"), [(2, 600_00, 600_00), (1, 600_00, 300_00), (9, 416_50, 1_874_25), (-1, 2, -1)]
)
def test_days_times_rate_to_the_kopiyka(halves: int, rate: int, sum_minor: int) -> None:
    assert gross(halves, rate) == sum_minor


def test_a_rate_whose_half_is_no_whole_kopiyka_is_refused() -> None:
    with pytest.raises(ValueError, match="half a day"):
        gross(1, 416_51)


def test_a_day_that_was_reversed_after_it_was_paid_is_taken_back_by_the_next_sheet() -> None:
    week = [Counted(1, 1, 7, 450, 2), Counted(2, 1, 7, 200, 1), Counted(3, 1, 8, 450, 2)]
    assert sum_up(week, 760_00) == {7: Sum(3, 650, 1_140_00), 8: Sum(2, 450, 760_00)}
    correction = [Counted(2, -1, 7, 200, 1), Counted(4, 1, 7, 450, 2)]
    assert sum_up(correction, 760_00) == {7: Sum(1, 250, 380_00)}


counted = st.builds(
    Counted,
    attendance_id=st.integers(1, 10_000),
    sign=st.sampled_from((1, -1)),
    sign_up_id=st.integers(1, 6),
    minutes=st.integers(0, 600),
    half_days=st.integers(0, 2),
)


@given(
    rows=st.lists(counted, max_size=60), cut=st.integers(0, 60), rate=st.integers(1, 50_000).map(lambda half: half * 2)
)
def test_two_sheets_pay_what_one_sheet_would(rows: list[Counted], cut: int, rate: int) -> None:
    first, second, whole = sum_up(rows[:cut], rate), sum_up(rows[cut:], rate), sum_up(rows, rate)
    nothing = Sum(0, 0, 0)
    for key, total in whole.items():
        parts = first.get(key, nothing), second.get(key, nothing)
        assert sum(part.gross_minor for part in parts) == total.gross_minor
        assert sum(part.minutes for part in parts) == total.minutes
