"""Lists of those who signed up, as staff reads them: all of an order before turns, a day of it after."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder
from app.web.paging import PER_PAGE, Page

MOST_GONE = 50


def list_signed(order_id: int, after: int | None) -> Page[SignUp]:
    """Sign-ups that hold, in the order in which people signed up, a page at a time."""
    found = (
        select(SignUp)
        .where(SignUp.order_id == order_id, SignUp.withdrawn_at.is_(None), SignUp.id > (after or 0))
        .options(joinedload(SignUp.person), selectinload(SignUp.days).joinedload(SignUpDay.shift))
        .order_by(SignUp.id)
        .limit(PER_PAGE + 1)
    )
    rows = db.session.scalars(found).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def list_placed(shift_id: int) -> Sequence[SignUpDay]:
    """Days that have a place in a shift, by place: no more than the shift has."""
    return db.session.scalars(
        _days(shift_id).where(SignUpDay.place.is_not(None)).order_by(SignUpDay.place)
    ).all()  # fmt: skip


def list_waiting(shift_id: int, after: int | None) -> Page[SignUpDay]:
    """Days of those who wait for a place in a shift, in the order of the queue, a page at a time."""
    found = _days(shift_id).where(SignUpDay.state == DayState.WAITING)
    if after is not None:
        found = found.where(SignUp.position > after)
    rows = db.session.scalars(found.order_by(SignUp.position, SignUp.id).limit(PER_PAGE + 1)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].sign_up.position if len(rows) > PER_PAGE else None)


def places_in_queue(days: Collection[SignUpDay]) -> Mapping[int, int]:
    """Of these days, by id, those that wait: how many-th each is among all who wait for its shift, from 1."""
    waiting = [day for day in days if day.state is DayState.WAITING]
    if not waiting:
        return {}
    place = func.row_number().over(partition_by=SignUpDay.shift_id, order_by=(SignUp.position, SignUp.id))
    ranked = (
        select(SignUpDay.id, place.label("place"))
        .join(SignUpDay.sign_up)
        .where(SignUpDay.shift_id.in_({day.shift_id for day in waiting}), SignUpDay.state == DayState.WAITING)
        .subquery()
    )
    found = select(ranked.c.id, ranked.c.place).where(ranked.c.id.in_([day.id for day in waiting]))
    return {row[0]: row[1] for row in db.session.execute(found)}


def list_gone(shift_id: int) -> Sequence[SignUpDay]:
    """Days that were given up or offered in vain, the latest first."""
    found = _days(shift_id).where(SignUpDay.state.in_((DayState.CANCELLED, DayState.LAPSED)))
    return db.session.scalars(found.order_by(SignUpDay.changed_at.desc(), SignUpDay.id).limit(MOST_GONE)).all()


def list_all_days(shift_id: int) -> Sequence[SignUpDay]:
    """Everybody of a shift who is to be told something: those with a place by place, then the queue."""
    is_concerned = SignUpDay.state.in_((DayState.CHOSEN, DayState.OFFERED, DayState.WAITING))
    found = _days(shift_id).where(is_concerned).options(contains_eager(SignUpDay.sign_up).joinedload(SignUp.household))
    return db.session.scalars(
        found.order_by(SignUpDay.place.is_(None), SignUpDay.place, SignUp.position, SignUp.id)
    ).all()


def list_let_go(order: WorkOrder) -> Sequence[SignUpDay]:
    """Everybody who counted on a work when it was cancelled, each with the first day that was lost."""
    found = (
        select(SignUpDay)
        .join(SignUpDay.sign_up)
        .join(SignUpDay.shift)
        .where(
            SignUp.order_id == order.id, SignUpDay.state == DayState.CANCELLED, SignUpDay.changed_at == order.closed_at
        )
        .options(
            contains_eager(SignUpDay.sign_up).options(joinedload(SignUp.person), joinedload(SignUp.household)),
            contains_eager(SignUpDay.shift),
        )
        .order_by(SignUp.id, Shift.starts_at)
    )
    first: dict[int, SignUpDay] = {}
    for day in db.session.scalars(found):
        first.setdefault(day.sign_up_id, day)
    return list(first.values())


def list_offered_at(order_id: int, at: datetime) -> Sequence[SignUpDay]:
    """Whom a place was offered at this moment: what a change that was just made led to."""
    found = (
        select(SignUpDay)
        .join(SignUpDay.sign_up)
        .where(SignUp.order_id == order_id, SignUpDay.state == DayState.OFFERED, SignUpDay.changed_at == at)
        .options(contains_eager(SignUpDay.sign_up).joinedload(SignUp.person), joinedload(SignUpDay.shift))
    )
    return db.session.scalars(found.order_by(SignUpDay.id)).all()


def count_states(shift_ids: Collection[int]) -> Mapping[int, Mapping[DayState, int]]:
    """How many days of each shift are in each state; sign-ups that were withdrawn are left out."""
    counted: dict[int, Counter[DayState]] = {shift_id: Counter() for shift_id in shift_ids}
    found = (
        select(SignUpDay.shift_id, SignUpDay.state, func.count())
        .join(SignUpDay.sign_up)
        .where(SignUpDay.shift_id.in_(shift_ids), SignUp.withdrawn_at.is_(None))
        .group_by(SignUpDay.shift_id, SignUpDay.state)
    )
    for shift_id, state, number in db.session.execute(found):
        counted[shift_id][state] = number
    return counted


def count_lapsed(order_id: int, at: datetime) -> int:
    """Offers whose hour is over and that nobody has moved on yet."""
    found = (
        select(func.count())
        .select_from(SignUpDay)
        .join(SignUpDay.sign_up)
        .where(SignUp.order_id == order_id, SignUpDay.state == DayState.OFFERED, SignUpDay.held_until <= at)
    )
    return db.session.scalar(found) or 0


def _days(shift_id: int) -> Select[SignUpDay]:
    return (
        select(SignUpDay)
        .join(SignUpDay.sign_up)
        .where(SignUpDay.shift_id == shift_id)
        .options(contains_eager(SignUpDay.sign_up).joinedload(SignUp.person))
    )
