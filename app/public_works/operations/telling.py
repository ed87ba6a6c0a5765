"""Telling people whether they work: whom to call, and who was called."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.public_works import queries
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder
from app.public_works.operations.holding import hold_order


class NobodyNew(Refusal):
    message = N_("Tick whom you have told. Those who were told already, or whose turn is not decided, do not count.")
    status = 422


def mark_told(order_id: int, day_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Note that these people know what became of these days; how many days that are. Raises NobodyNew, NotFound."""
    order = hold_order(order_id)
    mine = select(SignUp.id).where(SignUp.order_id == order.id)
    changed = db.session.execute(
        update(SignUpDay)
        .where(
            SignUpDay.id.in_(day_ids),
            SignUpDay.sign_up_id.in_(mine),
            SignUpDay.state != DayState.WANTED,
            SignUpDay.told_at.is_(None),
        )
        .values(told_at=at)
        .execution_options(synchronize_session="fetch")
    )
    told = int(changed.rowcount)  # type: ignore[attr-defined]
    if not told:
        raise NobodyNew
    audit.record("tell workers", "work order", order.id, actor=actor, at=at, told=told)
    return told


def open_phones(
    order_id: int, *, actor: Actor, at: datetime
) -> tuple[WorkOrder, Sequence[tuple[Shift, Sequence[SignUpDay]]]]:
    """The shifts ahead of an order with names and phones of everybody who is to be told, for printing.

    Who printed whose is one line of the trace. Raises NotFound.
    """
    order = queries.get_order(order_id)
    lists = [(shift, queries.list_all_days(shift.id)) for shift in order.shifts if shift.ends_at > at]
    rows = sum(len(days) for _shift, days in lists)
    audit.record("print phones of workers", "work order", order.id, actor=actor, at=at, rows=rows)
    return order, lists
