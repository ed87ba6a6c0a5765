"""One encrypted file: what opens it, and what a wrong one is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bundles import sealing
from app.bundles.sealing import Content, Damaged, NotOurFile, OtherContent, OtherFormat, WrongPassphrase

DIGITS = "01234567890123456789"
BODY = {"name": "Ґанна Їжакевич", "rows": [1, None, "два"]}
FILE = sealing.seal(BODY, Content.WORK, DIGITS)


def test_what_was_put_in_comes_out() -> None:
    assert sealing.unseal(FILE, DIGITS, Content.WORK) == BODY


def test_nothing_of_it_can_be_read_in_the_file() -> None:
    assert "Ґанна".encode() not in FILE
    assert b"rows" not in FILE


def test_the_same_work_is_never_the_same_file() -> None:
    assert sealing.seal(BODY, Content.WORK, DIGITS) != FILE


def test_a_passphrase_is_twenty_digits_in_four_groups() -> None:
    digits = sealing.new_passphrase()
    assert len(digits) == 20
    assert digits.isdigit()
    assert sealing.read_passphrase(sealing.show_passphrase(digits)) == digits
    assert sealing.read_passphrase("12345 12345") == ""


@pytest.mark.parametrize(
    ("file", "digits", "content", "refusal"),
    [
        (FILE, DIGITS[::-1], Content.WORK, WrongPassphrase),
        (FILE, DIGITS, Content.RESULTS, OtherContent),
        (b"PK\x03\x04 a workbook", DIGITS, Content.WORK, NotOurFile),
        (b"", DIGITS, Content.WORK, NotOurFile),
        (FILE[:40], DIGITS, Content.WORK, Damaged),
        (FILE[:-1], DIGITS, Content.WORK, Damaged),
        (FILE[:13] + bytes([sealing.FORMAT + 1]) + FILE[14:], DIGITS, Content.WORK, OtherFormat),
    ],
    ids=["digits turned round", "results", "a workbook", "empty", "half of it", "a byte short", "of a later release"],
)
def test_every_wrong_file_gets_its_own_sentence(
    file: bytes, digits: str, content: Content, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        sealing.unseal(file, digits, content)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=len(FILE) - 1), st.integers(min_value=1, max_value=255))
def test_a_file_with_one_wrong_byte_is_never_taken(place: int, flip: int) -> None:
    broken = FILE[:place] + bytes([FILE[place] ^ flip]) + FILE[place + 1 :]
    with pytest.raises((NotOurFile, OtherFormat, OtherContent, WrongPassphrase, Damaged)):
        sealing.unseal(broken, DIGITS, Content.WORK)
