"""A file of any kind as tables of cells: what is written where, and nothing about what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.households.parsing.persons import Cell


class Fault(str):
    """A cell that shows an error (``#N/A``), or ``=`` for a formula whose value is not in the file."""


class FileKind(StrEnum):
    """What a file is, told by its content."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class NoticeKind(StrEnum):
    """What a person should know about how a file was read."""

    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    MERGED_CELLS = "merged_cells"
    ERROR_CELLS = "error_cells"
    FORMULAS = "formulas"
    """Formulas whose value is not in the file."""
    LOOSE_QUOTES = "loose_quotes"
    """Quotation marks of a CSV do not pair; every line was taken for a row."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know about a sheet. ``rows`` are as the spreadsheet numbers them, none for a whole sheet."""

    kind: NoticeKind
    sheet: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One row with something in it. ``number`` is the row as the spreadsheet numbers it.

    ``cells`` are the filled ones by their column, counted from 0; no text in them is blank.
    """

    number: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells made into one: rows as the spreadsheet numbers them, columns counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; rows without anything in them are left out."""

    name: str
    lines: tuple[Line, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Everything a file holds. ``name`` is what the file was called when it was given to us."""

    name: str
    kind: FileKind
    tables: tuple[Table, ...]
    notices: tuple[Notice, ...] = ()


def letters(at: int) -> str:
    """The name a spreadsheet gives to a column counted from 0: A, B, ... Z, AA."""
    before, letter = divmod(at, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + letter)


def place(sheet: str, at: int, number: int) -> str:
    """Where a cell stands, as people say it: ``Лист1!D17``."""
    return f"{sheet}!{letters(at)}{number}"


def text_of(cell: Cell) -> str:
    """The cell as people would read it."""
    if isinstance(cell, bool):
        return "так" if cell else "ні"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell)
