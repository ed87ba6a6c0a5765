"""Goods go from one store to another: sent by one person, counted where they arrive by another."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.hubs import queries as hubs
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import CountLine, DocumentKind, StockDocument, StoreKind
from app.stock.operations.picking import check_usable, lots_of
from app.stock.rules import Pick
from app.stock.signing import on_paper


class SameStore(Refusal):
    message = N_("Choose two different places.")
    status = 422


class NotUnderWay(Refusal):
    message = N_("This transfer is not under way: it has already been counted or reversed.")


class CountedBySender(Refusal):
    """Whoever sent the goods does not count them where they arrive."""

    message = N_("You sent these goods, so somebody else counts them where they arrive.")


class MoreThanSent(Refusal):
    message = N_("%(what)s: %(sent)d were sent, and %(counted)d are written as arrived. Count again.")


def send(
    *, from_store_id: int, to_location_id: int | None, picks: Sequence[Pick], carrier: str, happened_at: datetime,
    nonce: str, actor: Actor, at: datetime,
) -> StockDocument:  # fmt: skip
    """Goods leave a store for another one and are on the road until they are counted there.

    They go to a location, or with None to the warehouse; ``carrier`` is who drives or carries them.
    Raises NotFound, SameStore, LotExpired, NothingPicked, NotEnough, SentTwice.
    """
    origin, road = ledger.get_store(from_store_id), ledger.transit()
    target = ledger.warehouse() if to_location_id is None else ledger.store_at(hubs.get_location(to_location_id).id)
    if origin is target or road in (origin, target):
        raise SameStore
    lots = lots_of(picks)
    if target.kind is StoreKind.LOCATION:
        check_usable(lots.values(), clock.local_date(happened_at))
    paper = Paper(
        kind=DocumentKind.SENT, happened_at=happened_at, from_store_id=origin.id, to_store_id=target.id,
        second_name=carrier, nonce=nonce,
    )  # fmt: skip
    leaving = [Move(pick.lot_id, origin.id, -pick.quantity) for pick in picks]
    going = [Move(pick.lot_id, road.id, pick.quantity) for pick in picks]
    document = ledger.post(paper, [*leaving, *going], actor=actor, at=at)
    audit.record(
        "send goods", "stock document", document.id, actor=actor, at=at,
        number=document.number, quantity=sum(pick.quantity for pick in picks),
    )  # fmt: skip
    return document


def arrive(
    document_id: int, *, counted: Mapping[int, int], reason: str, second_name: str, happened_at: datetime,
    nonce: str, actor: Actor, at: datetime,
) -> StockDocument:  # fmt: skip
    """What was sent is counted where it arrives: ``counted`` units of each lot. What is missing is a loss.

    ``reason`` and ``second_name`` are needed for a loss only. Raises NotFound, NotUnderWay, CountedBySender,
    MoreThanSent, ReasonNeeded, SecondNameNeeded, SentTwice.
    """
    sent = _held_sent(document_id, actor)
    road = ledger.transit()
    expected = {move.lot_id: move.quantity for move in sent.movements if move.store_id == road.id}
    lost = _check_counted(sent, expected, counted)
    signed = on_paper(reason, second_name, actor=actor) if lost else None
    paper = Paper(
        kind=DocumentKind.ARRIVED, happened_at=happened_at, from_store_id=sent.from_store_id,
        to_store_id=sent.to_store_id, second_name=second_name, follows_id=sent.id, nonce=nonce,
    )  # fmt: skip
    target_id = sent.to_store_id or 0
    moves = [
        move
        for lot_id, quantity in counted.items()
        for move in (Move(lot_id, road.id, -quantity), Move(lot_id, target_id, quantity))
    ]
    document = ledger.post(paper, moves, actor=actor, at=at)
    db.session.add_all(
        CountLine(document_id=document.id, lot_id=lot_id, expected=quantity, counted=counted[lot_id])
        for lot_id, quantity in expected.items()
    )
    if signed:
        loss = Paper(
            kind=DocumentKind.LOSS, happened_at=happened_at, from_store_id=road.id, reason=signed.reason,
            second_name=signed.second_name, follows_id=document.id,
        )  # fmt: skip
        ledger.post(loss, [Move(lot_id, road.id, -n) for lot_id, n in lost.items()], actor=actor, at=at)
    db.session.flush()
    audit.record(
        "count arrived goods", "stock document", document.id, actor=actor, at=at,
        number=document.number, quantity=sum(counted.values()), lost=sum(lost.values()),
    )  # fmt: skip
    return document


def _held_sent(document_id: int, actor: Actor) -> StockDocument:
    """The transfer that is under way, with the ledger held so that nobody counts it at the same moment."""
    ledger.hold()
    sent = db.session.get(StockDocument, document_id)
    if sent is None:
        raise NotFound
    if sent.kind is not DocumentKind.SENT or not _is_open(sent):
        raise NotUnderWay
    if actor.staff_id is not None and actor.staff_id == sent.staff_id:
        raise CountedBySender
    return sent


def _is_open(sent: StockDocument) -> bool:
    later, undone = aliased(StockDocument), aliased(StockDocument)
    stands = (later.follows_id == sent.id) & ~exists().where(undone.reverses_id == later.id)
    return not db.session.scalar(select(exists().where(stands | (later.reverses_id == sent.id))))


def _check_counted(sent: StockDocument, expected: Mapping[int, int], counted: Mapping[int, int]) -> dict[int, int]:
    """How much of each lot is missing. Raises NotUnderWay when other lots were counted, MoreThanSent."""
    if counted.keys() != expected.keys():
        raise NotUnderWay
    for lot_id, quantity in counted.items():
        if quantity > expected[lot_id]:
            raise MoreThanSent(
                what=next(move.lot.name for move in sent.movements if move.lot_id == lot_id),
                sent=expected[lot_id], counted=quantity,
            )  # fmt: skip
    return {lot_id: n - counted[lot_id] for lot_id, n in expected.items() if n > counted[lot_id]}
