"""A store is counted, and the books follow what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import Balance, CountLine, DocumentKind, StockDocument, StoreKind
from app.stock.signing import ReasonNeeded, SecondNameNeeded, Signed


class GoodsMoved(Refusal):
    """What the sheet was printed from is no longer what the books say."""

    message = N_("Goods moved here while you counted. The figures of the books below are new; compare once more.")


@dataclass(frozen=True, slots=True)
class Count:
    """Units of a lot: as the books had it when the sheet was made, and as counted."""

    lot_id: int
    expected: int
    counted: int


def take_stock(
    store_id: int, counts: Sequence[Count], *, signed: Signed, happened_at: datetime, nonce: str, actor: Actor,
    at: datetime,
) -> StockDocument:  # fmt: skip
    """Put the books of a store right by what was counted; a lot that is not among ``counts`` stays as it is.

    A difference needs a reason, one that takes away a second person too. Raises NotFound, GoodsMoved, ReasonNeeded,
    SecondNameNeeded, SentTwice.
    """
    store = ledger.get_store(store_id)
    ledger.hold()
    if store.kind is StoreKind.TRANSIT or _moved(store.id, counts):
        raise GoodsMoved
    differences = [count.counted - count.expected for count in counts]
    if any(differences) and not signed.reason:
        raise ReasonNeeded
    if min(differences, default=0) < 0 and not signed.second_name:
        raise SecondNameNeeded
    paper = Paper(
        kind=DocumentKind.STOCK_TAKE, happened_at=happened_at, from_store_id=store.id, reason=signed.reason,
        second_name=signed.second_name, approver_id=signed.approver_id, nonce=nonce,
    )  # fmt: skip
    moves = [Move(count.lot_id, store.id, count.counted - count.expected) for count in counts]
    document = ledger.post(paper, moves, actor=actor, at=at)
    db.session.add_all(
        CountLine(document_id=document.id, lot_id=count.lot_id, expected=count.expected, counted=count.counted)
        for count in counts
    )
    db.session.flush()
    audit.record(
        "take stock", "stock document", document.id, actor=actor, at=at, number=document.number, lots=len(counts),
        missing=-sum(n for n in differences if n < 0), surplus=sum(n for n in differences if n > 0),
        reason=signed.reason, approved_by=signed.approver_id,
    )  # fmt: skip
    return document


def _moved(store_id: int, counts: Sequence[Count]) -> bool:
    """Whether the books have other figures now than those that were counted against."""
    found = select(Balance.lot_id, Balance.quantity).where(Balance.store_id == store_id)
    now = {row.lot_id: row.quantity for row in db.session.execute(found)}
    return any(now.get(count.lot_id) != count.expected for count in counts)
