"""Looking at stops: what holds an order up, what happened, whom a stop would reach."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.public_works.models import IncidentNote, OrderState, StopCause, StoppedOrder, WorkOrder, WorkStop

AREA_WIDE = frozenset({StopCause.EXPLOSIVE, StopCause.SHELLING})
"""What is found or falls at one place may lie or fall at the next: these stop every work of the settlement."""
NEEDS_CLEARANCE = frozenset({StopCause.EXPLOSIVE, StopCause.CLEARANCE})
"""After these an order goes on only with a new paper that says that its site is safe."""
MOST_LISTED = 100


def open_stops(order_id: int) -> Sequence[StoppedOrder]:
    """What holds an order up, the latest first."""
    found = (
        select(StoppedOrder)
        .join(StoppedOrder.stop)
        .where(StoppedOrder.order_id == order_id, StoppedOrder.released_at.is_(None))
        .options(joinedload(StoppedOrder.stop).joinedload(WorkStop.order))
        .order_by(WorkStop.id.desc())
    )
    return db.session.scalars(found).all()


def is_area_stopped(order: WorkOrder) -> bool:
    """Whether something that concerns the whole settlement of an order speaks against it.

    As long as it holds up a published one there; and where its work was given up instead of released, as long as the
    site of this order was not searched since.
    """
    searched_on = order.cleared_on or date.min
    searched_at = clock.instant(max(searched_on, date(1970, 1, 2)), time.min)
    found = exists().where(
        WorkStop.settlement_id == order.settlement_id,
        WorkStop.cause.in_(AREA_WIDE),
        StoppedOrder.stop_id == WorkStop.id,
        StoppedOrder.released_at.is_(None),
        WorkOrder.id == StoppedOrder.order_id,
        or_(WorkOrder.state == OrderState.PUBLISHED, WorkStop.stopped_at >= searched_at + timedelta(days=1)),
    )
    return bool(db.session.scalar(select(found)))


def orders_reached(order: WorkOrder, cause: StopCause) -> Sequence[WorkOrder]:
    """The orders that a stop at this one would hold up: itself, and with some causes all published ones around it."""
    return orders_around(order) if cause in AREA_WIDE else [order]


def orders_around(order: WorkOrder) -> Sequence[WorkOrder]:
    """All published orders of its settlement."""
    found = (
        select(WorkOrder)
        .where(WorkOrder.settlement_id == order.settlement_id, WorkOrder.state == OrderState.PUBLISHED)
        .order_by(WorkOrder.id)
    )
    return db.session.scalars(found).all()


def get_stop(stop_id: int) -> WorkStop:
    """With its orders and all that was told of it. Raises NotFound."""
    told = (joinedload(WorkStop.stopped_by), selectinload(WorkStop.later).joinedload(IncidentNote.told_by))
    found = db.session.scalar(select(WorkStop).where(WorkStop.id == stop_id).options(*_whole(), *told))
    if found is None:
        raise NotFound
    return found


def find_stop_by_nonce(nonce: str | None) -> WorkStop | None:
    """The stop that this form has already made."""
    return db.session.scalar(select(WorkStop).where(WorkStop.nonce == nonce)) if nonce else None


def is_told(nonce: str | None) -> bool:
    """Whether this form has added to an incident already."""
    return bool(nonce) and bool(db.session.scalar(select(exists().where(IncidentNote.nonce == nonce))))


def list_stops(*, after: int | None = None, limit: int = MOST_LISTED) -> Sequence[WorkStop]:
    """Incidents, the latest first."""
    found = select(WorkStop).options(*_whole()).order_by(WorkStop.id.desc()).limit(limit)
    return db.session.scalars(found if after is None else found.where(WorkStop.id < after)).all()


def stopped_between(order_ids: Collection[int], since: datetime, until: datetime) -> Sequence[StoppedOrder]:
    """Stops of these orders that held during this time, in order of their beginning."""
    found = (
        select(StoppedOrder)
        .join(StoppedOrder.stop)
        .where(StoppedOrder.order_id.in_(order_ids), WorkStop.stopped_at < until)
        .where(StoppedOrder.released_at.is_(None) | (StoppedOrder.released_at > since))
        .options(joinedload(StoppedOrder.stop))
        .order_by(WorkStop.stopped_at, WorkStop.id)
    )
    return db.session.scalars(found).all()


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(WorkStop.settlement),
        joinedload(WorkStop.order),
        selectinload(WorkStop.orders).joinedload(StoppedOrder.order),
    )
