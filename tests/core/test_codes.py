"""A wrong digit or a swap of neighbours never passes for somebody else's card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.codes import (
    Code,
    CodeKind,
    damm_digit,
    is_card_no,
    new_card_no,
    new_pseudonym,
    new_token,
    pin_of,
    read_code,
)

CARD = "57246380"
TOKEN = "12345678901234567890"
seven_digits = st.text("0123456789", min_size=7, max_size=7)


def with_check_digit(digits: str) -> str:
    return digits + damm_digit(digits)


def test_the_check_digit_of_the_thesis_example():
    assert damm_digit("572") == "4"
    assert damm_digit("5724") == "0"


def wrong_digits(card_no: str) -> list[str]:
    return [
        card_no[:place] + digit + card_no[place + 1 :]
        for place in range(8)
        for digit in "0123456789"
        if digit != card_no[place]
    ]


def swaps(card_no: str) -> list[str]:
    return [
        card_no[:place] + card_no[place + 1] + card_no[place] + card_no[place + 2 :]
        for place in range(7)
        if card_no[place] != card_no[place + 1]
    ]


@given(seven_digits)
def test_every_single_wrong_digit_is_caught(digits):
    assert not any(is_card_no(wrong) for wrong in wrong_digits(with_check_digit(digits)))


@given(seven_digits)
def test_every_swap_of_neighbours_is_caught(digits):
    assert not any(is_card_no(wrong) for wrong in swaps(with_check_digit(digits)))


def test_every_error_of_many_new_cards_is_caught():
    for card_no in {new_card_no() for _ in range(300)}:
        assert is_card_no(card_no)
        assert not any(is_card_no(wrong) for wrong in wrong_digits(card_no) + swaps(card_no))


def test_a_new_card_number_survives_a_spreadsheet():
    assert all(str(int(card_no)) == card_no for card_no in (new_card_no() for _ in range(300)))


@pytest.mark.parametrize("text", ["", "5724638", "572463800", "5724638o", "٥٧٢٤٦٣٨٠", "57246380\n", "5724 6380"])
def test_what_is_not_a_card_number(text):
    assert not is_card_no(text)


def test_tokens_are_twenty_digits_and_differ():
    tokens = {new_token() for _ in range(300)}
    assert len(tokens) == 300
    assert all(len(token) == 20 and token.isascii() and token.isdecimal() for token in tokens)


def test_a_replaced_card_gets_another_pin_and_a_reprinted_one_keeps_it():
    assert pin_of(TOKEN) == pin_of(TOKEN)
    pins = {pin_of(new_token()) for _ in range(300)}
    assert len(pins) > 250
    assert all(len(pin) == 4 and pin.isdecimal() for pin in pins)


def test_a_pseudonym_has_no_letters_that_are_mistaken():
    names = {new_pseudonym() for _ in range(300)}
    assert len(names) > 290
    assert all(len(name) == 6 and not set(name) & set("ILOU") for name in names)


@pytest.mark.parametrize(
    "typed",
    [
        TOKEN,
        f"{TOKEN}\n",
        f"  {TOKEN}  ",
        f"https://hub.example:8000/c/{TOKEN}",
        f"https://hub.example:8000/c/{TOKEN}/\r\n",
        f"реезі^..ргиючючфьздуЖ8000.с.{TOKEN}",
        f"РЕЕЗІЖ..РГИ.8000.С.{TOKEN}.",
        f"192.168.0.10:8000/c/{TOKEN}",
        f"1\n{TOKEN}",
    ],
)
def test_a_scanned_qr_is_read_on_any_keyboard_layout(typed):
    assert read_code(typed) == Code(CodeKind.TOKEN, TOKEN)


@pytest.mark.parametrize(
    "typed",
    [
        CARD,
        "5724 6380",
        "5724-6380",
        "5724–6380",
        "5724\u00a06380",
        "5724\u202f6380",
        "5724‑6380",
        "5724−6380",
        " 5 7 2 4 6 3 8 0 ",
        "№ 5724 6380",
        "картка 5724 6380.",
        f"{CARD}\t",
        f"\u200e{CARD}\u200f",
    ],
)
def test_a_card_number_is_read_however_it_is_written(typed):
    assert read_code(typed) == Code(CodeKind.CARD_NO, CARD)


def test_a_mistyped_card_number_is_told_from_nonsense():
    mistyped = read_code("5724 6381")
    assert mistyped == Code(CodeKind.OTHER, "57246381")
    assert mistyped.is_mistyped_card_no
    assert not read_code("5724").is_mistyped_card_no
    assert not read_code(CARD).is_mistyped_card_no


@pytest.mark.parametrize("typed", ["", "\n", "Савченко", "١٢٣٤٥٦٧٨", "५७२४६३८०", "²³", "\x00", "\ud800"])
def test_what_holds_no_ascii_digit_is_no_code(typed):
    assert read_code(typed) == Code(CodeKind.OTHER, "")


@given(st.text())
def test_anything_can_be_typed(typed):
    assert read_code(typed).kind in CodeKind
