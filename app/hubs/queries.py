"""Looking up the hub and its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.hubs.models import Holiday, Hub, Location, Outage, Pause, PauseCause, Settlement, Street

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


@dataclass(frozen=True, slots=True)
class HubNow:
    """The hub of this machine, None before set-up, and the pauses that run in it."""

    hub: Hub | None
    pauses: tuple[Pause, ...] = ()

    def pause_at(self, location_id: int | None) -> Pause | None:
        """What stops hand-over at this location; with None, in the whole hub. A pause of the hub comes first."""
        own = (pause for pause in self.pauses if pause.location_id in (None, location_id))
        return min(own, key=lambda pause: pause.location_id is not None, default=None)


def hub_now() -> HubNow:
    """The hub and its running pauses with their locations, in one statement: every page asks for it."""
    rows = db.session.execute(
        select(Hub, Pause)
        .outerjoin(Pause, and_(Pause.hub_id == Hub.id, Pause.ended_at.is_(None)))
        .outerjoin(Pause.location)
        .options(contains_eager(Pause.location))
        .order_by(Hub.id, Pause.id)
    ).all()
    hub = rows[0].Hub if rows else None
    return HubNow(hub, tuple(row.Pause for row in rows if row.Hub is hub and row.Pause is not None))


def find_pause(location_id: int | None) -> Pause | None:
    """What stops hand-over at this location, the whole hub's pause first; with None, in the whole hub."""
    own = Pause.location_id.is_(None) if location_id is None else _stops(location_id)
    found = select(Pause).where(Pause.ended_at.is_(None), own).order_by(Pause.location_id.is_not(None), Pause.id)
    return db.session.scalar(found.limit(1))


def find_pause_by_nonce(nonce: str) -> Pause | None:
    """The pause that this form has already begun."""
    return db.session.scalar(select(Pause).where(Pause.nonce == nonce))


def get_pause(pause_id: int) -> Pause:
    """With its location. Raises NotFound."""
    return _get(Pause, pause_id)


def paused_since() -> ScalarSelect[datetime]:
    """A column beside a location of the statement around it: since when hand-over stands still there, or NULL."""
    return _running(func.min(Pause.started_at, type_=Pause.started_at.type)).scalar_subquery()


def pause_cause() -> ScalarSelect[PauseCause]:
    """A column beside a location of the statement around it: why hand-over stands still there, or NULL."""
    return _running(Pause.cause).order_by(Pause.id).limit(1).scalar_subquery()


def _running(column: Any) -> Select[Any]:
    return (
        select(column)
        .where(Pause.ended_at.is_(None), Pause.hub_id == Location.hub_id, _stops(Location.id))
        .correlate(Location)
    )


def _stops(location_id: int | ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return or_(Pause.location_id.is_(None), Pause.location_id == location_id)


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


def holidays_between(first: date, last: date) -> frozenset[date]:
    """Days on which the hub gives nothing out."""
    return frozenset(db.session.scalars(select(Holiday.held_on).where(Holiday.held_on.between(first, last))))


def list_holidays(since: date) -> Sequence[Holiday]:
    """From this day on, the next one first."""
    found = select(Holiday).where(Holiday.held_on >= since).order_by(Holiday.held_on).limit(100)
    return db.session.scalars(found).all()


def list_outages(since: date, *, limit: int = 200) -> Sequence[Outage]:
    """Announced hours without power from this day on."""
    found = select(Outage).where(Outage.held_on >= since).order_by(Outage.held_on, Outage.queue, Outage.starts_at)
    return db.session.scalars(found.limit(limit)).all()


def outages_between(first: date, last: date) -> dict[tuple[str, date], list[tuple[time, time]]]:
    """Hours without power by queue and day."""
    found = select(Outage).where(Outage.held_on.between(first, last)).order_by(Outage.starts_at)
    hours: dict[tuple[str, date], list[tuple[time, time]]] = {}
    for outage in db.session.scalars(found):
        hours.setdefault((outage.queue, outage.held_on), []).append((outage.starts_at, outage.ends_at))
    return hours
