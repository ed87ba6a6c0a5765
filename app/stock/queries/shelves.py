"""What should lie on the shelves: the books without what was given since a day was last closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.core.names import sort_key
from app.stock.models import Balance, Kit, KitVersion, Lot, Movement, StockDocument, Store, StoreKind
from app.stock.queries.goods import list_stores
from app.stock.rules import Available
from app.stock.unposted import Gone


@dataclass(frozen=True, slots=True)
class Shelf:
    """Kits of one kind in a store: by the books, and how many of them were given or carried away and not posted yet."""

    store: Store
    kit: Kit
    books: int
    given: int
    carried: int

    @property
    def there(self) -> int:
        """Kits that should be on the shelf; below zero where more left it than the books ever had."""
        return self.books - self.given - self.carried


@dataclass(frozen=True, slots=True)
class Supply:
    """Kits of one kind in all stores and on the way: since when books of it are kept, and until when they may be used.

    ``lots`` are numbered from 0: all that expire on one day are one.
    """

    begun: date
    lots: Sequence[Available]


def supply_of(kit_ids: Collection[int]) -> dict[int, Supply]:
    """What there is of each of these kits that stock is kept of."""
    found = (
        select(KitVersion.kit_id, Lot.expires_on, func.sum(Balance.quantity), func.min(Lot.created_at))
        .join(Balance.lot)
        .join(Lot.kit_version)
        .where(KitVersion.kit_id.in_(kit_ids))
        .group_by(KitVersion.kit_id, Lot.expires_on)
    )
    rows: dict[int, list[Any]] = {}
    for kit_id, *row in db.session.execute(found):
        rows.setdefault(kit_id, []).append(row)
    return {
        kit_id: Supply(
            begun=clock.local_date(min(created_at for _day, _kits, created_at in lots)),
            lots=[Available(number, int(kits), day) for number, (day, kits, _at) in enumerate(lots)],
        )
        for kit_id, lots in rows.items()
    }


@dataclass(frozen=True, slots=True)
class Begun:
    """The days on which books of kits begin, by version: something of the kit came or was put together."""

    anywhere: Mapping[int, date]
    own: Mapping[tuple[int, int], date]
    """At a location whose own books know the kit, by location and version."""

    def at(self, location_id: int) -> dict[int, date]:
        """For what is given there: since its own books know the kit, else since any do."""
        own = {version_id: day for (place_id, version_id), day in self.own.items() if place_id == location_id}
        return {**self.anywhere, **own}


def kept_since() -> Begun:
    """Since when books are kept of which kits, and where."""
    begun = (
        select(KitVersion.kit_id, Store.location_id, func.min(StockDocument.happened_at).label("at"))
        .join(Lot, Lot.kit_version_id == KitVersion.id)
        .join(Movement, Movement.lot_id == Lot.id)
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .join(Store, Store.id == Movement.store_id)
        .group_by(KitVersion.kit_id, Store.location_id)
        .subquery()
    )
    found = select(KitVersion.id, begun.c.location_id, begun.c.at).join(begun, begun.c.kit_id == KitVersion.kit_id)
    anywhere, own = dict[int, date](), dict[tuple[int, int], date]()
    for version_id, location_id, at in db.session.execute(found):
        day = clock.local_date(at)
        anywhere[version_id] = min(day, anywhere.get(version_id, day))
        if location_id is not None:
            own[location_id, version_id] = day
    return Begun(anywhere, own)


def see_shelves(
    gone: Mapping[tuple[int, int], Gone], *, store_id: int | None = None, kit_id: int | None = None
) -> Sequence[Shelf]:
    """Where the shelf differs from the books, by kit and store; ``gone`` is what an UnpostedLog tells.

    The kits left the location's own books where these know any version of the kit, else those of the warehouse:
    closing posts them so. ``store_id`` and ``kit_id`` narrow what is shown.
    """
    if not any(one.given or one.carried for one in gone.values()):
        return ()
    kits = _kits({version_id for _location, version_id in gone})
    stores = list_stores()
    books = _books({kit.id for kit in kits.values()})
    by_location = {store.location_id: store for store in stores if store.location_id is not None}
    warehouse = next((store for store in stores if store.kind is StoreKind.WAREHOUSE), None)
    shelves: dict[tuple[int, int], Shelf] = {}
    for (location_id, version_id), left in gone.items():
        own, kit = by_location.get(location_id), kits.get(version_id)
        store = own if own and kit and (own.id, kit.id) in books else warehouse
        if store and kit:
            key = store.id, kit.id
            had = shelves.get(key) or Shelf(store, kit, books.get(key, 0), 0, 0)
            shelves[key] = replace(had, given=had.given + left.given, carried=had.carried + left.carried)
    shown = (
        shelf for shelf in shelves.values()
        if (shelf.given or shelf.carried)
        and store_id in (None, shelf.store.id) and kit_id in (None, shelf.kit.id)
    )  # fmt: skip
    return sorted(shown, key=lambda shelf: (sort_key(shelf.kit.name), shelf.kit.id, shelf.store.id))


def _kits(version_ids: set[int]) -> dict[int, Kit]:
    """The kit of each of these versions."""
    found = select(KitVersion).where(KitVersion.id.in_(version_ids)).options(joinedload(KitVersion.kit))
    return {version.id: version.kit for version in db.session.scalars(found)}


def _books(kit_ids: set[int]) -> dict[tuple[int, int], int]:
    """Kits by store and kind; a store where a kit once lay and lies no more stands with 0."""
    found = (
        select(Balance.store_id, KitVersion.kit_id, func.sum(Balance.quantity))
        .join(Balance.lot)
        .join(Lot.kit_version)
        .where(KitVersion.kit_id.in_(kit_ids))
        .group_by(Balance.store_id, KitVersion.kit_id)
    )
    return {(store_id, kit_id): int(kits) for store_id, kit_id, kits in db.session.execute(found)}
