"""Cards printed ahead of their households: made in batches, given by scanning, struck off when lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.codes import CodeKind, read_code
from app.core.db import db
from app.core.errors import N_, Refusal
from app.households.models import BlockReason, Card, CardBatch, Household
from app.households.operations.refusals import SentTwice
from app.households.operations.rows import flush, new_card, unused_codes


class NoSuchBlankCard(Refusal):
    message = N_("There is no card with this number. Look at the card again.")


class BlankCardTaken(Refusal):
    """Linked meanwhile, perhaps at the next desk in the same second; or never blank."""

    message = N_("This card already belongs to a household. Take another one from the stock.")


class BlankCardStruckOff(Refusal):
    message = N_("This card was struck off the stock and does not work. Take another one.")


def make_blank_cards(count: int, *, actor: Actor, at: datetime, nonce: str) -> CardBatch:
    """Numbers, tokens and PINs for ``count`` cards that belong to nobody yet. Raises SentTwice."""
    batch = CardBatch(cards=count, made_at=at, made_by_id=actor.staff_id, nonce=nonce)
    db.session.add(batch)
    flush("uq_card_batches_nonce", "card_batches.nonce", SentTwice())
    for card_no in unused_codes(codes.new_card_no, Card.card_no, count):
        card = new_card(card_no, None, actor, at)
        card.batch = batch
        db.session.add(card)
    db.session.flush()
    audit.record("make blank cards", "card", None, actor=actor, at=at, batch=batch.id, cards=count)
    return batch


def claim_blank_card(typed: str, household: Household, *, nonce: str | None, actor: Actor, at: datetime) -> Card:
    """Link a card from the stock to ``household``; part of an operation that writes the audit row.

    The condition stands in the change itself, so of two households that reach for one card at the same moment one
    gets it. Raises NoSuchBlankCard, BlankCardTaken, BlankCardStruckOff.
    """
    given: dict[str, Any] = {
        "household_id": household.id, "issued_at": at, "issued_by_id": actor.staff_id, "nonce": nonce, "printed_at": at,
    }  # fmt: skip
    card_id = _change_blank(typed, given)
    db.session.expire(household, ["cards"])
    return db.session.get_one(Card, card_id, populate_existing=True)


def strike_off_blank_card(typed: str, *, actor: Actor, at: datetime) -> Card:
    """A card that was lost or spoilt before it belonged to anybody. Raises as :func:`claim_blank_card`."""
    gone: dict[str, Any] = {"blocked_at": at, "block_reason": BlockReason.LOST, "blocked_by_id": actor.staff_id}
    card_id = _change_blank(typed, gone)
    audit.record("strike off blank card", "card", card_id, actor=actor, at=at)
    return db.session.get_one(Card, card_id, populate_existing=True)


def _change_blank(typed: str, values: dict[str, Any]) -> int:
    found = _is_meant(typed)
    is_in_stock = Card.household_id.is_(None) & Card.blocked_at.is_(None)
    changed = update(Card).where(found, is_in_stock).values(values).returning(Card.id)
    card_id = db.session.scalar(changed, execution_options={"synchronize_session": False})
    if card_id is None:
        raise _why_not(found)
    return card_id


def _is_meant(typed: str) -> ColumnElement[bool]:
    code = read_code(typed)
    if code.kind is CodeKind.OTHER:
        raise NoSuchBlankCard
    return (Card.card_no if code.kind is CodeKind.CARD_NO else Card.token) == code.digits


def _why_not(found: ColumnElement[bool]) -> Refusal:
    row = db.session.execute(select(Card.household_id).where(found)).one_or_none()
    if row is None:
        return NoSuchBlankCard()
    return BlankCardStruckOff() if row.household_id is None else BlankCardTaken()
