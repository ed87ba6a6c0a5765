"""Shifts of an order: several at once over the hub's calendar, some taken out, more places."""

from collections.abc import Collection
from datetime import datetime

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.hubs import queries as hubs
from app.public_works import queries, rules
from app.public_works.models import OrderState, Shift, WorkOrder
from app.public_works.operations.help import let_wait
from app.public_works.operations.holding import hold_order
from app.public_works.operations.orders import AlreadyOver, hold_draft

MOST_SHIFTS = 62
"""Of one order: what is longer is two orders."""


class NoShiftFits(Refusal):
    message = N_("No shift comes of this: every day is skipped. Look at the days and hours.")
    status = 422


class HoursUnsound(Refusal):
    message = N_("A shift ends after it begins, is at most 12 hours long, and is longer than its break.")
    status = 422


class TooManyShifts(Refusal):
    message = N_("An order has at most %(most)d shifts. Plan the rest as another order.")
    status = 422


class FewerPlaces(Refusal):
    message = N_("People signed up for %(places)d places. Of a published order there can only be more.")


def add_shifts(order_id: int, plan: rules.Plan, *, actor: Actor, at: datetime) -> rules.Laid:
    """Lay shifts of a draft over the hub's calendar; what was skipped and why is in the answer.

    Raises NotFound, NotADraft, HoursUnsound, NoShiftFits, TooManyShifts.
    """
    order = hold_draft(order_id)
    laid = put_shifts(order, plan, at)
    audit.record(
        "add shifts", "work order", order.id, actor=actor, at=at,
        shifts=len(laid.shifts), skipped=len(laid.skipped),
    )  # fmt: skip
    return laid


def put_shifts(order: WorkOrder, plan: rules.Plan, at: datetime) -> rules.Laid:
    """The same for an order that is held, as a part of another verb, which writes the trace."""
    laid = lay(order, plan, at)
    if not laid.shifts:
        raise NoShiftFits
    if len(order.shifts) + len(laid.shifts) > MOST_SHIFTS:
        raise TooManyShifts(most=MOST_SHIFTS)
    order.shifts.extend(
        Shift(
            held_on=one.held_on, starts_at=one.starts_at, ends_at=one.ends_at,
            break_minutes=one.break_minutes, places=one.places,
        )
        for one in laid.shifts
    )  # fmt: skip
    db.session.flush()
    db.session.expire(order, ["shifts"])
    return laid


def lay(order: WorkOrder, plan: rules.Plan, at: datetime) -> rules.Laid:
    """What :func:`add_shifts` would make now. Raises HoursUnsound."""
    if not all(hours.is_sound for hours in plan.hours):
        raise HoursUnsound
    hub = hubs.get_hub()
    around = rules.Around(
        at=at,
        holidays=hubs.holidays_between(plan.first_on, plan.last_on),
        curfew_from=hub.curfew_from,
        curfew_to=hub.curfew_to,
        taken=[(shift.starts_at, shift.ends_at) for shift in order.shifts],
    )
    return rules.lay(plan, around)


def remove_shifts(order_id: int, shift_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Take shifts out of a draft; how many there were. Help that was put on them waits for another day.

    Raises NotFound, NotADraft.
    """
    order = hold_draft(order_id)
    gone = [shift for shift in order.shifts if shift.id in shift_ids]
    let_wait([shift.id for shift in gone])
    for shift in gone:
        db.session.delete(shift)
    db.session.flush()
    db.session.expire(order, ["shifts"])
    audit.record("remove shifts", "work order", order.id, actor=actor, at=at, shifts=len(gone))
    return len(gone)


def set_places(shift_id: int, places: int, *, actor: Actor, at: datetime) -> Shift:
    """So many work in this shift; of a published order only more than before.

    Raises NotFound, AlreadyOver, FewerPlaces.
    """
    order = hold_order(queries.get_shift(shift_id).order_id)
    if order.state not in (OrderState.DRAFT, OrderState.PUBLISHED):
        raise AlreadyOver
    shift = next(one for one in order.shifts if one.id == shift_id)
    before = shift.places
    if order.state is OrderState.PUBLISHED and places < before:
        raise FewerPlaces(places=before)
    shift.places = places
    db.session.flush()
    audit.record(
        "change places", "work order", order.id, actor=actor, at=at,
        held_on=shift.held_on, places=places, before=before,
    )  # fmt: skip
    return shift
