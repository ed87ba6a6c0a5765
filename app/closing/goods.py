"""The goods of a day: what the stock's ledger knows of a point, and what closing posts in it.

A hub whose point has goods of its own (sent there by a waybill) is counted against the ledger. Where nothing was ever
sent to the point, because it is the warehouse's own door, what was given leaves the warehouse, as far as it is there.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.closing.rules import Line
from app.core.actors import Actor
from app.core.db import db
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import Balance, CountLine, DocumentKind, Lot, StockDocument, Store
from app.stock.rules import Available, first_expiring


@dataclass(frozen=True, slots=True)
class Goods:
    """Kits of one version at a point by the books: there from before, sent since, received since."""

    opening: int
    sent: int
    received: int


def known_at(location_id: int, version_ids: Collection[int], *, since: datetime | None) -> Mapping[int, Goods]:
    """What the books say of these versions at the point; a version that never came there is left out.

    ``since`` is when the point was closed last.
    """
    here = _books_at(location_id, version_ids)
    arrived = _arrived_at(location_id, since)
    return {
        version_id: Goods(max(0, books - arrived[version_id][1]), *arrived[version_id])
        for version_id, books in here.items()
    }


def _books_at(location_id: int, version_ids: Collection[int]) -> Mapping[int, int]:
    found = (
        select(Lot.kit_version_id, func.sum(Balance.quantity))
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Store, Store.id == Balance.store_id)
        .where(Store.location_id == location_id, Lot.kit_version_id.in_(version_ids))
        .group_by(Lot.kit_version_id)
    )
    return {version_id: int(kits) for version_id, kits in db.session.execute(found) if version_id is not None}


def _arrived_at(location_id: int, since: datetime | None) -> Mapping[int | None, tuple[int, int]]:
    """Sent and counted on arrival, by version."""
    undone = aliased(StockDocument)
    found = (
        select(Lot.kit_version_id, func.sum(CountLine.expected), func.sum(CountLine.counted))
        .join(CountLine, CountLine.lot_id == Lot.id)
        .join(StockDocument, StockDocument.id == CountLine.document_id)
        .join(Store, Store.id == StockDocument.to_store_id)
        .where(
            Store.location_id == location_id,
            StockDocument.kind == DocumentKind.ARRIVED,
            ~exists().where(undone.reverses_id == StockDocument.id),
        )
        .group_by(Lot.kit_version_id)
    )
    if since is not None:
        found = found.where(StockDocument.recorded_at > since)
    arrived: dict[int | None, tuple[int, int]] = defaultdict(lambda: (0, 0))
    arrived |= {version_id: (int(sent), int(counted)) for version_id, sent, counted in db.session.execute(found)}
    return arrived


def post(location_id: int, lines: Mapping[int, Line], *, actor: Actor, happened_at: datetime, at: datetime) -> None:
    """Post what a confirmed closing says. A document for each kind of movement, none where nothing moved."""
    ledger.hold()
    point, warehouse = ledger.store_at(location_id), ledger.warehouse()
    shelf = _Shelf(point.id, warehouse.id, lines.keys())
    for paper, moves in _documents(shelf, lines, point, warehouse, happened_at):
        if any(move.quantity for move in moves):
            ledger.post(paper, moves, actor=actor, at=at)


class _Shelf:
    """Lots as they are taken from, one document after the other."""

    def __init__(self, point_id: int, warehouse_id: int, version_ids: Collection[int]) -> None:
        self._lots: dict[tuple[int | None, int], dict[int, Available]] = defaultdict(dict)
        found = (
            select(Lot.kit_version_id, Balance.store_id, Lot.id, Lot.expires_on, Balance.quantity)
            .join(Balance, Balance.lot_id == Lot.id)
            .where(Lot.kit_version_id.in_(version_ids), Balance.store_id.in_((point_id, warehouse_id)))
        )
        for version_id, store_id, lot_id, expires_on, quantity in db.session.execute(found):
            self._lots[version_id, store_id][lot_id] = Available(lot_id, quantity, expires_on)
        self.point_id, self.warehouse_id = point_id, warehouse_id

    def is_at_point(self, version_id: int) -> bool:
        return bool(self._lots[version_id, self.point_id])

    def source(self, version_id: int) -> int:
        """The store whose books carry these kits."""
        return self.point_id if self.is_at_point(version_id) else self.warehouse_id

    def take(self, version_id: int, quantity: int) -> Iterator[Move]:
        """Out of the store that carries them, first expiring first; never more than the books have."""
        store_id = self.source(version_id)
        lots = self._lots[version_id, store_id]
        for pick in first_expiring(lots.values(), quantity):
            yield self._change(version_id, store_id, pick.lot_id, -pick.quantity)

    def put(self, version_id: int, quantity: int) -> Iterator[Move]:
        """Back to the lot that lasts longest."""
        store_id = self.source(version_id)
        lots = self._lots[version_id, store_id]
        if quantity > 0 and lots:
            yield self._change(version_id, store_id, max(lots), quantity)

    def _change(self, version_id: int, store_id: int, lot_id: int, quantity: int) -> Move:
        lot = self._lots[version_id, store_id][lot_id]
        self._lots[version_id, store_id][lot_id] = Available(lot_id, lot.quantity + quantity, lot.expires_on)
        return Move(lot_id, store_id, quantity)


def _documents(
    shelf: _Shelf, lines: Mapping[int, Line], point: Store, warehouse: Store, happened_at: datetime
) -> Iterator[tuple[Paper, list[Move]]]:
    """Too many first, so that nothing is taken that the books do not have; then given, returned, damaged, lost."""

    def paper(kind: DocumentKind, reason: str = "", to_store_id: int | None = None) -> Paper:
        return Paper(kind=kind, happened_at=happened_at, from_store_id=point.id, to_store_id=to_store_id, reason=reason)

    def all_of(pick: Callable[[int, Line], Iterable[Move]]) -> list[Move]:
        return [move for version_id, line in sorted(lines.items()) for move in pick(version_id, line)]

    kept = {version_id for version_id in lines if shelf.is_at_point(version_id)}
    why = "; ".join(sorted({line.reason for line in lines.values() if line.reason}))[:200]
    surplus = all_of(lambda one, line: shelf.put(one, -line.difference if one in kept else 0))
    yield paper(DocumentKind.STOCK_TAKE, why), surplus
    yield paper(DocumentKind.ISSUE), all_of(lambda one, line: _issue(shelf, one, line))
    back = all_of(lambda one, line: shelf.take(one, line.returned if one in kept else 0))
    arriving = [Move(move.lot_id, warehouse.id, -move.quantity) for move in back]
    yield paper(DocumentKind.RETURN, to_store_id=warehouse.id), [*back, *arriving]
    yield paper(DocumentKind.DAMAGE, why), all_of(lambda one, line: shelf.take(one, line.damaged))
    lost = all_of(lambda one, line: shelf.take(one, line.lost + (max(0, line.difference) if one in kept else 0)))
    yield paper(DocumentKind.LOSS, why), lost


def _issue(shelf: _Shelf, version_id: int, line: Line) -> Iterable[Move]:
    given = line.given + line.emergency - line.corrected
    return shelf.take(version_id, given) if given > 0 else shelf.put(version_id, -given)
