"""Writing single rows, and holding those a decision rests on; what several operations share."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.core import codes
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import NotFound, Refusal
from app.core.names import fold
from app.households import queries, rules
from app.households.models import (
    ACCESS_NEEDS,
    FUNCTIONAL_NEEDS,
    Card,
    Consent,
    ConsentKind,
    ConsentMethod,
    Household,
    HouseholdStatus,
    Person,
)
from app.households.operations.refusals import RecordCleared, RecordMerged
from app.households.rules import HouseholdFacts, PersonDraft, StreetDraft
from app.hubs.models import Street, StreetKind


def find_or_add_street(settlement_id: int, draft: StreetDraft) -> Street:
    """The street of that name in any spelling; a name that is not there yet becomes a new street."""
    street = queries.find_street(settlement_id, draft)
    if street is not None:
        return street
    kind = draft.kind or StreetKind.STREET
    street = Street(settlement_id=settlement_id, kind=kind, name=draft.name, name_key=fold(draft.name))
    try:
        with db.session.begin_nested():
            db.session.add(street)
    except IntegrityError:  # a colleague wrote it down at the same moment
        return queries.get_street(settlement_id, draft)
    return street


def write_facts(household: Household, facts: HouseholdFacts) -> None:
    """Write down where a household lives and the like; the place to collect is that of the street unless told."""
    street = find_or_add_street(facts.settlement_id, facts.street) if facts.street else None
    household.settlement_id = facts.settlement_id
    household.street = street
    household.default_location_id = facts.default_location_id or (street.default_location_id if street else None)
    for name in ("house", "flat", "landmark", "phone1", "phone2", "phone_kind", "residence", "heating", "notes"):
        setattr(household, name, getattr(facts, name))
    for need in ACCESS_NEEDS:
        setattr(household, need, need in facts.needs)


def write_person(person: Person, draft: PersonDraft) -> Person:
    """Write down what was told about a person, with the key to find them by."""
    told = asdict(draft)
    functional = told.pop("functional")
    for name, value in told.items():
        setattr(person, name, value)
    for column in FUNCTIONAL_NEEDS:
        setattr(person, column, functional.get(column))
    person.name_key = rules.name_key(draft.surname, draft.given, draft.patronymic)
    return person


def consent_row(kind: ConsentKind, method: ConsentMethod, actor: Actor, at: datetime) -> Consent:
    """A consent to the texts as they now stand."""
    return Consent(
        kind=kind, method=method, text_version=rules.TEXT_VERSION, given_at=at, recorded_by_id=actor.staff_id
    )


def new_card(card_no: str, nonce: str | None, actor: Actor, at: datetime) -> Card:
    """A card with a token of its own; its PIN follows from the token."""
    return Card(card_no=card_no, token=codes.new_token(), issued_at=at, issued_by_id=actor.staff_id, nonce=nonce)


MOST_VALUES = 5000
"""Values in one statement; SQLite takes 32,766 and PostgreSQL 65,535."""


def unused_codes(new_code: Callable[[], str], column: InstrumentedAttribute[str], count: int) -> list[str]:
    """Random codes that no row has yet: nine million card numbers are few enough to meet one twice among many."""
    unused: set[str] = set()
    while len(unused) < count:
        drawn = {new_code() for _ in range(min(count - len(unused), MOST_VALUES))} - unused
        unused |= drawn - set(db.session.scalars(select(column).where(column.in_(drawn))))
    return list(unused)


def get_locked(household_id: int) -> Household:
    """The household as it now is, held until commit. Raises NotFound, RecordCleared, RecordMerged."""
    found = select(Household).where(Household.id == household_id).with_for_update()
    household = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if household is None:
        raise NotFound
    if household.cleared_at is not None:
        raise RecordCleared
    if household.status is HouseholdStatus.MERGED:
        raise RecordMerged
    db.session.expire(household, ["people", "cards", "consents"])
    return household


def get_person_locked(person_id: int) -> tuple[Person, Household]:
    """A person and their household, both held until commit. Raises NotFound."""
    household_id = db.session.scalar(select(Person.household_id).where(Person.id == person_id))
    if household_id is None:
        raise NotFound
    household = get_locked(household_id)
    person = next((person for person in household.people if person.id == person_id), None)
    if person is None:
        raise NotFound
    return person, household


def get_card_locked(card_id: int) -> Card:
    """A card whose household is held until commit. Raises NotFound."""
    household_id = db.session.scalar(select(Card.household_id).where(Card.id == card_id))
    if household_id is None:
        raise NotFound
    return next(card for card in get_locked(household_id).cards if card.id == card_id)


def flush(constraint: str, column: str, refusal: Refusal) -> None:
    """Send what is pending; a broken ``constraint`` becomes a ``refusal``."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise (refusal if violates(error, constraint, column) else error) from error
