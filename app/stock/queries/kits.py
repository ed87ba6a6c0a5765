"""Looking up kits, what stands in them, and items."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.stock.models import Item, Kit, KitLine, KitVersion

_CONTENTS = selectinload(Kit.versions).selectinload(KitVersion.lines).joinedload(KitLine.item)


def list_kits(active_only: bool = False) -> Sequence[Kit]:
    """All kits with their versions, in the order of the Ukrainian alphabet; retired ones last. A hub has dozens."""
    found = select(Kit).options(_CONTENTS)
    if active_only:
        found = found.where(Kit.is_active)
    return sorted(db.session.scalars(found), key=lambda kit: (not kit.is_active, sort_key(kit.name), kit.code))


def get_kit(kit_id: int) -> Kit:
    """One kit with its versions and their contents. Raises NotFound."""
    kit = db.session.get(Kit, kit_id, options=[_CONTENTS])
    if kit is None:
        raise NotFound
    return kit


def current_version(kit: Kit) -> KitVersion:
    """What stands in the kit now. A kit always has a version."""
    return kit.versions[-1]


def find_version_by_nonce(nonce: str | None) -> KitVersion | None:
    """What the form with this nonce has already made, or None."""
    return db.session.scalar(select(KitVersion).where(KitVersion.nonce == nonce)) if nonce else None


def list_items(active_only: bool = False) -> Sequence[Item]:
    """All items in the order of the Ukrainian alphabet; retired ones last. A hub has dozens."""
    found = select(Item)
    if active_only:
        found = found.where(Item.is_active)
    return sorted(db.session.scalars(found), key=lambda item: (not item.is_active, sort_key(item.name), item.code))


def get_item(item_id: int) -> Item:
    """Raises NotFound."""
    item = db.session.get(Item, item_id)
    if item is None:
        raise NotFound
    return item


def find_item_by_nonce(nonce: str | None) -> Item | None:
    """What the form with this nonce has already made, or None."""
    return db.session.scalar(select(Item).where(Item.nonce == nonce)) if nonce else None
