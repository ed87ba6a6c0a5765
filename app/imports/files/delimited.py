"""Lists as plain text: which letters it is written in, what parts its cells, and its cells."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from app.core.pace import give_way
from app.imports.files.building import EVERY, Budget, Builder
from app.imports.files.refusals import EmptyFile, NotAList, TooManyCells
from app.imports.tables import Notice, NoticeKind

_SEPARATORS = ";\t,|"
"""What parts cells, the likelier first."""
_PROBE = 200
"""Rows that tell what parts the cells."""
_LONGEST_LINE = 400_000
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""A first line by which Excel is told what parts the cells."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TORN = "\ufffd"
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_LETTER = re.compile(r"[^\W_]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read(content: bytes, budget: Budget, name: str) -> tuple[Builder, list[Notice]]:
    """The one table of a text file. Raises EmptyFile, NotAList and TooManyCells, and what the limits raise."""
    text = decode(content)
    if not text.strip(" \t\r\n;,|\"'"):
        raise EmptyFile
    if not _LETTER.search(text):
        raise NotAList
    if max(map(len, _lines(text))) > _LONGEST_LINE:
        raise TooManyCells
    said = _SAID.match(text)
    body = text[said.end() :] if said else text
    separator = said[1] if said else separator_of(body)
    first = 2 if said else 1
    for rows in (_strict(body, separator), _lenient(body, separator)):
        with suppress(_LooseQuotes):
            return _built(name, replace(budget), rows, first), []
    builder = _built(name, replace(budget), _unquoted(body, separator), first)
    return builder, [Notice(NoticeKind.LOOSE_QUOTES, name)]


def _built(name: str, budget: Budget, rows: Iterator[list[str]], first: int) -> Builder:
    builder = Builder(name, budget)
    for row, cells in enumerate(rows, first):
        if row % EVERY == 0:
            give_way()
        for at, cell in enumerate(cells):
            builder.put(row, at, cell)
    return builder


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or cp1251, whichever it can be. Raises NotAList."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _checked(_decoded(content[len(mark) :], encoding))
    if b"\x00" in content[:1000]:
        # every other byte of UTF-16 is 0 in Latin and 4 in Cyrillic letters; separators and line ends are Latin
        encoding = "utf-16-be" if content[:1000:2].count(0) > content[1:1000:2].count(0) else "utf-16-le"
        return _checked(_decoded(content, encoding))
    return _checked(_mostly_utf8(content) or _decoded(content, "utf-8", "cp1251"))


def _mostly_utf8(content: bytes) -> str | None:
    """The text where all but a few letters are UTF-8: one torn letter must not turn all the others into nonsense."""
    text = content.decode("utf-8", errors="replace")
    torn = text.count(_TORN)
    if not torn:
        return None
    letters = sum(len(found[0]) for found in _CYRILLIC.finditer(text))
    return text if torn * 100 <= letters else None


def _decoded(content: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAList


def _checked(text: str) -> str:
    if _CONTROL.search(text):
        raise NotAList
    return text


def separator_of(text: str) -> str:
    """What parts the cells: that which gives most rows the same number of cells, more than one.

    Of a list with one column it is the likeliest, which then parts nothing.
    """
    return max(_SEPARATORS, key=lambda separator: (_evenness(text, separator), -_SEPARATORS.index(separator)))


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """The share of rows with the commonest number of cells, and that number; nothing where it is one."""
    widths = Counter(len(row) for row in _probe(text, separator) if any(cell.strip() for cell in row))
    several = [(count, width) for width, count in widths.items() if width > 1]
    if not several:
        return 0.0, 0
    count, width = max(several)
    return round(count / widths.total(), 1), width


def _probe(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(_lines(text), delimiter=separator)
    try:
        for _row, cells in zip(range(_PROBE), reader, strict=False):
            yield cells
    except csv.Error:
        return


class _LooseQuotes(Exception):
    """A quotation mark without its pair takes the lines behind it into one cell."""


def _strict(text: str, separator: str) -> Iterator[list[str]]:
    """Cells between quotation marks as they should be."""
    try:
        yield from csv.reader(_lines(text), delimiter=separator, strict=True)
    except csv.Error as error:
        raise _LooseQuotes from error


def _lenient(text: str, separator: str) -> Iterator[list[str]]:
    """The same where some mark stands astray but does not hold lines together."""
    try:
        for cells in csv.reader(_lines(text), delimiter=separator):
            if any("\n" in cell and separator in cell for cell in cells):
                raise _LooseQuotes
            yield cells
    except csv.Error as error:
        raise _LooseQuotes from error


def _unquoted(text: str, separator: str) -> Iterator[list[str]]:
    """Cells where quotation marks are letters like others; those around a whole cell are taken off."""
    return ([_bare(cell) for cell in line.rstrip("\r\n").split(separator)] for line in _lines(text))


def _bare(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends; only what ends a line in a file does so here, not every separator of Unicode."""
    return (match[0] for match in _LINE.finditer(text))
