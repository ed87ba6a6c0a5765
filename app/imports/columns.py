"""What each column of a file may mean: proposed by its title, else by what stands in it, for a person to correct."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.names import fold
from app.households.parsing.findings import Field
from app.households.parsing.persons import Cell
from app.imports import contents
from app.imports.headers import Header, find_header
from app.imports.lines import data_lines
from app.imports.mapping import Column, Confidence, Layout, Part, digest_of
from app.imports.mapping import Mapping as Columns
from app.imports.tables import Line, Table, Workbook, letters, text_of
from app.imports.titles import field_of

_SAMPLES = 3
_LONGEST_SAMPLE = 60
_LOOKED_AT = 400
"""Values of a column that tell what stands in it."""

_REPEATED = {Field.PHONE, Field.MEMBERS, Field.CATEGORY, Field.NOTE, Field.REGION, Field.DOCUMENT}
_REPEATED |= {Field.SERVICE, Field.TAX_NUMBER, Field.NUMBER, Field.OTHER}
"""Fields that may stand in several columns; of any other the first column counts."""
_NAMES = (Field.HEAD, Field.SURNAME, Field.GIVEN)
_PLACES = (Field.ADDRESS, Field.SETTLEMENT, Field.STREET, Field.HOUSE)
_LIVED_AT = ("прожив", "фактич", "перебув", "living", "actual", "current")


@dataclass(slots=True)
class _Draft:
    """Sheets of one shape while they are looked at."""

    header: Header
    headers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    def values(self) -> dict[int, list[Cell]]:
        """The first cells below the titles of every column."""
        found: dict[int, list[Cell]] = {at: [] for at in sorted(self.header.titles)}
        for line in self.lines():
            for at, cell in line.cells.items():
                values = found.setdefault(at, [])
                if len(values) < _LOOKED_AT:
                    values.append(cell)
        return dict(sorted(found.items()))

    def lines(self) -> Iterable[Line]:
        for table in self.tables:
            yield from data_lines(table, self.headers[table.name])


def propose(workbook: Workbook, remembered: Lookup[str, Lookup[str, Any]] | None = None) -> Columns:
    """What every column of a file may mean.

    ``remembered`` holds what :attr:`Part.decided` gave, by the shape it was decided for; it goes before any guess.
    """
    drafts: dict[str, _Draft] = {}
    for table in workbook.tables:
        header = find_header(table)
        draft = drafts.setdefault(_shape(header, table), _Draft(header))
        draft.headers[table.name] = header.rows
        draft.tables.append(table)
    parts = [_part(shape, draft) for shape, draft in drafts.items()]
    return Columns(tuple(_as_decided(part, (remembered or {}).get(part.shape)) for part in _with_households(parts)))


def _shape(header: Header, table: Table) -> str:
    if header.rows:
        return digest_of([f"{at}:{fold(title)}" for at, title in sorted(header.titles.items())])
    return digest_of(["without titles", *sorted({str(at) for line in table.lines[:50] for at in line.cells})])


def _with_households(parts: Sequence[Part]) -> Iterator[Part]:
    """Where all people stand on a sheet of members, the sheet without names holds their households."""
    has_members = any(part.layout is Layout.MEMBERS for part in parts)
    for part in parts:
        is_of_households = part.layout is Layout.LEFT_OUT and any(
            column.field in {Field.HOUSEHOLD, *_PLACES} for column in part.columns
        )
        yield replace(part, layout=Layout.HOUSEHOLDS) if has_members and is_of_households else part


def _part(shape: str, draft: _Draft) -> Part:
    values = draft.values()
    fields, likely = _fields(draft.header, values)
    columns = tuple(
        Column(
            at,
            letters(at),
            draft.header.titles.get(at, ""),
            _samples(values[at], fields[at]),
            fields[at],
            _confidence(fields[at], at in likely),
        )
        for at in values
    )
    return Part(shape, dict(draft.headers), contents.layout_of(list(draft.lines()), fields), columns)


def _samples(values: Sequence[Cell], meant: Field) -> tuple[str, ...]:
    """The first values of a column; numbers of documents are never shown."""
    if meant in {Field.TAX_NUMBER, Field.DOCUMENT}:
        return ()
    return tuple(" ".join(text_of(cell).split())[:_LONGEST_SAMPLE] for cell in values[:_SAMPLES])


def _confidence(meant: Field, is_likely: bool) -> Confidence:
    if meant is Field.OTHER:
        return Confidence.NONE
    return Confidence.LIKELY if is_likely else Confidence.SURE


def _as_decided(part: Part, decided: Lookup[str, Any] | None) -> Part:
    """What a person decided for the same titles; what no longer makes sense is left as proposed."""
    if decided is None:
        return part
    known = {column.at for column in part.columns}
    try:
        fields = {int(at): Field(value) for at, value in decided["fields"].items()}
        layout = Layout(decided["layout"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return part
    return part.corrected({at: value for at, value in fields.items() if at in known}, layout)


# ---- fields


def _fields(header: Header, values: Mapping[int, Sequence[Cell]]) -> tuple[dict[int, Field], set[int]]:
    """The field of every column, and the columns where only the content tells."""
    is_of_one = any(field_of(title) is Field.PARENT for title in header.titles.values())
    by_title = _by_title(header, is_of_one=is_of_one)
    if not any(meant in _NAMES for meant in by_title.values()):
        by_title = _by_title(header, is_of_one=True)
    fields = {at: contents.checked(by_title.get(at), values[at]) for at in values}
    fields = _single(_whole_names(fields, values), header)
    likely = {at for at in fields if fields[at] is not None and fields[at] != by_title.get(at)}
    for at, meant in _by_content(fields, header, values).items():
        fields[at] = meant
        likely.add(at)
    return {at: meant or Field.OTHER for at, meant in fields.items()}, likely


def _by_title(header: Header, *, is_of_one: bool) -> dict[int, Field | None]:
    return {at: field_of(title, is_of_one=is_of_one) for at, title in header.titles.items()}


def _whole_names(fields: Mapping[int, Field | None], values: Mapping[int, Sequence[Cell]]) -> dict[int, Field | None]:
    """A column called surname or given name alone, with whole names in it, holds whole names."""
    parts = [at for at, meant in fields.items() if meant in {Field.SURNAME, Field.GIVEN}]
    named = {fields[at] for at in parts}
    if Field.HEAD in fields.values() and named != {Field.SURNAME, Field.GIVEN}:
        return {at: None if at in parts else meant for at, meant in fields.items()}
    if len(named) == 1 and contents.are_whole_names(values[parts[0]]):
        return {**fields, parts[0]: Field.HEAD}
    if named == {Field.SURNAME, Field.GIVEN}:
        return {at: None if meant is Field.HEAD else meant for at, meant in fields.items()}
    return dict(fields)


def _single(fields: Mapping[int, Field | None], header: Header) -> dict[int, Field | None]:
    """Each field in one column, the first; of two addresses where people live, not where they are registered."""
    taken: dict[Field, int] = {}
    for at, meant in fields.items():
        if meant is None or meant in _REPEATED:
            continue
        if meant not in taken or (
            meant is Field.ADDRESS and _is_lived_at(header, at) and not _is_lived_at(header, taken[meant])
        ):
            taken[meant] = at
    return {
        at: meant if meant is None or meant in _REPEATED or taken[meant] == at else None for at, meant in fields.items()
    }


def _is_lived_at(header: Header, at: int) -> bool:
    return any(word in header.titles.get(at, "").lower() for word in _LIVED_AT)


def _by_content(
    fields: Mapping[int, Field | None], header: Header, values: Mapping[int, Sequence[Cell]]
) -> dict[int, Field]:
    """Fields of columns without a title; and of those that titles leave open while nothing says where names stand."""
    taken = {meant for meant in fields.values() if meant}
    is_nameless = not taken.intersection(_NAMES)
    found: dict[int, Field] = {}
    for at, meant in fields.items():
        is_open = meant is None and (at not in header.titles or is_nameless)
        guess = contents.guessed(values[at]) if is_open else None
        has_place = guess in _PLACES and taken.intersection(_PLACES)
        has_name = guess in _NAMES and taken.intersection(_NAMES)
        if guess is None or (guess in taken and guess not in _REPEATED) or has_place or has_name:
            continue
        found[at] = guess
        taken.add(guess)
    return found | contents.split_names(
        {at: values[at] for at, meant in fields.items() if meant is None and at not in found}, taken
    )
