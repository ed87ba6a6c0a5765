"""Spreadsheets of OpenDocument (ISO/IEC 26300), read by streaming: repeated rows are not spread out."""

from collections.abc import Callable
from datetime import datetime

from app.households.parsing.persons import Cell
from app.imports.files.building import COLUMNS, LONGEST_TEXT, SHEETS, Budget, Builder, number
from app.imports.files.markup import Attributes, Package
from app.imports.files.refusals import DamagedFile, LockedFile, NotAList, TooManyCells, TooManyColumns, UnpacksTooLarge
from app.imports.tables import Fault

_SPREADSHEET = b"opendocument.spreadsheet"
_LAST_ROW = 10_000_000
_LAST_COLUMN = 1_000_000


def read(content: bytes, budget: Budget) -> list[Builder]:
    """All sheets. Raises the refusals of :mod:`app.imports.files.refusals`."""
    package = Package(content, budget)
    _refuse_encrypted(package)
    if not package.has("content.xml") or _SPREADSHEET not in package.beginning("mimetype", _SPREADSHEET):
        raise NotAList
    walk = _Content(budget)
    package.read("content.xml", walk.starts, walk.ends, walk.take)
    return walk.builders


def _refuse_encrypted(package: Package) -> None:
    def refuse(_attributes: Attributes) -> None:
        raise LockedFile

    if package.has("META-INF/manifest.xml"):
        package.read("META-INF/manifest.xml", {"encryption-data": refuse})


class _Content:
    """Handlers for the part that holds all sheets."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.builders: list[Builder] = []
        self._sheet: Builder | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row, self._row_repeat, self._is_row_hidden = 0, 1, False
        self._at, self._repeat = 0, 1
        self._cells: list[tuple[int, int, Cell]] = []
        self._attributes: Attributes = {}
        self._paragraphs: list[list[str]] = []
        self._length = 0
        self._notes = self._paragraph_depth = 0
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "style": self._start_style,
            "table-properties": self._table_properties,
            "table": self._start_table,
            "table-row": self._start_row,
            "table-cell": self._start_cell,
            "covered-table-cell": self._start_cell,
            "annotation": self._start_note,
            "p": self._start_paragraph,
            "s": self._spaces,
            "tab": lambda _attributes: self.take("\t"),
            "line-break": lambda _attributes: self.take("\n"),
        }
        self.ends: dict[str, Callable[[], None]] = {
            "table": self._end_table,
            "table-row": self._end_row,
            "table-cell": self._end_cell,
            "covered-table-cell": self._end_cell,
            "annotation": self._end_note,
            "p": self._end_paragraph,
        }

    def take(self, text: str) -> None:
        """Text of a cell; that of a comment on it is no part of it."""
        if self._paragraph_depth and not self._notes:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise TooManyCells
            self._paragraphs[-1].append(text)

    # ---- sheets

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("name", "")

    def _table_properties(self, attributes: Attributes) -> None:
        if attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: Attributes) -> None:
        if len(self.builders) >= SHEETS:
            raise UnpacksTooLarge
        is_hidden = attributes.get("style-name") in self._hidden_styles
        self._sheet = Builder(attributes.get("name", ""), self._budget, is_hidden=is_hidden)
        self.builders.append(self._sheet)
        self._row = 0

    def _end_table(self) -> None:
        self._sheet = None

    # ---- rows

    def _start_row(self, attributes: Attributes) -> None:
        self._row += 1
        self._row_repeat = _count(attributes.get("number-rows-repeated"), _LAST_ROW)
        self._is_row_hidden = attributes.get("visibility", "visible") != "visible"
        self._at = 0
        self._cells.clear()

    def _end_row(self) -> None:
        if self._sheet is not None and self._cells:
            for row in range(self._row, self._row + self._row_repeat):
                self._put_row(self._sheet, row)
        self._row += self._row_repeat - 1
        if self._row > _LAST_ROW:
            raise DamagedFile

    def _put_row(self, sheet: Builder, row: int) -> None:
        for at, repeat, cell in self._cells:
            for column in range(at, at + repeat):
                sheet.put(row, column, cell)
        if self._is_row_hidden:
            sheet.hide(row)

    # ---- cells

    def _start_cell(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self._repeat = _count(attributes.get("number-columns-repeated"), _LAST_COLUMN)
        self._paragraphs = []
        self._length = 0
        columns, rows = (_count(attributes.get(f"number-{what}-spanned"), _LAST_ROW) for what in ("columns", "rows"))
        if self._sheet is not None and (columns, rows) != (1, 1):
            self._sheet.merge(self._row, self._at, self._row + rows - 1, self._at + columns - 1)

    def _end_cell(self) -> None:
        shown = "\n".join("".join(pieces) for pieces in self._paragraphs)
        cell = _cell(self._attributes, shown)
        if not isinstance(cell, str) or cell.strip():
            self._cells.append((self._at, self._repeat, cell))
            if len(self._cells) > COLUMNS:
                raise TooManyColumns
        self._at += self._repeat
        if self._at > _LAST_COLUMN:
            raise DamagedFile

    def _start_note(self, _attributes: Attributes) -> None:
        self._notes += 1

    def _end_note(self) -> None:
        self._notes -= 1

    def _start_paragraph(self, _attributes: Attributes) -> None:
        if not self._notes:
            self._paragraph_depth += 1
            self._paragraphs.append([])
            if len(self._paragraphs) > LONGEST_TEXT:
                raise TooManyCells

    def _end_paragraph(self) -> None:
        if not self._notes:
            self._paragraph_depth -= 1

    def _spaces(self, attributes: Attributes) -> None:
        self.take(" " * _count(attributes.get("c"), 1_000))


def _cell(attributes: Attributes, shown: str) -> Cell:
    """The value of a cell by its type; ``shown`` is its text on screen."""
    kind = attributes.get("value-type", "")
    if kind in {"float", "percentage", "currency"} and "value" in attributes:
        return _number(attributes["value"], shown)
    if kind == "date":
        return _day(attributes.get("date-value", ""), shown)
    if kind == "boolean":
        return attributes.get("boolean-value") == "true"
    text = shown or attributes.get("string-value", "")
    if text.startswith("#") and "formula" in attributes:
        return Fault(text[:20])
    return text if text or kind or "formula" not in attributes else Fault("=")


def _number(raw: str, shown: str) -> Cell:
    try:
        return number(float(raw), shown)
    except ValueError as error:
        raise DamagedFile from error


def _day(raw: str, shown: str) -> Cell:
    try:
        return datetime.fromisoformat(raw.strip()).date()
    except ValueError:
        return shown


def _count(raw: str | None, most: int) -> int:
    """How often something is repeated. Raises DamagedFile."""
    if raw is None:
        return 1
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9 and 1 <= int(raw) <= most):
        raise DamagedFile
    return int(raw)
