"""Writing down in the register what a list says otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.names import fold
from app.households import rules as household_rules
from app.households.models import (
    ACCESS_NEEDS,
    EventKind,
    Household,
    HouseholdEvent,
    Person,
    PersonRole,
    Sex,
)
from app.hubs.models import Street, StreetKind
from app.imports import differing, register, values
from app.imports.differing import Aspect, Difference
from app.imports.models import ImportLine
from app.imports.places import KnownPlaces, SettlementKey
from app.imports.values import Someone, Values

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Target:
    """A household, what the list says about it, and the fields that differ as they are now."""

    household_id: int
    said: Values
    differences: tuple[Difference, ...]
    is_stale: bool
    """Whether something else differs by now than what was previewed."""

    @classmethod
    def of(cls, row: Any, said: Values, *, held: Values | None, line: ImportLine | None, shape: str) -> "Target":
        """Compare anew: what is written is what was seen, or nothing is."""
        if held is None:
            return cls(row.household_id, said, (), is_stale=True)
        was = values.load_values(line.said) if line else None
        is_same_list = line is not None and line.shape == shape
        differences = differing.compare(said, held, was, is_same_list=is_same_list)
        return cls(row.household_id, said, differences, is_stale=differing.dump(differences) != row.differences)


def hold_households(household_ids: Iterable[int]) -> None:
    """Nobody else changes these until commit (PostgreSQL; on SQLite there is one writer anyway)."""
    for ids in register.parts(sorted(set(household_ids)), register.MOST_VALUES):
        held = select(Household.id).where(Household.id.in_(ids)).order_by(Household.id).with_for_update()
        db.session.scalars(held).all()


def take_over(
    targets: Sequence[Target],
    places: KnownPlaces,
    settlement_ids: Mapping[SettlementKey, int],
    *,
    actor: Actor,
    at: datetime,
) -> int:
    """Write the differences of these households into the register; how many households changed."""
    wanted = [target for target in targets if target.differences]
    writer = _Writer(places, settlement_ids, actor, at)
    for part in register.parts(wanted, AT_ONCE):
        households = _load(target.household_id for target in part)
        for target in part:
            writer.write(households[target.household_id], target)
        db.session.flush()
    return len({target.household_id for target in wanted})


def _load(household_ids: Iterable[int]) -> dict[int, Household]:
    found = select(Household).where(Household.id.in_(sorted(set(household_ids))))
    whole = found.options(joinedload(Household.street), selectinload(Household.people))
    fresh = whole.execution_options(populate_existing=True)
    return {household.id: household for household in db.session.scalars(fresh)}


class _Writer:
    """Writes differences; the streets of the register are looked up once."""

    def __init__(
        self, places: KnownPlaces, settlement_ids: Mapping[SettlementKey, int], actor: Actor, at: datetime
    ) -> None:
        self._places, self._settlement_ids = places, settlement_ids
        self._actor, self._at = actor, at
        self._streets = {(row.settlement_id, row.kind, row.name_key): row for row in db.session.scalars(select(Street))}
        self._people: dict[int, list[Person]] = {}
        """People of a household as they were laid beside the list, though a row before took something over."""

    def write(self, household: Household, target: Target) -> None:
        """Every field that differs."""
        people = self._people.setdefault(household.id, sorted(household.people, key=register.is_not_head))
        for one in target.differences:
            if one.aspect in _OF_HOUSEHOLD:
                self._write_household(household, one, target.said)
            elif one.aspect is Aspect.PERSON_MORE and one.place is not None:
                household.people.append(self._person(target.said.people[one.place]))
            elif one.aspect is Aspect.PERSON_LESS and one.held_place is not None:
                self._depart(household, people[one.held_place])
            elif one.held_place is not None and one.place is not None:
                _write_aspect(people[one.held_place], one.aspect, target.said.people[one.place])
        _keep_a_head(household, target.said)

    def _write_household(self, household: Household, one: Difference, said: Values) -> None:
        if one.aspect is Aspect.ADDRESS:
            self._move(household, said)
        elif one.aspect is Aspect.PHONES:
            kept = (household.phone1, household.phone2) if one.was is None else ()
            phones = dict.fromkeys([*said.phones, *(phone for phone in kept if phone)])
            household.phone1, household.phone2 = (*phones, "", "")[:2]
        elif one.aspect is Aspect.RESIDENCE:
            household.residence = said.residence
        elif one.aspect is Aspect.NEEDS:
            kept_needs = {need for need in ACCESS_NEEDS if getattr(household, need)} if one.was is None else set()
            for need in ACCESS_NEEDS:
                setattr(household, need, need in said.needs | kept_needs)
        elif one.aspect is Aspect.NOTE:
            household.notes = said.note
        else:
            household.declared_size = said.declared

    def _move(self, household: Household, said: Values) -> None:
        place = self._places.place_of(said.address)
        if place is None:
            return
        former, household.settlement_id = household.street, self._settlement_ids[place.settlement]
        household.street = self._street(household.settlement_id, place.street[1], said) if place.street else None
        household.house, household.flat = said.house, said.address.flat
        usual = former.default_location_id if former else None
        if household.default_location_id in (None, usual):
            household.default_location_id = household.street.default_location_id if household.street else None

    def _street(self, settlement_id: int, kind: StreetKind, said: Values) -> Street:
        key = (settlement_id, kind, fold(said.address.street))
        if key not in self._streets:
            street = Street(settlement_id=settlement_id, kind=kind, name=said.address.street, name_key=key[2])
            db.session.add(street)
            self._streets[key] = street
        return self._streets[key]

    def _person(self, said: Someone) -> Person:
        person = Person(role=PersonRole.OTHER if said.role is PersonRole.HEAD else said.role)
        for aspect in (Aspect.NAME, Aspect.BIRTH, Aspect.SEX, Aspect.DOCUMENT):
            _write_aspect(person, aspect, said)
        in_year = clock.local_date(self._at).year
        person.may_collect = household_rules.is_old_enough_to_collect(said.birth_year, in_year=in_year)
        return person

    def _depart(self, household: Household, person: Person) -> None:
        household.people.remove(person)
        event = HouseholdEvent(
            household_id=household.id,
            kind=EventKind.DEPARTURE,
            person_id=person.id,
            happened_on=clock.local_date(self._at),
            recorded_at=self._at,
            recorded_by_id=self._actor.staff_id,
        )
        db.session.add(event)


_OF_HOUSEHOLD = frozenset({Aspect.ADDRESS, Aspect.PHONES, Aspect.RESIDENCE, Aspect.NEEDS, Aspect.NOTE, Aspect.DECLARED})


def _write_aspect(person: Person, aspect: Aspect, said: Someone) -> None:
    if aspect is Aspect.NAME:
        person.surname, person.given, person.patronymic = said.surname, said.given, said.patronymic
        person.name_key = said.key
        if said.sex is not Sex.NOT_STATED or person.sex is None:
            person.sex = said.sex
    elif aspect is Aspect.BIRTH:
        person.birth_on, person.birth_year = said.birth_on, said.birth_year
    elif aspect is Aspect.SEX:
        person.sex = said.sex
    else:
        person.document, person.document_last4 = said.document, said.document_last4


def _keep_a_head(household: Household, said: Values) -> None:
    """Where the head is no longer in the list, whoever heads the list heads the household."""
    if household.people and household.head is None:
        known = (person for person in household.people if person.name_key == said.head.key)
        next(known, household.people[0]).role = PersonRole.HEAD
