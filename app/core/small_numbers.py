"""Numbers so small that they point at somebody, covered so that nobody can work them out. Values in, value out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

SMALL = 5
"""Counts of people from 1 to 4 could point at somebody (field guide 6.13)."""


class Cover(StrEnum):
    """Why a number is not shown."""

    SMALL = "small"
    """It is from 1 to 4."""
    COMPLEMENT = "complement"
    """A small one could be worked out from it."""


Range = tuple[float, float]
_RANGES: dict[Cover, Range] = {Cover.SMALL: (1, SMALL - 1), Cover.COMPLEMENT: (SMALL, inf)}
"""What a reader knows of a covered number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table, or the reason why it is not shown."""

    value: int
    cover: Cover | None = None


@dataclass
class Grid:
    """Rows and columns with their sums in the last row and column, some cells covered."""

    values: list[list[int]]
    covers: dict[tuple[int, int], Cover] = field(default_factory=dict)

    @property
    def cells(self) -> list[list[Cell]]:
        return [
            [Cell(value, self.covers.get((y, x))) for x, value in enumerate(row)] for y, row in enumerate(self.values)
        ]

    def lines(self) -> Iterator[list[tuple[int, int]]]:
        """Every row and every column: the last place of each is the sum of the others."""
        height, width = len(self.values), len(self.values[0])
        yield from ([(y, x) for x in range(width)] for y in range(height))
        yield from ([(y, x) for y in range(height)] for x in range(width))

    def value(self, place: tuple[int, int]) -> int:
        return self.values[place[0]][place[1]]


def with_sums(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The rows with a sum at the end of each, and a row of sums below."""
    wide = [[*row, sum(row)] for row in rows]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]]


def hide_small(rows: Sequence[Sequence[int]]) -> list[list[Cell]]:
    """The rows with their sums, where counts from 1 to 4 are covered and cannot be worked out from the rest.

    In each row and column in which somebody could reckon a covered number out, the smallest of the others is
    covered too, until nothing more gives way. Zeros stay: they point at nobody.
    """
    grid = Grid(with_sums(rows))
    for y, row in enumerate(grid.values):
        grid.covers |= {(y, x): Cover.SMALL for x, value in enumerate(row) if 0 < value < SMALL}
    while any([_cover_another(grid, line) for line in grid.lines()]):  # noqa: C419 (each line must be looked at)
        pass
    return grid.cells


def _cover_another(grid: Grid, line: list[tuple[int, int]]) -> bool:
    """Cover one more number of this row or column if it gives a small one away. Whether it did."""
    if not _gives_away(grid, line):
        return False
    shown = [place for place in line if place not in grid.covers and grid.value(place) > 0]
    if not shown:
        return False
    grid.covers[min(shown, key=grid.value)] = Cover.COMPLEMENT
    return True


def _gives_away(grid: Grid, line: list[tuple[int, int]]) -> bool:
    """Whether the shown numbers of a line leave only one possible value for a covered one.

    The parts of a line less its sum are 0. A reader knows of each covered number in which range it lies.
    """
    *parts, total = line
    known = sum(grid.value(place) for place in parts if place not in grid.covers)
    unknown = [_RANGES[grid.covers[place]] for place in parts if place in grid.covers]
    if total in grid.covers:
        least, most = _RANGES[grid.covers[total]]
        unknown.append((-most, -least))
    else:
        known -= grid.value(total)
    return any(_is_certain(known, unknown[:i] + unknown[i + 1 :], own) for i, own in enumerate(unknown))


def _is_certain(known: int, others: Sequence[Range], own: Range) -> bool:
    """Whether a number in the range ``own`` can have one value only, when it and all the rest make 0."""
    least = max(own[0], -known - sum(most for _, most in others))
    most = min(own[1], -known - sum(least for least, _ in others))
    return least == most
