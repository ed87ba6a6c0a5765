"""Tables as files that are sent while they are written: CSV, and the smallest XLSX that Excel opens.

A file is never whole in memory and never on a disk, and desks get their turn between its pieces. XlsxWriter holds
280 MB for 100,000 rows of the log, or writes them to temporary files, and works several times as long.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from app.core import clock
from app.reports.rules import defuse

Value = str | int | date | datetime
PIECE = 200
"""Rows that are written between two pieces."""


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
    """Instants and days as people write them; a text that could run as a formula is made harmless."""
    if isinstance(value, datetime):
        return clock.local(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return defuse(value) if isinstance(value, str) else value


class _Pipe:
    """What a zip file is written into; the pieces are taken out at the other end."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it to flush into."""

    def take(self) -> bytes:
        taken, self._written = b"".join(self._written), []
        return taken


def xlsx_pieces(tables: Sequence[Table]) -> Iterator[bytes]:
    """The tables as sheets of one Office Open XML workbook (ECMA-376), with texts written in their cells."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in _frame([table.name for table in tables]):
            archive.writestr(name, _XML + content)
        for number, table in enumerate(tables, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                for piece in _sheet(table):
                    sheet.write(piece.encode("utf-8", "ignore"))
                    yield pipe.take()
    yield pipe.take()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN, _TITLE, _DAY, _INSTANT = range(4)
"""Positions in the list of cell formats below."""
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every part of the workbook but the sheets: what there is, and what leads to what."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations(("officeDocument", "xl/workbook.xml"))
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONSHIPS}"><sheets>{sheets}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations(*targets, ("styles", "styles.xml"))
    yield "xl/styles.xml", _STYLES


def _relations(*targets: tuple[str, str]) -> str:
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'


def _sheet(table: Table) -> Iterator[str]:
    """A worksheet: titles that stay in sight, then the rows, some hundreds at a time."""
    width = len(table.titles)
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{width}" width="22" customWidth="1"/></cols><sheetData>'
    )
    yield _row(table.titles, _TITLE)
    rows = iter(table.rows)
    while piece := list(islice(rows, PIECE)):
        yield "".join(map(_row, piece))
    yield "</sheetData></worksheet>"


def _row(values: Sequence[Value], style: int = _PLAIN) -> str:
    return f"<row>{''.join(_cell(value, style) for value in values)}</row>"


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (Excel counts days of the wall clock)


def _cell(value: Value, style: int) -> str:
    if isinstance(value, str):
        text = escape(_NOT_XML.sub("", defuse(value)))
        return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, datetime):
        since = clock.local(value).replace(tzinfo=None) - _DAY_ZERO
        return f'<c s="{_INSTANT}"><v>{since / timedelta(days=1):.10f}</v></c>'
    if isinstance(value, date):
        return f'<c s="{_DAY}"><v>{(value - _DAY_ZERO.date()).days}</v></c>'
    return f'<c s="{style}"><v>{value}</v></c>'
