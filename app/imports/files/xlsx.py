"""Workbooks of Office Open XML (ECMA-376), read by streaming: a stray cell far away costs nothing."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from app.households.parsing.persons import Cell
from app.imports.files.building import CELLS, LONGEST_TEXT, SHEETS, Budget, Builder, number
from app.imports.files.markup import Attributes, Package
from app.imports.files.refusals import DamagedFile, NotAList, TooManyCells, UnpacksTooLarge
from app.imports.tables import Fault

_BUILT_IN_DAYS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_BUILT_IN_TIMES = {18, 19, 20, 21, 45, 46, 47}
_NOT_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|standard', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_LONGEST_RAW = 8 * LONGEST_TEXT
"""Characters of a cell while some signs may still stand as ``_x000D_``."""
_FORMATS = 5_000
_RELATIONS = 2_000
_STYLES = 65_490
"""Cell formats a workbook may have (the limit of Excel)."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is shown, as far as it changes what the number is."""

    is_day: bool = False
    is_time: bool = False
    format: str = ""


class _Related(NamedTuple):
    kind: str
    target: str


def read(content: bytes, budget: Budget) -> list[Builder]:
    """All worksheets. Raises the refusals of :mod:`app.imports.files.refusals`."""
    package = Package(content, budget)
    root = _related(package, "")
    main = next((part.target for part in root.values() if part.kind == "officeDocument"), "xl/workbook.xml")
    if not package.has(main) or not main.endswith("/workbook.xml"):
        raise NotAList
    book = _Book(package, main, budget)
    return [book.sheet(entry) for entry in book.entries if entry.target]


def _related(package: Package, part: str) -> dict[str, _Related]:
    """What a part refers to, by the id of the relationship."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Related] = {}

    def relationship(attributes: Attributes) -> None:
        target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
        if len(found) > _RELATIONS:
            raise UnpacksTooLarge
        found[attributes.get("Id", "")] = _Related(attributes.get("Type", "").rpartition("/")[2], target)

    if package.has(relations):
        package.read(relations, {"Relationship": relationship})
    return found


@dataclass(slots=True)
class _Entry:
    name: str
    is_hidden: bool
    target: str


@dataclass(slots=True)
class _Book:
    package: Package
    main: str
    budget: Budget
    entries: list[_Entry] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 (serial days know no zone)

    def __post_init__(self) -> None:
        related = _related(self.package, self.main)
        self._read_main(related)
        for part in related.values():
            if part.kind == "styles" and self.package.has(part.target):
                self._read_styles(part.target)
            elif part.kind == "sharedStrings" and self.package.has(part.target):
                self._read_strings(part.target)

    def _read_main(self, related: dict[str, _Related]) -> None:
        def sheet(attributes: Attributes) -> None:
            if len(self.entries) >= SHEETS:
                raise UnpacksTooLarge
            part = related.get(attributes.get("id", ""), _Related("", ""))
            target = part.target if part.kind == "worksheet" and self.package.has(part.target) else ""
            is_hidden = attributes.get("state", "visible") != "visible"
            self.entries.append(_Entry(attributes.get("name", ""), is_hidden, target))

        def properties(attributes: Attributes) -> None:
            if attributes.get("date1904") in {"1", "true"}:
                self.epoch = datetime(1904, 1, 1)  # noqa: DTZ001

        self.package.read(self.main, {"sheet": sheet, "workbookPr": properties})

    def _read_styles(self, part: str) -> None:
        formats: dict[str, str] = {}
        is_of_cells = False

        def number_format(attributes: Attributes) -> None:
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
            if len(formats) > _FORMATS:
                raise UnpacksTooLarge

        def cell_formats(_attributes: Attributes) -> None:
            nonlocal is_of_cells
            is_of_cells = True

        def no_more() -> None:
            nonlocal is_of_cells
            is_of_cells = False

        def cell_format(attributes: Attributes) -> None:
            if is_of_cells:
                key = attributes.get("numFmtId", "0")
                self.styles.append(style_of(int(key) if key.isdigit() else 0, formats.get(key, "")))
            if len(self.styles) > _STYLES:
                raise UnpacksTooLarge

        self.package.read(
            part, {"numFmt": number_format, "cellXfs": cell_formats, "xf": cell_format}, {"cellXfs": no_more}
        )

    def _read_strings(self, part: str) -> None:
        reading = _Text()

        def finish() -> None:
            if len(self.strings) >= CELLS:
                raise TooManyCells
            self.strings.append(self.budget.keep(_unescaped(reading.taken())))

        self.package.read(part, reading.starts, reading.ends | {"si": finish}, reading.take)

    def sheet(self, entry: _Entry) -> Builder:
        builder = Builder(entry.name, self.budget, is_hidden=entry.is_hidden)
        walk = _Sheet(self, builder)
        self.package.read(entry.target, walk.starts, walk.ends, walk.text.take)
        return builder


class _Text:
    """Gathers the text between ``<t>`` and ``</t>``, over runs of differing look, without phonetic hints."""

    def __init__(self, *elements: str) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._is_on = self._is_hint = False
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "rPh": self._hint,
            **dict.fromkeys(("t", *elements), self._on),
        }
        self.ends: dict[str, Callable[[], None]] = {"rPh": self._no_hint, **dict.fromkeys(("t", *elements), self._off)}

    def take(self, text: str) -> None:
        if self._is_on and not self._is_hint:
            self._length += len(text)
            if self._length > _LONGEST_RAW:
                raise TooManyCells
            self._pieces.append(text)

    def taken(self) -> str:
        """The text since the last time."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text

    def _on(self, _attributes: Attributes) -> None:
        self._is_on = True

    def _off(self) -> None:
        self._is_on = False

    def _hint(self, _attributes: Attributes) -> None:
        self._is_hint = True

    def _no_hint(self) -> None:
        self._is_hint = False


class _Sheet:
    """Handlers for one worksheet."""

    def __init__(self, book: _Book, builder: Builder) -> None:
        self._book, self._builder = book, builder
        self._row, self._at = 0, -1
        self._is_row_hidden = self._is_formula = False
        self._type = ""
        self._style = Style()
        self._columns: dict[str, int] = {}
        self.text = _Text("v")
        self.starts = self.text.starts | {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._formula,
            "mergeCell": self._merge,
        }
        self.ends = self.text.ends | {"row": self._end_row, "c": self._end_cell}

    def _start_row(self, attributes: Attributes) -> None:
        self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
        self._at = -1
        self._is_row_hidden = attributes.get("hidden") in {"1", "true"}

    def _end_row(self) -> None:
        if self._is_row_hidden:
            self._builder.hide(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._at = self._column(reference.rstrip("0123456789")) if reference else self._at + 1
        self._type = attributes.get("t", "n")
        self._is_formula = False
        styles, style = self._book.styles, attributes.get("s", "")
        self._style = styles[int(style)] if style.isdigit() and len(style) < 6 and int(style) < len(styles) else Style()

    def _column(self, name: str) -> int:
        at = self._columns.get(name)
        if at is None:
            at = self._columns[name] = _column(name)
        return at

    def _formula(self, _attributes: Attributes) -> None:
        self._is_formula = True

    def _end_cell(self) -> None:
        raw = self.text.taken()
        if raw:
            self._builder.put(self._row, self._at, self._cell(raw))
        elif self._is_formula and self._type != "str":
            self._builder.put(self._row, self._at, Fault("="))

    def _cell(self, raw: str) -> Cell:
        match self._type:
            case "s":
                return self._shared(raw)
            case "b":
                return raw.strip() in {"1", "true"}
            case "e":
                return Fault(raw[:20])
            case "n":
                return _number(raw, self._style, self._book.epoch)
            case "d":
                return _iso_day(raw)
        return _unescaped(raw)

    def _shared(self, raw: str) -> str:
        try:
            return self._book.strings[_whole(raw)]
        except IndexError as error:
            raise DamagedFile from error

    def _merge(self, attributes: Attributes) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            first, last = corners[0], corners[1]
            self._builder.merge(int(first[2]), _column(first[1]), int(last[2]), _column(last[1]))


def style_of(built_in: int, code: str) -> Style:
    """What a number format makes of a number; ``code`` is empty for the built-in ones."""
    if not code:
        return Style(is_day=built_in in _BUILT_IN_DAYS, is_time=built_in in _BUILT_IN_TIMES)
    signs = _NOT_SIGNS.sub("", code.partition(";")[0]).lower()
    is_day = "y" in signs or "d" in signs
    return Style(is_day=is_day, is_time=not is_day and ("h" in signs or "s" in signs), format=code)


def _number(raw: str, style: Style, epoch: datetime) -> Cell:
    try:
        value = float(raw)
    except ValueError as error:
        raise DamagedFile from error
    if style.is_day or style.is_time:
        return moment(value, style, epoch)
    return number(value, style.format)


def moment(days: float, style: Style, epoch: datetime) -> Cell:
    """A serial number of days as the day or the time that is shown; out of range it stays a number."""
    if not 0 <= days < 2_958_466:  # the last day is 31.12.9999
        return number(days)
    if style.is_time:
        minutes = round(days * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    # the serial 60 is a 29.02.1900 that never was: earlier days count from one day later
    shift = 1 if epoch.year == 1899 and days < 60 else 0
    try:
        return (epoch + timedelta(days=days + shift)).date()
    except OverflowError:
        return number(days)


def _iso_day(raw: str) -> Cell:
    try:
        return datetime.fromisoformat(raw.strip()).date()
    except ValueError:
        return raw


def _whole(raw: str) -> int:
    """A row or an index. Raises DamagedFile."""
    digits = raw.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 7):
        raise DamagedFile
    return int(digits)


def _column(name: str) -> int:
    """The column of its name, counted from 0. Raises DamagedFile beyond XFD."""
    if not (name.isascii() and name.isalpha() and len(name) <= 3):
        raise DamagedFile
    at = 0
    for letter in name.upper():
        at = at * 26 + ord(letter) - ord("A") + 1
    if at > 16_384:
        raise DamagedFile
    return at - 1


def _unescaped(text: str) -> str:
    """Signs that XML cannot hold stand as ``_x000D_`` (ECMA-376, 22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
