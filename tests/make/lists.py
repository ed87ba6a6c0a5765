"""Lists as tables in memory, without a file around them."""

from collections.abc import Sequence
from datetime import date

from app.households.parsing.findings import Field
from app.households.parsing.persons import Cell
from app.imports.mapping import Column, Confidence, Layout, Mapping, Part
from app.imports.reading import RowReading, read
from app.imports.tables import FileKind, Line, Table, Workbook, letters


def make_workbook(sheets: dict[str, Sequence[Sequence[Cell | None]]]) -> Workbook:
    """Sheets of rows of cells; None leaves a cell out."""
    tables = (Table(name, tuple(_lines(rows))) for name, rows in sheets.items())
    return Workbook("список", FileKind.XLSX, tuple(tables))


def _lines(rows: Sequence[Sequence[Cell | None]]) -> list[Line]:
    lines = (
        Line(number, {at: cell for at, cell in enumerate(row) if cell not in (None, "")})
        for number, row in enumerate(rows, 1)
    )
    return [line for line in lines if line.cells]


def make_reading(
    cells: dict[Field, Cell], *, today: date, sheet: str, number: int = 4, titles: dict[Field, str] | None = None
) -> RowReading:
    """What is read of one row in which each field has its cell."""
    columns = tuple(
        Column(at, letters(at), (titles or {}).get(field, field.value), (), field, Confidence.SURE)
        for at, field in enumerate(cells)
    )
    line = Line(number, dict(enumerate(cells.values())))
    book = Workbook("список", FileKind.XLSX, (Table(sheet, (line,)),))
    [reading] = read(book, Mapping((Part("", {sheet: (1,)}, Layout.HOUSEHOLDS, columns),)), today)
    return reading
