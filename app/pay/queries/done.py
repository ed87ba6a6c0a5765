"""What public works came to on certain days: orders, people, days, money, places, stops. Without a single name.

People are counted once an order: who worked at two orders is two here, because names are forgotten soon and a figure
must not change when they are. Households are counted as such while they are kept, later each sign-up for itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, and_, cast, func, or_, select
from sqlalchemy.orm import joinedload

from app.attendance.models import Attendance
from app.core import clock
from app.core.db import db
from app.households.models import Sex
from app.pay import rules
from app.pay.models import PaidAttendance, PayLine, PaySheet
from app.public_works.models import DayState, OrderState, Shift, SignUp, SignUpDay, StopCause, WorkOrder, WorkStop

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the hub from first to last, of one settlement or of all."""

    first_on: date
    last_on: date
    settlement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """What one sign-up worked on these days, confirmed."""

    order_id: int
    code: str
    sex: Sex
    age: int
    household_id: int | None
    """None once it is forgotten."""
    is_first_time: bool
    half_days: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OfOrder:
    """What one order came to on these days."""

    order: WorkOrder
    workers: Sequence[Worked]
    offered: int
    """Places on its shifts."""
    taken: int
    paid_minor: int
    """Of these days, on sheets that were paid."""

    @property
    def half_days(self) -> int:
        return sum(one.half_days for one in self.workers)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.workers)

    @property
    def earned_minor(self) -> int:
        return rules.gross(self.half_days, self.order.rate_minor)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum over some orders. Money in kopiykas."""

    orders: int
    """Where somebody worked."""
    people: int
    half_days: int
    minutes: int
    earned_minor: int
    paid_minor: int
    offered: int
    taken: int
    first_timers: int
    """Whose household had not worked lately."""
    households: int
    """At least so many; those that are still kept, and one if all are forgotten."""
    households_most: int
    """At most so many: each forgotten sign-up for itself."""


@dataclass(frozen=True, slots=True)
class Done:
    """Everything of a period."""

    orders: Sequence[OfOrder]

    @property
    def workers(self) -> Sequence[Worked]:
        return [one for order in self.orders for one in order.workers]

    @property
    def whole(self) -> Totals:
        return sum_up(self.orders)

    def by(self, key: Callable[[WorkOrder], Key]) -> Mapping[Key, Totals]:
        """Totals of the orders that have something in common."""
        groups: dict[Key, list[OfOrder]] = defaultdict(list)
        for one in self.orders:
            groups[key(one.order)].append(one)
        return {one: sum_up(orders) for one, orders in groups.items()}


def sum_up(orders: Iterable[OfOrder]) -> Totals:
    """Some orders together."""
    orders = list(orders)
    workers = [one for order in orders for one in order.workers]
    known = {one.household_id for one in workers if one.household_id is not None}
    forgotten = sum(one.household_id is None for one in workers)
    return Totals(
        orders=sum(bool(one.workers) for one in orders),
        people=len(workers),
        half_days=sum(one.half_days for one in orders),
        minutes=sum(one.minutes for one in orders),
        earned_minor=sum(one.earned_minor for one in orders),
        paid_minor=sum(one.paid_minor for one in orders),
        offered=sum(one.offered for one in orders),
        taken=sum(one.taken for one in orders),
        first_timers=sum(one.is_first_time for one in workers),
        households=len(known) or min(forgotten, 1),
        households_most=len(known) + forgotten,
    )


def see_done(period: Period) -> Done:
    """In two statements, however long the period."""
    workers: dict[int, list[Worked]] = defaultdict(list)
    for one in _workers(period):
        workers[one.order_id].append(one)
    offered, taken = _places(period)
    counts = offered, taken, _paid(period)
    found = db.session.execute(
        select(WorkOrder, *(func.coalesce(one, 0) for one in counts))
        .where(or_(WorkOrder.id.in_(workers), offered.is_not(None)))
        .options(joinedload(WorkOrder.settlement))
        .order_by(WorkOrder.year, WorkOrder.serial)
    )
    return Done([OfOrder(row[0], workers.get(row[0].id, ()), *map(int, row[1:])) for row in found])


def count_stops(period: Period) -> Mapping[StopCause, int]:
    """How often works were stopped on these days, by cause."""
    begin = clock.instant(period.first_on, time())
    end = clock.instant(period.last_on + timedelta(days=1), time())
    found = select(WorkStop.cause, func.count()).where(WorkStop.stopped_at >= begin, WorkStop.stopped_at < end)
    if period.settlement_id is not None:
        found = found.where(WorkStop.settlement_id == period.settlement_id)
    counts = {row[0]: row[1] for row in db.session.execute(found.group_by(WorkStop.cause))}
    return {cause: counts[cause] for cause in StopCause if cause in counts}


def _workers(period: Period) -> Sequence[Worked]:
    who = (
        Shift.order_id, SignUp.code, SignUp.sex, SignUp.age, SignUp.household_id, SignUp.is_first_time
    )  # fmt: skip
    found: Any = (
        select(*who, func.sum(Attendance.half_days), func.sum(Attendance.minutes))
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .join(SignUp, SignUp.id == SignUpDay.sign_up_id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .join(WorkOrder, WorkOrder.id == Shift.order_id)
        .where(~Attendance.is_reversed, Attendance.confirmed_at.is_not(None), Attendance.minutes > 0, *_within(period))
        .group_by(SignUp.id, *who)
        .order_by(Shift.order_id, SignUp.code)
    )
    return [Worked(*row) for row in db.session.execute(found)]


def _places(period: Period) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Places offered and taken of the order around it, None where it offers none on these days; of a cancelled one
    only those of days that were held."""
    taken = (
        select(func.count(SignUpDay.id))
        .where(SignUpDay.shift_id == Shift.id, SignUpDay.state == DayState.CHOSEN)
        .correlate(Shift)
        .scalar_subquery()
    )
    is_held = or_(
        WorkOrder.state.in_([OrderState.PUBLISHED, OrderState.CLOSED]),
        and_(WorkOrder.state == OrderState.CANCELLED, taken > 0),
    )
    return _of_order(select(func.sum(Shift.places)).where(is_held), period), _of_order(
        select(func.sum(taken)).select_from(Shift).where(is_held), period
    )


def _paid(period: Period) -> ScalarSelect[int]:
    """What was paid of these days, in the order around it."""
    half_rate = cast(PaySheet.rate_minor / 2, Integer)
    return _of_order(
        select(func.sum(PaidAttendance.sign * Attendance.half_days * half_rate))
        .join(Attendance, Attendance.id == PaidAttendance.attendance_id)
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .join(PayLine, PayLine.id == PaidAttendance.line_id)
        .join(PaySheet, PaySheet.id == PayLine.sheet_id)
        .where(PaySheet.paid_on.is_not(None)),
        period,
    )


def _of_order(found: Select[int], period: Period) -> ScalarSelect[int]:
    return found.where(Shift.order_id == WorkOrder.id, *_within(period)).correlate(WorkOrder).scalar_subquery()


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    days = Shift.held_on.between(period.first_on, period.last_on)
    return (days,) if period.settlement_id is None else (days, WorkOrder.settlement_id == period.settlement_id)
