"""Goods come: by waybill, counted against the document, with two names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.hubs.models import Partner
from app.hubs.partners import partner_named
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import DocumentKind, Item, Kit, Lot, Receipt, ReceiptLine, StockDocument
from app.stock.signing import SecondNameNeeded


class AlreadyReported(Refusal):
    message = N_("This receipt is already marked as reported.")


class NotDeclared(Refusal):
    message = N_("This receipt has no day of customs, so nothing is reported on it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """One line of a waybill: an item or a kit (exactly one) and its figures. ``damaged`` are among the counted."""

    item_id: int | None = None
    kit_id: int | None = None
    documented: int
    counted: int
    damaged: int = 0
    mark: str = ""
    expires_on: date | None = None
    unit_value_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as its papers tell it (field guide 3.6)."""

    partner_name: str
    happened_at: datetime
    lines: Sequence[LineDraft]
    received_by: str
    witness: str
    waybill_no: str = ""
    declaration_no: str = ""
    customs_on: date | None = None
    act_no: str = ""
    carrier: str = ""
    remark: str = ""


def receive(delivery: Delivery, *, nonce: str | None, actor: Actor, at: datetime) -> Receipt:
    """Take goods into the warehouse: what was counted and not damaged, each line as a lot of its own.

    Raises NotFound for an item or kit that is not there, SecondNameNeeded, SentTwice.
    """
    if delivery.received_by.casefold() == delivery.witness.casefold():
        raise SecondNameNeeded
    warehouse, partner = ledger.warehouse(), partner_named(delivery.partner_name)
    lots = [_lot(line, partner, at) for line in delivery.lines]
    db.session.add_all(lots)
    db.session.flush()
    moves = [
        Move(lot.id, warehouse.id, line.counted - line.damaged) for lot, line in zip(lots, delivery.lines, strict=True)
    ]
    paper = Paper(
        kind=DocumentKind.RECEIPT, happened_at=delivery.happened_at, to_store_id=warehouse.id,
        second_name=delivery.witness, nonce=nonce,
    )  # fmt: skip
    receipt = _receipt(delivery, partner, lots, ledger.post(paper, moves, actor=actor, at=at))
    db.session.add(receipt)
    db.session.flush()
    audit.record(
        "receive goods", "receipt", receipt.id, actor=actor, at=at,
        number=receipt.document.number, lines=len(lots),
        documented=sum(line.documented for line in delivery.lines),
        counted=sum(line.counted for line in delivery.lines), damaged=sum(line.damaged for line in delivery.lines),
    )  # fmt: skip
    return receipt


def report_receipt(receipt_id: int, *, on: date, actor: Actor, at: datetime) -> Receipt:
    """What became of this aid was reported to the state: its clock stands still.

    Raises NotFound, NotDeclared, AlreadyReported.
    """
    receipt = db.session.scalar(select(Receipt).where(Receipt.id == receipt_id).with_for_update())
    if receipt is None:
        raise NotFound
    if receipt.customs_on is None:
        raise NotDeclared
    if receipt.reported_on is not None:
        raise AlreadyReported
    receipt.reported_on = on
    db.session.flush()
    audit.record("report receipt", "receipt", receipt.id, actor=actor, at=at, day=on.isoformat())
    return receipt


def _lot(line: LineDraft, partner: Partner, at: datetime) -> Lot:
    """Raises NotFound."""
    item = db.session.get(Item, line.item_id) if line.item_id is not None else None
    kit = db.session.get(Kit, line.kit_id) if line.kit_id is not None else None
    if (item is None) == (kit is None):
        raise NotFound
    return Lot(
        item=item,
        kit_version=kit.versions[-1] if kit else None,
        partner=partner,
        mark=line.mark,
        expires_on=line.expires_on,
        unit_value_minor=line.unit_value_minor,
        created_at=at,
    )


def _receipt(delivery: Delivery, partner: Partner, lots: Sequence[Lot], document: StockDocument) -> Receipt:
    return Receipt(
        document=document,
        partner=partner,
        waybill_no=delivery.waybill_no,
        declaration_no=delivery.declaration_no,
        customs_on=delivery.customs_on,
        act_no=delivery.act_no,
        carrier=delivery.carrier,
        received_by=delivery.received_by,
        witness=delivery.witness,
        remark=delivery.remark,
        lines=[
            ReceiptLine(
                position=position, lot=lot, documented=line.documented, counted=line.counted, damaged=line.damaged
            )
            for position, (lot, line) in enumerate(zip(lots, delivery.lines, strict=True), start=1)
        ],
    )
