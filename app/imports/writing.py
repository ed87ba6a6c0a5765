"""Writing a decided list into the register, all of it in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.names import fold
from app.households import operations
from app.households.models import ConsentKind, ConsentMethod, Household, Person, PersonRole, Source
from app.households.parsing.persons import PersonReading
from app.households.rules import (
    ConsentDraft,
    HouseholdDraft,
    HouseholdFacts,
    PersonDraft,
    StreetDraft,
    is_old_enough_to_collect,
)
from app.hubs.models import Settlement, Street
from app.imports.deciding import Decision, Outcome, Plan, Register, decide, house_of, identity
from app.imports.places import SettlementKey
from app.imports.reading import RowReading


def look_up() -> Register:
    """What the register holds now."""
    streets = db.session.scalars(select(Street).options(joinedload(Street.settlement)))
    imported = select(Household.import_key).where(Household.import_key.is_not(None))
    return Register(
        settlements=_settlement_ids().keys(),
        streets={(_key(row.settlement), row.kind, row.name_key) for row in streets},
        import_keys=set(db.session.scalars(imported)),
        identities=Counter(_identities_of_the_desk()),
    )


def _key(settlement: Settlement) -> SettlementKey:
    return settlement.kind, fold(settlement.name)


def _settlement_ids() -> dict[SettlementKey, int]:
    return {_key(settlement): settlement.id for settlement in db.session.scalars(select(Settlement))}


def _identities_of_the_desk() -> Iterator[str]:
    """Households that did not come from a list, described as a row of a list would be."""
    found = (
        select(Settlement.name, Street.name, Household.house, Household.flat, Person.name_key, Person.birth_year)
        .join_from(Household, Settlement, Settlement.id == Household.settlement_id)
        .join(Person, (Person.household_id == Household.id) & (Person.role == PersonRole.HEAD))
        .outerjoin(Street, Street.id == Household.street_id)
        .where(Household.import_key.is_(None))
    )
    for settlement, street, house, flat, head, year in db.session.execute(found):
        yield identity(settlement=settlement, street=street or "", house=house, flat=flat, head=head, birth_year=year)


def import_households(readings: Sequence[RowReading], *, actor: Actor, at: datetime) -> Plan:
    """Create every household of the list that can be created and is not here yet, each with a card.

    Settlements and streets that the register does not know are created too. Decides anew, because the register
    may have changed since the plan was looked at.
    """
    plan = decide(readings, look_up())
    settlement_ids = _add_settlements(plan)
    drafts = [_draft(decision, settlement_ids, in_year=at.year) for decision in plan.of(Outcome.NEW)]
    created = operations.add_households(drafts, actor=actor, at=at)
    audit.record(
        "import households",
        "household",
        None,
        actor=actor,
        at=at,
        created=len(created),
        already_here=len(plan.of(Outcome.ALREADY_HERE)),
        refused=len(plan.of(Outcome.REFUSED)),
        settlements=len(plan.new_settlements),
        streets=len(plan.new_streets),
    )
    return plan


def _add_settlements(plan: Plan) -> Mapping[SettlementKey, int]:
    """The ids of all settlements, those that the list brings along included."""
    db.session.add_all(Settlement(kind=kind, name=name) for (kind, _folded), name in plan.new_settlements.items())
    db.session.flush()
    return _settlement_ids()


def _draft(decision: Decision, settlement_ids: Mapping[SettlementKey, int], *, in_year: int) -> HouseholdDraft:
    reading = decision.reading
    return HouseholdDraft(
        facts=_facts(decision, settlement_ids),
        people=(
            _person(reading.head, PersonRole.HEAD, in_year),
            *(_person(member, PersonRole.OTHER, in_year) for member in reading.members),
        ),
        consents=(ConsentDraft(ConsentKind.NOTICE, ConsentMethod.LIST),),
        source=Source.IMPORT,
        import_key=decision.import_key,
    )


def _facts(decision: Decision, settlement_ids: Mapping[SettlementKey, int]) -> HouseholdFacts:
    place, reading = decision.place, decision.reading
    if place is None:
        raise ValueError("a refused row is not written")
    phone1, phone2 = (*reading.phones, "", "")[:2]
    return HouseholdFacts(
        settlement_id=settlement_ids[place.settlement],
        street=StreetDraft(reading.address.street, place.street[1]) if place.street else None,
        house=house_of(reading.address),
        flat=reading.address.flat,
        phone1=phone1,
        phone2=phone2,
        residence=reading.residence,
        needs=frozenset({"needs_delivery"}) if reading.needs_delivery else frozenset(),
        notes=reading.note,
    )


def _person(person: PersonReading, role: PersonRole, in_year: int) -> PersonDraft:
    return PersonDraft(
        surname=person.name.surname,
        given=person.name.given,
        patronymic=person.name.patronymic,
        role=role,
        sex=person.sex,
        birth_on=person.birth.on,
        birth_year=person.birth.year,
        may_collect=is_old_enough_to_collect(person.birth.year, in_year=in_year),
    )
