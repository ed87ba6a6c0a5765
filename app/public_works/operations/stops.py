"""The stop button, and going on after it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.public_works import queries
from app.public_works.models import IncidentNote, OrderState, StopCause, StoppedOrder, WorkOrder, WorkStop
from app.public_works.operations.orders import NotPublished
from app.public_works.operations.places import keep_holds
from app.public_works.operations.safety import Clearance, hold_area, write_clearance
from app.public_works.rules import uncovered_days


class StoppedAlready(Refusal):
    """The same form was sent twice; ``stop_id`` is what it made."""

    message = N_("Work stands still already.")

    def __init__(self, stop_id: int | None = None) -> None:
        super().__init__()
        self.stop_id = stop_id


class NoteNeeded(Refusal):
    message = N_("Write in a few words why the work is stopped.")
    status = 422


class NothingTold(Refusal):
    message = N_("Write what else is known.")
    status = 422


class ToldAlready(Refusal):
    """The same form was sent twice."""

    message = N_("This is written down already.")


class ReleasedAlready(Refusal):
    message = N_("This order was released already.")


class NothingReleased(Refusal):
    message = N_("Tick at least one work that may go on.")
    status = 422


class ReleaseUnexplained(Refusal):
    message = N_("Write why it is safe to go on.")
    status = 422


class NewClearanceNeeded(Refusal):
    message = N_(
        "After this a new clearance is needed: another number than before, from the day of the stop or later, "
        "valid on every day that is still to come."
    )
    status = 422


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened and what was done about it."""

    cause: StopCause
    note: str = ""
    actions: str = ""


def stop_work(order_id: int, incident: Incident, *, nonce: str, actor: Actor, at: datetime) -> WorkStop:
    """Let a work stand still from this moment; with what lies or falls from above, all published ones around it.

    Raises NotFound, NotPublished, NoteNeeded, StoppedAlready for the same form sent twice.
    """
    if incident.cause is StopCause.OTHER and not incident.note:
        raise NoteNeeded
    order = _get(order_id)
    hold_area(order.settlement_id)
    if made := queries.find_stop_by_nonce(nonce):
        raise StoppedAlready(made.id)
    reached = _hold([order_id, *(one.id for one in queries.orders_reached(order, incident.cause))])
    if all(one.id != order_id for one in reached):
        raise NotPublished
    stop = WorkStop(
        cause=incident.cause, note=incident.note, actions=incident.actions, settlement_id=order.settlement_id,
        order_id=order_id, stopped_at=at, stopped_by_id=actor.staff_id, nonce=nonce,
    )  # fmt: skip
    stop.orders = [StoppedOrder(order=one) for one in reached]
    db.session.add(stop)
    _flush()
    audit.record(
        "stop work", "work stop", stop.id, actor=actor, at=at,
        incident=incident.cause, order=order_id, orders=[one.id for one in reached],
    )  # fmt: skip
    return stop


def tell_incident(stop_id: int, text: str, *, nonce: str, actor: Actor, at: datetime) -> IncidentNote:
    """Add to what is known of an incident. Raises NotFound, NothingTold, ToldAlready for the same form sent twice."""
    stop = db.session.scalar(select(WorkStop).where(WorkStop.id == stop_id).with_for_update())
    if stop is None:
        raise NotFound
    if not text:
        raise NothingTold
    if queries.is_told(nonce):
        raise ToldAlready
    note = IncidentNote(stop_id=stop.id, text=text, told_at=at, told_by_id=actor.staff_id, nonce=nonce)
    db.session.add(note)
    db.session.flush()
    audit.record("tell incident", "work stop", stop.id, actor=actor, at=at)
    return note


def release(
    stop_id: int,
    order_ids: Collection[int],
    reason: str,
    *,
    clearance: Clearance | None = None,
    actor: Actor,
    at: datetime,
) -> Sequence[StoppedOrder]:
    """These orders may go on, all of them or none; ``clearance`` is the new paper, which some causes need.

    Raises NotFound, NothingReleased, ReleasedAlready, ReleaseUnexplained, NewClearanceNeeded, ClearedInFuture,
    ClearanceBackwards.
    """
    held = _hold_stopped(stop_id, order_ids)
    if any(one.released_at is not None for one in held):
        raise ReleasedAlready
    if not reason:
        raise ReleaseUnexplained
    for one in held:
        if one.stop.cause in queries.NEEDS_CLEARANCE:
            _take_clearance(one, clearance, at)
        one.released_at, one.released_by_id, one.release_reason = at, actor.staff_id, reason
        keep_holds(one.order, at=at)
    db.session.flush()
    audit.record(
        "release work", "work stop", stop_id, actor=actor, at=at,
        orders=[one.order_id for one in held], reason=reason,
        clearance_until=clearance.until if clearance is not None else None,
    )  # fmt: skip
    return held


def _take_clearance(held: StoppedOrder, clearance: Clearance | None, at: datetime) -> None:
    """A paper that was written before something was found says nothing about it."""
    order, stopped_on = held.order, clock.local_date(held.stop.stopped_at)
    if clearance is None or not clearance.is_whole or clearance.number == order.clearance_no:
        raise NewClearanceNeeded
    if clearance.cleared_on is not None and clearance.cleared_on < stopped_on:
        raise NewClearanceNeeded
    write_clearance(order, clearance, at)
    if uncovered_days(order, clock.local_date(at)):
        raise NewClearanceNeeded


def _get(order_id: int) -> WorkOrder:
    order = db.session.get(WorkOrder, order_id)
    if order is None:
        raise NotFound
    return order


def _hold(order_ids: list[int]) -> list[WorkOrder]:
    """Those of these orders that are published at this moment, held in the order of their ids."""
    found = (
        select(WorkOrder)
        .where(WorkOrder.id.in_(order_ids), WorkOrder.state == OrderState.PUBLISHED)
        .order_by(WorkOrder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(found))


def _hold_stopped(stop_id: int, order_ids: Collection[int]) -> Sequence[StoppedOrder]:
    """In the order of their ids. Raises NotFound, NothingReleased."""
    if not order_ids:
        raise NothingReleased
    db.session.execute(select(WorkOrder.id).where(WorkOrder.id.in_(order_ids)).order_by(WorkOrder.id).with_for_update())
    held = db.session.scalars(
        select(StoppedOrder)
        .where(StoppedOrder.stop_id == stop_id, StoppedOrder.order_id.in_(order_ids))
        .order_by(StoppedOrder.order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(held) < len(set(order_ids)):
        raise NotFound
    for one in held:
        db.session.refresh(one.order)
    return held


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_work_stops_nonce", "work_stops.nonce"):
            raise StoppedAlready from error
        raise
