"""The one way goods move: a document with its movements, posted whole, and balances that never go below zero.

Nothing here writes the trace: the verb that posts does, once, whatever number of documents it needs.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.stock import rules
from app.stock.models import Balance, DocumentKind, Lot, Movement, StockDocument, Store, StoreKind


class NotEnough(Refusal):
    """Somebody took it first, or more was written than there is."""

    message = N_("%(what)s: only %(left)d here, and %(wanted)d were to go. Look at what is left and write less.")


class SentTwice(Refusal):
    """The same form has already made its document; the view shows that one."""

    message = N_("This was already saved.")


class AlreadyReversed(Refusal):
    message = N_("This document is already reversed.")


class NotYet(Refusal):
    """A document tells what has happened."""

    message = N_("This day is still to come. Write the day on which it happened.")
    status = 422


@dataclass(frozen=True, slots=True)
class Move:
    """So much of a lot comes into a store (above zero) or leaves it."""

    lot_id: int
    store_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document says besides its movements. ``happened_at`` is when it was so, not when it was typed in."""

    kind: DocumentKind
    happened_at: datetime
    from_store_id: int | None = None
    to_store_id: int | None = None
    reason: str = ""
    second_name: str = ""
    approver_id: int | None = None
    reverses_id: int | None = None
    follows_id: int | None = None
    nonce: str | None = None
    of_closing: bool = False


def hold() -> None:
    """Let nobody else post until commit; called before anything is decided on balances.

    A hub has a handful of stores, and all are held in the order of their ids: so what was counted stays what is
    there, numbers follow each other, and two who want the last kit come one after the other.
    """
    db.session.scalars(select(Store.id).order_by(Store.id).with_for_update()).all()


def warehouse() -> Store:
    """The hub's warehouse."""
    return _store(StoreKind.WAREHOUSE, None)


def transit() -> Store:
    """The road: what was sent and has not been counted where it goes."""
    return _store(StoreKind.TRANSIT, None)


def store_at(location_id: int) -> Store:
    """The goods at a location."""
    return _store(StoreKind.LOCATION, location_id)


def get_store(store_id: int) -> Store:
    """Raises NotFound."""
    store = db.session.get(Store, store_id)
    if store is None:
        raise NotFound
    return store


def _store(kind: StoreKind, location_id: int | None) -> Store:
    """The store, made when it is first needed."""
    found = select(Store).where(Store.kind == kind, Store.location_id == location_id)
    store = db.session.scalar(found)
    if store is None:
        try:
            with db.session.begin_nested():
                store = Store(kind=kind, location_id=location_id)
                db.session.add(store)
        except IntegrityError:  # another one made it at the same moment
            store = db.session.scalars(found).one()
    return store


def post(paper: Paper, moves: Iterable[Move], *, actor: Actor, at: datetime) -> StockDocument:
    """Post a document whole: its movements and the balances they change.

    Several moves of one lot in one store become one. Raises NotYet, NotEnough, SentTwice, AlreadyReversed.
    """
    if paper.happened_at > at:
        raise NotYet
    hold()
    sums = Counter[tuple[int, int]]()
    for move in moves:
        sums[move.lot_id, move.store_id] += move.quantity
    changes = {key: quantity for key, quantity in sorted(sums.items()) if quantity}
    _change_balances(changes)
    document = StockDocument(
        kind=paper.kind,
        number=_next_number(paper.kind, clock.local_date(paper.happened_at).year),
        from_store_id=paper.from_store_id,
        to_store_id=paper.to_store_id,
        reason=paper.reason,
        second_name=paper.second_name,
        staff_id=actor.staff_id,
        approver_id=paper.approver_id,
        reverses_id=paper.reverses_id,
        follows_id=paper.follows_id,
        happened_at=paper.happened_at,
        recorded_at=at,
        nonce=paper.nonce,
        of_closing=paper.of_closing,
    )
    document.movements = [
        Movement(lot_id=lot_id, store_id=store_id, quantity=quantity)
        for (lot_id, store_id), quantity in changes.items()
    ]
    db.session.add(document)
    _flush()
    return document


def opposite(document: StockDocument) -> list[Move]:
    """The movements that undo those of ``document``."""
    return [Move(movement.lot_id, movement.store_id, -movement.quantity) for movement in document.movements]


def _change_balances(changes: dict[tuple[int, int], int]) -> None:
    balances = _balances({lot_id for lot_id, _store_id in changes})
    for (lot_id, store_id), quantity in changes.items():
        balance = balances.get((lot_id, store_id))
        if balance is None:
            balance = Balance(lot_id=lot_id, store_id=store_id, quantity=0)
            db.session.add(balance)
        if balance.quantity + quantity < 0:
            raise NotEnough(what=db.session.get_one(Lot, lot_id).name, left=balance.quantity, wanted=-quantity)
        balance.quantity += quantity


def _balances(lot_ids: set[int]) -> dict[tuple[int, int], Balance]:
    """The balances of these lots as they are now, whatever this session has seen before."""
    found = select(Balance).where(Balance.lot_id.in_(lot_ids)).execution_options(populate_existing=True)
    return {(balance.lot_id, balance.store_id): balance for balance in db.session.scalars(found)}


def _next_number(kind: DocumentKind, year: int) -> str:
    """Numbers follow each other within a year, one row for each kind of paper."""
    last = db.session.scalar(
        select(StockDocument.number)
        .where(StockDocument.number.startswith(f"{rules.PREFIXES[kind]}-{year}-", autoescape=True))
        .order_by(func.length(StockDocument.number).desc(), StockDocument.number.desc())
        .limit(1)
    )
    return rules.next_number(kind, year, last)


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_stock_documents_nonce", "stock_documents.nonce"):
            raise SentTwice from error
        if violates(error, "uq_stock_documents_reverses_id", "stock_documents.reverses_id"):
            raise AlreadyReversed from error
        raise
