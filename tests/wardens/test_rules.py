"""How streets are walked, sheets are numbered and marks are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wardens import rules
from app.wardens.models import MOST_NEEDS, NeedCode, Side
from app.wardens.rules import Number

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("house", "side"),
    [("1", Side.ODD), ("21А", Side.ODD), ("9/2", Side.ODD), ("10", Side.EVEN), ("12/1", Side.EVEN), ("", Side.EVEN)],
)
def test_a_house_stands_on_the_side_of_its_number(house: str, side: Side) -> None:
    assert rules.side_of(house) is side


def test_houses_stand_in_the_order_of_walking() -> None:
    walked = ["", "2", "10", "10А", "10Б", "12", "12/1", "12/2", "12/10", "12А", "100"]
    assert sorted(set(walked), key=rules.house_order) == walked


@given(st.lists(st.text(alphabet="019²٣/А -", max_size=8), max_size=12))
def test_any_houses_can_be_put_in_one_order(houses: list[str]) -> None:
    assert sorted(set(houses), key=rules.house_order) == sorted(dict.fromkeys(houses), key=rules.house_order)


def test_a_street_that_is_there_with_both_sides_is_whole() -> None:
    sides = [("Садова", Side.ODD), ("Садова", Side.EVEN), ("Миру", Side.EVEN)]
    assert rules.join_sides(sides) == [("Садова", None), ("Миру", Side.EVEN)]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ОБ-2026-0007", Number(2026, 7)),
        ("OB-2026-0007", Number(2026, 7)),
        ("ЩИ-2026-0007", Number(2026, 7)),
        ("щи 2026 7", Number(2026, 7)),
        ("20260007", Number(2026, 7)),
        ("2025-12345", Number(2025, 12345)),
        ("7", Number(2026, 7)),
        ("", None),
        ("ОБ", None),
        ("8765432187654321", None),
    ],
)
def test_the_number_of_a_sheet_is_read_from_a_scanner_and_from_the_hand(typed: str, number: Number | None) -> None:
    assert rules.read_number(typed, today=TODAY) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_or_none(typed: str) -> None:
    number = rules.read_number(typed, today=TODAY)
    assert number is None or number.serial >= 0


def test_what_the_code_says_reads_as_the_number() -> None:
    content = rules.qr_content("ОБ-2026-0007")
    assert content.isascii()
    assert rules.read_number(content, today=TODAY) == Number(2026, 7)


@pytest.mark.parametrize(
    ("typed", "needs"),
    [
        ("", ()),
        ("ПР", (NeedCode.FOOD,)),
        ("пр, лі", (NeedCode.FOOD, NeedCode.MEDICINE)),
        ("ПР/ВО/ТЕ", (NeedCode.FOOD, NeedCode.WATER, NeedCode.HEAT)),
        ("првоте", (NeedCode.FOOD, NeedCode.WATER, NeedCode.HEAT)),
        ("BO TE PE", (NeedCode.WATER, NeedCode.HEAT, NeedCode.REPAIR)),
        ("iн Гг", (NeedCode.OTHER, NeedCode.HYGIENE)),
        ("IH", (NeedCode.OTHER,)),
        ("ПР пр ПР ВО ВО", (NeedCode.FOOD, NeedCode.WATER)),
    ],
)
def test_codes_are_read_in_any_letters(typed: str, needs: tuple[NeedCode, ...]) -> None:
    assert rules.read_codes(typed) == needs


def test_a_strange_code_is_named() -> None:
    with pytest.raises(rules.UnknownCode, match="ХЛ"):
        rules.read_codes("ПР ХЛ")
    with pytest.raises(rules.UnknownCode, match="П"):
        rules.read_codes("ПРП")


def test_three_needs_and_no_more() -> None:
    with pytest.raises(rules.TooManyCodes):
        rules.read_codes("ПР ВО ЛІ ГГ")


def test_there_are_fifteen_codes_and_no_two_read_alike() -> None:
    assert len(rules.CODES) == len(NeedCode) == 15
    assert {rules.read_codes(code) for code in rules.CODES.values()} == {(need,) for need in NeedCode}


@given(st.lists(st.sampled_from(NeedCode), unique=True, max_size=MOST_NEEDS))
def test_what_is_written_is_read_back(needs: list[NeedCode]) -> None:
    assert rules.read_codes(rules.write_codes(needs)) == tuple(needs)


@pytest.mark.parametrize(
    ("given_name", "surname", "short"), [("Мар’яна", "їжакевич", "Мар’яна Ї."), ("", "Ґудзь", "Ґ."), ("", "", "")]
)
def test_a_sheet_names_nobody_in_full(given_name: str, surname: str, short: str) -> None:
    assert rules.short_name(given_name, surname) == short
