"""A file as it was uploaded, read into tables. What it is, is told by its content and never by its name."""

import re
from dataclasses import replace

from app.core.errors import Refusal
from app.imports.files import delimited, ods, xls, xlsx
from app.imports.files.building import Budget, workbook
from app.imports.files.markup import Package
from app.imports.files.refusals import (
    EmptyFile,
    FileTooLarge,
    NotAList,
    PackedFile,
    UnreadableFile,
    WebPage,
)
from app.imports.tables import FileKind, Workbook

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is taken in."""

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_TEXTUAL = (b"%PDF", b"{\\rtf")
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*", b"MM", b"RIFF", b"\x7fELF", b"MZ", b"SQLite", b"bplist")
"""Beginnings of pictures, programs and databases, which a text may have too; none of them goes on without a zero."""
_ARCHIVES = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|head|body|table|meta|style|!--)|mime-version:", re.IGNORECASE
)


def read_file(name: str, content: bytes) -> Workbook:
    """All tables of an XLSX, XLS, ODS or CSV file. Raises an :class:`UnreadableFile` that says what to do next.

    ``name`` is what the file is called on screen, and nothing else: it may lie.
    """
    try:
        book = _read(name, content)
    except UnreadableFile as refusal:
        refusal.values["name"] = name
        raise
    if not book.tables:
        raise EmptyFile(name=name)
    return book


def _read(name: str, content: bytes) -> Workbook:
    if len(content) > LARGEST:
        raise FileTooLarge
    if not content.strip():
        raise EmptyFile
    budget = Budget()
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _read_package(name, content, budget)
    if content.startswith((_OLE, *_OLD_BIFF)):
        return workbook(name, FileKind.XLS, xls.read(content, budget))
    _refuse_others(content)
    builder, notices = delimited.read(content, budget, _stem(name))
    book = workbook(name, FileKind.CSV, [builder])
    return replace(book, notices=(*notices, *book.notices))


def _read_package(name: str, content: bytes, budget: Budget) -> Workbook:
    parts = Package(content, budget).parts
    if "content.xml" in parts or "mimetype" in parts:
        return workbook(name, FileKind.ODS, ods.read(content, budget))
    if "[content_types].xml" in parts:
        return workbook(name, FileKind.XLSX, xlsx.read(content, budget))
    raise _refusal_of(parts)


def _refusal_of(parts: list[str]) -> Refusal:
    """Documents of Apple are archives of ``.iwa`` parts; any other archive may hold the list that was meant."""
    is_of_apple = any(part.endswith(".iwa") or part == "index.zip" for part in parts)
    return NotAList() if is_of_apple else PackedFile()


def _refuse_others(content: bytes) -> None:
    if content.startswith(_ARCHIVES):
        raise PackedFile
    if content.startswith(_TEXTUAL) or (content.startswith(_BINARY) and b"\x00" in content[:64]):
        raise NotAList
    if _MARKUP.match(content):
        raise WebPage


def _stem(name: str) -> str:
    """What the one table of a text file is called: the file without its ending."""
    return re.sub(r"\.(?:csv|txt|tsv|xlsx?|ods)$", "", name, flags=re.IGNORECASE) or name
