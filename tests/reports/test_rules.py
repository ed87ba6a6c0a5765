"""Small numbers, months, cells that could run as formulas."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.small_numbers import Cover, hide_small
from app.reports.rules import Scope, month_of, share


def shown(rows: list[list[int]]) -> list[list[str]]:
    """As a reader sees it: "<5" for a small number, "•" for one that would give it away."""
    signs = {Cover.SMALL: "<5", Cover.COMPLEMENT: "•"}
    return [[signs[cell.cover] if cell.cover else str(cell.value) for cell in row] for row in hide_small(rows)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [[10, 20], [30, 40]],
            [["10", "20", "30"], ["30", "40", "70"], ["40", "60", "100"]],
            id="nothing small, nothing hidden",
        ),
        pytest.param([[0, 20]], [["0", "20", "20"], ["0", "20", "20"]], id="a zero points at nobody"),
        pytest.param(
            [[3, 20, 9], [30, 40, 50]],
            [["<5", "20", "•", "32"], ["•", "40", "•", "120"], ["33", "60", "59", "152"]],
            id="one hidden in a row and in a column takes another with it in each",
        ),
        pytest.param(
            [[2, 0], [0, 50]],
            [["<5", "0", "<5"], ["0", "•", "•"], ["<5", "•", "52"]],
            id="a small sum is hidden, and so is what it could be reckoned from",
        ),
        pytest.param([[1, 1, 7]], [["<5", "<5", "•", "9"], ["<5", "<5", "•", "9"]], id="1 and 1 can only be 2"),
        pytest.param([[4, 4]], [["<5", "<5", "•"], ["<5", "<5", "•"]], id="4 and 4 can only be 8"),
        pytest.param([[2, 3]], [["<5", "<5", "5"], ["<5", "<5", "5"]], id="2 and 3 may be 3 and 2 or 1 and 4"),
        pytest.param([[0, 0]], [["0", "0", "0"], ["0", "0", "0"]], id="an empty report"),
    ],
)
def test_small_numbers_are_hidden(rows: list[list[int]], expected: list[list[str]]) -> None:
    assert shown(rows) == expected


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4)
    )
)
def test_no_small_number_can_be_subtracted_from_the_rest(rows: list[list[int]]) -> None:
    cells = hide_small(rows)
    assert not any(0 < cell.value < 5 for row in cells for cell in row if cell.cover is None)
    for line in [*cells, *zip(*cells, strict=True)]:
        hidden = [cell for cell in line if cell.cover]
        others = [cell for cell in line if not cell.cover and cell.value > 0]
        assert len(hidden) != 1 or not others


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 1), date(2026, 11, 30)),
        (date(2028, 2, 1), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month(day: date, first: date, last: date) -> None:
    assert month_of(day) == (first, last)


def test_days_begin_at_midnight_of_the_hub() -> None:
    scope = Scope(date(2026, 10, 25), date(2026, 10, 25))
    assert scope.starts_at == datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert scope.ends_at == datetime(2026, 10, 25, 22, tzinfo=UTC), "the day on which clocks go back has 25 hours"


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(0, 0) == 0
    assert share(1, 3) == 33
