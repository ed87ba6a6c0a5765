"""A work is not held: everybody who counted on it is let go and told."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.draws import posting
from app.public_works.models import DayState, OrderState, SignUpDay, WorkOrder
from app.public_works.operations.help import let_wait
from app.public_works.operations.holding import hold_order
from app.public_works.operations.orders import AlreadyOver


class ReasonNeeded(Refusal):
    message = N_("Write the reason in words for the public.")
    status = 422


def cancel_order(order_id: int, reason: str, *, actor: Actor, at: datetime) -> WorkOrder:
    """The work is not held, or not gone on with; ``reason`` is public. Days that were worked stay and are paid.

    Whoever had or wanted a day that has not begun is let go of it and is to be told, a list that hangs for its draw is
    annulled, and households to whom nobody comes any more wait for another day. Raises NotFound, AlreadyOver,
    ReasonNeeded.
    """
    order = hold_order(order_id)
    if order.state not in (OrderState.DRAFT, OrderState.PUBLISHED):
        raise AlreadyOver
    if not reason:
        raise ReasonNeeded
    order.state, order.cancel_reason, order.closed_at = OrderState.CANCELLED, reason, at
    let_go = _let_go(order, reason, at)
    requests = let_wait([shift.id for shift in order.shifts if shift.ends_at > at])
    draw = posting.take_down(order.draw_id, reason, actor=actor, at=at) if order.draw_id is not None else None
    db.session.flush()
    audit.record(
        "cancel work order", "work order", order.id, actor=actor, at=at,
        number=order.number, reason=reason, days=let_go, requests=requests, draw=draw.number if draw else None,
    )  # fmt: skip
    return order


def _let_go(order: WorkOrder, reason: str, at: datetime) -> int:
    ahead = [shift.id for shift in order.shifts if shift.starts_at > at]
    held = (DayState.WANTED, DayState.CHOSEN, DayState.WAITING, DayState.OFFERED)
    rows = update(SignUpDay).where(SignUpDay.shift_id.in_(ahead), SignUpDay.state.in_(held))
    done: Any = db.session.execute(
        rows.values(
            state=DayState.CANCELLED, place=None, held_until=None, why=None,
            reason=reason[:120], changed_at=at, told_at=None,
        )
    )  # fmt: skip
    return int(done.rowcount)
