"""Places of a shift as parts of other verbs, which write the trace: take one, leave it, offer it to the next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.db import db
from app.hubs import queries as hubs
from app.public_works import queries
from app.public_works.models import DayState, NotChosenWhy, OrderState, Shift, SignUp, SignUpDay, WorkOrder, WorkRules


def free_place(shift: Shift) -> int | None:
    """The first place of a shift that nobody has, or None. The order is held by who asks."""
    taken = queries.places_taken(shift.id)
    return next((place for place in range(1, shift.places + 1) if place not in taken), None)


def leave(day: SignUpDay, state: DayState, *, at: datetime, reason: str = "", why: NotChosenWhy | None = None) -> None:
    """Let go of a day, and of its place where it had one."""
    day.state, day.place, day.held_until = state, None, None
    day.why, day.reason, day.changed_at, day.told_at = why, reason, at, None


def take(day: SignUpDay, place: int, *, at: datetime) -> None:
    """Give a day a place for good."""
    day.state, day.place, day.held_until = DayState.CHOSEN, place, None
    day.why, day.reason, day.changed_at, day.told_at = None, "", at, None


def let_lapse(order: WorkOrder, at: datetime) -> list[Shift]:
    """End every offer whose hold is over; the shifts in which a place fell free.

    On a day that the clearance leaves out nobody could say yes, so there nothing runs out.
    """
    over = db.session.scalars(
        select(SignUpDay)
        .join(SignUp, SignUp.id == SignUpDay.sign_up_id)
        .where(SignUp.order_id == order.id, SignUpDay.state == DayState.OFFERED, SignUpDay.held_until <= at)
        .order_by(SignUpDay.id)
    ).all()
    lapsed = [day for day in over if order.is_cleared_on(day.shift.held_on)]
    for day in lapsed:
        leave(day, DayState.LAPSED, at=at)
    db.session.flush()
    return [day.shift for day in lapsed]


def fill_free(order: WorkOrder, shifts: Iterable[Shift], *, at: datetime) -> int:
    """Offer the free places of these shifts, and of those whose offers have lapsed, to the next; how many were.

    Nobody is offered a place in a work that stands still or is cancelled, nor on a day that the clearance leaves out.
    """
    if order.state is not OrderState.PUBLISHED or queries.is_stopped(order.id):
        return 0
    terms = queries.rules_of_turns(hubs.get_hub().id)
    free = (*shifts, *let_lapse(order, at))
    concerned = {
        shift.id: shift for shift in free if shift.starts_at > at and order.is_cleared_on(shift.held_on)
    }  # fmt: skip
    return sum(_offer(order, shift, terms, at) for shift in concerned.values())


def take_own(order: WorkOrder, made: SignUp, *, at: datetime) -> None:
    """Give somebody who waits since now the free places that are nobody else's turn."""
    terms = queries.rules_of_turns(hubs.get_hub().id)
    for day in made.days:
        free = day.shift.places - len(queries.places_taken(day.shift_id))
        place = free_place(day.shift)
        if place is not None and made.id in queries.propose_next(order, day.shift, free, terms):
            take(day, place, at=at)
            db.session.flush()


def keep_holds(order: WorkOrder, *, at: datetime) -> None:
    """Let every offer hold as long as a new one: nobody could say yes while the work stood still."""
    hold = timedelta(hours=queries.rules_of_turns(hubs.get_hub().id).hold_hours)
    offered = select(SignUpDay).join(SignUp, SignUp.id == SignUpDay.sign_up_id)
    for day in db.session.scalars(offered.where(SignUp.order_id == order.id, SignUpDay.state == DayState.OFFERED)):
        if day.shift.starts_at > at:
            day.held_until = min(at + hold, day.shift.starts_at)


def _offer(order: WorkOrder, shift: Shift, terms: WorkRules, at: datetime) -> int:
    """Held for an answer, but never into the shift."""
    free = shift.places - len(queries.places_taken(shift.id))
    chosen = queries.propose_next(order, shift, free, terms)
    for sign_up_id in chosen:
        day = db.session.scalars(
            select(SignUpDay).where(SignUpDay.sign_up_id == sign_up_id, SignUpDay.shift_id == shift.id)
        ).one()
        day.state, day.place = DayState.OFFERED, free_place(shift)
        day.held_until = min(at + timedelta(hours=terms.hold_hours), shift.starts_at)
        day.why, day.changed_at, day.told_at = None, at, None
        db.session.flush()
    return len(chosen)
