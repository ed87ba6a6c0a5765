"""What everybody may read of public works: those to sign up for, and what became of those that are over. No people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.models import Attendance
from app.core import clock
from app.core.db import db
from app.core.small_numbers import Cell, hide_small
from app.pay import rules as pay
from app.public_works.models import OrderState, Shift, SignUpDay, WorkOrder
from app.public_works.queries.orders import MOST_OPEN, is_stopped_now, is_uncovered_since
from app.web.paging import Page

PER_PAGE = 4
"""Works on a page that comes through a thin line at once."""
DONE_PER_PAGE = 15
MOST_DONE = 400
"""Works that are over and are still told of: years of a hub."""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A work for which people sign up."""

    order: WorkOrder
    shifts: Sequence[Shift]
    """Those that have not begun."""
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A work that is over."""

    order: WorkOrder
    days: int
    people: Cell
    minor: int


@dataclass(frozen=True, slots=True)
class DoneTotals:
    """All works that are over."""

    orders: int
    days: int
    people: Cell
    minor: int


def list_open(at: datetime, *, after: int | None = None, most: int = PER_PAGE) -> Page[OpenWork]:
    """Works for which people sign up now, also those that stand still: the soonest first."""
    works = [_open(order, is_frozen, at) for order, is_frozen in db.session.execute(_published(at))]
    ids = [work.order.id for work in works]
    begin = ids.index(after) + 1 if after in ids else 0
    shown = works[begin : begin + most]
    is_last = begin + most >= len(works)
    return Page(shown, None if is_last else shown[-1].order.id, total=len(works))


def find_open(order_id: int, at: datetime) -> OpenWork | None:
    """One of these."""
    row = db.session.execute(_published(at).where(WorkOrder.id == order_id)).one_or_none()
    return _open(row[0], row[1], at) if row else None


def _published(at: datetime) -> Select[WorkOrder, bool]:
    first = select(func.min(Shift.starts_at)).where(Shift.order_id == WorkOrder.id, Shift.starts_at > at)
    soonest = first.correlate(WorkOrder).scalar_subquery()
    return (
        select(WorkOrder, or_(is_stopped_now(), is_uncovered_since(clock.local_date(at))))
        .where(WorkOrder.state == OrderState.PUBLISHED, WorkOrder.sign_up_until > at, soonest.is_not(None))
        .options(
            selectinload(WorkOrder.shifts),
            selectinload(WorkOrder.skills),
            joinedload(WorkOrder.settlement),
            joinedload(WorkOrder.draw),
        )
        .order_by(soonest, WorkOrder.id)
        .limit(MOST_OPEN)
    )


def _open(order: WorkOrder, is_frozen: bool, at: datetime) -> OpenWork:
    return OpenWork(order, [shift for shift in order.shifts if shift.starts_at > at], is_frozen)


def list_done(*, after: int | None = None) -> tuple[Page[Done], DoneTotals]:
    """Works that are over, the latest first, and all of them together.

    Numbers of people from 1 to 4 are covered, and with them the money, which would tell what each of them earned.
    """
    rows = db.session.execute(_over()).all()
    works = [Done(one, days, Cell(people), pay.gross(halves, one.rate_minor)) for one, days, people, halves in rows]
    cells = hide_small([[work.people.value] for work in works]) if works else [[Cell(0)]]
    shown = [Done(work.order, work.days, cell[0], work.minor) for work, cell in zip(works, cells, strict=False)]
    totals = DoneTotals(
        len(works), sum(work.days for work in works), cells[-1][0], sum(work.minor for work in works)
    )  # fmt: skip
    ids = [work.order.id for work in works]
    begin = ids.index(after) + 1 if after in ids else 0
    page = shown[begin : begin + DONE_PER_PAGE]
    return Page(page, page[-1].order.id if begin + DONE_PER_PAGE < len(shown) else None), totals


def _over() -> Select[WorkOrder, int, int, int]:
    return (
        select(
            WorkOrder,
            func.count(Shift.held_on.distinct()),
            func.count(SignUpDay.sign_up_id.distinct()),
            func.sum(Attendance.half_days),
        )
        .join(Shift, Shift.order_id == WorkOrder.id)
        .join(SignUpDay, SignUpDay.shift_id == Shift.id)
        .join(Attendance, Attendance.sign_up_day_id == SignUpDay.id)
        .where(
            WorkOrder.closed_at.is_not(None),
            ~Attendance.is_reversed,
            Attendance.confirmed_at.is_not(None),
            Attendance.minutes > 0,
        )
        .options(selectinload(WorkOrder.settlement))
        .group_by(WorkOrder.id)
        .order_by(WorkOrder.closed_at.desc(), WorkOrder.id.desc())
        .limit(MOST_DONE)
    )
