"""Tables as files: CSV that is sent while it is written, however long, and XLSX that is made in memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from app.core import clock

Value = str | int | Decimal | date | datetime
PIECE = 200
"""Rows that are written between two pieces."""


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Content types, by the ending of the file's name."""

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
"""First signs that make a spreadsheet take a text for a formula (OWASP, "CSV Injection")."""


def defuse(text: str) -> str:
    """The text with a leading apostrophe if a spreadsheet could run it as a formula."""
    return "'" + text if text.startswith(DANGEROUS) else text


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name (31 characters at most), the titles of its columns, its rows."""

    name: str
    titles: Sequence[str]
    rows: Iterable[Sequence[Value]]


def csv_pieces(table: Table) -> Iterator[bytes]:
    """One table as Excel in Ukrainian opens it by a double click: semicolons, and the mark of UTF-8 in front."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";")
    sink.write("\ufeff")
    writer.writerow(map(_as_text, table.titles))
    rows = iter(table.rows)
    while True:
        piece = list(islice(rows, PIECE))
        writer.writerows([_as_text(value) for value in row] for row in piece)
        yield sink.getvalue().encode("utf-8", "ignore")
        sink.seek(0)
        sink.truncate()
        if len(piece) < PIECE:
            return


def _as_text(value: Value) -> str | int:
    """Instants, days and fractions as people write them; a text that could run as a formula is made harmless."""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return defuse(value) if isinstance(value, str) else value


def xlsx(tables: Sequence[Table]) -> bytes:
    """The tables as sheets of one workbook, made in memory: nothing of it touches the disk."""
    sink = io.BytesIO()
    with Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        title = book.add_format({"bold": True})
        formats: dict[type[Value], Format] = {
            datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
            Decimal: book.add_format({"num_format": "0.00"}),
        }
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.titles) - 1, 22)
            sheet.write_row(0, 0, table.titles, title)
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    sheet.write(number, column, _as_cell(value), formats.get(type(value)))
    return sink.getvalue()


def _as_cell(value: Value) -> Value:
    """Excel knows no zones, so instants are told on the hub's wall clock; a text never runs as a formula."""
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None)
    return defuse(value) if isinstance(value, str) else value
