"""Looking at work orders: by stage, by words, one by one, and what keeps one from being published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Role, Staff, StaffRole
from app.accounts.rules import ROLE_PERMISSIONS
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import fold, sort_key
from app.public_works import rules
from app.public_works.models import DayState, MinimumWage, OrderState, Shift, SignUp, SignUpDay, StoppedOrder, WorkOrder
from app.public_works.queries.stops import is_area_stopped

PER_PAGE = 30
MOST_OPEN = 60
"""Works on the public list: several times what a hub runs at once."""
MOST_FOREMEN = 200


class Stage(StrEnum):
    """Where an order stands, as people ask for it. It is derived from what is known and stored nowhere."""

    DRAFT = "draft"
    OPEN = "open"
    """People sign up; turns are not decided."""
    DECIDING = "deciding"
    """Signing up is over; turns are not decided."""
    CHOSEN = "chosen"
    """Turns are decided and the first shift is still to come."""
    RUNNING = "running"
    """The first shift has begun."""
    FROZEN = "frozen"
    """A stop holds it, or its clearance does not hold on a day that is still to come."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the list."""

    order: WorkOrder
    stage: Stage
    first_on: date | None
    last_on: date | None
    shifts: int
    places: int
    sign_ups: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Which orders an actor may look at: a foreman's own, everybody else's all."""

    foreman_id: int | None

    @classmethod
    def of(cls, actor: Actor) -> "Reach":
        sees_all = actor.may(Permission.PLAN_WORKS) or actor.may(Permission.SIGN_UP_WORKERS)
        return cls(None if sees_all else actor.staff_id)

    @property
    def condition(self) -> ColumnElement[bool]:
        return WorkOrder.foreman_id == self.foreman_id if self.foreman_id is not None else WorkOrder.id.is_not(None)


def is_stopped_now() -> ColumnElement[bool]:
    """Beside an order of the statement around it: whether a stop holds it."""
    return exists().where(StoppedOrder.order_id == WorkOrder.id, StoppedOrder.released_at.is_(None))


def is_uncovered_since(today: date) -> ColumnElement[bool]:
    """Beside an order of the statement around it: whether its clearance leaves out a day from today on."""
    is_out = or_(
        WorkOrder.clearance_until.is_(None),
        WorkOrder.clearance_until < Shift.held_on,
        WorkOrder.cleared_on > Shift.held_on,
    )
    return exists().where(Shift.order_id == WorkOrder.id, Shift.held_on >= today, is_out)


def stage_at(at: datetime) -> ColumnElement[str]:
    """Beside an order of the statement around it: its stage."""
    has_begun = exists().where(Shift.order_id == WorkOrder.id, Shift.starts_at <= at)
    return case(
        (WorkOrder.state == OrderState.DRAFT, Stage.DRAFT.value),
        (WorkOrder.state == OrderState.CLOSED, Stage.CLOSED.value),
        (WorkOrder.state == OrderState.CANCELLED, Stage.CANCELLED.value),
        (or_(is_stopped_now(), is_uncovered_since(clock.local_date(at))), Stage.FROZEN.value),
        (has_begun, Stage.RUNNING.value),
        (WorkOrder.chosen_at.is_not(None), Stage.CHOSEN.value),
        (WorkOrder.sign_up_until <= at, Stage.DECIDING.value),
        else_=Stage.OPEN.value,
    )


def get_order(order_id: int, *, reach: Reach | None = None) -> WorkOrder:
    """With its shifts, tools, skills, place and foreman. Raises NotFound, also for an order out of reach."""
    found = select(WorkOrder).where(WorkOrder.id == order_id).options(*_whole())
    if reach is not None:
        found = found.where(reach.condition)
    order = db.session.scalar(found)
    if order is None:
        raise NotFound
    return order


def find_order_by_nonce(nonce: str | None) -> WorkOrder | None:
    """The order that this form has already made."""
    return db.session.scalar(select(WorkOrder).where(WorkOrder.nonce == nonce)) if nonce else None


def get_shift(shift_id: int) -> Shift:
    """With its order. Raises NotFound."""
    shift = db.session.get(Shift, shift_id, options=[joinedload(Shift.order)])
    if shift is None:
        raise NotFound
    return shift


def stage_of(order_id: int, at: datetime) -> Stage:
    """Where one order stands. Raises NotFound."""
    found = db.session.scalar(select(stage_at(at)).where(WorkOrder.id == order_id))
    if found is None:
        raise NotFound
    return Stage(found)


def list_orders(
    *, at: datetime, reach: Reach, stage: Stage | None = None, words: str = "", after: int | None = None
) -> Sequence[OrderRow]:
    """The newest first, one more than a page holds; of one stage, and with all ``words`` in number, title, place or
    customer."""
    found = _rows(at).where(reach.condition, *_with_words(words)).order_by(WorkOrder.id.desc()).limit(PER_PAGE + 1)
    if stage is not None:
        found = found.where(stage_at(at) == stage.value)
    if after is not None:
        found = found.where(WorkOrder.id < after)
    return [_row(row) for row in db.session.execute(found)]


def count_stages(*, at: datetime, reach: Reach, words: str = "") -> Mapping[Stage, int]:
    """How many orders stand where; stages without one are left out."""
    stage = stage_at(at).label("stage")
    staged = select(stage).where(reach.condition, *_with_words(words)).subquery()
    counted = db.session.execute(select(staged.c.stage, func.count()).group_by(staged.c.stage))
    found = {Stage(value): number for value, number in counted}
    return {one: found[one] for one in Stage if one in found}


def count_people(shift_ids: Collection[int]) -> int:
    """How many people have, wait for or want a day of these shifts."""
    held = (DayState.WANTED, DayState.CHOSEN, DayState.WAITING, DayState.OFFERED)
    people = select(func.count(SignUpDay.sign_up_id.distinct())).where(
        SignUpDay.shift_id.in_(shift_ids), SignUpDay.state.in_(held)
    )
    return db.session.scalar(people) or 0


def list_open(at: datetime) -> Sequence[WorkOrder]:
    """Works for which anybody may sign up now: published, not frozen, with a shift to come; the soonest first."""
    first = select(func.min(Shift.starts_at)).where(Shift.order_id == WorkOrder.id, Shift.starts_at > at)
    found = (
        select(WorkOrder)
        .where(
            WorkOrder.state == OrderState.PUBLISHED,
            WorkOrder.sign_up_until > at,
            ~is_stopped_now(),
            ~is_uncovered_since(clock.local_date(at)),
            exists().where(Shift.order_id == WorkOrder.id, Shift.starts_at > at),
        )
        .options(*_whole())
        .order_by(first.correlate(WorkOrder).scalar_subquery(), WorkOrder.id)
        .limit(MOST_OPEN)
    )
    return db.session.scalars(found).all()


def list_foremen() -> Sequence[Staff]:
    """Staff who may run works, in the order of the Ukrainian alphabet."""
    roles = [role for role in Role if Permission.RUN_WORKS in ROLE_PERMISSIONS[role]]
    found = (
        select(Staff)
        .where(Staff.retired_at.is_(None), Staff.id.in_(select(StaffRole.staff_id).where(StaffRole.role.in_(roles))))
        .order_by(Staff.id)
        .limit(MOST_FOREMEN)
    )
    return sorted(db.session.scalars(found), key=lambda staff: sort_key(staff.name))


def wages() -> rules.Table:
    """What an hour must be paid at least, by the day from which it holds."""
    return dict(db.session.execute(select(MinimumWage.valid_from, MinimumWage.hour_minor)).all())


def list_minimum_wages() -> Sequence[MinimumWage]:
    """The latest first."""
    return db.session.scalars(select(MinimumWage).order_by(MinimumWage.valid_from.desc()).limit(100)).all()


def look_at_gate(order: WorkOrder, at: datetime) -> rules.Gate:
    """What this order needs before it is published."""
    return rules.look(order, wages(), is_area_stopped=is_area_stopped(order), at=at)


def _whole() -> tuple[Any, ...]:
    return (
        selectinload(WorkOrder.shifts),
        selectinload(WorkOrder.tools),
        selectinload(WorkOrder.skills),
        joinedload(WorkOrder.settlement),
        joinedload(WorkOrder.foreman),
        joinedload(WorkOrder.draw),
    )


def _rows(at: datetime) -> Select[Any]:
    """An order with its stage and the sums of its shifts."""
    shifts = select(
        func.min(Shift.held_on).label("first_on"), func.max(Shift.held_on).label("last_on"),
        func.count().label("shifts"), func.coalesce(func.sum(Shift.places), 0).label("places"), Shift.order_id,
    ).group_by(Shift.order_id).subquery()  # fmt: skip
    active = and_(SignUp.order_id == WorkOrder.id, SignUp.withdrawn_at.is_(None))
    sign_ups = select(func.count()).where(active).correlate(WorkOrder).scalar_subquery()
    return (
        select(
            WorkOrder, stage_at(at).label("stage"), shifts.c.first_on, shifts.c.last_on,
            func.coalesce(shifts.c.shifts, 0).label("shifts"), func.coalesce(shifts.c.places, 0).label("places"),
            sign_ups.label("sign_ups"),
        )
        .outerjoin(shifts, shifts.c.order_id == WorkOrder.id)
        .options(joinedload(WorkOrder.settlement), joinedload(WorkOrder.foreman))
    )  # fmt: skip


def _row(row: Any) -> OrderRow:
    return OrderRow(
        row.WorkOrder, Stage(row.stage), row.first_on, row.last_on, row.shifts, int(row.places), row.sign_ups
    )


def _with_words(words: str) -> list[ColumnElement[bool]]:
    return [WorkOrder.search_key.contains(word, autoescape=True) for word in fold(words).split()]
