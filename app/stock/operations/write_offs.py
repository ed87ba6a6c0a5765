"""Goods go off the books: lost, damaged, or past their day. Never on one person's word."""

from collections.abc import Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.errors import N_, Refusal
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import DocumentKind, StockDocument, StoreKind
from app.stock.operations.picking import lots_of
from app.stock.rules import Pick
from app.stock.signing import Signed

WRITE_OFFS = (DocumentKind.LOSS, DocumentKind.DAMAGE, DocumentKind.EXPIRY)


class NotExpired(Refusal):
    message = N_("%(what)s: this lot may still be used. If it is spoiled, write it off as damaged.")


class OnTheWay(Refusal):
    """What is missing on the road shows when the rest is counted."""

    message = N_("These goods are on the way. Count them where they arrive; what is missing is written off there.")


def write_off(
    kind: DocumentKind, *, store_id: int, picks: Sequence[Pick], signed: Signed, happened_at: datetime,
    nonce: str, actor: Actor, at: datetime,
) -> StockDocument:  # fmt: skip
    """Take goods off the books of a store; ``kind`` is one of :data:`WRITE_OFFS`.

    Raises NotFound, NothingPicked, OnTheWay, NotExpired, NotEnough, SentTwice.
    """
    if kind not in WRITE_OFFS:
        raise ValueError(kind)
    store, lots = ledger.get_store(store_id), lots_of(picks)
    if store.kind is StoreKind.TRANSIT:
        raise OnTheWay
    day = clock.local_date(happened_at)
    fresh = next((lot for lot in lots.values() if not lot.has_expired(day)), None)
    if kind is DocumentKind.EXPIRY and fresh:
        raise NotExpired(what=fresh.name)
    paper = Paper(
        kind=kind, happened_at=happened_at, from_store_id=store.id, reason=signed.reason,
        second_name=signed.second_name, approver_id=signed.approver_id, nonce=nonce,
    )  # fmt: skip
    moves = [Move(pick.lot_id, store.id, -pick.quantity) for pick in picks]
    document = ledger.post(paper, moves, actor=actor, at=at)
    audit.record(
        "write off goods", "stock document", document.id, actor=actor, at=at, number=document.number,
        quantity=sum(pick.quantity for pick in picks), reason=signed.reason, approved_by=signed.approver_id,
    )  # fmt: skip
    return document
