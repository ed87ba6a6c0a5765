"""Finding the row of column titles under the title of the list, also where groups of columns have their own row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.households.parsing.findings import Field
from app.households.parsing.persons import Cell
from app.imports.tables import Line, Merge, Table, text_of
from app.imports.titles import field_of

_DEEPEST = 40
"""Rows with something in them above the titles: further down nobody puts them."""
_LONGEST_TITLE = 200
_NAMING = {Field.HEAD, Field.SURNAME, Field.GIVEN, Field.MEMBERS, Field.PARENT}
_UNMISTAKABLE = re.compile(r"піб\b|п\.\s?і\.\s?б|прізвищ|фио\b|фамили|full name|surname", re.IGNORECASE)
_ENOUGH_WITHOUT_NAMES = 4
"""Titles that show a sheet of households whose people stand on another sheet."""
_SIGN_OF_DATA = re.compile("[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of titles, as the spreadsheet numbers them, and the title of each column counted from 0."""

    rows: tuple[int, ...] = ()
    titles: Mapping[int, str] = field(default_factory=dict)


def find_header(table: Table) -> Header:
    """The titles of a sheet; none where no row looks like titles."""
    lines = table.lines[:_DEEPEST]
    found = [(_worth(line), -at) for at, line in enumerate(lines)]
    worth, behind = max(found, default=(0, 0))
    if not worth:
        return Header()
    at = -behind
    line = lines[at]
    if at and _are_groups(lines[at - 1], line, table.merges):
        return _of_two(lines[at - 1], line, table.merges)
    if at + 1 < len(lines) and _are_parts(lines[at + 1], line, table.merges):
        return _of_two(line, lines[at + 1], table.merges)
    return Header((line.number,), {column: _title(cell) for column, cell in line.cells.items()})


def _worth(line: Line) -> int:
    """How many different things the titles of a row would name; 0 when they cannot be titles."""
    if not _is_wordy(line):
        return 0
    titles = [_title(cell) for cell in line.cells.values()]
    fields = {field_of(title) for title in titles} - {None}
    is_clear = len(fields) >= min(2, len(titles)) or any(map(_UNMISTAKABLE.match, titles))
    has_names = bool(fields & _NAMING) or len(fields) >= _ENOUGH_WITHOUT_NAMES
    return len(fields) if is_clear and has_names else 0


def _is_wordy(line: Line) -> bool:
    return all(isinstance(cell, str) and not _SIGN_OF_DATA.search(cell) for cell in line.cells.values())


def _title(cell: Cell) -> str:
    return " ".join(text_of(cell).split())[:_LONGEST_TITLE]


def _spans(line: Line, merges: Sequence[Merge]) -> dict[int, int]:
    """First and last column of cells of this row that are made into one with those beside them."""
    return {merge.left: merge.right for merge in merges if merge.bottom == line.number and merge.right > merge.left}


def _are_groups(above: Line, line: Line, merges: Sequence[Merge]) -> bool:
    """Whether the row above the titles names groups of them."""
    if line.number - above.number != 1 or len(above.cells) < 2 or not _is_wordy(above):
        return False
    return bool(_spans(above, merges)) or any(column not in line.cells for column in above.cells)


def _are_parts(below: Line, line: Line, merges: Sequence[Merge]) -> bool:
    """Whether the row below the titles parts some of them."""
    if below.number - line.number != 1 or len(below.cells) < 2 or not _is_wordy(below):
        return False
    spans = _spans(line, merges)
    parted = {column for left, right in spans.items() for column in range(left, min(right, left + 100) + 1)}
    known = sum(field_of(_title(cell)) is not None for cell in below.cells.values())
    return known >= 2 and all(column in parted or column not in line.cells for column in below.cells)


def _of_two(upper: Line, lower: Line, merges: Sequence[Merge]) -> Header:
    groups = dict(_groups(upper, lower, merges))
    titles = {}
    for column in sorted({*upper.cells, *lower.cells}):
        parts = [groups.get(column, ""), _title(lower.cells.get(column, ""))]
        titles[column] = " / ".join(dict.fromkeys(part for part in parts if part))
    return Header((upper.number, lower.number), titles)


def _groups(upper: Line, lower: Line, merges: Sequence[Merge]) -> Iterator[tuple[int, str]]:
    """The title of the group that each column belongs to."""
    spans = _spans(upper, merges)
    title, last = "", -1
    for column in range(max((*upper.cells, *lower.cells)) + 1):
        if column in upper.cells:
            title = _title(upper.cells[column])
            last = spans.get(column, column) if spans else 1_000_000
        if column <= last and (column in upper.cells or column in lower.cells):
            yield column, title
