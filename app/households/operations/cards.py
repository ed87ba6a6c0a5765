"""Giving, replacing and blocking cards."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update

from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.households.models import (
    BlockReason,
    Card,
    Household,
)
from app.households.operations.refusals import SentTwice
from app.households.operations.rows import flush, get_card_locked, get_locked, new_card, unused_codes


class CardAlreadyReplaced(Refusal):
    """Two colleagues replaced the card at the same time, or the page was old."""

    message = N_("This household already has another card. Look at the page again.")


class CardUnderCheck(Refusal):
    """A new card must not be the way around a check."""

    message = N_("The card is blocked for a check. Finish the check first.")


class CardNotBlocked(Refusal):
    message = N_("This card is not blocked for a check.")


def replace_card(
    household_id: int, reason: BlockReason, *, actor: Actor, at: datetime, nonce: str, card_id: int | None = None
) -> Card:
    """Block the card of a household at once and give a new number, token and PIN. Free of charge, always.

    ``card_id`` is the card that was looked at. Raises CardAlreadyReplaced when the household has another one by
    now, CardUnderCheck, SentTwice.
    """
    household = get_locked(household_id)
    if any(card.nonce == nonce for card in household.cards):
        raise SentTwice
    old = household.live_card
    _check_replaceable(household, old, card_id)
    if old is not None:
        old.blocked_at, old.block_reason = at, reason
        db.session.flush()  # before the new one, because a household has one live card
    card = new_card(unused_codes(codes.new_card_no, Card.card_no, 1)[0], nonce, actor, at)
    household.cards.append(card)
    flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
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
    card = get_card_locked(card_id)
    if card.blocked_at is not None:
        raise CardAlreadyReplaced
    card.blocked_at, card.block_reason = at, reason
    db.session.flush()
    audit.record("block card", "household", card.household_id, actor=actor, at=at, card=card.id, reason=reason)
    return card


def unblock_card(card_id: int, *, actor: Actor, at: datetime) -> Card:
    """The check is over and found nothing. Raises CardNotBlocked for cards blocked for another reason."""
    card = get_card_locked(card_id)
    if card.block_reason is not BlockReason.UNDER_CHECK:
        raise CardNotBlocked
    card.blocked_at = card.block_reason = None
    flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
    audit.record("unblock card", "household", card.household_id, actor=actor, at=at, card=card.id)
    return card


def mark_printed(card_ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Write down that these cards are on paper; how many they are."""
    ids = sorted(set(card_ids))
    changed = update(Card).where(Card.id.in_(ids), Card.printed_at.is_(None)).values(printed_at=at)
    count = db.session.execute(changed.returning(Card.id)).all()
    audit.record("mark cards printed", "card", ids[0] if len(ids) == 1 else None, actor=actor, at=at, cards=len(count))
    return len(count)
