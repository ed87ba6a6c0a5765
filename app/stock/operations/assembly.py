"""Kits are put together of items that lie in the warehouse."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.stock import ledger, rules
from app.stock.ledger import Move, Paper
from app.stock.models import DocumentKind, Item, Kit, KitVersion, Lot, StockDocument
from app.stock.operations.picking import check_usable, lots_of
from app.stock.rules import Pick


class ItemsNotNamed(Refusal):
    """Kits are put together of items, and this one tells only in words what is in it."""

    message = N_("First tell which item each line of this kit is.")


class PartsDoNotAddUp(Refusal):
    message = N_("%(what)s: %(needed)d are needed for so many kits, and %(picked)d are written.")


def assemble(
    *, kit_id: int, quantity: int, picks: Sequence[Pick], happened_at: datetime, nonce: str, actor: Actor, at: datetime
) -> StockDocument:
    """Put together ``quantity`` kits of the present version; they are one new lot in the warehouse.

    The lot expires when the first of its parts does, is worth what they are, and has their donor if it is one.
    Raises NotFound, ItemsNotNamed, PartsDoNotAddUp, NothingPicked, LotExpired, NotEnough, SentTwice.
    """
    warehouse, version = ledger.warehouse(), _version(kit_id)
    ledger.hold()
    lots = lots_of(picks)
    check_usable(lots.values(), clock.local_date(happened_at))
    _check_sums(version, quantity, picks, lots)
    made = _lot(version, quantity, picks, lots, at)
    db.session.add(made)
    db.session.flush()
    moves = [Move(pick.lot_id, warehouse.id, -pick.quantity) for pick in picks]
    paper = Paper(
        kind=DocumentKind.ASSEMBLY, happened_at=happened_at, from_store_id=warehouse.id, to_store_id=warehouse.id,
        nonce=nonce,
    )  # fmt: skip
    document = ledger.post(paper, [*moves, Move(made.id, warehouse.id, quantity)], actor=actor, at=at)
    audit.record(
        "assemble kits", "stock document", document.id, actor=actor, at=at,
        number=document.number, kit=kit_id, version=version.number, quantity=quantity,
    )  # fmt: skip
    return document


def _version(kit_id: int) -> KitVersion:
    kit = db.session.get(Kit, kit_id)
    if kit is None:
        raise NotFound
    return kit.versions[-1]


def _check_sums(version: KitVersion, quantity: int, picks: Sequence[Pick], lots: Mapping[int, Lot]) -> None:
    """The picks are what so many kits take, no more and no less. Lines that name no item are not counted."""
    needed, picked = Counter[Item](), Counter[Item]()
    for line in version.lines:
        if line.item:
            needed[line.item] += quantity * (line.item_quantity or 0)
    if not needed:
        raise ItemsNotNamed
    for pick in picks:
        item = lots[pick.lot_id].item
        if item is None:
            raise NotFound
        picked[item] += pick.quantity
    for item in {*needed, *picked}:
        if needed[item] != picked[item]:
            raise PartsDoNotAddUp(what=item.name, needed=needed[item], picked=picked[item])


def _lot(version: KitVersion, quantity: int, picks: Sequence[Pick], lots: Mapping[int, Lot], at: datetime) -> Lot:
    parts = [(pick.quantity, lots[pick.lot_id].unit_value_minor) for pick in picks]
    return Lot(
        kit_version=version,
        partner_id=rules.shared_donor(lot.partner_id for lot in lots.values()),
        expires_on=min((lot.expires_on for lot in lots.values() if lot.expires_on), default=None),
        unit_value_minor=rules.unit_value_of(parts, quantity),
        created_at=at,
    )
