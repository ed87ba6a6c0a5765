"""How lots are cast, and under which name somebody finds themselves on the wall."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.draws import rules

NUMBERS = st.lists(st.integers(0, 99_999_999).map(lambda n: f"{n:08d}"), unique=True, min_size=1, max_size=60)


def test_a_lot_is_the_code_of_both_numbers_and_the_name() -> None:
    first, second = rules.cast("ab" * 16, "461352", ["0345", "1877"])
    assert first.code == sha256(f"{'ab' * 16}:461352:{first.pseudonym}".encode()).hexdigest()
    assert first.code < second.code
    assert (first.position, second.position) == (1, 2)


def test_the_order_of_the_list_makes_no_difference() -> None:
    names = [f"{n:04d}" for n in range(300)]
    assert rules.cast("ab" * 16, "461352", names) == rules.cast("ab" * 16, "461352", reversed(names))


def test_either_number_alone_changes_everything() -> None:
    names = [f"{n:04d}" for n in range(50)]
    order = [lot.pseudonym for lot in rules.cast("ab" * 16, "461352", names)]
    assert order != [lot.pseudonym for lot in rules.cast("ab" * 16, "461353", names)]
    assert order != [lot.pseudonym for lot in rules.cast("ac" * 16, "461352", names)]


def test_everybody_has_the_same_chance_of_a_place() -> None:
    """400 draws of 3 places among 10: everybody wins about 120 of them."""
    names = [f"{n:04d}" for n in range(10)]
    wins = dict.fromkeys(names, 0)
    for draw in range(400):
        for lot in rules.cast("ab" * 16, f"{draw:06d}", names)[:3]:
            wins[lot.pseudonym] += 1
    assert all(85 <= won <= 155 for won in wins.values())


def test_locked_numbers_are_never_the_same() -> None:
    seeds = {rules.new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert {len(seed) for seed in seeds} == {32}


def test_a_name_is_the_last_four_digits_of_the_card_and_more_only_where_two_would_be_alike() -> None:
    cards = {1: "10001234", 2: "10051234", 3: "10005678"}
    assert rules.tails(cards, cards.values()) == {1: "01234", 2: "51234", 3: "5678"}


def test_whoever_is_not_in_the_list_does_not_find_the_end_of_their_number_in_it() -> None:
    assert rules.tails({1: "10001234"}, ["10001234", "77001234"]) == {1: "0001234"}


@given(NUMBERS, st.data())
def test_every_card_finds_exactly_its_own_name(numbers: list[str], data: st.DataObject) -> None:
    listed = data.draw(st.lists(st.sampled_from(numbers), unique=True))
    names = rules.tails(dict(enumerate(listed)), numbers)
    assert len(set(names.values())) == len(listed)
    for number in numbers:
        fitting = [key for key, name in names.items() if number.endswith(name)]
        assert fitting == ([listed.index(number)] if number in listed else [])


@pytest.mark.parametrize(
    ("typed", "is_good"),
    [
        ("461352", True),
        ("00000000", True),
        ("4613", False),
        ("46135x", False),
        ("٤٦١٣٥٢", False),
        ("4" * 41, False),
        ("", False),
    ],
)
def test_a_public_number_has_at_least_six_plain_digits(typed: str, is_good: bool) -> None:
    assert rules.is_public_number(typed) is is_good
