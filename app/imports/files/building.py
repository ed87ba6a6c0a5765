"""Tables as they grow cell by cell, within limits, so that a hostile file costs little before it is refused."""

import math
import re
from dataclasses import dataclass, field

from app.households.parsing.persons import Cell
from app.imports.files.refusals import TooManyCells, TooManyColumns, TooManyRows, UnpacksTooLarge
from app.imports.tables import Fault, FileKind, Line, Merge, Notice, NoticeKind, Table, Workbook

UNPACKED = 100_000_000
"""Bytes that all parts of a packed file may have together."""
ELEMENTS = 3_000_000
"""Elements in all parts together: a full list has half of that, and each costs a microsecond."""
ROWS = 20_100
"""Rows with something in them, over all sheets: 20,000 and their titles."""
CELLS = 600_000
COLUMNS = 1_000
"""Columns with something in them, on one sheet."""
TEXT = 8_000_000
"""Characters of all different texts together."""
LONGEST_TEXT = 32_767
"""Characters in a cell: what spreadsheet programs hold (ECMA-376, 18.3.1.4)."""
MERGES = 60_000
EVERY = 200
"""Rows between two moments in which waiting desks are served: a few milliseconds."""
SHEETS = 200
_ERROR = re.compile("#(?:N/A|REF!|VALUE!|NAME\\?|NUM!|NULL!|DIV/0!|[А-ЯІЇЄҐ0/'’]{3,10}[!?]|Н/Д)")
"""Errors of formulas once a list was saved as text; Ukrainian and Russian Excel have words of their own for them."""


@dataclass(slots=True)
class Budget:
    """What is left of each limit while a file is read. Equal texts are kept once."""

    bytes_left: int = UNPACKED
    elements_left: int = ELEMENTS
    rows_left: int = ROWS
    cells_left: int = CELLS
    text_left: int = TEXT
    merges_left: int = MERGES
    _texts: dict[str, str] = field(default_factory=dict)

    def unpack(self, size: int, elements: int) -> None:
        """Count what came out of a part. Raises UnpacksTooLarge."""
        self.bytes_left -= size
        self.elements_left -= elements
        if self.bytes_left < 0 or self.elements_left < 0:
            raise UnpacksTooLarge

    def keep(self, text: str) -> str:
        """The text, one object for all its equals. Raises TooManyCells."""
        if (known := self._texts.get(text)) is not None:
            return known
        self.text_left -= len(text)
        if len(text) > LONGEST_TEXT or self.text_left < 0:
            raise TooManyCells
        self._texts[text] = text
        return text


class Builder:
    """One sheet as it is read. Rows are numbered as in the spreadsheet, columns from 0."""

    def __init__(self, name: str, budget: Budget, *, is_hidden: bool = False) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self._budget = budget
        self._lines: dict[int, dict[int, Cell]] = {}
        self._columns: set[int] = set()
        self._merges: list[Merge] = []
        self._hidden: set[int] = set()
        self._errors: set[int] = set()
        self._formulas: set[int] = set()

    def put(self, row: int, at: int, cell: Cell) -> None:
        """Put a cell; blank ones are no cells. Raises TooManyRows, TooManyColumns and TooManyCells."""
        if isinstance(cell, str) and _ERROR.fullmatch(cell):
            cell = Fault(cell)
        if isinstance(cell, Fault):
            (self._formulas if cell == "=" else self._errors).add(row)
        elif isinstance(cell, str):
            if not cell or cell.isspace():
                return
            cell = self._budget.keep(cell)
        line = self._lines.get(row)
        if line is None:
            line = self._add_line(row)
        self._columns.add(at)
        self._budget.cells_left -= 1
        if self._budget.cells_left < 0:
            raise TooManyCells
        if len(self._columns) > COLUMNS:
            raise TooManyColumns
        line[at] = cell

    def _add_line(self, row: int) -> dict[int, Cell]:
        self._budget.rows_left -= 1
        if self._budget.rows_left < 0:
            raise TooManyRows
        return self._lines.setdefault(row, {})

    def hide(self, row: int) -> None:
        """Remember a hidden row, if it has anything in it by the time it is told."""
        if row in self._lines:
            self._hidden.add(row)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) == (bottom, right):
            return
        self._budget.merges_left -= 1
        if self._budget.merges_left < 0:
            raise TooManyCells
        self._merges.append(Merge(top, left, bottom, right))

    def finish(self) -> tuple[Table, list[Notice]]:
        """The table, and what is to be known about it."""
        lines = tuple(Line(number, self._lines[number]) for number in sorted(self._lines))
        return Table(self.name, lines, tuple(self._merges)), list(self._notices())

    def _notices(self) -> list[Notice]:
        if not self._lines:
            return []
        merged = {merge.top for merge in self._merges if merge.bottom > merge.top}
        numbers = {
            NoticeKind.HIDDEN_ROWS: self._hidden,
            NoticeKind.MERGED_CELLS: merged & set(self._lines),
            NoticeKind.ERROR_CELLS: self._errors,
            NoticeKind.FORMULAS: self._formulas,
        }
        hidden = [Notice(NoticeKind.HIDDEN_SHEET, self.name)] if self.is_hidden else []
        return hidden + [Notice(kind, self.name, tuple(sorted(rows))) for kind, rows in numbers.items() if rows]


def workbook(name: str, kind: FileKind, builders: list[Builder]) -> Workbook:
    """All sheets together, those with nothing on them left out."""
    finished = [builder.finish() for builder in builders]
    return Workbook(
        name,
        kind,
        tuple(table for table, _notices in finished if table.lines),
        tuple(notice for _table, notices in finished for notice in notices),
    )


def number(value: float, shown: str = "") -> Cell:
    """A number of a spreadsheet, which keeps whole numbers as floats.

    ``shown`` is the number format or the text on screen: one of zeros and digits only keeps its leading zeros.
    """
    if not math.isfinite(value):
        return Fault(str(value))
    if not value.is_integer():
        return value
    whole = int(value)
    is_padded = len(shown) > 1 and shown.isascii() and shown.isdigit() and shown[0] == "0" and whole >= 0
    return str(whole).zfill(len(shown)) if is_padded else whole
