"""What lies where: lots in stores, totals of kits and items, what expires."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.names import sort_key
from app.stock.models import Balance, Item, Kit, KitVersion, Lot, Movement, Store, StoreKind

MOST_LOTS = 500
"""Lots of one store that a page shows; a hub has dozens."""
SOON = timedelta(days=30)
"""How long before its last day a lot is said to expire soon: one cycle of distributions."""

LOT = (
    joinedload(Balance.lot).joinedload(Lot.item),
    joinedload(Balance.lot).joinedload(Lot.kit_version).joinedload(KitVersion.kit),
    joinedload(Balance.lot).joinedload(Lot.partner),
)
_FIRST_EXPIRING = (Lot.expires_on.is_(None), Lot.expires_on, Lot.id)


@dataclass(frozen=True, slots=True)
class Total:
    """How much there is of a kit or an item (exactly one), and where."""

    kit: Kit | None
    item: Item | None
    warehouse: int
    on_the_way: int
    at_locations: int
    expired: int
    """Of all of them, what may not be used any more."""
    expires_on: date | None
    """When the next of what may still be used expires."""

    @property
    def everywhere(self) -> int:
        return self.warehouse + self.on_the_way + self.at_locations


def is_kept(kit_id: int) -> bool:
    """Whether stock is kept of this kit: anything of it was ever received or put together."""
    of_kit = select(Lot.id).join(Lot.kit_version).where(KitVersion.kit_id == kit_id)
    return bool(db.session.scalar(select(exists().where(Movement.lot_id.in_(of_kit)))))


def on_hand(kit_id: int, day: date) -> int:
    """Kits of all versions that may still be used on ``day``, in all stores and on the way."""
    found = (
        select(func.coalesce(func.sum(Balance.quantity), 0))
        .join(Balance.lot)
        .join(Lot.kit_version)
        .where(KitVersion.kit_id == kit_id, _usable(day))
    )
    return db.session.scalar(found) or 0


def on_hand_at(location_id: int) -> Sequence[Balance]:
    """The lots of kits at a location, by kit version, what expires first first; ``balance.lot`` tells the lot."""
    found = (
        select(Balance)
        .join(Balance.lot)
        .join(Balance.store)
        .where(Store.location_id == location_id, Balance.quantity > 0, Lot.kit_version_id.is_not(None))
        .options(*LOT)
        .order_by(Lot.kit_version_id, *_FIRST_EXPIRING)
    )
    return db.session.scalars(found).all()


def list_stores() -> Sequence[Store]:
    """The warehouse, the stores at locations and the road, as far as anything ever lay there."""
    order = (case((Store.kind == StoreKind.WAREHOUSE, 0), (Store.kind == StoreKind.LOCATION, 1), else_=2), Store.id)
    return db.session.scalars(select(Store).options(joinedload(Store.location)).order_by(*order)).all()


def list_lots(store_id: int) -> Sequence[Balance]:
    """What lies in a store, lot by lot: by name, and of one thing what expires first first."""
    found = select(Balance).where(Balance.store_id == store_id, Balance.quantity > 0).options(*LOT).limit(MOST_LOTS)
    lots = db.session.scalars(found).all()
    return sorted(
        lots, key=lambda row: (sort_key(row.lot.name), row.lot.expires_on or date.max, row.lot_id)
    )  # fmt: skip


def list_usable_items(store_id: int, item_ids: Sequence[int], day: date) -> Sequence[Balance]:
    """Lots of these items in a store that may be used on ``day``, by item, what expires first first."""
    found = (
        select(Balance)
        .join(Balance.lot)
        .where(Balance.store_id == store_id, Balance.quantity > 0, Lot.item_id.in_(item_ids), _usable(day))
        .options(*LOT)
        .order_by(Lot.item_id, *_FIRST_EXPIRING)
        .limit(MOST_LOTS)
    )
    return db.session.scalars(found).all()


def list_expiring(day: date, *, within: timedelta = SOON) -> Sequence[Balance]:
    """What has expired by ``day`` or will within so many days, the first to expire first."""
    found = (
        select(Balance)
        .join(Balance.lot)
        .where(Balance.quantity > 0, Lot.expires_on <= day + within)
        .options(*LOT, joinedload(Balance.store).joinedload(Store.location))
        .order_by(Lot.expires_on, Lot.id, Balance.store_id)
        .limit(MOST_LOTS)
    )
    return db.session.scalars(found).all()


def see_totals(day: date) -> Sequence[Total]:
    """Every kit and item of which there is anything: kits first, each in the order of the alphabet."""
    usable = _usable(day)
    columns: list[Any] = [
        KitVersion.kit_id,
        Lot.item_id,
        *(_sum(Store.kind == kind) for kind in (StoreKind.WAREHOUSE, StoreKind.TRANSIT, StoreKind.LOCATION)),
        _sum(~usable),
        func.min(case((usable, Lot.expires_on))),
    ]
    sums = (
        select(*columns)
        .select_from(Balance)
        .join(Balance.lot)
        .join(Balance.store)
        .outerjoin(Lot.kit_version)
        .where(Balance.quantity > 0)
        .group_by(KitVersion.kit_id, Lot.item_id)
    )
    kits: dict[int | None, Kit] = {kit.id: kit for kit in db.session.scalars(select(Kit))}
    items: dict[int | None, Item] = {item.id: item for item in db.session.scalars(select(Item))}
    totals = [
        Total(kits.get(kit_id), items.get(item_id), *rest) for kit_id, item_id, *rest in db.session.execute(sums).all()
    ]
    return sorted(totals, key=lambda total: (total.kit is None, sort_key(_name(total))))


def _name(total: Total) -> str:
    return (total.kit or total.item).name  # type: ignore[union-attr]  # exactly one is there


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, Balance.quantity))), 0)


def _usable(day: date) -> ColumnElement[bool]:
    return or_(Lot.expires_on.is_(None), and_(Lot.expires_on.is_not(None), Lot.expires_on >= day))
