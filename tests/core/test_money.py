"""Sums as people type and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MOST, money_in_words, read_money, write_money


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


@pytest.mark.parametrize(
    ("hryvnias", "words"),
    [
        (0, "нуль гривень"),
        (1, "одна гривня"),
        (2, "дві гривні"),
        (5, "п’ять гривень"),
        (11, "одинадцять гривень"),
        (12, "дванадцять гривень"),
        (21, "двадцять одна гривня"),
        (44, "сорок чотири гривні"),
        (100, "сто гривень"),
        (101, "сто одна гривня"),
        (111, "сто одинадцять гривень"),
        (1_000, "одна тисяча гривень"),
        (1_001, "одна тисяча одна гривня"),
        (2_002, "дві тисячі дві гривні"),
        (12_000, "дванадцять тисяч гривень"),
        (21_900, "двадцять одна тисяча дев’ятсот гривень"),
        (1_000_000, "один мільйон гривень"),
        (2_000_000, "два мільйони гривень"),
        (5_000_001, "п’ять мільйонів одна гривня"),
        (1_002_000_340, "один мільярд два мільйони триста сорок гривень"),
    ],
)
def test_sums_are_spelled_as_on_papers_of_ukraine(hryvnias: int, words: str) -> None:
    assert money_in_words(hryvnias * 100) == f"{words} 00 копійок"


@pytest.mark.parametrize(
    ("kopiykas", "words"),
    [
        (1, "нуль гривень 01 копійка"),
        (121_03, "сто двадцять одна гривня 03 копійки"),
        (5_11, "п’ять гривень 11 копійок"),
        (-380_21, "мінус триста вісімдесят гривень 21 копійка"),
    ],
)
def test_kopiykas_stand_in_digits_and_debts_with_minus(kopiykas: int, words: str) -> None:
    assert money_in_words(kopiykas) == words


@given(st.integers(-MOST * 40, MOST * 40))
def test_different_sums_are_never_spelled_alike(kopiykas: int) -> None:
    words = money_in_words(kopiykas)
    assert all(words != money_in_words(kopiykas + step) for step in (1, 100, 1_000_00, 1_000_000_00))
    assert "  " not in words
