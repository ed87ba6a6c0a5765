"""Putting households into the register, one from the desk or many from a list."""

from collections.abc import Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db
from app.households.models import (
    Card,
    Household,
    Person,
)
from app.households.operations.blank_cards import claim_blank_card
from app.households.operations.duplicates import keep_apart
from app.households.operations.refusals import HeadNeeded, SentTwice
from app.households.operations.rows import consent_row, flush, new_card, unused_codes, write_facts, write_person
from app.households.queries.similar import Similar
from app.households.rules import HouseholdDraft


def register_household(
    draft: HouseholdDraft, *, apart_from: Sequence[Similar] = (), actor: Actor, at: datetime
) -> Household:
    """Put a household into the register and give it a card.

    ``apart_from`` are households so much alike that somebody had to say that they are others: it is remembered.
    Raises SentTwice, HeadNeeded, and of a card from the stock NoSuchBlankCard, BlankCardTaken, BlankCardStruckOff.
    """
    household = add_household(draft, actor=actor, at=at)
    keep_apart(household.id, apart_from, actor=actor, at=at)
    others = {"apart_from": [other.household_id for other in apart_from]} if apart_from else {}
    audit.record(
        "register household", "household", household.id, actor=actor, at=at,
        people=household.size, is_minimal=household.is_minimal, source=household.source, **others,
    )  # fmt: skip
    return household


def add_household(draft: HouseholdDraft, *, actor: Actor, at: datetime) -> Household:
    """Registering without its audit row, which whoever calls it writes. Raises as :func:`register_household`."""
    return add_households([draft], actor=actor, at=at)[0]


def add_households(drafts: Sequence[HouseholdDraft], *, actor: Actor, at: datetime) -> list[Household]:
    """Many at once, for an import: a few statements and not some for each. Raises as :func:`register_household`."""
    if not all(draft.is_whole for draft in drafts):
        raise HeadNeeded
    pseudonyms = unused_codes(codes.new_pseudonym, Household.pseudonym, len(drafts))
    households = [_household(draft, pseudonym, actor, at) for draft, pseudonym in zip(drafts, pseudonyms, strict=True)]
    _make_cards([to for to, draft in zip(households, drafts, strict=True) if not draft.blank_card], actor, at)
    db.session.add_all(households)
    flush("uq_households_nonce", "households.nonce", SentTwice())
    for household, draft in zip(households, drafts, strict=True):
        if draft.blank_card:
            claim_blank_card(draft.blank_card, household, nonce=None, actor=actor, at=at)
    return households


def _make_cards(households: Sequence[Household], actor: Actor, at: datetime) -> None:
    card_nos = unused_codes(codes.new_card_no, Card.card_no, len(households))
    for household, card_no in zip(households, card_nos, strict=True):
        household.cards = [new_card(card_no, None, actor, at)]


def _household(draft: HouseholdDraft, pseudonym: str, actor: Actor, at: datetime) -> Household:
    household = Household(
        pseudonym=pseudonym,
        is_minimal=not draft.people,
        declared_size=draft.declared_size,
        source=draft.source,
        import_key=draft.import_key,
        nonce=draft.nonce,
        registered_at=at,
        registered_by_id=actor.staff_id,
    )
    write_facts(household, draft.facts)
    household.people = [write_person(Person(), person) for person in draft.people]
    household.consents = [consent_row(told.kind, told.method, actor, at) for told in draft.consents]
    return household
