"""Workbooks of Excel 5 to 2003 (MS-XLS), read by xlrd after what it would trip over is taken out."""

import struct
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.book import Book
from xlrd.compdoc import SIGNATURE, CompDoc
from xlrd.sheet import Cell as XlsCell
from xlrd.sheet import Sheet

from app.core.errors import Refusal
from app.core.pace import give_way
from app.households.parsing.persons import Cell
from app.imports.files.building import EVERY, SHEETS, Budget, Builder, number
from app.imports.files.refusals import DamagedFile, LockedFile, NotAList, UnpacksTooLarge
from app.imports.files.xlsx import Style, moment, style_of
from app.imports.tables import Fault

_STREAMS = ("Workbook", "Book")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which newer programs hide a locked .xlsx."""
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001 (serial days know no zone)

_FILEPASS = 0x002F
_NEEDED = frozenset(
    (
        *(0x0009, 0x0209, 0x0409, 0x0809, 0x000A, 0x0085),  # where the workbook and its sheets begin and end
        *(0x0042, 0x0022, 0x00FC, 0x003C),  # letters, days, texts and what continues them
        *(0x001E, 0x041E, 0x0031, 0x0231, 0x0043, 0x0044, 0x0243, 0x0443, 0x00E0),  # number formats and styles
        *(0x0002, 0x0003, 0x0203, 0x007E, 0x027E, 0x00BD, 0x0005, 0x0205),  # numbers, yes and no, errors
        *(0x0004, 0x0204, 0x00D6, 0x00FD),  # texts
        *(0x0006, 0x0206, 0x0406, 0x0007, 0x0207),  # values of formulas
        *(0x0008, 0x0208, 0x00E5),  # rows, merged cells
    )
)
"""Kinds of records (MS-XLS 2.3) that hold the list. xlrd would also work out defined names, which grow without bound
when made of each other, and write down every cell of a link, which may cover a whole sheet.
"""
_UNKNOWN = 0x0863
"""A kind that xlrd passes over."""


def read(content: bytes, budget: Budget) -> list[Builder]:
    """All worksheets. Raises the refusals of :mod:`app.imports.files.refusals`."""
    try:
        with xlrd.open_workbook(
            file_contents=_bare(_stream(content)),
            logfile=StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        ) as book:
            return list(_sheets(book, budget))
    except Refusal:
        raise
    except Exception as error:  # xlrd answers damage with whatever went wrong: IndexError, AssertionError, struct.error
        raise DamagedFile from error


def _stream(content: bytes) -> bytes:
    """The workbook out of its container, or as it is where there is none (Excel 4 and before)."""
    if not content.startswith(SIGNATURE):
        return content
    if _ENCRYPTED in content:
        raise LockedFile
    container = CompDoc(content, logfile=StringIO())
    for name in _STREAMS:
        if stream := container.get_named_stream(name):
            return bytes(stream)
    raise NotAList


def _bare(stream: bytes) -> bytes:
    """The same records, those that are not needed made unknown in their place. Raises LockedFile."""
    changed = bytearray(stream)
    for at, kind in _records(stream):
        if kind == _FILEPASS:
            raise LockedFile
        if kind not in _NEEDED:
            struct.pack_into("<H", changed, at, _UNKNOWN)
    return bytes(changed)


def _records(stream: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind
        at += 4 + size


def _sheets(book: Book, budget: Budget) -> Iterator[Builder]:
    if book.nsheets > SHEETS:
        raise UnpacksTooLarge
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        yield _sheet(book, sheet, budget)
        book.unload_sheet(index)


def _sheet(book: Book, sheet: Sheet, budget: Budget) -> Builder:
    builder = Builder(sheet.name, budget, is_hidden=bool(sheet.visibility))
    for row in range(sheet.nrows):
        if row % EVERY == 0:
            give_way()
        for at, cell in enumerate(sheet.row(row)):
            if cell.ctype not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                builder.put(row + 1, at, _cell(book, cell))
    for row, info in sheet.rowinfo_map.items():
        if info.hidden:
            builder.hide(row + 1)
    for top, bottom, left, right in sheet.merged_cells:  # ends are one behind the last
        builder.merge(top + 1, left, bottom, right - 1)
    return builder


def _cell(book: Book, cell: XlsCell) -> Cell:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return Fault(error_text_from_code.get(int(cell.value), "#"))
    style = _style(book, cell)
    if style.is_day or style.is_time:
        return moment(float(cell.value), style, _EPOCHS[book.datemode])
    return number(float(cell.value), style.format)


def _style(book: Book, cell: XlsCell) -> Style:
    key = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
    shown = book.format_map.get(key)
    return style_of(key, shown.format_str if shown is not None and key >= 164 else "")
