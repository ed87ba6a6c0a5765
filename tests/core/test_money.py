"""Sums as people type and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MOST, read_money, write_money


@pytest.mark.parametrize(
    ("typed", "kopiykas"), [("12", 1200), ("12,5", 1250), ("12.05", 1205), ("1 234,50", 123_450), ("0", 0)]
)
def test_sums_are_read_with_a_comma_or_a_point(typed: str, kopiykas: int) -> None:
    assert read_money(typed) == kopiykas


@pytest.mark.parametrize("typed", ["", "-1", "1,234", "багато", "١٢", "99999999"])
def test_what_is_no_sum_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match=r"hryvnias|sum"):
        read_money(typed)


@given(st.integers(0, MOST))
def test_a_written_sum_is_read_back(kopiykas: int) -> None:
    assert read_money(write_money(kopiykas)) == kopiykas


def test_what_is_owed_back_has_a_minus_and_its_own_kopiykas() -> None:
    assert write_money(-5) == "−0,05"
    assert write_money(-123_450) == "−1\u00a0234,50"
