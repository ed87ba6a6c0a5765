"""What becomes of each row of a list. Pure: a list and a register in, a plan out."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from app.core.names import fold
from app.households import rules
from app.households.parsing.addresses import AddressReading
from app.households.parsing.findings import Field, Finding, Reason
from app.households.parsing.persons import PersonReading
from app.imports.places import KnownPlaces, Place, SettlementKey, StreetKey, know_places
from app.imports.reading import RowReading

Key = TypeVar("Key")

REFUSING = {
    (Field.HEAD, Reason.NO_NAME),
    (Field.HEAD, Reason.NO_SURNAME),
    (Field.HEAD, Reason.NO_GIVEN),
    (Field.HEAD, Reason.NAME_TOO_LONG),
    (Field.HEAD, Reason.ONLY_A_NAME),
    (Field.ADDRESS, Reason.NAME_TOO_LONG),
    (Field.ADDRESS, Reason.NO_SETTLEMENT),
}
"""What cannot be written down as it is. With any other doubt the household is created, and the doubt told."""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    ALREADY_HERE = "already_here"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Register:
    """What the register already holds, as far as deciding needs it."""

    settlements: Collection[SettlementKey] = ()
    streets: Collection[StreetKey] = ()
    import_keys: Collection[str] = frozenset()
    identities: Mapping[str, int] = field(default_factory=dict)
    """How many households that no list brought stand under each :func:`identity`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row and what becomes of it. The ``doubts`` of a refused row say why."""

    reading: RowReading
    outcome: Outcome
    doubts: tuple[Finding, ...]
    import_key: str = ""
    place: Place | None = None

    @property
    def people(self) -> tuple[PersonReading, ...]:
        return (self.reading.head, *self.reading.members)


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision on every row, and the places that the list brings along, with their names as first written."""

    decisions: tuple[Decision, ...]
    new_settlements: Mapping[SettlementKey, str]
    new_streets: Mapping[StreetKey, str]

    def of(self, outcome: Outcome) -> list[Decision]:
        return [decision for decision in self.decisions if decision.outcome is outcome]


def decide(readings: Sequence[RowReading], register: Register) -> Plan:
    """What becomes of each row, in the order of the list. The same list and register give the same plan."""
    places = know_places([reading.address for reading in readings], register.settlements, register.streets)
    seen: Counter[str] = Counter()
    decisions = tuple(_decide(reading, places, register, seen) for reading in readings)
    new = [(d.place, d.reading.address) for d in decisions if d.outcome is Outcome.NEW and d.place]
    return Plan(
        decisions,
        _first_names(((place.settlement, address.settlement) for place, address in new), register.settlements),
        _first_names(((place.street, address.street) for place, address in new if place.street), register.streets),
    )


def _first_names(named: Iterable[tuple[Key, str]], known: Collection[Key]) -> dict[Key, str]:
    names: dict[Key, str] = {}
    for key, name in named:
        if key not in known:
            names.setdefault(key, name)
    return names


def _decide(reading: RowReading, places: KnownPlaces, register: Register, seen: Counter[str]) -> Decision:
    """``seen`` counts the rows of each identity so far, so that equal rows get keys that stay theirs."""
    place = places.place_of(reading.address)
    doubts = (*reading.doubts, *_more_doubts(reading, place))
    if any((doubt.field, doubt.reason) in REFUSING for doubt in doubts):
        return Decision(reading, Outcome.REFUSED, doubts)
    who = _identity_of(reading)
    seen[who] += 1
    key = hashlib.sha256(f"{who}|{seen[who]}".encode()).hexdigest()
    is_here = key in register.import_keys or seen[who] <= register.identities.get(who, 0)
    outcome = Outcome.ALREADY_HERE if is_here else Outcome.NEW
    return Decision(reading, outcome, doubts, key, place)


def _more_doubts(reading: RowReading, place: Place | None) -> Iterator[Finding]:
    address, head = reading.address, reading.head
    if place is None:
        yield Finding(Field.ADDRESS, Reason.NO_SETTLEMENT, address.settlement)
    elif place.is_street_unclear:
        yield Finding(Field.ADDRESS, Reason.STREET_KIND, address.street)
    if not (head.birth.year or address.street or reading.phones or reading.members):
        yield Finding(Field.HEAD, Reason.ONLY_A_NAME)


def house_of(address: AddressReading) -> str:
    """The house as the register writes it, or as the list does where that is no usual number."""
    try:
        return rules.clean_house(address.house)
    except ValueError:
        return address.house


def identity(*, settlement: str, street: str, house: str, flat: str, head: str, birth_year: int | None) -> str:
    """What identifies a household from one list to the next: folded names, the address and a year.

    Telephones, members and notes change between two versions of a list, so they take no part.
    """
    return "|".join([fold(settlement), fold(street), house, flat.casefold(), head, str(birth_year or "")])


def _identity_of(reading: RowReading) -> str:
    address, head = reading.address, reading.head
    return identity(
        settlement=address.settlement,
        street=address.street,
        house=house_of(address),
        flat=address.flat,
        head=rules.name_key(head.name.surname, head.name.given, head.name.patronymic),
        birth_year=head.birth.year,
    )
