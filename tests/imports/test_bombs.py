"""Small files that unpack to very much cost neither memory nor time before they are refused.

Each is read by a process of its own, because only there all memory shows, that of libraries included.
"""

import json
import struct
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from subprocess import PIPE

import pytest
import xlwt
from xlrd.compdoc import CompDoc

from tests.make.files import make_ods_of, make_xlsx_of, make_zip

MEGABYTE = 1024 * 1024
MOST_MEMORY = 50 * MEGABYTE
MOST_SECONDS = 8
"""What a file may cost on the slowest machine that runs the tests; here it is one or two."""

READ = """
import json, os, re, sys, time
from pathlib import Path
from app.imports.files import UnreadableFile, read_file

def most_memory():
    # of this program alone; what getrusage tells includes that of the one that started it
    return int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024

def read(path):
    content = Path(path).read_bytes()
    before, began = most_memory(), time.process_time()
    try:
        outcome = str(sum(len(table.lines) for table in read_file("list", content).tables))
    except UnreadableFile as refusal:
        outcome = type(refusal).__name__
    print(json.dumps([outcome, most_memory() - before, time.process_time() - began]), flush=True)

for line in sys.stdin:
    if not (child := os.fork()):
        try:
            read(line.rstrip())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    print(flush=True)
"""
"""Starting is slow, so the program starts once; each file is read by a copy of it."""

SIZE = 30 * MEGABYTE
SPACES = "<text:s text:c='1000'/>"
NUMBER = "<c><v>1</v></c>"


def repeated(text: str, size: int = SIZE) -> str:
    return text * (size // len(text))


def worksheet(inside: str) -> bytes:
    return make_xlsx_of(f"<sheetData>{inside}</sheetData>")


def counted(pattern: str, size: int = SIZE // 3) -> str:
    """Texts that are all different, yet pack well."""
    return "".join(pattern % number for number in range(size // len(pattern)))


def old_workbook(*cells: tuple[int, int]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("А")
    for row, column in cells:
        sheet.write(row, column, 1)
    book.save(buffer := BytesIO())
    return buffer.getvalue()


def with_link(book: bytes) -> bytes:
    """The workbook out of its container, with a link that covers every cell of its last sheet."""
    stream = bytes(CompDoc(book, logfile=StringIO()).get_named_stream("Workbook"))
    guid = b"\xd0\xc9\xea\x79\xf9\xba\xce\x11\x8c\x82\x00\xaa\x00\x4b\xa9\x0b"
    link = struct.pack("<HHHH16s4si", 0, 65_535, 0, 255, guid, b"\x02\x00\x00\x00", 0)
    end = struct.pack("<HH", 0x000A, 0)
    return stream[: stream.rindex(end)] + struct.pack("<HH", 0x01B8, len(link)) + link + end


BOMBS = {
    "cells": (lambda: worksheet(repeated(f"<row>{NUMBER * 500}</row>")), "TooManyCells"),
    "rows": (lambda: worksheet(repeated(f"<row>{NUMBER}</row>")), "TooManyRows"),
    "columns": (lambda: worksheet("<row>" + repeated(NUMBER)), "TooManyColumns"),
    "empty cells": (lambda: worksheet("<row>" + repeated("<c/>") + "</row>"), "UnpacksTooLarge"),
    "empty rows": (lambda: worksheet(repeated("<row/>")), "UnpacksTooLarge"),
    "a long text": (lambda: worksheet(f"<row><c t='str'><v>{'a' * SIZE}</v></c></row>"), "TooManyCells"),
    "a long comment": (lambda: worksheet(f"<!--{'>' * SIZE}-->"), "UnpacksTooLarge"),
    "a long attribute": (lambda: worksheet(f"<row r='{'1' * SIZE}'/>"), "UnpacksTooLarge"),
    "many attributes": (lambda: worksheet("<row " + counted("a%07d='' ") + "/>"), "UnpacksTooLarge"),
    "depth": (lambda: worksheet(repeated("<a>")), "UnpacksTooLarge"),
    "names": (lambda: worksheet(counted("<a%07d/>")), "UnpacksTooLarge"),
    "white space": (lambda: worksheet(" " * SIZE), "EmptyFile"),
    "merged cells": (lambda: make_xlsx_of(counted("<mergeCell ref='A1:B%07d'/>")), "TooManyCells"),
    "strings": (lambda: make_xlsx_of("", strings=repeated("<si/>")), "TooManyCells"),
    "different strings": (lambda: make_xlsx_of("", strings=counted("<si><t>%07d</t></si>", SIZE // 10)), "EmptyFile"),
    "a string in pieces": (lambda: make_xlsx_of("", strings=f"<si>{repeated('<t>a</t>')}</si>"), "TooManyCells"),
    "styles": (lambda: make_xlsx_of("", styles=f"<cellXfs>{repeated('<xf/>')}</cellXfs>"), "UnpacksTooLarge"),
    "formats": (
        lambda: make_xlsx_of("", styles=counted("<numFmt numFmtId='%07d' formatCode='0'/>")),
        "UnpacksTooLarge",
    ),
    "relations": (
        lambda: make_zip({"[Content_Types].xml": "", "_rels/.rels": "<r>" + counted("<Relationship Id='%07d'/>")}),
        "UnpacksTooLarge",
    ),
    "a great deal of nothing": (lambda: worksheet(" " * 4 * SIZE), "UnpacksTooLarge"),
    "repeated rows": (
        lambda: make_ods_of(
            "<table:table><table:table-row table:number-rows-repeated='1048576'>"
            "<table:table-cell table:number-columns-repeated='900'><text:p>a</text:p></table:table-cell>"
            "</table:table-row></table:table>"
        ),
        "TooManyCells",
    ),
    "paragraphs": (
        lambda: make_ods_of(f"<table:table><table:table-row><table:table-cell>{repeated('<text:p/>')}"),
        "TooManyCells",
    ),
    "spaces": (
        lambda: make_ods_of(f"<table:table><table:table-row><table:table-cell><text:p>{repeated(SPACES)}"),
        "TooManyCells",
    ),
    "sheets": (lambda: make_ods_of(repeated("<table:table/>")), "UnpacksTooLarge"),
    "a stray cell": (
        lambda: worksheet(f"<row>{NUMBER}</row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
        "2",
    ),
    "a link over a whole sheet of an old workbook": (lambda: with_link(old_workbook((0, 0))), "1"),
    "a stray cell of an old workbook": (lambda: old_workbook((0, 0), (65_535, 255)), "2"),
}


@pytest.fixture(scope="module")
def reader():
    with subprocess.Popen([sys.executable, "-c", READ], stdin=PIPE, stdout=PIPE, text=True) as started:
        yield started
        started.stdin.close()


def read_apart(reader: subprocess.Popen[str], path: Path) -> tuple[str, int, float]:
    """What becomes of a file, the memory in bytes and the seconds of computing that it costs."""
    print(path, file=reader.stdin, flush=True)
    told = "".join(iter(reader.stdout.readline, "\n"))
    outcome, memory, seconds = json.loads(told)
    return outcome, memory, seconds


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_file_that_unpacks_to_very_much_costs_little(bomb, reader, tmp_path):
    make, expected = BOMBS[bomb]
    path = tmp_path / "list"
    path.write_bytes(make())
    outcome, memory, seconds = read_apart(reader, path)
    print(f"{bomb}: {path.stat().st_size / 1024:.0f} kB, {memory / MEGABYTE:.1f} MB, {seconds:.1f} s")
    assert outcome == expected
    assert memory < MOST_MEMORY
    assert seconds < MOST_SECONDS
