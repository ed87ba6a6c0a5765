"""The goods of a day: what the stock's ledger knows of a point, and what closing posts in it.

A hub whose point has goods of its own (sent there by a waybill) is counted against the ledger. Where nothing was ever
sent to the point, because it is the warehouse's own door, what was given leaves the warehouse, as far as it is there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Staff
from app.closing.rules import Line
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.stock import ledger
from app.stock.ledger import Move, Paper
from app.stock.models import Balance, CountLine, DocumentKind, KitVersion, Lot, Movement, StockDocument, Store
from app.stock.rules import Available, first_expiring


@dataclass(frozen=True, slots=True)
class Goods:
    """Kits of one version at a point by the books: there from before, sent since, received since."""

    opening: int
    sent: int
    received: int


def known_at(
    location_id: int, line_of: Mapping[int, int], *, since: datetime | None, until: datetime
) -> Mapping[int, Goods]:
    """What the books say of these versions at the point, summed by ``line_of``; what never came there is left out.

    ``since`` is when the day ended that was closed last, ``until`` when this one ends: a day may be counted up when
    the goods of the next have come. What went elsewhere meanwhile did not come for this day.
    """
    before = Counter[int]() if since is None else fold(books_at(location_id, line_of, until=since), line_of)
    missing = fold(_missing_on_arrival(location_id, line_of, since, until), line_of)
    known = {}
    for version_id, books in fold(books_at(location_id, line_of, until=until), line_of).items():
        received = max(0, books - before[version_id])
        known[version_id] = Goods(max(0, books - received), max(0, received + missing[version_id]), received)
    return known


def fold(kits: Mapping[int, int], line_of: Mapping[int, int]) -> Counter[int]:
    """Kits by the line on which their version is counted up; one that is on none is left out."""
    folded = Counter[int]()
    for version_id, number in kits.items():
        if version_id in line_of:
            folded[line_of[version_id]] += number
    return folded


def kits_of(version_ids: Collection[int]) -> dict[int, int]:
    """The kit of each of these versions and of all others of the same kits."""
    asked = select(KitVersion.kit_id).where(KitVersion.id.in_(version_ids))
    found = select(KitVersion.id, KitVersion.kit_id).where(KitVersion.kit_id.in_(asked))
    return dict(iter(db.session.execute(found)))


def books_at(location_id: int, version_ids: Collection[int], *, until: datetime) -> Counter[int]:
    """Kits of each version that were there at this moment, by the days on the papers; 0 where none are left."""
    found = (
        select(Lot.kit_version_id, func.sum(Movement.quantity))
        .join(Movement, Movement.lot_id == Lot.id)
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .join(Store, Store.id == Movement.store_id)
        .where(
            Store.location_id == location_id, Lot.kit_version_id.in_(version_ids), StockDocument.happened_at < until
        )
        .group_by(Lot.kit_version_id)
    )  # fmt: skip
    return _by_version(found)


def _missing_on_arrival(
    location_id: int, version_ids: Collection[int], since: datetime | None, until: datetime
) -> Counter[int]:
    """Kits that were sent and not there when they were counted, by version."""
    undone = aliased(StockDocument)
    found = (
        select(Lot.kit_version_id, func.sum(CountLine.expected - CountLine.counted))
        .join(CountLine, CountLine.lot_id == Lot.id)
        .join(StockDocument, StockDocument.id == CountLine.document_id)
        .join(Store, Store.id == StockDocument.to_store_id)
        .where(
            Store.location_id == location_id,
            Lot.kit_version_id.in_(version_ids),
            StockDocument.kind == DocumentKind.ARRIVED,
            StockDocument.happened_at < until,
            ~exists().where(undone.reverses_id == StockDocument.id),
        )
        .group_by(Lot.kit_version_id)
    )
    if since is not None:
        found = found.where(StockDocument.happened_at >= since)
    return _by_version(found)


def _by_version(found: Select[int | None, int]) -> Counter[int]:
    return Counter({version_id: int(kits) for version_id, kits in db.session.execute(found) if version_id is not None})


def kept_since(location_id: int) -> date | None:
    """The day on which goods first came to the point; None where none ever did."""
    first = db.session.scalar(
        select(func.min(StockDocument.happened_at))
        .join(Movement, Movement.document_id == StockDocument.id)
        .join(Store, Store.id == Movement.store_id)
        .where(Store.location_id == location_id)
    )
    return None if first is None else clock.local_date(first)


@dataclass(frozen=True, slots=True)
class Signing:
    """When the goods went, and the two who say so: one counted, the other one confirms."""

    happened_at: datetime
    counted_by: Staff
    actor: Actor
    at: datetime


def post(location_id: int, lines: Mapping[int, Line], *, kept: Collection[int], signing: Signing) -> None:
    """Post what a confirmed closing says. A document for each kind of movement, none where nothing moved.

    ``kept`` are the versions that the books of the point carried on that day; goods that came there later are not
    those that were given.
    """
    ledger.hold()
    point, warehouse = ledger.store_at(location_id), ledger.warehouse()
    shelf = _Shelf(point.id, warehouse.id, lines.keys(), kept)
    for paper, moves in _documents(shelf, lines, point, warehouse, signing):
        if any(move.quantity for move in moves):
            ledger.post(paper, moves, actor=signing.actor, at=signing.at)


@dataclass(frozen=True, slots=True)
class _Row:
    """Of which version the kits of a lot are, and how many of them are left."""

    version_id: int | None
    available: Available


class _Shelf:
    """Lots as they are taken from, one document after the other.

    What was promised in one version leaves its own lots; where these do not hold so much, it was given in another
    version of the same kit, for nothing else was there.
    """

    def __init__(self, point_id: int, warehouse_id: int, version_ids: Collection[int], kept: Collection[int]) -> None:
        self._kits = kits_of(version_ids)
        self._rows: dict[tuple[int | None, int], dict[int, _Row]] = defaultdict(dict)
        found = (
            select(Lot.kit_version_id, Balance.store_id, Lot.id, Lot.expires_on, Balance.quantity)
            .join(Balance, Balance.lot_id == Lot.id)
            .where(Lot.kit_version_id.in_(self._kits), Balance.store_id.in_((point_id, warehouse_id)))
        )
        for version_id, store_id, lot_id, expires_on, quantity in db.session.execute(found):
            row = _Row(version_id, Available(lot_id, quantity, expires_on))
            self._rows[self._kits[version_id or 0], store_id][lot_id] = row
        self.point_id, self.warehouse_id, self.kept = point_id, warehouse_id, kept

    def source(self, version_id: int) -> int:
        """The store whose books carry these kits."""
        return self.point_id if version_id in self.kept else self.warehouse_id

    def take(self, version_id: int, quantity: int) -> Iterator[Move]:
        """Out of the store that carries them, first expiring first; never more than the books have."""
        store_id = self.source(version_id)
        for lots in self._own_first(version_id, store_id):
            picks = first_expiring(lots, quantity)
            quantity -= sum(pick.quantity for pick in picks)
            for pick in picks:
                yield self._change(version_id, store_id, pick.lot_id, -pick.quantity)

    def put(self, version_id: int, quantity: int) -> Iterator[Move]:
        """Back to the lot that came last."""
        store_id = self.source(version_id)
        lots = next((lots for lots in self._own_first(version_id, store_id) if lots), [])
        if quantity > 0 and lots:
            yield self._change(version_id, store_id, max(lot.lot_id for lot in lots), quantity)

    def _own_first(self, version_id: int, store_id: int) -> tuple[list[Available], list[Available]]:
        """Lots of the version, and those of all others of its kit."""
        rows = self._rows[self._kits[version_id], store_id].values()
        own = [row.available for row in rows if row.version_id == version_id]
        return own, [row.available for row in rows if row.version_id != version_id]

    def _change(self, version_id: int, store_id: int, lot_id: int, quantity: int) -> Move:
        rows = self._rows[self._kits[version_id], store_id]
        lot = rows[lot_id].available
        rows[lot_id] = replace(rows[lot_id], available=replace(lot, quantity=lot.quantity + quantity))
        return Move(lot_id, store_id, quantity)


def _documents(
    shelf: _Shelf, lines: Mapping[int, Line], point: Store, warehouse: Store, signing: Signing
) -> Iterator[tuple[Paper, list[Move]]]:
    """Too many first, so that nothing is taken that the books do not have; then given, returned, damaged, lost."""

    def paper(kind: DocumentKind, reason: str = "", to_store_id: int | None = None) -> Paper:
        return Paper(
            kind=kind, happened_at=signing.happened_at, from_store_id=point.id, to_store_id=to_store_id, reason=reason,
            second_name=signing.counted_by.name, approver_id=signing.counted_by.id, of_closing=True,
        )  # fmt: skip

    def all_of(pick: Callable[[int, Line], Iterable[Move]]) -> list[Move]:
        return [move for version_id, line in sorted(lines.items()) for move in pick(version_id, line)]

    kept = shelf.kept
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
