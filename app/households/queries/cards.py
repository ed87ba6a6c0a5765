"""Looking up cards as things: the stock of blank ones, those that are lost, those that are held for a check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Staff
from app.core.codes import CodeKind, read_code
from app.core.db import db
from app.core.errors import NotFound
from app.households.models import BlockReason, Card, CardBatch, CheckReason, Household
from app.web.paging import PER_PAGE, Page

IN_STOCK = and_(Card.household_id.is_(None), Card.blocked_at.is_(None))
LOST_ON_A_PRINT = 300
"""Three pages of a hundred: older ones are known to everyone who sits at a desk."""


# ---- blank cards


@dataclass(frozen=True, slots=True)
class Stock:
    """A batch of blank cards and how many of them still wait for a household."""

    batch: CardBatch
    made_by: str
    left: int


def count_blank_cards() -> int:
    """How many cards can still be given by hand."""
    return db.session.scalar(select(func.count()).select_from(Card).where(IN_STOCK)) or 0


def list_batches(before: int | None) -> Page[Stock]:
    """Batches of blank cards, the newest first, a page of them."""
    left = select(func.count()).where(Card.batch_id == CardBatch.id, IN_STOCK).correlate(CardBatch).scalar_subquery()
    found = select(CardBatch, func.coalesce(Staff.name, ""), left).outerjoin(Staff, Staff.id == CardBatch.made_by_id)
    if before is not None:
        found = found.where(CardBatch.id < before)
    rows = [Stock(*row) for row in db.session.execute(found.order_by(CardBatch.id.desc()).limit(PER_PAGE + 1))]
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].batch.id if len(rows) > PER_PAGE else None)


def get_batch(batch_id: int) -> CardBatch:
    """Raises NotFound."""
    batch = db.session.get(CardBatch, batch_id)
    if batch is None:
        raise NotFound
    return batch


def find_batch_by_nonce(nonce: str) -> CardBatch | None:
    """What the form with this nonce made."""
    return db.session.scalar(select(CardBatch).where(CardBatch.nonce == nonce))


def list_batch(batch_id: int) -> Sequence[Card]:
    """All cards of a batch as they were made, at most two hundred."""
    return db.session.scalars(select(Card).where(Card.batch_id == batch_id).order_by(Card.id)).all()


def is_blank(typed: str) -> bool:
    """Whether this is the number or the token of a card that belongs to nobody yet."""
    code = read_code(typed)
    if code.kind is CodeKind.OTHER:
        return False
    column = Card.card_no if code.kind is CodeKind.CARD_NO else Card.token
    return db.session.scalar(select(Card.id).where(column == code.digits, Card.household_id.is_(None))) is not None


# ---- cards that do not work


@dataclass(frozen=True, slots=True)
class LostCard:
    """A card to look out for: numbers only."""

    id: int
    card_no: str
    blocked_at: datetime
    reason: BlockReason
    next_no: str | None
    """The card that was given after it; None when there is none yet."""


def list_lost(before: int | None, *, most: int = PER_PAGE) -> Page[LostCard]:
    """Cards that somebody may still hold or find: lost ones and replaced ones, the latest first, a page of them."""
    rows = db.session.execute(_lost(_key(before)).limit(most + 1)).all()
    lost = [LostCard(*row) for row in rows[:most]]
    return Page(lost, lost[-1].id if len(rows) > most else None)


def count_lost() -> int:
    """How many such cards there are."""
    lost = Card.block_reason.in_((BlockReason.LOST, BlockReason.REPLACED))
    return db.session.scalar(select(func.count()).select_from(Card).where(lost)) or 0


def _lost(after: ColumnElement[bool] | None) -> Select[Any]:
    later = aliased(Card)
    next_no = (
        select(later.card_no)
        .where(later.household_id == Card.household_id, ~later.is_alias, later.issued_at >= Card.blocked_at)
        .order_by(later.issued_at, later.id)
        .limit(1)
        .correlate(Card)
        .scalar_subquery()
    )
    found = select(Card.id, Card.card_no, Card.blocked_at, Card.block_reason, next_no).where(
        Card.block_reason.in_((BlockReason.LOST, BlockReason.REPLACED))
    )
    found = found if after is None else found.where(after)
    return found.order_by(Card.blocked_at.desc(), Card.id.desc())


def _key(card_id: int | None) -> ColumnElement[bool] | None:
    """What comes after this card in a list of the latest first."""
    at = db.session.scalar(select(Card.blocked_at).where(Card.id == card_id)) if card_id is not None else None
    if at is None:
        return None
    return or_(Card.blocked_at < at, and_(Card.blocked_at == at, Card.id < card_id))


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card held for a check: since when, by whom, why."""

    card: Card
    since: datetime
    by: str
    reason: CheckReason | None


def count_under_check() -> int:
    """Cards that wait for the end of a check."""
    held = select(func.count()).select_from(Card).where(Card.block_reason == BlockReason.UNDER_CHECK)
    return db.session.scalar(held) or 0


def list_under_check(after: int | None) -> Page[HeldCard]:
    """Cards held for a check, those that wait longest first, a page of them."""
    found = (
        select(Card, Card.blocked_at, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == Card.blocked_by_id)
        .where(Card.block_reason == BlockReason.UNDER_CHECK)
        .options(joinedload(Card.household).joinedload(Household.settlement))
        .order_by(Card.blocked_at, Card.id)
    )
    later = _later(after)
    found = found if later is None else found.where(later)
    rows = db.session.execute(found.limit(PER_PAGE + 1)).all()
    held = [HeldCard(card, since, by, card.check_reason) for card, since, by in rows[:PER_PAGE] if since]
    return Page(held, held[-1].card.id if len(rows) > PER_PAGE else None)


def _later(card_id: int | None) -> ColumnElement[bool] | None:
    at = db.session.scalar(select(Card.blocked_at).where(Card.id == card_id)) if card_id is not None else None
    if at is None:
        return None
    return or_(Card.blocked_at > at, and_(Card.blocked_at == at, Card.id > card_id))
