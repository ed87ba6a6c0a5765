"""Telephone numbers as spreadsheets and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.phones import clean_phone, format_phone


@pytest.mark.parametrize(
    "written",
    [
        "0207852503",
        "80207852503",
        "380207852503",
        "+380207852503",
        "00380207852503",
        "207852503",
        "207852503.0",
        207852503,
        207852503.0,
        "(020) 785-25-03",
        "+38 (020) 785 25 03",
        "8 020 785‑25‑03",
        "020/785.25.03",
        " 020\u00a0785 25 03\n",
        "\u202a0207852503\u202c",
    ],
)
def test_every_way_of_writing_gives_one_number(written):
    assert clean_phone(written) == "+380207852503"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "немає",
        "0000000000",
        "000000000",
        "02078525",
        "020785250311",
        "1207852503",
        "+48207852503",
        "020785250З",
        "٠٢٠٧٨٥٢٥٠٣",
        "0207852503 дочка",
        1e30,
        float("nan"),
        float("inf"),
        "0207852503\x00",
    ],
)
def test_what_is_no_ukrainian_number_is_refused(written):
    with pytest.raises(ValueError, match="not a Ukrainian telephone number"):
        clean_phone(written)


def test_the_numbers_of_the_example_community_are_numbers():
    assert clean_phone("+380 00 000 00 01") == "+380000000001"


def test_a_number_is_shown_in_the_groups_people_say():
    assert format_phone("+380207852503") == "+380 20 785 25 03"
    assert format_phone("") == ""


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_what_is_shown_reads_back_as_the_same_number(nine_digits):
    phone = clean_phone(nine_digits)
    assert clean_phone(format_phone(phone)) == phone
