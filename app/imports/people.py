"""Reading people: one in a row of their own, or several in a cell."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from app.core.names import clean_name
from app.households.models import DocumentKind, PersonRole, Sex
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import (
    Birth,
    Cell,
    Name,
    PersonReading,
    doubts_of_name,
    is_patronymic,
    parse_birth,
    parse_member,
    parse_name,
    sex_of,
)
from app.imports import words
from app.imports.shapes import LONGEST_READ, SourceRow, Spot
from app.imports.tables import Fault

_NAMES = (Field.SURNAME, Field.GIVEN, Field.PATRONYMIC)
_FIRST_SERIAL = 3_654
"""The serial number of 02.01.1910: smaller ones are years and ages."""
_EPOCH = date(1899, 12, 30)
_OLDEST = 120
MOST_LISTED = 60
"""People or categories in one cell; what stands behind them is told and left out."""
_MONTHS = re.compile(r"міс|мес|month", re.IGNORECASE)
_YEARS_AS_DAYS = (date(1905, 3, 14), date(1905, 7, 18))
"""What a year between 1900 and 2026 becomes where a cell is formatted as a day."""

_BETWEEN_MEMBERS = re.compile(r"[;\n]|(?<=[0-9]{4})\s*,|(?<=[0-9]{4} р\.н\.)\s*,")
_POINT = re.compile(r"^(?:[0-9]{1,2}\s*[.)]\s*(?![0-9])|[-–•*]\s+)")
_ROLE_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:-[^\W\d_]+)*(?!\w)")
_EMPTY_BRACKETS = re.compile(r"\(\s*[,.;–-]*\s*\)")
_LOOSE_ENDS = re.compile(r"^[\s,–:-]+|[\s,–:-]+$|(?<=\s)[–:-]+(?=\s)|[–:,]+(?=\s*,)")


class Told:
    """Collects what is to be told about one household, of long texts the beginning."""

    def __init__(self) -> None:
        self.doubts: list[Finding] = []
        self.set_aside: list[Finding] = []

    def doubt(self, field: Field, text: str, cell: str, *reasons: Reason) -> None:
        """Tell what is to be looked at."""
        self.doubts += [Finding(field, reason, text[:LONGEST_READ], cell) for reason in reasons]

    def put_aside(self, field: Field, reason: Reason, text: str, cell: str) -> None:
        """Tell what is not kept."""
        self.set_aside.append(Finding(field, reason, text[:LONGEST_READ], cell))


def read_person(row: SourceRow, today: date, told: Told) -> PersonReading:
    """The person that a row is about, with everything that is doubtful about them."""
    name = _name(row, told)
    birth = _birth(row, today, told)
    person = PersonReading(name, birth, _sex(row, name, told), _role(row, told))
    return _with_document(person, row, told)


def _name(row: SourceRow, told: Told) -> Name:
    whole = row.first(Field.HEAD)
    parts = [row.first(meant) for meant in _NAMES]
    spot = whole or next((part for part in parts if part), None)
    if whole and not any(parts[:2]):
        name, doubts = parse_name(_text(whole))
    else:
        name = _split(*(clean_name(_text(part)) if part else "" for part in parts))
        doubts = tuple(doubts_of_name(name))
    written = " ".join(clean_name(_text(part)) for part in (whole, *parts) if part)
    told.doubt(Field.HEAD, written, spot.where if spot else _empty_name(row), *doubts)
    return name


def _text(spot: Spot) -> str:
    return "" if isinstance(spot.cell, Fault) else spot.text


def _empty_name(row: SourceRow) -> str:
    """The cell where the name should stand."""
    return next((where for meant in (Field.HEAD, *_NAMES) if (where := row.where(meant))), "")


def _split(surname: str, given: str, patronymic: str) -> Name:
    """The patronymic may stand behind the given name."""
    *first, last = given.split() or [""]
    if first and not patronymic and is_patronymic(last):
        return Name(surname, " ".join(first), last)
    return Name(surname, given, patronymic)


def _birth(row: SourceRow, today: date, told: Told) -> Birth:
    spot, age = row.first(Field.BIRTH), row.first(Field.AGE)
    if spot is None or isinstance(spot.cell, Fault) or words.is_none(spot.text):
        if age is not None and not isinstance(age.cell, Fault) and not words.is_none(age.text):
            return _birth_by_age(age, today, told)
        told.doubt(Field.BIRTH, "", row.where(Field.BIRTH) or row.where(Field.AGE), Reason.NO_BIRTH)
        return Birth(doubt=Reason.NO_BIRTH)
    birth = _birth_in(spot.cell, today)
    if birth.doubt:
        told.doubt(Field.BIRTH, clean_name(spot.text), spot.where, birth.doubt)
    return birth


def _birth_in(cell: Cell, today: date) -> Birth:
    """A birth; a plain number of days and a year that became a day are what spreadsheets make of them."""
    if isinstance(cell, date) and _YEARS_AS_DAYS[0] <= cell <= _YEARS_AS_DAYS[1]:
        return Birth(year=(cell - _EPOCH).days, doubt=Reason.BIRTH_PERHAPS_YEAR)
    serial = _serial(cell)
    if serial is not None and (day := _EPOCH + timedelta(days=serial)) <= today:
        return Birth(on=day, year=day.year, doubt=Reason.BIRTH_SERIAL)
    return parse_birth(cell, today)


def _serial(cell: Cell) -> int | None:
    text = str(cell).strip()
    is_number = isinstance(cell, (int, str)) and text.isascii() and text.isdigit() and len(text) == 5
    return int(text) if is_number and int(text) > _FIRST_SERIAL else None


def _birth_by_age(spot: Spot, today: date, told: Told) -> Birth:
    stated = re.match(r"\s*([0-9]{1,3})(?:\.0)?(?:\s|$)", spot.text)
    if stated is None or int(stated[1]) > _OLDEST:
        told.doubt(Field.AGE, spot.text, spot.where, Reason.AGE_UNREADABLE)
        return Birth(doubt=Reason.AGE_UNREADABLE)
    told.doubt(Field.AGE, spot.text, spot.where, Reason.BIRTH_BY_AGE)
    years = 0 if _MONTHS.search(spot.text) else int(stated[1])
    return Birth(year=today.year - years, doubt=Reason.BIRTH_BY_AGE)


def _sex(row: SourceRow, name: Name, told: Told) -> Sex | None:
    spot = row.first(Field.SEX)
    if spot is None or isinstance(spot.cell, Fault) or words.is_none(spot.text):
        return None
    sex = words.sex_of_word(spot.text)
    if sex is None:
        told.doubt(Field.SEX, spot.text, spot.where, Reason.SEX_UNREADABLE)
    elif sex_of(name.patronymic) not in {sex, Sex.NOT_STATED}:
        told.doubt(Field.SEX, spot.text, spot.where, Reason.SEX_DIFFERS)
    return sex


def _role(row: SourceRow, told: Told) -> PersonRole:
    spot = row.first(Field.ROLE)
    if spot is None or isinstance(spot.cell, Fault) or words.is_none(spot.text):
        return PersonRole.OTHER
    role = words.role_of(spot.text)
    if role is None:
        told.put_aside(Field.ROLE, Reason.ROLE_UNKNOWN, clean_name(spot.text), spot.where)
    return role or PersonRole.OTHER


def _with_document(person: PersonReading, row: SourceRow, told: Told) -> PersonReading:
    """Of the number of a document only the last four digits, never the whole."""
    for spot in row.spots(Field.DOCUMENT):
        digits = re.sub("[^0-9]", "", _text(spot))
        if len(digits) >= 4 and not person.document_last4:
            told.put_aside(Field.DOCUMENT, Reason.DOCUMENT_CUT, "", spot.where)
            person = replace(person, document=_document_kind(spot, digits), document_last4=digits[-4:])
        elif not words.is_none(_text(spot)):
            told.put_aside(Field.DOCUMENT, Reason.NO_DIGITS, "", spot.where)
    return person


def _document_kind(spot: Spot, digits: str) -> DocumentKind:
    described = f"{spot.title} {spot.text}".lower()
    letters = re.search(r"(?<!\w)[^\W\d_]{2}\s*№?\s*[0-9]{6}(?!\w)", spot.text)
    kinds = {
        DocumentKind.IDP_CERTIFICATE: "впо" in described or "довідк" in described,
        DocumentKind.BIRTH_CERTIFICATE: "свідоцтв" in described,
        DocumentKind.RESIDENCE_PERMIT: "посвідк" in described,
        DocumentKind.PASSPORT_BOOK: bool(letters),
        DocumentKind.ID_CARD: len(digits) == 9,
    }
    return next((kind for kind, is_so in kinds.items() if is_so), DocumentKind.NOT_ASKED)


# ---- several in a cell


def read_listed(spot: Spot, surname_of_head: str, today: date, told: Told) -> Iterator[tuple[str, PersonReading]]:
    """The people that a cell lists, each with what is written of them."""
    entries = list(islice(_entries(spot.text), MOST_LISTED + 1))
    if len(entries) > MOST_LISTED:
        told.doubt(Field.MEMBERS, f"{entries[-1][:40]}…", spot.where, Reason.CELL_TOO_LONG)
    for written in entries[:MOST_LISTED]:
        if len(written) > LONGEST_READ:
            told.doubt(Field.MEMBERS, f"{written[:40]}…", spot.where, Reason.CELL_TOO_LONG)
            continue
        bare, role = _without_role(_POINT.sub("", written, count=1))
        member, doubts = parse_member(bare, surname_of_head, today)
        told.doubt(Field.MEMBERS, written, spot.where, *doubts)
        if Reason.NO_NAME not in doubts and Reason.NAME_TOO_LONG not in doubts:
            yield written, replace(member, role=role)


def _entries(text: str) -> Iterator[str]:
    """What stands between the signs that part people; names without years are parted by commas."""
    for part in _BETWEEN_MEMBERS.split(text):
        if words.is_none(part):
            continue
        entry = clean_name(part)
        if "," in entry and len(entry) <= LONGEST_READ and not re.search("[0-9]", entry):
            yield from _between_commas(entry)
        else:
            yield entry


def _between_commas(entry: str) -> Iterator[str]:
    """A word for a place in the household belongs to the name before it."""
    people: list[str] = []
    for part in (part.strip() for part in entry.split(",")):
        if people and part and not _without_role(part)[0]:
            people[-1] += f", {part}"
        elif not words.is_none(part):
            people.append(part)
    return iter(people)


def _without_role(written: str) -> tuple[str, PersonRole]:
    """The entry without the word for a place in the household; such words are not capitals, unlike surnames."""
    found = next(((match, role) for match in _ROLE_WORD.finditer(written) if (role := _role_of_word(match[0]))), None)
    if found is None:
        return written, PersonRole.OTHER
    match, role = found
    rest = _EMPTY_BRACKETS.sub(" ", f"{written[: match.start()]} {written[match.end() :]}")
    while (tidy := _LOOSE_ENDS.sub("", rest).strip()) != rest:
        rest = tidy
    return rest, role


def _role_of_word(word: str) -> PersonRole | None:
    role = words.role_of(word) if word.islower() and len(word) > 2 else None
    return PersonRole.OTHER if role is PersonRole.HEAD else role
