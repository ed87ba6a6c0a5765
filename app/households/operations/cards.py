"""Giving, replacing and blocking cards."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update

from app.accounts.approving import Approval
from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.households import rules
from app.households.models import BlockReason, Card, CheckReason, Household
from app.households.operations.blank_cards import claim_blank_card
from app.households.operations.refusals import SentTwice
from app.households.operations.rows import flush, get_card_locked, get_locked, new_card, unused_codes


class CardAlreadyReplaced(Refusal):
    """Two colleagues replaced the card at the same time, or the page was old."""

    message = N_("This household already has another card. Look at the page again.")


class CardAlreadyBlocked(Refusal):
    message = N_("This card is blocked already. Look at the page again.")


class CardUnderCheck(Refusal):
    """A new card must not be the way around a check."""

    message = N_("The card is blocked for a check. Finish the check first.")


class CardNotBlocked(Refusal):
    message = N_("This card is not blocked for a check.")


class LeadNeeded(Refusal):
    """Cards that are lost again and again may be cards that are sold."""

    message = N_("This is the third new card within a year. A lead has to agree.")


def replace_card(
    household_id: int,
    reason: BlockReason,
    *,
    actor: Actor,
    at: datetime,
    nonce: str,
    card_id: int | None = None,
    blank: str = "",
    approval: Approval | None = None,
) -> Card:
    """Block the card of a household at once and give another number, token and PIN. Free of charge, always.

    ``card_id`` is the card that was looked at. ``blank`` is the number or token of a card from the stock, which is
    then given; without one a new number is made. From the third replacement within a year on a lead agrees.

    Raises CardAlreadyReplaced when the household has another one by now, CardUnderCheck, LeadNeeded, SentTwice,
    NoSuchBlankCard, BlankCardTaken, BlankCardStruckOff.
    """
    household = get_locked(household_id)
    if any(card.nonce == nonce for card in household.cards):
        raise SentTwice
    old = household.live_card
    _check_replaceable(household, card_id)
    if approval is None and rules.needs_lead(household, reason, at=at):
        raise LeadNeeded
    if old is not None:
        _block(old, reason, actor, at)
        db.session.flush()  # before the new one, because a household has one live card
    card = _next_card(household, blank, nonce, actor, at)
    if approval is not None:
        card.approved_by_id, card.approval_reason = approval.by.staff_id, approval.reason
        db.session.flush()
    audit.record(
        "replace card", "household", household.id, actor=actor, at=at,
        old_card=old.id if old else None, new_card=card.id, reason=reason,
        approved_by=card.approved_by_id,
    )  # fmt: skip
    return card


def _check_replaceable(household: Household, card_id: int | None) -> None:
    last = household.last_card
    if last is not None and last.is_under_check:
        raise CardUnderCheck
    if card_id is not None and last is not None and last.id != card_id:
        raise CardAlreadyReplaced


def _next_card(household: Household, blank: str, nonce: str, actor: Actor, at: datetime) -> Card:
    if blank:
        return claim_blank_card(blank, household, nonce=nonce, actor=actor, at=at)
    card = new_card(unused_codes(codes.new_card_no, Card.card_no, 1)[0], nonce, actor, at)
    household.cards.append(card)
    flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
    return card


def block_card(card_id: int, reason: CheckReason, *, actor: Actor, at: datetime) -> Card:
    """Stop a card until something is checked. Raises CardAlreadyBlocked when it does not work already."""
    card = get_card_locked(card_id)
    if card.blocked_at is not None:
        raise CardAlreadyBlocked
    _block(card, BlockReason.UNDER_CHECK, actor, at)
    card.check_reason = reason
    db.session.flush()
    audit.record("block card", "household", card.household_id, actor=actor, at=at, card=card.id, reason=reason)
    return card


def lose_card(card_id: int, *, actor: Actor, at: datetime) -> Card:
    """A card is lost or stolen, and stops for good; also one that was held for a check. Raises CardAlreadyBlocked."""
    card = get_card_locked(card_id)
    if card.blocked_at is not None and not card.is_under_check:
        raise CardAlreadyBlocked
    _block(card, BlockReason.LOST, actor, at)
    card.check_reason = None
    db.session.flush()
    audit.record("lose card", "household", card.household_id, actor=actor, at=at, card=card.id)
    return card


def unblock_card(card_id: int, *, actor: Actor, at: datetime) -> Card:
    """The check is over and found nothing. Raises CardNotBlocked for cards blocked for another reason."""
    card = get_card_locked(card_id)
    if not card.is_under_check:
        raise CardNotBlocked
    card.blocked_at = card.block_reason = card.blocked_by_id = card.check_reason = None
    flush("uq_cards_live", "cards.household_id", CardAlreadyReplaced())
    audit.record("unblock card", "household", card.household_id, actor=actor, at=at, card=card.id)
    return card


def _block(card: Card, reason: BlockReason, actor: Actor, at: datetime) -> None:
    card.blocked_at, card.block_reason, card.blocked_by_id = at, reason, actor.staff_id


def mark_printed(card_ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Write down that these cards are on paper; how many they are."""
    ids = sorted(set(card_ids))
    changed = update(Card).where(Card.id.in_(ids), Card.printed_at.is_(None)).values(printed_at=at)
    count = db.session.execute(changed.returning(Card.id)).all()
    audit.record("mark cards printed", "card", ids[0] if len(ids) == 1 else None, actor=actor, at=at, cards=len(count))
    return len(count)
