"""What writing a previewed list will come to, worked out before anybody has to wait for it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from app.core.db import db
from app.core.pace import give_way
from app.households.models import ConsentKind, ConsentMethod, PersonRole, Source
from app.households.operations.bulk import Prepared, prepare
from app.households.parsing.addresses import AddressReading
from app.households.rules import (
    ConsentDraft,
    HouseholdDraft,
    HouseholdFacts,
    PersonDraft,
    StreetDraft,
    is_old_enough_to_collect,
)
from app.imports import clearness, register, values
from app.imports.models import Choice, Import, ImportRow, ImportState, Outcome
from app.imports.operations.refusals import AlreadyWritten, ListGone, NotReady
from app.imports.places import KnownPlaces, Place, SettlementKey, StreetKey
from app.imports.reporting import Fate
from app.imports.values import Reading, Someone, Values

_NOT_KNOWN_YET = 0

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what becomes of it."""

    row: Any
    reading: Reading
    fate: Fate
    said: str
    """JSON of what it says, as it is remembered."""
    same_as: int | None = None
    """Position of the row whose household it is."""
    new: Prepared | None = None
    """The household to create; its settlement is known only when those that the list brings along are added."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a list will do, worked out before anybody has to wait for it."""

    import_id: int
    touched_at: datetime
    rows: Sequence[Planned]
    places: KnownPlaces
    known_settlements: frozenset[SettlementKey]
    known_streets: frozenset[StreetKey]
    outline: str
    """JSON: what else the file holds (:attr:`Import.outline`)."""
    counts: Mapping[Fate, int]

    @property
    def new_settlements(self) -> dict[SettlementKey, str]:
        """Settlements that the register does not know yet, as the list writes their names."""
        named = ((place.settlement, address.settlement) for place, address in self._places)
        return _first_named(named, self.known_settlements)

    @property
    def new_streets(self) -> dict[StreetKey, str]:
        """Streets that the register does not know yet, as the list writes their names."""
        named = ((place.street, address.street) for place, address in self._places if place.street)
        return _first_named(named, self.known_streets)

    @property
    def _places(self) -> Iterator[tuple[Place, AddressReading]]:
        for each in self.of(Fate.CREATED, Fate.TAKEN_OVER):
            address = each.reading.values.address
            if place := self.places.place_of(address):
                yield place, address

    def of(self, *fates: Fate) -> list[Planned]:
        return [planned for planned in self.rows if planned.fate in fates]


def _first_named(named: Iterable[tuple[Key, str]], known: Collection[Key]) -> dict[Key, str]:
    names: dict[Key, str] = {}
    for key, name in named:
        if key not in known:
            names.setdefault(key, name)
    return names


def make_plan(import_id: int, *, in_year: int) -> Plan:
    """Look what every row's choice comes to. Raises ListGone, AlreadyWritten, NotReady."""
    one = db.session.get(Import, import_id, populate_existing=True)
    if one is None:
        raise ListGone
    if one.is_written:
        raise AlreadyWritten
    if one.state is not ImportState.READY:
        raise NotReady
    columns = [column for column in ImportRow.__table__.columns if column.key not in ("candidates", "similarity")]
    found = select(*columns).where(ImportRow.import_id == import_id).order_by(ImportRow.position)
    rows = list(db.session.execute(found))
    settlements, streets = register.list_settlements(), register.list_streets()
    readings = list(_readings(rows))
    places = clearness.know(readings, settlements, streets)
    planned = list(_planned(rows, readings, places, in_year))
    return Plan(
        import_id=import_id,
        touched_at=one.touched_at,
        rows=planned,
        places=places,
        known_settlements=frozenset(settlements),
        known_streets=frozenset(streets),
        outline=db.session.scalar(select(Import.outline).where(Import.id == import_id)) or "{}",
        counts=Counter(each.fate for each in planned),
    )


def _readings(rows: Iterable[Any]) -> Iterator[Reading]:
    for number, row in enumerate(rows):
        if number % 50 == 0:
            give_way()
        yield values.load(row.reading)


def _planned(rows: Sequence[Any], readings: Sequence[Reading], places: KnownPlaces, in_year: int) -> Iterator[Planned]:
    by_position = {row.position: row for row in rows}
    created = {row.position for row in rows if _is_created(row, by_position)}
    same_as = {row.position: _first_of(row, by_position) for row in rows if _fate(row, created) is Fate.JOINED}
    others = defaultdict(list)
    for position, first in same_as.items():
        others[first].append(readings[position - 1].values)
    for number, (row, reading) in enumerate(zip(rows, readings, strict=True)):
        if number % 50 == 0:
            give_way()
        fate = _fate(row, created)
        whole = values.completed(reading.values, others[row.position])
        yield Planned(
            row,
            reading,
            fate,
            said=values.dump_values(reading.values),
            same_as=same_as.get(row.position),
            new=prepare(_draft(whole, places, in_year)) if fate is Fate.CREATED else None,
        )


def _is_created(row: Any, by_position: Mapping[int, Any]) -> bool:
    """Chosen to be created; or chosen to be the same as a row that is not written: the family must stand once."""
    if row.choice is Choice.CREATE:
        return True
    if row.choice is not Choice.TAKE_OVER or row.household_id is not None or row.twin is None:
        return False
    first = by_position[_first_of(row, by_position)]
    return first.choice is not Choice.CREATE and first.household_id is None


def _first_of(row: Any, by_position: Mapping[int, Any]) -> int:
    """The position of the row that this one was chosen to be the same as, through others that were so chosen too."""
    while row.choice is Choice.TAKE_OVER and row.household_id is None and row.twin is not None:
        row = by_position[row.twin]
    return int(row.position)


def _fate(row: Any, created: set[int]) -> Fate:
    if row.outcome is Outcome.UNCLEAR:
        return Fate.UNCLEAR
    if row.outcome is Outcome.UNCHANGED:
        return Fate.UNCHANGED
    if row.position in created:
        return Fate.CREATED
    if row.choice is Choice.TAKE_OVER:
        return Fate.TAKEN_OVER if row.household_id is not None else Fate.JOINED
    return _UNTOUCHED.get(row.choice, Fate.UNDECIDED)


_UNTOUCHED = {Choice.KEEP: Fate.KEPT, Choice.LEAVE_OUT: Fate.LEFT_OUT}


def _draft(said: Values, places: KnownPlaces, in_year: int) -> HouseholdDraft:
    place = places.place_of(said.address)
    if place is None:
        raise ValueError("a row without a settlement is not written")
    return HouseholdDraft(
        facts=_facts(said, place),
        people=tuple(person_draft(person, in_year) for person in said.people),
        consents=(ConsentDraft(ConsentKind.NOTICE, ConsentMethod.LIST),),
        declared_size=said.declared,
        source=Source.IMPORT,
    )


def _facts(said: Values, place: Place) -> HouseholdFacts:
    phone1, phone2 = (*said.phones, "", "")[:2]
    return HouseholdFacts(
        settlement_id=_NOT_KNOWN_YET,
        street=StreetDraft(said.address.street, place.street[1]) if place.street else None,
        house=said.house,
        flat=said.address.flat,
        phone1=phone1,
        phone2=phone2,
        residence=said.residence,
        needs=said.needs,
        notes=said.note,
    )


def person_draft(person: Someone, in_year: int) -> PersonDraft:
    """A person of a list as told."""
    return PersonDraft(
        surname=person.surname,
        given=person.given,
        patronymic=person.patronymic,
        role=person.role,
        sex=person.sex,
        birth_on=person.birth_on,
        birth_year=person.birth_year,
        document=person.document,
        document_last4=person.document_last4,
        may_collect=person.role is PersonRole.HEAD or is_old_enough_to_collect(person.birth_year, in_year=in_year),
    )
