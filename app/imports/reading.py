"""Reading one row of a list: values in, a :class:`RowReading` out. Decides nothing and drops nothing.

Every value of the row is in the reading, or in a :class:`Finding` that says why not. The running number of the
row is the only cell that is read past.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.names import clean_name, fold
from app.core.phones import clean_phone
from app.households.models import Residence
from app.households.parsing.addresses import AddressReading, parse_address
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import PersonReading, parse_birth, parse_member, parse_name
from app.imports.spreadsheet import Row, text_of

LONGEST_NOTE = 200

_NONE = {fold(word) for word in ("-", "немає", "не має", "нема", "відсутній", "відсутня", "без телефону", "нет", "н/д")}
_BETWEEN_PHONES = re.compile(r"[,;\n]|\s/\s")
_ZEROS = re.compile(r"[+\s()-]*(?:38)?[0\s()-]+")
_BETWEEN_MEMBERS = re.compile(r"[;\n]|(?<=[0-9]{4})\s*,|(?<=[0-9]{4} р\.н\.)\s*,")
_BETWEEN_CATEGORIES = re.compile(r"[,;\n]")
_IDP = re.compile("^(впо|переселен|вимушено переселен)")
_BEDRIDDEN = re.compile("^лежач")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What one row says. ``doubts`` are to be looked at; ``set_aside`` are values that are not kept."""

    sheet: str
    number: int
    head: PersonReading
    members: tuple[PersonReading, ...]
    address: AddressReading
    phones: tuple[str, ...]
    residence: Residence
    needs_delivery: bool
    note: str
    doubts: tuple[Finding, ...]
    set_aside: tuple[Finding, ...]


class _Findings:
    """Collects what is to be told about one row."""

    def __init__(self) -> None:
        self.doubts: list[Finding] = []
        self.set_aside: list[Finding] = []

    def doubt(self, field: Field, text: str, *reasons: Reason) -> None:
        self.doubts += [Finding(field, reason, text) for reason in reasons]

    def put_aside(self, field: Field, reason: Reason, text: str = "") -> None:
        self.set_aside.append(Finding(field, reason, text))


def parse_row(row: Row, today: date) -> RowReading:
    """Read one row. ``today`` bounds ages: nobody is born later, nor more than 105 years ago by a two-digit year."""
    findings = _Findings()
    head = _head(row, today, findings)
    members = tuple(_members(row, head, today, findings))
    _compare_count(row, 1 + len(members), findings)
    categories = tuple(_categories(row, findings))
    _set_aside_the_rest(row, findings)
    return RowReading(
        sheet=row.sheet,
        number=row.number,
        head=head,
        members=members,
        address=_address(row, findings),
        phones=_phones(row, findings),
        residence=Residence.IDP if any(map(_IDP.match, categories)) else Residence.RESIDENT,
        needs_delivery=any(map(_BEDRIDDEN.match, categories)),
        note=_note(row, findings),
        doubts=tuple(findings.doubts),
        set_aside=tuple(findings.set_aside),
    )


def _text(row: Row, field: Field) -> str:
    return text_of(row.cells.get(field, ""))


def _head(row: Row, today: date, findings: _Findings) -> PersonReading:
    written = _text(row, Field.HEAD)
    name, doubts = parse_name(written)
    findings.doubt(Field.HEAD, clean_name(written), *doubts)
    birth = parse_birth(row.cells.get(Field.BIRTH), today)
    if birth.doubt:
        findings.doubt(Field.BIRTH, clean_name(_text(row, Field.BIRTH)), birth.doubt)
    return PersonReading(name, birth)


def _members(row: Row, head: PersonReading, today: date, findings: _Findings) -> Iterator[PersonReading]:
    for written in _entries(_BETWEEN_MEMBERS, _text(row, Field.MEMBERS)):
        member, doubts = parse_member(written, head.name.surname, today)
        findings.doubt(Field.MEMBERS, written, *doubts)
        if Reason.NO_NAME in doubts or Reason.NAME_TOO_LONG in doubts:
            continue  # cannot be written down; the doubt tells of it
        if _is_same(member, head):
            findings.put_aside(Field.MEMBERS, Reason.HEAD_REPEATED, written)
        else:
            yield member


def _entries(separator: re.Pattern[str], text: str) -> Iterator[str]:
    """The parts of a cell that say something; a dash or "немає" says that there is nothing."""
    return (clean_name(part) for part in separator.split(text) if fold(part) and fold(part) not in _NONE)


def _is_same(member: PersonReading, head: PersonReading) -> bool:
    names = [fold(f"{person.name.surname} {person.name.given} {person.name.patronymic}") for person in (member, head)]
    return names[0] == names[1] and member.birth.year == head.birth.year


def _compare_count(row: Row, counted: int, findings: _Findings) -> None:
    written = _text(row, Field.PEOPLE).strip()
    if not written:
        return
    stated = re.fullmatch(r"([0-9]{1,3})(?:\s*(?:чол|ос)\w*\.?)?", written)
    if stated is None:
        findings.doubt(Field.PEOPLE, written, Reason.PEOPLE_UNREADABLE)
    elif int(stated[1]) != counted:
        findings.doubt(Field.PEOPLE, written, Reason.PEOPLE_DIFFER)


def _address(row: Row, findings: _Findings) -> AddressReading:
    address, doubts = parse_address(_text(row, Field.ADDRESS), row.sheet)
    for reason, text in doubts:
        if reason is Reason.REGION:
            findings.put_aside(Field.ADDRESS, reason, text)
        else:
            findings.doubt(Field.ADDRESS, text, reason)
    return address


def _phones(row: Row, findings: _Findings) -> tuple[str, ...]:
    """The first two numbers of the cell; a number of zeros is how lists write that there is none."""
    phones: list[str] = []
    for written in _entries(_BETWEEN_PHONES, _text(row, Field.PHONE)):
        try:
            phone = clean_phone(written)
        except ValueError:
            if _ZEROS.fullmatch(written):
                findings.put_aside(Field.PHONE, Reason.NOT_A_PHONE, written)
            else:
                findings.doubt(Field.PHONE, written, Reason.PHONE_UNREADABLE)
            continue
        if phone not in phones:
            phones.append(phone)
    for phone in phones[2:]:
        findings.put_aside(Field.PHONE, Reason.THIRD_PHONE, phone)
    return tuple(phones[:2])


def _categories(row: Row, findings: _Findings) -> Iterator[str]:
    """The categories that the register has a field for, folded; the others are put aside."""
    for written in _entries(_BETWEEN_CATEGORIES, _text(row, Field.CATEGORY)):
        category = fold(written)
        if _IDP.match(category) or _BEDRIDDEN.match(category):
            yield category
        else:
            findings.put_aside(Field.CATEGORY, Reason.NO_SUCH_FIELD, written)


def _note(row: Row, findings: _Findings) -> str:
    note = clean_name(_text(row, Field.NOTE))
    if len(note) > LONGEST_NOTE:
        findings.put_aside(Field.NOTE, Reason.NOTE_TOO_LONG, note[LONGEST_NOTE:])
    return note[:LONGEST_NOTE]


def _set_aside_the_rest(row: Row, findings: _Findings) -> None:
    if Field.TAX_NUMBER in row.cells:
        findings.put_aside(Field.TAX_NUMBER, Reason.NOT_COLLECTED)
    for title, cell in row.others:
        findings.put_aside(Field.OTHER, Reason.NO_SUCH_FIELD, f"{title}: {clean_name(text_of(cell))}")
