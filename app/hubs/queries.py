"""Looking up the hub and its places."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.hubs.models import Hub, Location, Settlement, Street

Row = TypeVar("Row")


def find_hub() -> Hub | None:
    """The hub of this machine, or None before set-up."""
    return db.session.scalar(select(Hub).order_by(Hub.id).limit(1))


def get_hub() -> Hub:
    """The hub of this machine. Raises NotFound before set-up."""
    hub = find_hub()
    if hub is None:
        raise NotFound
    return hub


def list_settlements() -> Sequence[Settlement]:
    """All settlements, in the order of the Ukrainian alphabet."""
    return sorted(db.session.scalars(select(Settlement)), key=lambda settlement: sort_key(settlement.name))


def get_settlement(settlement_id: int) -> Settlement:
    """Raises NotFound."""
    return _get(Settlement, settlement_id)


def count_streets() -> dict[int, int]:
    """How many streets each settlement has, by its id; settlements without a street are left out."""
    counted = select(Street.settlement_id, func.count()).group_by(Street.settlement_id)
    return dict(db.session.execute(counted).all())


def list_streets(settlement_id: int) -> Sequence[Street]:
    """Streets of a settlement with the locations that serve them, in the order of the Ukrainian alphabet."""
    found = select(Street).where(Street.settlement_id == settlement_id).options(joinedload(Street.default_location))
    return sorted(db.session.scalars(found), key=lambda street: (sort_key(street.name), street.kind))


def get_street(street_id: int) -> Street:
    """Raises NotFound."""
    return _get(Street, street_id)


def list_locations(active_only: bool = True) -> Sequence[Location]:
    """Locations with their settlements, in the order of the Ukrainian alphabet; closed ones last if asked for."""
    found = select(Location).options(joinedload(Location.settlement))
    if active_only:
        found = found.where(Location.is_active)
    return sorted(db.session.scalars(found), key=lambda location: (not location.is_active, sort_key(location.name)))


def get_location(location_id: int) -> Location:
    """Raises NotFound."""
    return _get(Location, location_id)


def _get(kind: type[Row], row_id: int) -> Row:
    row = db.session.get(kind, row_id)
    if row is None:
        raise NotFound
    return row
