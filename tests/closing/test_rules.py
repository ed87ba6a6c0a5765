"""Counting up one kit of a day, on paper and in the head."""

import pytest

from app.closing.rules import Counted, Known, count_up, digest, left_over, lines_of


@pytest.mark.parametrize(
    ("known", "counted", "difference"),
    [
        (Known(received=150, sent=150, given=138), Counted(stays=12), 0),
        (Known(received=150, sent=180, given=138), Counted(returned=12), 0),
        (Known(received=150, sent=150, given=138), Counted(stays=10, damaged=1, reason="розбита"), 1),
        (Known(received=150, sent=150, given=138), Counted(stays=13), -1),
        (Known(opening=5, received=100, sent=100, given=100, emergency=3), Counted(stays=2), 0),
        (Known(opening=12, received=0, sent=0, corrected=1), Counted(stays=13), 0),
        (Known(given=20), Counted(sent=25, received=24, stays=4), 0),
    ],
)
def test_what_came_went_somewhere_or_is_missing(known: Known, counted: Counted, difference: int) -> None:
    assert count_up(known, counted).difference == difference


def test_where_stock_is_kept_its_ledger_says_what_came_whatever_is_typed() -> None:
    line = count_up(Known(sent=180, received=150), Counted(sent=1, received=2, stays=150))
    assert (line.sent, line.received, line.difference) == (180, 150, 0)


@pytest.mark.parametrize("counted", [Counted(stays=9), Counted(stays=9, lost=1), Counted(stays=9, damaged=1)])
def test_whatever_is_missing_lost_or_damaged_needs_a_reason(counted: Counted) -> None:
    assert count_up(Known(received=10, sent=10), counted).needs_reason


def test_what_must_be_left_is_never_below_zero() -> None:
    assert left_over(Known(received=10, given=8, emergency=1, corrected=2)) == 3
    assert left_over(Known(given=8)) == 0


def test_any_other_figure_is_another_digest() -> None:
    line = count_up(Known(received=10, sent=10, given=8), Counted(stays=2))
    same = digest({1: line}, [(1, 8, 8)], [("female", "60+", "True", "8")])
    assert same == digest({1: line}, [(1, 8, 8)], [("female", "60+", "True", "8")])
    assert same != digest({1: line}, [(1, 8, 7)], [("female", "60+", "True", "8")])
    assert same != digest({2: line}, [(1, 8, 8)], [("female", "60+", "True", "8")])


@pytest.mark.parametrize(
    ("today", "there", "lines"),
    [
        ({2}, {2}, {1: 2, 2: 2, 3: 2}),
        ({2}, {1}, {1: 2, 2: 2, 3: 2}),
        ({2}, set(), {1: 2, 2: 2, 3: 2}),
        ({1, 2}, {1, 2}, {1: 1, 2: 2, 3: 2}),
        ({1, 2}, {1}, {1: 1, 2: 1, 3: 1}),
        ({1, 2}, {3}, {1: 2, 2: 2, 3: 2}),
        ({1, 2}, set(), {1: 1, 2: 2, 3: 2}),
        (set(), {1}, {1: 1, 2: 2, 3: 3}),
    ],
)
def test_versions_of_a_kit_that_cannot_be_told_apart_are_counted_up_together(
    today: set[int], there: set[int], lines: dict[int, int]
) -> None:
    other = {9: 8}
    assert lines_of({1: 7, 2: 7, 3: 7, **other}, today=today, there=there) == {**lines, 9: 9}
