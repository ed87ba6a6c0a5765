"""The hub's verbs about households: register, correct, ask consent, look, and give, replace and block cards."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.core.names import clean_name, fold
from app.households import rules
from app.households.models import (
    ACCESS_NEEDS,
    FUNCTIONAL_NEEDS,
    BlockReason,
    Card,
    Consent,
    ConsentKind,
    ConsentMethod,
    Household,
    HouseholdStatus,
    Person,
    PersonRole,
)
from app.households.rules import HouseholdDraft, HouseholdFacts, PersonDraft, StatusReason, StreetDraft
from app.hubs.models import Street, StreetKind

MOST_VALUES = 5000
"""Values in one statement; SQLite takes 32,766 and PostgreSQL 65,535."""


class SentTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it made."""

    message = N_("This form was already sent.")


class HeadNeeded(Refusal):
    """Aid is promised to a household through the one who speaks for it."""

    message = N_("A household has exactly one head. Name another head first.")


class MinimalHasNoPeople(Refusal):
    message = N_("This is a minimal record. It keeps no people.")


class CardAlreadyReplaced(Refusal):
    """Two colleagues replaced the card at the same time, or the page was old."""

    message = N_("This household already has another card. Look at the page again.")


class CardUnderCheck(Refusal):
    """A new card must not be the way around a check."""

    message = N_("The card is blocked for a check. Finish the check first.")


class CardNotBlocked(Refusal):
    message = N_("This card is not blocked for a check.")


class ConsentAlreadyGiven(Refusal):
    message = N_("This is already written down.")


class ConsentNotGiven(Refusal):
    message = N_("There is nothing to take back.")


# ---- registering


def register_household(draft: HouseholdDraft, *, actor: Actor, at: datetime) -> Household:
    """Put a household into the register and give it a card. Raises SentTwice, HeadNeeded."""
    household = add_household(draft, actor=actor, at=at)
    audit.record(
        "register household", "household", household.id, actor=actor, at=at,
        people=household.size, is_minimal=household.is_minimal, source=household.source,
    )  # fmt: skip
    return household


def add_household(draft: HouseholdDraft, *, actor: Actor, at: datetime) -> Household:
    """Registering without its audit row, which whoever calls it writes. Raises SentTwice, HeadNeeded."""
    return add_households([draft], actor=actor, at=at)[0]


def add_households(drafts: Sequence[HouseholdDraft], *, actor: Actor, at: datetime) -> list[Household]:
    """Many at once, for an import: a few statements and not some for each. Raises SentTwice, HeadNeeded."""
    if not all(draft.is_whole for draft in drafts):
        raise HeadNeeded
    pseudonyms = _unused(codes.new_pseudonym, Household.pseudonym, len(drafts))
    card_nos = _unused(codes.new_card_no, Card.card_no, len(drafts))
    households = [
        _household(draft, pseudonym, _new_card(card_no, None, actor, at), actor, at)
        for draft, pseudonym, card_no in zip(drafts, pseudonyms, card_nos, strict=True)
    ]
    db.session.add_all(households)
    _flush("uq_households_nonce", "households.nonce", SentTwice())
    return households


def _household(draft: HouseholdDraft, pseudonym: str, card: Card, actor: Actor, at: datetime) -> Household:
    household = Household(
        pseudonym=pseudonym,
        is_minimal=draft.declared_size is not None,
        declared_size=draft.declared_size,
        source=draft.source,
        import_key=draft.import_key,
        nonce=draft.nonce,
        registered_at=at,
        registered_by_id=actor.staff_id,
    )
    _write_facts(household, draft.facts)
    household.people = [_write_person(Person(), person) for person in draft.people]
    household.consents = [_consent(told.kind, told.method, actor, at) for told in draft.consents]
    household.cards = [card]
    return household


def find_or_add_street(settlement_id: int, draft: StreetDraft) -> Street:
    """The street of that name in any spelling; a name that is not there yet becomes a new street."""
    key = fold(draft.name)
    found = select(Street).where(Street.settlement_id == settlement_id, Street.name_key == key).order_by(Street.id)
    if draft.kind is not None:
        found = found.where(Street.kind == draft.kind)
    street = db.session.scalars(found).first()
    if street is None:
        kind = draft.kind or StreetKind.STREET
        street = Street(settlement_id=settlement_id, kind=kind, name=clean_name(draft.name), name_key=key)
        db.session.add(street)
        db.session.flush()
    return street


def _write_facts(household: Household, facts: HouseholdFacts) -> None:
    street = find_or_add_street(facts.settlement_id, facts.street) if facts.street else None
    household.settlement_id = facts.settlement_id
    household.street = street
    household.default_location_id = facts.default_location_id or (street.default_location_id if street else None)
    for name in ("house", "flat", "landmark", "phone1", "phone2", "phone_kind", "residence", "notes"):
        setattr(household, name, getattr(facts, name))
    for need in ACCESS_NEEDS:
        setattr(household, need, need in facts.needs)


def _write_person(person: Person, draft: PersonDraft) -> Person:
    told = asdict(draft)
    functional = told.pop("functional")
    for name, value in told.items():
        setattr(person, name, value)
    for column in FUNCTIONAL_NEEDS:
        setattr(person, column, functional.get(column))
    person.name_key = rules.name_key(draft.surname, draft.given, draft.patronymic)
    return person


def _unused(new_code: Callable[[], str], column: InstrumentedAttribute[str], count: int) -> list[str]:
    """Random codes that no row has yet: nine million card numbers are few enough to meet one twice among many."""
    unused: set[str] = set()
    while len(unused) < count:
        drawn = {new_code() for _ in range(min(count - len(unused), MOST_VALUES))} - unused
        unused |= drawn - set(db.session.scalars(select(column).where(column.in_(drawn))))
    return list(unused)


# ---- correcting


def change_household(household_id: int, facts: HouseholdFacts, *, actor: Actor, at: datetime) -> Household:
    """Write down what is now so. The audit names the fields that changed, not what stood in them."""
    household = _get_locked(household_id)
    _write_facts(household, facts)
    changed = sorted(_changed(household))
    db.session.flush()
    audit.record("change household", "household", household.id, actor=actor, at=at, changed=changed)
    return household


def change_status(
    household_id: int, status: HouseholdStatus, reason: StatusReason, *, actor: Actor, at: datetime
) -> Household:
    """Take a household out of the assignment, or back into it. Its record and its history stay."""
    household = _get_locked(household_id)
    before, household.status = household.status, status
    db.session.flush()
    audit.record(
        "change status of household", "household", household.id, actor=actor, at=at,
        before=before, after=status, reason=reason,
    )  # fmt: skip
    return household


def add_person(household_id: int, draft: PersonDraft, *, actor: Actor, at: datetime) -> Person:
    """Somebody more lives here. A new head makes the former one another member. Raises MinimalHasNoPeople."""
    household = _get_locked(household_id)
    if household.is_minimal:
        raise MinimalHasNoPeople
    if draft.role is PersonRole.HEAD:
        _step_down(household)
    person = _write_person(Person(), draft)
    household.people.append(person)
    db.session.flush()
    audit.record("add person", "household", household.id, actor=actor, at=at, person=person.id)
    return person


def change_person(person_id: int, draft: PersonDraft, *, actor: Actor, at: datetime) -> Person:
    """Correct what is written about somebody. Raises HeadNeeded when the only head would be none."""
    person, household = _get_person_locked(person_id)
    if person.role is PersonRole.HEAD and draft.role is not PersonRole.HEAD:
        raise HeadNeeded
    if draft.role is PersonRole.HEAD and person.role is not PersonRole.HEAD:
        _step_down(household)
    _write_person(person, draft)
    changed = sorted(_changed(person))
    db.session.flush()
    audit.record("change person", "household", household.id, actor=actor, at=at, person=person.id, changed=changed)
    return person


def remove_person(person_id: int, *, actor: Actor, at: datetime) -> Household:
    """Somebody moved out or died. Raises HeadNeeded for the head.

    The record is deleted; who collected aid once stays, outside any household, because the log names them.
    """
    person, household = _get_person_locked(person_id)
    if person.role is PersonRole.HEAD:
        raise HeadNeeded
    household.people.remove(person)
    db.session.flush()
    is_deleted = _delete_if_unnamed(person)
    audit.record("remove person", "household", household.id, actor=actor, at=at, person=person_id, deleted=is_deleted)
    return household


def _delete_if_unnamed(person: Person) -> bool:
    """False when something rests on this person: rooms above this one keep rows that name them."""
    try:
        with db.session.begin_nested():
            db.session.delete(person)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _step_down(household: Household) -> None:
    if household.head is not None:
        household.head.role = PersonRole.OTHER


def _changed(row: Household | Person) -> Iterable[str]:
    attributes = db.inspect(row).attrs
    return (attribute.key for attribute in attributes if attribute.history.has_changes())


# ---- telling and asking


def give_consent(household_id: int, kind: ConsentKind, method: ConsentMethod, *, actor: Actor, at: datetime) -> Consent:
    """Write down that the notice was given or a consent was. What came with a list is asked anew.

    Raises ConsentAlreadyGiven.
    """
    household = _get_locked(household_id)
    former = _in_force(household, kind)
    if former is not None:
        if former.method is not ConsentMethod.LIST:
            raise ConsentAlreadyGiven
        former.withdrawn_at = at
        db.session.flush()
    consent = _consent(kind, method, actor, at)
    household.consents.append(consent)
    db.session.flush()
    audit.record("give consent", "household", household.id, actor=actor, at=at, kind=kind, method=method)
    return consent


def withdraw_consent(household_id: int, kind: ConsentKind, *, actor: Actor, at: datetime) -> Household:
    """Take a consent back. With the one for questions of health their answers go too. Raises ConsentNotGiven."""
    household = _get_locked(household_id)
    consent = _in_force(household, kind)
    if consent is None or kind is ConsentKind.NOTICE:
        raise ConsentNotGiven
    consent.withdrawn_at = at
    if kind is ConsentKind.HEALTH_QUESTIONS:
        nothing = dict.fromkeys(FUNCTIONAL_NEEDS)
        db.session.execute(update(Person).where(Person.household_id == household.id).values(nothing))
    db.session.flush()
    audit.record("withdraw consent", "household", household.id, actor=actor, at=at, kind=kind)
    return household


def _in_force(household: Household, kind: ConsentKind) -> Consent | None:
    return next((c for c in household.consents if c.kind is kind and c.withdrawn_at is None), None)


def _consent(kind: ConsentKind, method: ConsentMethod, actor: Actor, at: datetime) -> Consent:
    return Consent(
        kind=kind, method=method, text_version=rules.TEXT_VERSION, given_at=at, recorded_by_id=actor.staff_id
    )


# ---- looking


def reveal_household(household_id: int, purpose: str, *, actor: Actor, at: datetime) -> Household:
    """Leave a trace that somebody looked at names and numbers. ``purpose`` is the page they stand on."""
    household = _get_locked(household_id)
    audit.record("reveal household", "household", household.id, actor=actor, at=at, purpose=purpose)
    return household


# ---- cards


def replace_card(
    household_id: int, reason: BlockReason, *, actor: Actor, at: datetime, nonce: str, card_id: int | None = None
) -> Card:
    """Block the card of a household at once and give a new number, token and PIN. Free of charge, always.

    ``card_id`` is the card that was looked at. Raises CardAlreadyReplaced when the household has another one by
    now, CardUnderCheck, SentTwice.
    """
    household = _get_locked(household_id)
    if any(card.nonce == nonce for card in household.cards):
        raise SentTwice
    old = household.live_card
    _check_replaceable(household, old, card_id)
    if old is not None:
        old.blocked_at, old.block_reason = at, reason
        db.session.flush()  # before the new one, because a household has one live card
    card = _new_card(_unused(codes.new_card_no, Card.card_no, 1)[0], nonce, actor, at)
    household.cards.append(card)
    _flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
    audit.record(
        "replace card", "household", household.id, actor=actor, at=at,
        old_card=old.id if old else None, new_card=card.id, reason=reason,
    )  # fmt: skip
    return card


def _check_replaceable(household: Household, live: Card | None, card_id: int | None) -> None:
    if live is None and household.cards and household.cards[-1].block_reason is BlockReason.UNDER_CHECK:
        raise CardUnderCheck
    last = live or (household.cards[-1] if household.cards else None)
    if card_id is not None and last is not None and last.id != card_id:
        raise CardAlreadyReplaced


def block_card(card_id: int, *, actor: Actor, at: datetime, reason: BlockReason = BlockReason.UNDER_CHECK) -> Card:
    """Make a card stop working. Raises CardAlreadyReplaced when it does not work already."""
    card = _get_card_locked(card_id)
    if card.blocked_at is not None:
        raise CardAlreadyReplaced
    card.blocked_at, card.block_reason = at, reason
    db.session.flush()
    audit.record("block card", "household", card.household_id, actor=actor, at=at, card=card.id, reason=reason)
    return card


def unblock_card(card_id: int, *, actor: Actor, at: datetime) -> Card:
    """The check is over and found nothing. Raises CardNotBlocked for cards blocked for another reason."""
    card = _get_card_locked(card_id)
    if card.block_reason is not BlockReason.UNDER_CHECK:
        raise CardNotBlocked
    card.blocked_at = card.block_reason = None
    _flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
    audit.record("unblock card", "household", card.household_id, actor=actor, at=at, card=card.id)
    return card


def mark_printed(card_ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Write down that these cards are on paper; how many they are."""
    ids = sorted(set(card_ids))
    changed = update(Card).where(Card.id.in_(ids), Card.printed_at.is_(None)).values(printed_at=at)
    count = db.session.execute(changed.returning(Card.id)).all()
    audit.record("mark cards printed", "card", ids[0] if len(ids) == 1 else None, actor=actor, at=at, cards=len(count))
    return len(count)


def _new_card(card_no: str, nonce: str | None, actor: Actor, at: datetime) -> Card:
    return Card(card_no=card_no, token=codes.new_token(), issued_at=at, issued_by_id=actor.staff_id, nonce=nonce)


# ---- rows a decision rests on, held until commit and as they are now


def _get_locked(household_id: int) -> Household:
    found = select(Household).where(Household.id == household_id).with_for_update()
    household = db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if household is None:
        raise NotFound
    db.session.expire(household, ["people", "cards", "consents"])
    return household


def _get_person_locked(person_id: int) -> tuple[Person, Household]:
    household_id = db.session.scalar(select(Person.household_id).where(Person.id == person_id))
    if household_id is None:
        raise NotFound
    household = _get_locked(household_id)
    person = next((person for person in household.people if person.id == person_id), None)
    if person is None:
        raise NotFound
    return person, household


def _get_card_locked(card_id: int) -> Card:
    household_id = db.session.scalar(select(Card.household_id).where(Card.id == card_id))
    if household_id is None:
        raise NotFound
    return next(card for card in _get_locked(household_id).cards if card.id == card_id)


def _flush(constraint: str, column: str, refusal: Refusal) -> None:
    """Send what is pending; a broken ``constraint`` becomes a ``refusal``."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise (refusal if violates(error, constraint, column) else error) from error
