"""What a list or the register says about a household, as plain values that can be laid side by side and kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from app.core.names import fold
from app.households import rules
from app.households.matching import Family, Record
from app.households.models import DocumentKind, PersonRole, Residence, Sex
from app.households.parsing.addresses import AddressReading
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import PersonReading
from app.hubs.models import SettlementKind, StreetKind
from app.imports.reading import RowReading

MOST_PHONES = 2
"""There is room for so many in the register."""


@dataclass(frozen=True, slots=True)
class Someone:
    """One person of a household."""

    surname: str
    given: str
    patronymic: str = ""
    birth_on: date | None = None
    birth_year: int | None = None
    sex: Sex = Sex.NOT_STATED
    role: PersonRole = PersonRole.OTHER
    document: DocumentKind = DocumentKind.NOT_ASKED
    document_last4: str = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def key(self) -> str:
        """The name in any spelling that folding covers."""
        return rules.name_key(self.surname, self.given, self.patronymic)

    @property
    def birth(self) -> str:
        """The day, or only the year, or nothing; as ISO 8601 writes them."""
        return self.birth_on.isoformat() if self.birth_on else str(self.birth_year or "")


@dataclass(frozen=True, slots=True)
class Values:
    """What is said about one household; the head is the first of ``people``."""

    address: AddressReading
    people: tuple[Someone, ...]
    phones: tuple[str, ...] = ()
    residence: Residence = Residence.RESIDENT
    needs: frozenset[str] = frozenset()
    note: str = ""
    declared: int | None = None
    """How many people were told of, where that is more than are named."""

    @property
    def head(self) -> Someone:
        return self.people[0]

    @property
    def size(self) -> int:
        """How many people it is, those without a name too."""
        return max(len(self.people), self.declared or 0)

    @property
    def house(self) -> str:
        """The house as the register writes it, or as the list does where that is no usual number."""
        try:
            return rules.clean_house(self.address.house)
        except ValueError:
            return self.address.house

    @property
    def family(self) -> Family:
        """The same for comparing it with other families."""
        return Family(
            people=tuple(map(_record, self.people)),
            phones=self.phones,
            settlement=self.address.settlement,
            street=self.address.street,
            house=self.house,
            flat=self.address.flat,
        )


def _record(person: Someone) -> Record:
    return Record(
        surname=person.surname,
        given=person.given,
        patronymic=person.patronymic,
        sex=person.sex,
        birth_on=person.birth_on,
        birth_year=person.birth_year,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it was read: what it says, and what is to be told about it."""

    values: Values
    doubts: tuple[Finding, ...] = ()
    set_aside: tuple[Finding, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    """Every row of the file that it was read from, with their sheets."""


def from_row(row: RowReading) -> Reading:
    """What was read from a row of a list."""
    head = _someone(row.head, PersonRole.HEAD)
    values = Values(
        address=row.address,
        people=(head, *(_someone(member, PersonRole.OTHER) for member in row.members)),
        phones=row.phones,
        residence=row.residence,
        needs=row.needs,
        note=row.note,
        declared=row.declared,
    )
    return Reading(values, row.doubts, row.set_aside, row.rows)


def _someone(person: PersonReading, role: PersonRole) -> Someone:
    return Someone(
        surname=person.name.surname,
        given=person.name.given,
        patronymic=person.name.patronymic,
        birth_on=person.birth.on,
        birth_year=person.birth.year,
        sex=person.sex,
        role=role if role is PersonRole.HEAD or person.role is PersonRole.HEAD else person.role,
        document=person.document,
        document_last4=person.document_last4,
    )


def completed(values: Values, others: Iterable[Values]) -> Values:
    """A household that several rows of a list are about: as the first one says, with what it leaves empty."""
    for other in others:
        values = replace(
            values,
            phones=tuple(dict.fromkeys((*values.phones, *other.phones)))[:MOST_PHONES],
            residence=other.residence if values.residence is Residence.RESIDENT else values.residence,
            needs=values.needs | other.needs,
            note=values.note or other.note,
            declared=max(values.declared or 0, other.declared or 0) or None,
        )
    return values


def identity(values: Values) -> str:
    """Digest of what identifies a household from one list to the next: folded names, the address and a year.

    Telephones, members and notes change between two versions of a list, so they take no part.
    """
    address = values.address
    parts = [fold(address.settlement), fold(address.street), values.house, address.flat.casefold()]
    return digest_of("|".join([*parts, values.head.key, str(values.head.birth_year or "")]))


def digest_of(text: str) -> str:
    """A digest as it is kept beside rows."""
    return hashlib.sha256(text.encode()).hexdigest()


# ---- as JSON, for as long as a list is worked on


def dump(reading: Reading) -> str:
    """As JSON; :func:`load` reads it back."""
    plain = {
        "values": plain_values(reading.values),
        "doubts": list(map(_plain_finding, reading.doubts)),
        "set_aside": list(map(_plain_finding, reading.set_aside)),
        "rows": reading.rows,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Reading:
    """What :func:`dump` gave."""
    plain = json.loads(text)
    return Reading(
        read_values(plain["values"]),
        tuple(map(_finding, plain["doubts"])),
        tuple(map(_finding, plain["set_aside"])),
        tuple((sheet, number) for sheet, number in plain["rows"]),
    )


def dump_values(values: Values) -> str:
    """Values alone as JSON; :func:`load_values` reads them back."""
    return json.dumps(plain_values(values), ensure_ascii=False, separators=(",", ":"))


def load_values(text: str) -> Values:
    """What :func:`dump_values` gave."""
    return read_values(json.loads(text))


def plain_values(values: Values) -> dict[str, Any]:
    """As data that JSON can hold; what is empty is left out."""
    said = {
        "address": _filled(asdict(values.address)),
        "people": [_filled(_plain_person(person)) for person in values.people],
        "phones": list(values.phones),
        "residence": values.residence.value,
        "needs": sorted(values.needs),
        "note": values.note,
        "declared": values.declared,
    }
    return _filled(said)


def read_values(plain: Mapping[str, Any]) -> Values:
    """What :func:`plain_values` gave."""
    address = plain.get("address", {})
    return Values(
        address=AddressReading(
            settlement_kind=SettlementKind(address["settlement_kind"]) if "settlement_kind" in address else None,
            settlement=address.get("settlement", ""),
            street_kind=StreetKind(address["street_kind"]) if "street_kind" in address else None,
            street=address.get("street", ""),
            house=address.get("house", ""),
            flat=address.get("flat", ""),
        ),
        people=tuple(map(_read_person, plain["people"])),
        phones=tuple(plain.get("phones", ())),
        residence=Residence(plain["residence"]),
        needs=frozenset(plain.get("needs", ())),
        note=plain.get("note", ""),
        declared=plain.get("declared"),
    )


def _plain_person(person: Someone) -> dict[str, Any]:
    plain = asdict(person)
    if person.birth_on:
        plain["birth_on"] = person.birth_on.isoformat()
    for name, usual in (("sex", Sex.NOT_STATED), ("role", PersonRole.OTHER), ("document", DocumentKind.NOT_ASKED)):
        plain[name] = "" if plain[name] is usual else plain[name]
    return plain


def _read_person(plain: Mapping[str, Any]) -> Someone:
    return Someone(
        surname=plain.get("surname", ""),
        given=plain.get("given", ""),
        patronymic=plain.get("patronymic", ""),
        birth_on=date.fromisoformat(plain["birth_on"]) if "birth_on" in plain else None,
        birth_year=plain.get("birth_year"),
        sex=Sex(plain.get("sex", Sex.NOT_STATED)),
        role=PersonRole(plain.get("role", PersonRole.OTHER)),
        document=DocumentKind(plain.get("document", DocumentKind.NOT_ASKED)),
        document_last4=plain.get("document_last4", ""),
    )


def _filled(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value not in ("", None, [], ())}


def _plain_finding(finding: Finding) -> Sequence[str]:
    return (finding.field.value, finding.reason.value, finding.text, finding.cell)


def _finding(plain: Sequence[str]) -> Finding:
    field, reason, text, cell = plain
    return Finding(Field(field), Reason(reason), text, cell)
