"""Which rows of a sheet are data, and why the others are not: no row is left out without a word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.pace import give_way
from app.households.parsing.persons import Cell
from app.imports.tables import Line, Table, text_of

_TOTALS = re.compile(r"\s*(всього|усього|разом|підсумок|итого|всего|total)\b", re.IGNORECASE)
_FEWEST_TITLES = 3
_EVERY = 500
"""Rows between two moments in which waiting desks are served: a few milliseconds."""
_LONGEST_TEXT = 200


class SkippedKind(StrEnum):
    """Why a row is no household."""

    TITLE = "title"
    HEADER = "header"
    EMPTY = "empty"
    TOTALS = "totals"
    NO_HEADER = "no_header"
    """Nothing on the sheet tells where names stand, so nothing on it can be read."""
    LEFT_OUT = "left_out"
    """A person decided not to read the sheet."""
    NO_HOUSEHOLD = "no_household"
    """A member whose household is not in the file."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no household."""

    number: int
    kind: SkippedKind
    text: str = ""


def data_lines(table: Table, headers: Sequence[int]) -> Iterator[Line]:
    """The rows that may be households or people."""
    titles = _titles(table, headers)
    for position, line in enumerate(table.lines, 1):
        if position % _EVERY == 0:
            give_way()
        if kind_of(line, headers, titles) is None:
            yield line


def skipped_lines(table: Table, headers: Sequence[int]) -> Iterator[Skipped]:
    """All the others, the empty ones between them included."""
    titles = _titles(table, headers)
    last = 0
    for position, line in enumerate(table.lines, 1):
        if position % _EVERY == 0:
            give_way()
        yield from (Skipped(number, SkippedKind.EMPTY) for number in _few(last + 1, line.number))
        last = line.number
        if (kind := kind_of(line, headers, titles)) is not None:
            yield skip(line, kind)


def _few(first: int, end: int) -> range:
    """Empty rows before a stray cell far away are not counted one by one."""
    return range(first, end) if end - first <= 1_000 else range(first, first)


def _titles(table: Table, headers: Sequence[int]) -> Mapping[int, Cell]:
    return next((line.cells for line in table.lines if headers and line.number == headers[-1]), {})


def kind_of(line: Line, headers: Sequence[int], titles: Mapping[int, Cell]) -> SkippedKind | None:
    """Why a row is no data, or None when it may be."""
    if line.number in headers:
        return SkippedKind.HEADER
    if headers and line.number < headers[0]:
        return SkippedKind.TITLE
    filled = [line.cells[at] for at in sorted(line.cells)]
    if any(isinstance(cell, str) and _TOTALS.match(cell) for cell in filled[:2]):
        return SkippedKind.TOTALS
    are_numbers = len(filled) >= _FEWEST_TITLES and [str(cell) for cell in filled] == list(
        map(str, range(1, len(filled) + 1))
    )
    return SkippedKind.HEADER if are_numbers or line.cells == titles else None


def skip(line: Line, kind: SkippedKind) -> Skipped:
    """Name a row as skipped, with what stands in it."""
    words = (" ".join(text_of(line.cells[at]).split()) for at in sorted(line.cells))
    return Skipped(line.number, kind, " ".join(words)[:_LONGEST_TEXT])
