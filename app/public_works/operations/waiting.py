"""The waiting list of a work: give up a day, answer an offer, take the next at the roll call."""

from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.public_works import queries
from app.public_works.models import DayState, SignUp, SignUpDay, WorkOrder
from app.public_works.operations.holding import check_cleared, hold_open, hold_order
from app.public_works.operations.places import fill_free, free_place, leave, let_lapse, take
from app.public_works.operations.sign_ups import check_free


class DayIsOver(Refusal):
    message = N_("This shift has begun. What happened on it is written on the attendance sheet.")


class NoPlaceToGive(Refusal):
    message = N_("There is no place to give up on this day.")


class NotOffered(Refusal):
    message = N_("No place is held here any more: the offer was answered, or its time is over.")


class NobodyWaits(Refusal):
    message = N_("This person does not wait for a place on this day.")


class NothingSuits(Refusal):
    message = N_("This work has no task that suits what this person cannot do. Nobody is put to work that harms them.")


class ShiftFull(Refusal):
    message = N_("All places of this day are taken.")


def cancel_day(day_id: int, *, reason: str, actor: Actor, at: datetime) -> SignUpDay:
    """Give up one day; its place is offered to the next at once. Raises DayIsOver, NoPlaceToGive."""
    day, order = _hold_day(day_id)
    if day.shift.starts_at <= at:
        raise DayIsOver
    if day.state in (DayState.CANCELLED, DayState.LAPSED):
        raise NoPlaceToGive
    had_place = day.state in queries.TAKEN
    leave(day, DayState.CANCELLED, reason=reason, at=at)
    db.session.flush()
    offered = fill_free(order, [day.shift] if had_place else [], at=at)
    audit.record("cancel working day", "work order", order.id, actor=actor, at=at, **_of(day), offered=offered)
    return day


def accept(day_id: int, *, actor: Actor, at: datetime) -> SignUpDay:
    """Say yes to an offered place. Raises NotOffered, NotOpen, StandsStill."""
    day, order = _hold_day(day_id)
    hold_open(order.id)
    check_cleared(order, [day.shift])
    if day.state is not DayState.OFFERED or day.held_until is None or day.held_until <= at or day.place is None:
        raise NotOffered
    take(day, day.place, at=at)
    db.session.flush()
    audit.record("accept working day", "work order", order.id, actor=actor, at=at, **_of(day))
    return day


def decline(day_id: int, *, actor: Actor, at: datetime) -> SignUpDay:
    """Say no to an offered place: the next is offered it. Raises NotOffered."""
    day, order = _hold_day(day_id)
    if day.state is not DayState.OFFERED:
        raise NotOffered
    leave(day, DayState.LAPSED, at=at)
    db.session.flush()
    offered = fill_free(order, [day.shift], at=at)
    audit.record("decline working day", "work order", order.id, actor=actor, at=at, **_of(day), offered=offered)
    return day


def move_up(order_id: int, *, actor: Actor, at: datetime) -> int:
    """Offer everything that is free to those who wait, after the offers that lapsed; how many were. Raises NotOpen."""
    order = hold_open(order_id)
    offered = fill_free(order, order.shifts, at=at)
    audit.record("move up waiting list", "work order", order.id, actor=actor, at=at, offered=offered)
    return offered


def take_from_queue(day_id: int, *, actor: Actor, at: datetime) -> SignUpDay:
    """Give somebody who waits a free place for certain: they stand at the gate, or said yes on the phone.

    Also in a shift that has begun, until it ends. Raises NobodyWaits, NothingSuits, AidAtThatTime, WorksAtThatTime,
    ShiftFull, DayIsOver, NotOpen, StandsStill.
    """
    day, order = _hold_day(day_id)
    hold_open(order.id)
    check_cleared(order, [day.shift])
    if day.shift.ends_at <= at:
        raise DayIsOver
    if day.state not in (DayState.WAITING, DayState.OFFERED, DayState.LAPSED):
        raise NobodyWaits
    check_can_come(order, day)
    let_lapse(order, at)
    place = day.place or free_place(day.shift)
    if place is None:
        raise ShiftFull
    take(day, place, at=at)
    db.session.flush()
    audit.record("take from waiting list", "work order", order.id, actor=actor, at=at, **_of(day))
    return day


def check_can_come(order: WorkOrder, day: SignUpDay) -> None:
    """Raises NobodyWaits for who withdrew, NothingSuits, AidAtThatTime, WorksAtThatTime."""
    sign_up = day.sign_up
    if sign_up.withdrawn_at is not None or sign_up.person is None or sign_up.household is None:
        raise NobodyWaits
    if not queries.suits(order, sign_up):
        raise NothingSuits
    check_free(sign_up.person, sign_up.household, [day.shift])


def _hold_day(day_id: int) -> tuple[SignUpDay, WorkOrder]:
    """The order is held first, always, so that two changes of one list never wait for each other."""
    order_id = db.session.scalar(
        select(SignUp.order_id).join(SignUpDay, SignUpDay.sign_up_id == SignUp.id).where(SignUpDay.id == day_id)
    )
    if order_id is None:
        raise NotFound
    order = hold_order(order_id)
    day = queries.get_day(day_id)
    db.session.refresh(day)
    return day, order


def _of(day: SignUpDay) -> dict[str, str]:
    """Whom and which day an entry of the trace is about."""
    return {"sign_up": day.sign_up.code, "day": day.shift.held_on.isoformat()}
