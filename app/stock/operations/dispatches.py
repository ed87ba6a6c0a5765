"""Goods go to another hub: they leave the books here, and what becomes of them stands in the books there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.hubs.partners import partner_named
from app.stock import ledger
from app.stock.ledger import Move, NotYet, Paper
from app.stock.models import Dispatch, DocumentKind, StockDocument, StoreKind
from app.stock.operations.picking import check_usable, lots_of
from app.stock.operations.write_offs import OnTheWay
from app.stock.rules import Pick
from app.stock.signing import Signed


class AlreadyTold(Refusal):
    message = N_("It is already written down what the other hub told.")


class TakenBack(Refusal):
    """Whatever the other hub told is about goods that, by the books, never left."""

    message = N_("It was taken back with %(number)s: the goods are in the books here. Nothing is written down.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who takes the goods over: the organisation, the person there, and who carries them."""

    partner_name: str
    received_by: str
    carrier: str


def dispatch(
    to: Addressee, *, from_store_id: int, picks: Sequence[Pick], signed: Signed, happened_at: datetime, nonce: str,
    actor: Actor, at: datetime,
) -> Dispatch:  # fmt: skip
    """Hand goods over to another hub. They leave the books here at once, so a second person stands by.

    Raises NotFound, NothingPicked, OnTheWay, LotExpired, NotEnough, SentTwice.
    """
    store, lots = ledger.get_store(from_store_id), lots_of(picks)
    if store.kind is StoreKind.TRANSIT:
        raise OnTheWay
    check_usable(lots.values(), clock.local_date(happened_at))
    paper = Paper(
        kind=DocumentKind.DISPATCHED, happened_at=happened_at, from_store_id=store.id, reason=signed.reason,
        second_name=signed.second_name, approver_id=signed.approver_id, nonce=nonce,
    )  # fmt: skip
    moves = [Move(pick.lot_id, store.id, -pick.quantity) for pick in picks]
    document = ledger.post(paper, moves, actor=actor, at=at)
    made = Dispatch(
        document=document, partner=partner_named(to.partner_name), received_by=to.received_by, carrier=to.carrier
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "send goods to another hub", "stock document", document.id, actor=actor, at=at, number=document.number,
        quantity=sum(pick.quantity for pick in picks), reason=signed.reason, approved_by=signed.approver_id,
    )  # fmt: skip
    return made


def note_told(document_id: int, told: str, *, on: date, actor: Actor, at: datetime) -> Dispatch:
    """Keep what the other hub told of what it had counted. The books here stay: the goods are in theirs.

    Raises NotFound, NotYet, AlreadyTold, TakenBack.
    """
    found = db.session.scalar(select(Dispatch).where(Dispatch.document_id == document_id).with_for_update())
    if found is None:
        raise NotFound
    undone = select(StockDocument.number).where(StockDocument.reverses_id == document_id)
    if (by_number := db.session.scalar(undone)) is not None:
        raise TakenBack(number=by_number)
    if found.told_on is not None:
        raise AlreadyTold
    if on > clock.local_date(at):
        raise NotYet
    found.told_on, found.told = on, told
    db.session.flush()
    audit.record(
        "note what another hub told", "stock document", document_id, actor=actor, at=at,
        number=found.document.number, day=on.isoformat(),
    )  # fmt: skip
    return found
