"""Reading the rows of one household: values in, a :class:`RowReading` out. Decides nothing and drops nothing.

Every value of the rows is in the reading, or in a :class:`Finding` that says why not and in which cell. The running
number of a row and what a form writes for itself are the only cells that are read past.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from app.core.names import clean_name, fold
from app.core.phones import clean_phone
from app.households.models import Residence
from app.households.parsing.addresses import AddressReading, parse_address
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import PersonReading
from app.imports import words
from app.imports.mapping import Mapping as Columns
from app.imports.people import MOST_LISTED, Told, read_listed, read_person
from app.imports.shapes import ADDRESS, Group, SourceRow, Spot, TooLong, group
from app.imports.tables import Fault, Workbook

LONGEST_NOTE = 200
MOST_PEOPLE = 30
"""Of one household: a larger number is a slip of the pen."""

_BETWEEN_PHONES = re.compile(r"[,;\n]|\s/\s")
_NUMBER = re.compile(r"(?<![0-9])(?:\+?38[\s(-]*|8[\s(-]*)?0[\s(-]*[0-9]{2}(?:[\s)-]*[0-9]){7}(?![0-9])")
"""A whole number with its zero, among other things."""
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""What a spreadsheet makes of a long number when it saves it as text: the last digits are gone."""
_WORDS = re.compile(r"[^\W\d_]{3,}")
_ZEROS = re.compile(r"[+\s()-]*(?:38)?[0\s()-]+")
_BETWEEN_CATEGORIES = re.compile(r"[,;\n]")
_CODES = re.compile("[a-z0-9_]+(?: [a-z0-9_]+)+")
"""Several choices of a form in one cell, parted by spaces."""
_STATED = re.compile(r"([0-9]{1,3})(?:\.0)?(?:\s*(?:чол|ос|діт|дит)\w*\.?)?")
_NOT_TOLD = {Field.NUMBER, Field.SERVICE, Field.HOUSEHOLD, Field.PARENT}
"""What changes from one copy of a list to the next without anything having changed."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """What the rows of one household say. ``doubts`` are to be looked at; ``set_aside`` are values not kept."""

    sheet: str
    number: int
    """The first row of the household, as the spreadsheet numbers it."""
    head: PersonReading
    members: tuple[PersonReading, ...]
    address: AddressReading
    phones: tuple[str, ...]
    residence: Residence
    needs: frozenset[str]
    """Names out of :data:`app.households.models.ACCESS_NEEDS`."""
    note: str
    doubts: tuple[Finding, ...]
    set_aside: tuple[Finding, ...]
    declared: int | None = None
    """How many people were told of, where fewer are named."""
    rows: tuple[tuple[str, int], ...] = ()
    """Sheet and number of every row it was read from, in the order of the file."""
    digest: str = ""
    """Of everything that stands in these rows; white space makes no difference, nor does their place in the list."""

    @property
    def needs_delivery(self) -> bool:
        return "needs_delivery" in self.needs


def read(workbook: Workbook, mapping: Columns, today: date, start: int = 0) -> Iterator[RowReading]:
    """Every household of a file from the given one on. Raises NothingToRead."""
    return (read_group(one, today) for one in group(workbook, mapping).groups[start:])


def read_group(one: Group, today: date) -> RowReading:
    """One household. ``today`` bounds ages: nobody is born later, nor more than 105 years ago by a two-digit year."""
    told = Told()
    _tell_faults(one, told)
    _tell_refusal(one, told)
    head, members = _people(one, today, told)
    categories = tuple(_categories(one, told))
    reading = RowReading(
        sheet=one.rows[0].sheet,
        number=one.rows[0].number,
        head=head,
        members=members,
        address=_address(one, told),
        phones=_phones(one, told),
        residence=next((found for text in categories if (found := words.residence_of(text))), Residence.RESIDENT),
        needs=frozenset(need for text in categories for need in words.needs_of(text)),
        note=_note(one, told),
        declared=_declared(one, 1 + len(members), told),
        rows=tuple((row.sheet, row.number) for row in one.rows),
        digest=_digest(one),
        doubts=(),
        set_aside=(),
    )
    _set_aside_the_rest(one, told)
    return replace(reading, doubts=tuple(told.doubts), set_aside=tuple(told.set_aside))


def _tell_faults(one: Group, told: Told) -> None:
    for row in one.rows:
        for meant, spot in row.all_spots():
            if isinstance(spot.cell, Fault):
                reason = Reason.CELL_TOO_LONG if isinstance(spot.cell, TooLong) else Reason.CELL_ERROR
                told.doubt(meant, spot.text, spot.where, reason)


def _tell_refusal(one: Group, told: Told) -> None:
    for spot in _spots(one, Field.CONSENT):
        if re.search(r"\w", spot.text) and words.yes_or_no(spot.text) is False:
            told.doubt(Field.CONSENT, spot.text, spot.where, Reason.CONSENT_REFUSED)


def _spots(one: Group, meant: Field) -> Iterator[Spot]:
    """The cells of one meaning in all rows; those that show errors say nothing."""
    for row in one.rows:
        yield from (spot for spot in row.spots(meant) if not isinstance(spot.cell, Fault))


# ---- people


def _people(one: Group, today: date, told: Told) -> tuple[PersonReading, tuple[PersonReading, ...]]:
    """The head and the others; whoever is listed as the head again only adds what the head's row does not say."""
    head = read_person(one.head, today, told)
    if one.doubt:
        told.doubt(Field.ROLE, one.head.text(Field.ROLE), one.head.where(Field.ROLE), one.doubt)
    members: list[PersonReading] = []
    named = _key(head)
    for field, written, where, person in _others(one, head, today, told):
        if _key(person) == named and _may_be_same_age(person, head):
            told.put_aside(field, Reason.HEAD_REPEATED, written, where)
            head = _completed(head, person)
        else:
            members.append(person)
    if len(members) >= MOST_PEOPLE:
        told.doubt(Field.MEMBERS, str(1 + len(members)), "", Reason.PEOPLE_MANY)
    return _without_settled_doubts(head, one, told), tuple(members)


def _others(
    one: Group, head: PersonReading, today: date, told: Told
) -> Iterator[tuple[Field, str, str, PersonReading]]:
    """Everybody listed beside the head: in a row of their own, or in a cell; with where and how it is written."""
    for row in one.members:
        person = read_person(row, today, told)
        if person.name.given or person.name.surname:  # else it cannot be written down; the doubt tells of it
            yield Field.HEAD, row.text(Field.HEAD) or person.name.surname, row.where(Field.HEAD), person
    for row in one.rows:
        for spot in _listed(row):
            for written, person in read_listed(spot, head.name.surname, today, told):
                yield Field.MEMBERS, written, spot.where, person


def _completed(head: PersonReading, again: PersonReading) -> PersonReading:
    return replace(
        head,
        birth=head.birth if head.birth.year else again.birth,
        told_sex=head.told_sex or again.told_sex,
        document=head.document if head.document_last4 else again.document,
        document_last4=head.document_last4 or again.document_last4,
    )


def _without_settled_doubts(head: PersonReading, one: Group, told: Told) -> PersonReading:
    """A birth that another row told is no longer missing."""
    if head.birth.year:
        missing = Finding(Field.BIRTH, Reason.NO_BIRTH)
        told.doubts = [doubt for doubt in told.doubts if doubt != missing or doubt.cell != one.head.where(Field.BIRTH)]
    return head


def _listed(row: SourceRow) -> Iterator[Spot]:
    """The cells that list members; where each has a column for the name and one for the birth, both in one."""
    before: Spot | None = None
    for spot in row.spots(Field.MEMBERS):
        if isinstance(spot.cell, Fault):
            continue
        is_birth = isinstance(spot.cell, (int, date)) or not re.search(r"[^\W\d_]{3}", spot.text)
        if before and is_birth and not words.is_none(spot.text):
            before = replace(before, cell=f"{before.text}, {spot.text}")
            continue
        if before:
            yield before
        before = spot
    if before:
        yield before


def _key(person: PersonReading) -> str:
    return fold(f"{person.name.surname} {person.name.given} {person.name.patronymic}")


def _may_be_same_age(one: PersonReading, other: PersonReading) -> bool:
    years = {one.birth.year, other.birth.year}
    return len(years) == 1 or None in years


def _declared(one: Group, named: int, told: Told) -> int | None:
    """How many were told of beyond those named; told as a doubt, since their names are missing or one is too many."""
    stated = _stated(one, told)
    if stated is None:
        return None
    count, spot = stated
    if count == named:
        return None
    are_nameless = named == 1 and 1 < count <= MOST_PEOPLE
    told.doubt(Field.PEOPLE, spot.text, spot.where, Reason.DECLARED_ONLY if are_nameless else Reason.PEOPLE_DIFFER)
    return count if are_nameless else None


def _stated(one: Group, told: Told) -> tuple[int, Spot] | None:
    """The number of people: as stated, or adults and children together, or the head and the children."""
    counts = {
        meant: found for meant in (Field.PEOPLE, Field.ADULTS, Field.CHILDREN) if (found := _count(one, meant, told))
    }
    if Field.PEOPLE in counts:
        return counts[Field.PEOPLE]
    if Field.ADULTS not in counts and Field.CHILDREN not in counts:
        return None
    adults, spot = counts.get(Field.ADULTS, (1, None))
    children, other = counts.get(Field.CHILDREN, (0, None))
    shown = spot or other
    return (max(adults, 1) + children, shown) if shown else None


def _count(one: Group, meant: Field, told: Told) -> tuple[int, Spot] | None:
    for spot in _spots(one, meant):
        written = spot.text.strip()
        if words.is_none(written) and written != "0":
            continue
        if stated := _STATED.fullmatch(written):
            return int(stated[1]), spot
        told.doubt(meant, written, spot.where, Reason.PEOPLE_UNREADABLE)
    return None


# ---- the household


def _address(one: Group, told: Told) -> AddressReading:
    row = next((row for row in one.rows if any(map(row.has, ADDRESS))), one.rows[0])
    settlement = next((text for row in one.rows if (text := _said(row, Field.SETTLEMENT))), "") or one.settlement
    parts = [_said(row, Field.ADDRESS), _said(row, Field.STREET)]
    parts += [_numbered(_said(row, Field.HOUSE), "буд."), _numbered(_said(row, Field.FLAT), "кв.")]
    address, doubts = parse_address(", ".join(part for part in parts if part), settlement)
    for reason, text in doubts:
        where = _where_of(row, reason, text)
        if reason is Reason.REGION:
            told.put_aside(Field.ADDRESS, reason, text, where)
        else:
            told.doubt(Field.ADDRESS, text, where, reason)
    _tell_other_addresses(one, row, told)
    return address


def _where_of(row: SourceRow, reason: Reason, text: str) -> str:
    """The cell that a doubt about the address is about: the one that says it, or the one that says nothing."""
    for meant in (Field.ADDRESS, Field.STREET, Field.HOUSE, Field.FLAT, Field.SETTLEMENT):
        spot = row.first(meant)
        if spot and text and fold(text) in fold(spot.text):
            return spot.where
    missing = {Reason.NO_STREET: Field.STREET, Reason.NO_HOUSE: Field.HOUSE}
    return row.where(missing.get(reason, Field.ADDRESS)) or row.where(Field.ADDRESS)


def _said(row: SourceRow, meant: Field) -> str:
    spot = row.first(meant)
    return "" if spot is None or isinstance(spot.cell, Fault) or words.is_none(spot.text) else spot.text


def _numbered(text: str, word: str) -> str:
    return f"{word} {text}" if text[:1].isdigit() else text


def _tell_other_addresses(one: Group, chosen: SourceRow, told: Told) -> None:
    for meant in (Field.ADDRESS, Field.STREET):
        for row in one.rows:
            spot = row.first(meant)
            if spot and row is not chosen and fold(spot.text) != fold(chosen.text(meant)):
                told.put_aside(meant, Reason.SAID_TWICE, spot.text, spot.where)


def _entries(separator: re.Pattern[str], text: str) -> Iterator[str]:
    """The parts of a cell that say something; a dash or "немає" says that there is nothing."""
    return (clean_name(part) for part in separator.split(text) if not words.is_none(part))


def _phones(one: Group, told: Told) -> tuple[str, ...]:
    """The first two numbers of the household."""
    phones: dict[str, Spot] = {}
    for spot in _spots(one, Field.PHONE):
        for phone in _phones_in(spot, told):
            phones.setdefault(phone, spot)
    for phone, spot in list(phones.items())[2:]:
        told.put_aside(Field.PHONE, Reason.THIRD_PHONE, phone, spot.where)
    return tuple(phones)[:2]


def _phones_in(spot: Spot, told: Told) -> Iterator[str]:
    """The numbers of a cell; a number of zeros is how lists write that there is none."""
    if _SHORTENED.fullmatch(spot.text.strip()):
        told.doubt(Field.PHONE, spot.text, spot.where, Reason.PHONE_SHORTENED)
        return
    for written in _entries(_BETWEEN_PHONES, spot.text):
        found = list(_numbers_in(written))
        yield from found
        if not found and _ZEROS.fullmatch(written):
            told.put_aside(Field.PHONE, Reason.NOT_A_PHONE, written, spot.where)
        elif not found:
            told.doubt(Field.PHONE, written, spot.where, Reason.PHONE_UNREADABLE)
        elif beside := _WORDS.findall(_NUMBER.sub("", written)):
            told.put_aside(Field.PHONE, Reason.NO_SUCH_FIELD, " ".join(beside), spot.where)


def _numbers_in(written: str) -> Iterator[str]:
    """The numbers of an entry: it is one, or several stand in it, or a number among words."""
    try:
        yield clean_phone(written)
    except ValueError:
        for match in _NUMBER.finditer(written):
            with suppress(ValueError):
                yield clean_phone(match[0])


def _categories(one: Group, told: Told) -> Iterator[str]:
    """The categories that the register has a field for; the others are put aside."""
    for spot in _spots(one, Field.CATEGORY):
        for category in _told_categories(spot):
            if words.needs_of(category) or words.residence_of(category):
                yield category
            else:
                told.put_aside(Field.CATEGORY, Reason.NO_SUCH_FIELD, category, spot.where)


def _told_categories(spot: Spot) -> Iterator[str]:
    """What a cell says; one that says yes or no is about what its title says."""
    answer = words.yes_or_no(spot.text)
    if answer is not None:
        return iter([spot.title.rpartition("/")[2].strip()] if answer else [])
    if _CODES.fullmatch(spot.text.strip()):
        return iter(spot.text.split())
    return islice(_entries(_BETWEEN_CATEGORIES, spot.text), MOST_LISTED)


def _note(one: Group, told: Told) -> str:
    spots = [spot for spot in _spots(one, Field.NOTE) if not words.is_none(spot.text)]
    note = "; ".join(dict.fromkeys(clean_name(spot.text) for spot in spots))
    if len(note) > LONGEST_NOTE:
        told.put_aside(Field.NOTE, Reason.NOTE_TOO_LONG, note[LONGEST_NOTE:], spots[-1].where)
    return note[:LONGEST_NOTE]


def _set_aside_the_rest(one: Group, told: Told) -> None:
    shown: dict[Field, tuple[Reason, Callable[[Spot], str]]] = {
        Field.TAX_NUMBER: (Reason.NOT_COLLECTED, lambda _spot: ""),
        Field.REGION: (Reason.REGION, lambda spot: clean_name(spot.text)),
        Field.OTHER: (Reason.NO_SUCH_FIELD, lambda spot: f"{spot.title}: {clean_name(spot.text)}"),
    }
    for meant, (reason, text) in shown.items():
        for spot in _spots(one, meant):
            told.put_aside(meant, reason, text(spot), spot.where)


def _digest(one: Group) -> str:
    said = [
        [f"{spot.title}\x1f{' '.join(spot.text.split())}" for meant, spot in row.all_spots() if meant not in _NOT_TOLD]
        for row in one.rows
    ]
    return hashlib.sha256("\x1d".join("\x1e".join(sorted(row)) for row in said).encode()).hexdigest()
