"""From rows to households: one row each, one row for every person, or members on a sheet of their own."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from app.core.errors import N_, Refusal
from app.core.names import clean_name, fold
from app.core.pace import give_way
from app.households.models import PersonRole
from app.households.parsing.findings import Field, Reason
from app.households.parsing.persons import Cell
from app.imports import words
from app.imports.lines import Skipped, SkippedKind, data_lines, skip, skipped_lines
from app.imports.mapping import Layout, Part
from app.imports.mapping import Mapping as Columns
from app.imports.tables import Fault, Line, Table, Workbook, place, text_of

ADDRESS = (Field.ADDRESS, Field.STREET, Field.HOUSE, Field.SETTLEMENT)
LONGEST_READ = 500
"""Characters of a name, an address or a number: reading a longer text would take long and mean nothing."""
_LONG = {Field.MEMBERS, Field.CATEGORY, Field.NOTE, Field.SERVICE, Field.OTHER}
_NAMES = {Field.HEAD, Field.SURNAME, Field.GIVEN}
_PARENT_TABLE = "_parent_table_name"
_EVERY = 100
"""Rows between two moments in which waiting desks are served: a few milliseconds."""
_MOST_FILLED = 50_000
"""Cells that merged ones above them are copied into; overlapping merges of a damaged file would have no end."""

_NOT_A_PLACE = re.compile(
    r"[0-9_]|лист|аркуш|таблиц|спис|перел|реестр|дани|данные|база|анкет|впо|домогосп|родин|сим|допомог|член|видач"
    r"|sheet|table|data|list|household|member|export|kobo|regist|benefic|form|people|person"
)
_PLACE_IN_A_TITLE = re.compile(
    r"(?<!\w)(?:(?:с-ще|селище|смт|село|місто|хутір)\s+|(?:с-ще|смт|с|м)\.\s*)"
    r"[А-ЯІЇЄҐ][\w’'-]+(?:\s[А-ЯІЇЄҐ][а-яіїєґ’'-]+)?"
)


class NothingToRead(Refusal):
    message = N_("Not one column is called a name, so there is nothing to read. Say which column holds the names.")
    status = 422


class TooLong(Fault):
    """The beginning of a text that is far too long for a name, an address or a number."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One filled cell, and what its column is called."""

    sheet: str
    number: int
    at: int
    title: str
    cell: Cell

    @property
    def where(self) -> str:
        """The place of the cell, as ``Лист1!D17``."""
        return place(self.sheet, self.at, self.number)

    @property
    def text(self) -> str:
        return text_of(self.cell)


Meanings = Mapping[Field, tuple[tuple[int, str], ...]]
"""The columns of each meaning, counted from 0, with what they are called."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its filled cells by their column, and what the columns mean."""

    sheet: str
    number: int
    cells: Mapping[int, Cell]
    meanings: Meanings

    def spots(self, meant: Field) -> Iterator[Spot]:
        """The filled cells of one meaning, in the order of the columns."""
        for at, title in self.meanings.get(meant, ()):
            if (cell := self.cells.get(at)) is not None:
                yield Spot(self.sheet, self.number, at, title, _readable(cell, meant))

    def all_spots(self) -> Iterator[tuple[Field, Spot]]:
        """Every filled cell with its meaning."""
        return ((meant, spot) for meant in self.meanings for spot in self.spots(meant))

    def has(self, meant: Field) -> bool:
        """Whether anything of this meaning stands in the row."""
        return any(at in self.cells for at, _title in self.meanings.get(meant, ()))

    def first(self, meant: Field) -> Spot | None:
        return next(self.spots(meant), None)

    def text(self, meant: Field) -> str:
        found = self.first(meant)
        return found.text if found else ""

    def where(self, meant: Field) -> str:
        """The cell where something would stand; empty where the list has no such column."""
        columns = self.meanings.get(meant)
        return place(self.sheet, columns[0][0], self.number) if columns else ""

    @property
    def is_named(self) -> bool:
        return any(map(self.has, _NAMES))


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one household; ``settlement`` is where its sheet says it is."""

    rows: tuple[SourceRow, ...]
    """In the order of the file; the first is what the household is known by."""
    head: SourceRow
    """The row that the head stands in."""
    settlement: str = ""
    doubt: Reason | None = None
    """Why it is not sure who of several rows the head is."""

    @property
    def members(self) -> tuple[SourceRow, ...]:
        """Rows of others; the row of a household whose people all stand on another sheet is nobody's."""
        first = self.rows[0]
        is_of_nobody = not first.is_named and first.sheet != self.head.sheet
        return tuple(row for row in self.rows if row is not self.head and not (row is first and is_of_nobody))


@dataclass(frozen=True, slots=True)
class SheetOutline:
    """What became of the rows of a sheet: how many households, and every row that is none."""

    name: str
    skipped: tuple[Skipped, ...]
    households: int


@dataclass(frozen=True, slots=True)
class Listing:
    """All households of a file in its order, and an outline of every sheet."""

    groups: tuple[Group, ...]
    sheets: tuple[SheetOutline, ...]


@dataclass(slots=True)
class _Draft:
    """A household while its rows are gathered."""

    rows: list[SourceRow] = field(default_factory=list)
    key: str = ""


def group(workbook: Workbook, mapping: Columns) -> Listing:
    """The households of a file. Raises NothingToRead when no sheet says where names stand."""
    sheets = [(_Sheet(table, part), part) for table in workbook.tables if (part := mapping.part_of(table.name))]
    if not any(sheet.has_names for sheet, _part in sheets):
        raise NothingToRead
    for sheet, part in sheets:
        if sheet.is_read and part.layout is Layout.MEMBERS:
            sheet.give_to([other for other, _part in sheets if other is not sheet])
    groups = [one for sheet, _part in sheets for one in sheet.groups()]
    return Listing(tuple(groups), tuple(sheet.outline() for sheet, _part in sheets))


class _Sheet:
    """One sheet on its way from rows to households."""

    def __init__(self, table: Table, part: Part) -> None:
        self.name = table.name
        self._table, self._part = table, part
        self._headers = part.headers[table.name]
        self._meanings = _meanings(part)
        named = set(self._meanings)
        self.is_read = part.layout is not Layout.LEFT_OUT
        self.has_names = self.is_read and bool(named & _NAMES)
        self._skipped = list(self._skip())
        self._lines = list(data_lines(table, self._headers)) if self.is_read else []
        is_members = part.layout is Layout.MEMBERS
        self.drafts: list[_Draft] = [] if is_members else list(self._gathered())

    def _skip(self) -> Iterator[Skipped]:
        if self.is_read:
            yield from skipped_lines(self._table, self._headers)
            return
        kind = SkippedKind.LEFT_OUT if self._headers else SkippedKind.NO_HEADER
        yield from (skip(line, kind) for line in self._table.lines)

    # ---- rows with meaning

    def _rows(self) -> Iterator[SourceRow]:
        filled = dict(self._filled_down()) if self._part.layout is Layout.HOUSEHOLDS else {}
        for position, line in enumerate(self._lines, 1):
            if position % _EVERY == 0:
                give_way()
            yield self._row(line, filled.get(line.number, {}))

    def _row(self, line: Line, filled: Mapping[int, Cell]) -> SourceRow:
        cells = {**filled, **line.cells} if filled else line.cells
        return SourceRow(self.name, line.number, cells, self._meanings)

    def _filled_down(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Cells that are made into one with the one above hold what it holds."""
        lines = {line.number: line for line in self._lines}
        left = _MOST_FILLED
        found: dict[int, dict[int, Cell]] = {}
        for merge in self._table.merges:
            top = lines.get(merge.top)
            if top is None or merge.left not in top.cells or merge.bottom == merge.top:
                continue
            for number in range(merge.top + 1, min(merge.bottom, merge.top + _MOST_FILLED) + 1):
                left -= 1
                if left < 0:
                    break
                if number in lines:
                    found.setdefault(number, {})[merge.left] = top.cells[merge.left]
        yield from found.items()

    # ---- households

    def _gathered(self) -> Iterator[_Draft]:
        rows = list(self._rows())
        if self._part.layout is not Layout.PERSONS:
            yield from (_Draft([row], row.text(Field.HOUSEHOLD).strip()) for row in rows)
            return
        by_key: dict[str, _Draft] = {}
        begins = _Beginnings(rows)
        draft: _Draft | None = None
        for row in rows:
            key = row.text(Field.HOUSEHOLD).strip()
            if draft is None or begins(row, draft):
                draft = by_key.get(key) if key else None
                if draft is None:
                    draft = _Draft(key=key)
                    by_key[key] = draft
                    yield draft
            draft.rows.append(row)

    def give_to(self, others: Sequence["_Sheet"]) -> None:
        """Put every member into the household on another sheet that its row names."""
        with_households = [sheet for sheet in others if sheet.drafts]
        indexes = {sheet.name: dict(_indexed(sheet.drafts)) for sheet in with_households}
        for row, line in zip(self._rows(), self._lines, strict=True):
            named = next((spot.text for spot in row.spots(Field.SERVICE) if spot.title == _PARENT_TABLE), "")
            first = with_households[0].name if with_households else ""
            draft = indexes.get(named or first, indexes.get(first, {})).get(row.text(Field.PARENT).strip())
            if draft is None:
                self._skipped.append(skip(line, SkippedKind.NO_HOUSEHOLD))
            else:
                draft.rows.append(row)

    def groups(self) -> Iterator[Group]:
        """Its households, each with its rows in the order of the file."""
        settlement = self._settlement()
        for position, draft in enumerate(self.drafts, 1):
            if position % _EVERY == 0:
                give_way()
            head, doubt = draft.rows[0], None
            if self._part.layout is Layout.PERSONS or not head.is_named:
                head, doubt = _head_of(draft.rows)
            yield Group(tuple(draft.rows), head, settlement, doubt)

    def _settlement(self) -> str:
        """Where rows without a settlement are: as the sheet or the title above it is called."""
        if _PLACE_IN_A_TITLE.match(self.name):
            return self.name
        above = [
            text_of(cell)
            for line in self._table.lines
            if line.number < min(self._headers, default=0)
            for cell in line.cells.values()
        ]
        found = next((match for text in above if (match := _PLACE_IN_A_TITLE.search(clean_name(text)))), None)
        if found:
            return found[0]
        folded = fold(self.name)
        return "" if _NOT_A_PLACE.search(folded) or len(folded.split()) > 3 else self.name

    def outline(self) -> SheetOutline:
        skipped = sorted(self._skipped, key=lambda one: one.number)
        return SheetOutline(self.name, tuple(skipped), len(self.drafts))


def _readable(cell: Cell, meant: Field) -> Cell:
    is_too_long = isinstance(cell, str) and len(cell) > LONGEST_READ and meant not in _LONG
    return TooLong(f"{text_of(cell)[:40]}…") if is_too_long else cell


def _meanings(part: Part) -> Meanings:
    found: dict[Field, tuple[tuple[int, str], ...]] = {}
    for column in part.columns:
        found[column.field] = (*found.get(column.field, ()), (column.at, column.title or column.letter))
    return found


def _indexed(drafts: Iterable[_Draft]) -> Iterator[tuple[str, _Draft]]:
    """Households by what the list calls them, or by their position."""
    for position, draft in zip(count(1), drafts):
        yield draft.key or str(position), draft


class _Beginnings:
    """Whether a row begins another household, by the sign that this sheet uses."""

    def __init__(self, rows: Sequence[SourceRow]) -> None:
        self._has_keys = any(row.has(Field.HOUSEHOLD) for row in rows)
        self._has_heads = any(_is_head(row) for row in rows)
        marks = [meant for meant in (Field.NUMBER, *ADDRESS) if any(row.has(meant) for row in rows)]
        is_sparse = [meant for meant in marks if any(not row.has(meant) for row in rows)]
        self._marks = [meant for meant in is_sparse if meant is not Field.HOUSE] or marks
        self._is_sparse = bool(is_sparse)

    def __call__(self, row: SourceRow, draft: _Draft) -> bool:
        if self._has_keys:
            key = row.text(Field.HOUSEHOLD).strip()
            return bool(key) and key != draft.key
        if self._has_heads and row.has(Field.ROLE):
            return _is_head(row)
        if self._is_sparse:
            return any(map(row.has, self._marks))
        return _address_key(row) != _address_key(draft.rows[0])


def _address_key(row: SourceRow) -> str:
    return "|".join(fold(row.text(meant)) for meant in (*ADDRESS, Field.FLAT))


def _is_head(row: SourceRow) -> bool:
    return words.role_of(row.text(Field.ROLE)) is PersonRole.HEAD


def _head_of(rows: Sequence[SourceRow]) -> tuple[SourceRow, Reason | None]:
    """The row of the head among rows of people, and why it is not sure."""
    heads = [row for row in rows if _is_head(row)]
    if len(heads) > 1:
        return heads[0], Reason.SEVERAL_HEADS
    if heads:
        return heads[0], None
    named = [row for row in rows if row.is_named] or list(rows)
    are_others_told = any(row.has(Field.ROLE) for row in named[:1])
    return named[0], Reason.NO_HEAD if are_others_told and len(named) > 1 else None
