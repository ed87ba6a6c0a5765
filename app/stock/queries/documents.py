"""Documents of the warehouse: receipts, waybills, acts; and the card of one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core.db import db
from app.core.errors import NotFound
from app.stock.models import (
    Balance,
    CountLine,
    Dispatch,
    DocumentKind,
    KitVersion,
    Lot,
    Movement,
    Receipt,
    ReceiptLine,
    StockDocument,
    Store,
)
from app.web.paging import PER_PAGE, Page, Row

MOST_WAITING = 50


@dataclass(frozen=True, slots=True)
class CardLine:
    """A movement and what there was after it."""

    movement: Movement
    balance: int


@dataclass(frozen=True, slots=True)
class Card:
    """The stock card of a kit or an item: what there was before these lines, and the lines."""

    opening: int
    rows: Sequence[CardLine]
    next_key: int | None

    @property
    def closing(self) -> int:
        return self.rows[-1].balance if self.rows else self.opening


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the storekeeper."""

    due: int
    """Receipts that are not reported to the state."""
    customs_on: date | None
    """Of the one that is due first."""
    under_way: int
    """Transfers that nobody has counted where they go."""
    expired: int
    """Lots that may not be used any more and still lie somewhere."""


def list_documents(after: int | None, kind: DocumentKind | None = None) -> Page[StockDocument]:
    """The journal, the latest first."""
    found = select(StockDocument).options(*_PLACES, _ADDRESSEE).order_by(StockDocument.id.desc())
    if kind is not None:
        found = found.where(StockDocument.kind == kind)
    if after is not None:
        found = found.where(StockDocument.id < after)
    return _slice(db.session.scalars(found.limit(PER_PAGE + 1)).all())


def get_document(document_id: int) -> StockDocument:
    """A document with everything its paper shows. Raises NotFound."""
    moved = selectinload(StockDocument.movements)
    document = db.session.scalar(
        select(StockDocument)
        .where(StockDocument.id == document_id)
        .options(*_PLACES, _ADDRESSEE, *_lot_of(moved.joinedload(Movement.lot)), moved.joinedload(Movement.store))
    )
    if document is None:
        raise NotFound
    return document


def find_document_by_nonce(nonce: str | None) -> StockDocument | None:
    """What the form with this nonce has already made, or None."""
    return db.session.scalar(select(StockDocument).where(StockDocument.nonce == nonce)) if nonce else None


def find_reversal(document_id: int) -> StockDocument | None:
    """What took this document back, or None while it stands."""
    return db.session.scalar(select(StockDocument).where(StockDocument.reverses_id == document_id))


def list_followers(document_id: int) -> Sequence[StockDocument]:
    """What came out of a document: the arrival of what was sent, the loss that it showed."""
    found = select(StockDocument).where(StockDocument.follows_id == document_id).order_by(StockDocument.id)
    return db.session.scalars(found.limit(MOST_WAITING)).all()


def list_counts(document_id: int) -> Sequence[CountLine]:
    """What was counted against the books, lot by lot."""
    lot = joinedload(CountLine.lot)
    found = select(CountLine).where(CountLine.document_id == document_id).options(*_lot_of(lot))
    return db.session.scalars(found.order_by(CountLine.lot_id)).all()


def list_under_way() -> Sequence[StockDocument]:
    """Transfers that nobody has counted where they go, the oldest first."""
    found = (
        select(StockDocument)
        .where(_is_under_way())
        .options(*_PLACES)
        .order_by(StockDocument.happened_at, StockDocument.id)
        .limit(MOST_WAITING)
    )
    return db.session.scalars(found).all()


def _is_under_way() -> ColumnElement[bool]:
    later, undone, taken_back = aliased(StockDocument), aliased(StockDocument), aliased(StockDocument)
    is_counted = exists().where(
        later.follows_id == StockDocument.id, ~exists().where(undone.reverses_id == later.id)
    )  # fmt: skip
    is_taken_back = exists().where(taken_back.reverses_id == StockDocument.id)
    return and_(StockDocument.kind == DocumentKind.SENT, ~is_counted, ~is_taken_back)


def list_receipts(after: int | None) -> Page[Receipt]:
    """Receipts with their lines, the latest first."""
    found = select(Receipt).options(*_RECEIPT).order_by(Receipt.id.desc())
    if after is not None:
        found = found.where(Receipt.id < after)
    return _slice(db.session.scalars(found.limit(PER_PAGE + 1)).all())


def list_receipts_due() -> Sequence[Receipt]:
    """Receipts of declared aid whose distribution is not reported yet, the most urgent first."""
    order = Receipt.customs_on, Receipt.id
    found = select(Receipt).where(_is_due()).options(*_RECEIPT).order_by(*order).limit(MOST_WAITING)
    return db.session.scalars(found).all()


def _is_due() -> ColumnElement[bool]:
    reversal = aliased(StockDocument)
    is_reversed = exists().where(reversal.reverses_id == Receipt.document_id)
    return and_(Receipt.customs_on.is_not(None), Receipt.reported_on.is_(None), ~is_reversed)


def see_waiting(day: date) -> Waiting:
    """What the storekeeper has to see to, in one statement."""
    expired = (
        select(func.count()).select_from(Balance).join(Balance.lot).where(Balance.quantity > 0, Lot.expires_on < day)
    )
    row = db.session.execute(
        select(
            select(func.count()).select_from(Receipt).where(_is_due()).scalar_subquery(),
            select(func.min(Receipt.customs_on)).where(_is_due()).scalar_subquery(),
            select(func.count()).select_from(StockDocument).where(_is_under_way()).scalar_subquery(),
            expired.scalar_subquery(),
        )
    ).one()
    return Waiting(*row)


def get_receipt(receipt_id: int) -> Receipt:
    """Raises NotFound."""
    receipt = db.session.scalar(select(Receipt).where(Receipt.id == receipt_id).options(*_RECEIPT))
    if receipt is None:
        raise NotFound
    return receipt


def find_receipt_of(document_id: int) -> Receipt | None:
    """The receipt that a document is of, or None for other documents."""
    return db.session.scalar(select(Receipt).where(Receipt.document_id == document_id))


def kit_card(kit_id: int, after: int | None, store_id: int | None = None) -> Card:
    """Movements of all versions of a kit in the order in which they were posted."""
    of_kit = select(KitVersion.id).where(KitVersion.kit_id == kit_id)
    return _card(Lot.kit_version_id.in_(of_kit), after, store_id)


def item_card(item_id: int, after: int | None, store_id: int | None = None) -> Card:
    """Movements of an item in the order in which they were posted."""
    return _card(Lot.item_id == item_id, after, store_id)


def _card(of_thing: ColumnElement[bool], after: int | None, store_id: int | None) -> Card:
    mine = of_thing if store_id is None else of_thing & (Movement.store_id == store_id)
    opening = db.session.scalar(
        select(func.coalesce(func.sum(Movement.quantity), 0))
        .join(Movement.lot)
        .where(mine, Movement.id <= (after or 0))
    )
    found = (
        select(Movement)
        .join(Movement.lot)
        .where(mine, Movement.id > (after or 0))
        .options(
            joinedload(Movement.document),
            joinedload(Movement.store).joinedload(Store.location),
            *_lot_of(joinedload(Movement.lot)),
        )
        .order_by(Movement.id)
        .limit(PER_PAGE + 1)
    )
    page = _slice(db.session.scalars(found).all())
    lines, balance = [], opening or 0
    for movement in page.rows:
        balance += movement.quantity
        lines.append(CardLine(movement, balance))
    return Card(opening or 0, lines, page.next_key)


def _slice(rows: Sequence[Row]) -> Page[Row]:
    """One page out of rows of which one more was asked for."""
    shown = rows[:PER_PAGE]
    return Page(shown, shown[-1].id if len(rows) > PER_PAGE else None)  # type: ignore[attr-defined]  # all have one


def _lot_of(lot: Any) -> tuple[ORMOption, ...]:
    return (
        lot.joinedload(Lot.item),
        lot.joinedload(Lot.kit_version).joinedload(KitVersion.kit),
        lot.joinedload(Lot.partner),
    )


_PLACES = (
    joinedload(StockDocument.from_store).joinedload(Store.location),
    joinedload(StockDocument.to_store).joinedload(Store.location),
    joinedload(StockDocument.staff),
    joinedload(StockDocument.approver),
)
_ADDRESSEE = joinedload(StockDocument.dispatch).joinedload(Dispatch.partner)
_RECEIPT = (
    joinedload(Receipt.document).joinedload(StockDocument.staff),
    joinedload(Receipt.partner),
    *_lot_of(selectinload(Receipt.lines).joinedload(ReceiptLine.lot)),
)
