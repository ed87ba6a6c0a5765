"""Reading a community's list as it is: finding the rows and naming the cells, deciding nothing.

Lists come with title rows, a sheet for each settlement, blank rows and a line of totals. Every row of the file
is either handed on as a :class:`Row` or named among the skipped ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from app.core.errors import N_, Refusal
from app.core.names import fold
from app.households.parsing.findings import Field
from app.households.parsing.persons import Cell

_TITLES: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (Field.MEMBERS, ("члени", "склад")),
    (Field.PEOPLE, ("к-ть", "кількість", "осіб")),
    (Field.BIRTH, ("народж", "дата нар", "р.н", "рік нар", "рожден")),
    (Field.ADDRESS, ("адрес", "місце прож")),
    (Field.PHONE, ("тел", "моб")),
    (Field.CATEGORY, ("категор", "статус", "пільг")),
    (Field.TAX_NUMBER, ("рнокпп", "ідент", "іпн", "інн")),
    (Field.NOTE, ("приміт", "примеч", "комент")),
    (Field.HEAD, ("піб", "п.і.б", "прізвищ", "ім’я", "по батькові", "фио", "голова")),
    (Field.NUMBER, ("№", "з/п", "п/п")),
)
"""Beginnings of words in a column's title; the first field that fits counts, so the order matters."""

_JOINED = {Field.HEAD: " ", Field.PHONE: ", ", Field.CATEGORY: ", ", Field.NOTE: "; "}
"""Fields that may be spread over several columns (surname, given name; two telephones)."""

_TOTALS = re.compile(r"\s*(всього|усього|разом|підсумок|итого|всего)\b", re.IGNORECASE)
_FEWEST_TITLES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. ``number`` is the row as the spreadsheet numbers it; empty cells are left out."""

    sheet: str
    number: int
    cells: Mapping[Field, Cell]
    others: tuple[tuple[str, Cell], ...] = ()
    """Cells of columns whose title says nothing to us, with that title or the column's letter."""


class SkippedKind(StrEnum):
    """Why a row is no household."""

    TITLE = "title"
    HEADER = "header"
    EMPTY = "empty"
    TOTALS = "totals"
    NO_HEADER = "no_header"
    """Nothing on the sheet looks like a row of column titles, so nothing on it can be read."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no household."""

    number: int
    kind: SkippedKind
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the file, every row of it in exactly one of ``rows`` and ``skipped``."""

    name: str
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]

    @property
    def has_header(self) -> bool:
        return any(row.kind is SkippedKind.HEADER for row in self.skipped)


class NoSuchFile(Refusal):
    message = N_("There is no file %(path)s.")


class NotASpreadsheet(Refusal):
    message = N_("%(path)s cannot be read as a spreadsheet. Save it as .xlsx, .xls or .ods and try again.")


class SpreadsheetLocked(Refusal):
    message = N_("%(path)s is protected by a password. Save it without the password and try again.")


class NoColumnTitles(Refusal):
    message = N_("No sheet of %(path)s has a row of column titles, so it is not clear where the names stand.")


def read(path: Path) -> tuple[Sheet, ...]:
    """All worksheets of an xlsx, xls or ods file, at least one of them with rows that can be told apart.

    Raises NoSuchFile, SpreadsheetLocked, NotASpreadsheet and NoColumnTitles.
    """
    sheets = _read_sheets(path)
    if not any(sheet.has_header for sheet in sheets):
        raise NoColumnTitles(path=path)
    return sheets


def _read_sheets(path: Path) -> tuple[Sheet, ...]:
    if not path.is_file():
        raise NoSuchFile(path=path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            return tuple(
                _read_sheet(sheet.name, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet
            )
    except PasswordError as error:
        raise SpreadsheetLocked(path=path) from error
    except (CalamineError, OSError) as error:
        raise NotASpreadsheet(path=path) from error


def text_of(cell: Cell) -> str:
    """The cell as people would read it."""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)


def _read_sheet(name: str, table: Sequence[Sequence[object]]) -> Sheet:
    lines = [[_cell(value) for value in line] for line in table]
    header = next((at for at, line in enumerate(lines) if _is_header(line)), None)
    if header is None:
        return Sheet(name, (), tuple(_skip_unread(lines)))
    columns = [_column(at, title) for at, title in enumerate(lines[header])]
    rows: list[Row] = []
    skipped = [_skip(at, SkippedKind.TITLE, line) for at, line in enumerate(lines[:header])]
    for at, line in enumerate(lines[header:], header):
        kind = _kind_of(line, titles=lines[header])
        if kind is None:
            rows.append(_row(name, at + 1, columns, line))
        else:
            skipped.append(_skip(at, kind, line))
    return Sheet(name, tuple(rows), tuple(skipped))


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (str, int, float, date)) else str(value)


def _column(at: int, title: Cell) -> tuple[Field | None, str]:
    return _field_of(title), " ".join(text_of(title).split()) or _letters(at)


def _letters(at: int) -> str:
    """The name a spreadsheet gives to a column: A, B, ... Z, AA."""
    before, letter = divmod(at, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + letter)


def _field_of(title: Cell) -> Field | None:
    words = f" {fold(text_of(title))}"
    for field, beginnings in _TITLES:
        if any(f" {fold(beginning)}" in words for beginning in beginnings):
            return field
    return None


def _is_header(line: Sequence[Cell]) -> bool:
    fields = {_field_of(title) for title in line if isinstance(title, str)} - {None}
    return Field.HEAD in fields and len(fields) >= _FEWEST_TITLES


def _kind_of(line: Sequence[Cell], titles: Sequence[Cell]) -> SkippedKind | None:
    """Why this line below the titles is no household, or None when it may be one."""
    filled = [cell for cell in line if not _is_blank(cell)]
    if not filled:
        return SkippedKind.EMPTY
    if any(isinstance(cell, str) and _TOTALS.match(cell) for cell in filled[:2]):
        return SkippedKind.TOTALS
    are_column_numbers = len(filled) >= _FEWEST_TITLES and filled == list(range(1, len(filled) + 1))
    return SkippedKind.HEADER if are_column_numbers or list(line) == list(titles) else None


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _skip(at: int, kind: SkippedKind, line: Sequence[Cell]) -> Skipped:
    filled = [" ".join(text_of(cell).split()) for cell in line if not _is_blank(cell)]
    return Skipped(at + 1, kind if filled else SkippedKind.EMPTY, " ".join(filled))


def _skip_unread(lines: Sequence[Sequence[Cell]]) -> Iterator[Skipped]:
    return (_skip(at, SkippedKind.NO_HEADER, line) for at, line in enumerate(lines))


def _row(sheet: str, number: int, columns: Sequence[tuple[Field | None, str]], line: Sequence[Cell]) -> Row:
    cells: dict[Field, Cell] = {}
    others: list[tuple[str, Cell]] = []
    for (field, title), cell in zip(columns, line, strict=False):
        if _is_blank(cell):
            continue
        if field is not None and field not in cells:
            cells[field] = cell
        elif field in _JOINED:
            cells[field] = text_of(cells[field]) + _JOINED[field] + text_of(cell)
        else:
            others.append((title, cell))
    return Row(sheet, number, cells, tuple(others))
