"""Telling people whether they work: whom to call, and who was called."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.public_works import queries
from app.public_works.models import DayState, OrderState, Shift, SignUp, SignUpDay, WorkOrder
from app.public_works.operations.holding import hold_order


class NobodyNew(Refusal):
    message = N_("Tick whom you have told. Those who were told already, or whose turn is not decided, do not count.")
    status = 422


def mark_told(order_id: int, day_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Note that these people know what became of these days, of a cancelled order of all its days; how many know.

    Raises NobodyNew, NotFound.
    """
    order = hold_order(order_id)
    mine = select(SignUpDay).join(SignUpDay.sign_up).where(SignUp.order_id == order.id, SignUpDay.told_at.is_(None))
    if order.state is OrderState.CANCELLED:
        whose = select(SignUpDay.sign_up_id).where(SignUpDay.id.in_(day_ids))
        mine = mine.where(SignUpDay.sign_up_id.in_(whose))
    else:
        mine = mine.where(SignUpDay.id.in_(day_ids))
    days = db.session.scalars(mine.where(SignUpDay.state != DayState.WANTED)).all()
    if not days:
        raise NobodyNew
    for day in days:
        day.told_at = at
    told = len({day.sign_up_id for day in days})
    db.session.flush()
    audit.record("tell workers", "work order", order.id, actor=actor, at=at, told=told)
    return told


def open_phones(
    order_id: int, *, actor: Actor, at: datetime
) -> tuple[WorkOrder, Sequence[tuple[Shift | None, Sequence[SignUpDay]]]]:
    """The shifts ahead of an order with names and phones of everybody who is to be told, for printing.

    Of a cancelled order it is one list without a shift. Who printed whose is one line of the trace. Raises NotFound.
    """
    order = queries.get_order(order_id)
    lists: list[tuple[Shift | None, Sequence[SignUpDay]]]
    if order.state is OrderState.CANCELLED:
        lists = [(None, queries.list_let_go(order))]
    else:
        lists = [(shift, queries.list_all_days(shift.id)) for shift in order.shifts if shift.ends_at > at]
    rows = sum(len(days) for _shift, days in lists)
    audit.record("print phones of workers", "work order", order.id, actor=actor, at=at, rows=rows)
    return order, lists
