"""Looking at pay: what no sheet has counted yet, sheets and their state, what one person is owed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Staff
from app.attendance.models import Attendance, AttendanceReversal
from app.core.db import db
from app.core.errors import NotFound
from app.pay import rules
from app.pay.models import PaidAttendance, PayLine, PaySheet, PayState
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder
from app.web.paging import PER_PAGE


@dataclass(frozen=True, slots=True)
class Due:
    """An order with days that no sheet has counted."""

    order: WorkOrder
    first_on: date
    last_on: date
    people: int
    half_days: int
    """Less those that are taken back."""

    @property
    def gross_minor(self) -> int:
        return rules.gross(self.half_days, self.order.rate_minor)


@dataclass(frozen=True, slots=True)
class Expected:
    """A line as a sheet would have it if it were made now."""

    sign_up: SignUp
    sum: rules.Sum


@dataclass(frozen=True, slots=True)
class Account:
    """What one sign-up has earned, and where the money is."""

    sign_up: SignUp
    half_days: int
    minutes: int
    uncounted_minor: int
    """Confirmed and on no sheet yet."""
    lines: Sequence[PayLine]

    def minor(self, *states: PayState) -> int:
        """Money on sheets in these states."""
        return sum(line.gross_minor for line in self.lines if line.sheet.state in states)


def count_due(order_id: int, *, until: date) -> Sequence[rules.Counted]:
    """Everything up to a day that no sheet has counted: days worked, and days to be taken back after they were paid."""
    rows = [*db.session.execute(_worked(order_id, until)), *db.session.execute(_reversed(order_id))]
    return [rules.Counted(*row) for row in rows]


def preview(order: WorkOrder, *, until: date) -> Sequence[Expected]:
    """The lines of the sheet that would be made now, in the order of its rows."""
    sums = rules.sum_up(count_due(order.id, until=until), order.rate_minor)
    found = db.session.scalars(select(SignUp).where(SignUp.id.in_(sums)).options(joinedload(SignUp.person)))
    people = {sign_up.id: sign_up for sign_up in found}
    return [Expected(people[key], sums[key]) for key in sorted(sums)]


def _worked(order_id: int, until: date) -> Select[int, int, int, int, int]:
    return (
        _facts(order_id, 1)
        .where(
            ~Attendance.is_reversed,
            Attendance.confirmed_at.is_not(None),
            Attendance.minutes > 0,
            Shift.held_on <= until,
            ~_is_counted(1),
        )
        .order_by(Attendance.id)
    )


def _reversed(order_id: int) -> Select[int, int, int, int, int]:
    return _facts(order_id, -1).where(Attendance.is_reversed, _is_counted(1), ~_is_counted(-1)).order_by(Attendance.id)


def _facts(order_id: int, sign: int) -> Select[int, int, int, int, int]:
    return (
        select(Attendance.id, literal(sign), SignUpDay.sign_up_id, Attendance.minutes, Attendance.half_days)
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .where(Shift.order_id == order_id)
    )


def _is_counted(sign: int) -> ColumnElement[bool]:
    return exists().where(PaidAttendance.attendance_id == Attendance.id, PaidAttendance.sign == sign)


def period_of(attendance_ids: Collection[int]) -> tuple[date, date]:
    """The first and the last day of these attendances."""
    first, last = db.session.execute(
        select(func.min(Shift.held_on), func.max(Shift.held_on))
        .join(SignUpDay, SignUpDay.shift_id == Shift.id)
        .join(Attendance, Attendance.sign_up_day_id == SignUpDay.id)
        .where(Attendance.id.in_(attendance_ids))
    ).one()
    return first, last


def list_due(*, limit: int = 60) -> Sequence[Due]:
    """Paid orders with days that no sheet has counted, the oldest first."""
    worked = and_(
        ~Attendance.is_reversed, Attendance.confirmed_at.is_not(None), Attendance.minutes > 0, ~_is_counted(1)
    )
    taken_back = and_(Attendance.is_reversed, _is_counted(1), ~_is_counted(-1))
    found = db.session.execute(
        select(
            WorkOrder,
            func.min(Shift.held_on),
            func.max(Shift.held_on),
            func.count(SignUpDay.sign_up_id.distinct()),
            func.sum(case((Attendance.is_reversed, -Attendance.half_days), else_=Attendance.half_days)),
        )
        .join(Shift, Shift.order_id == WorkOrder.id)
        .join(SignUpDay, SignUpDay.shift_id == Shift.id)
        .join(Attendance, Attendance.sign_up_day_id == SignUpDay.id)
        .where(WorkOrder.rate_minor > 0, or_(worked, taken_back))
        .group_by(WorkOrder.id)
        .order_by(func.min(Shift.held_on), WorkOrder.id)
        .limit(limit)
    )
    return [Due(row[0], row[1], row[2], row[3], int(row[4])) for row in found]


def get_sheet(sheet_id: int) -> PaySheet:
    """With its lines, people and order. Raises NotFound."""
    found = db.session.scalar(
        select(PaySheet)
        .where(PaySheet.id == sheet_id)
        .options(
            joinedload(PaySheet.order),
            joinedload(PaySheet.made_by),
            joinedload(PaySheet.approved_by),
            joinedload(PaySheet.sent_by),
            joinedload(PaySheet.paid_by),
            joinedload(PaySheet.annulled_by),
            selectinload(PaySheet.lines).joinedload(PayLine.sign_up).joinedload(SignUp.person),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def find_by_nonce(nonce: str | None) -> PaySheet | None:
    """The sheet that this form has already made."""
    return db.session.scalar(select(PaySheet).where(PaySheet.nonce == nonce)) if nonce else None


def list_sheets(
    *, state: PayState | None = None, after: int | None = None, limit: int = PER_PAGE + 1
) -> Sequence[PaySheet]:
    """Sheets, the latest first, after the one with id ``after``; of one state or of all."""
    found = select(PaySheet).options(joinedload(PaySheet.order), selectinload(PaySheet.lines))
    if state is not None:
        found = found.where(_STATE.in_([state.value]))
    if after is not None:
        found = found.where(PaySheet.id < after)
    return db.session.scalars(found.order_by(PaySheet.id.desc()).limit(limit)).all()


def count_states() -> Mapping[PayState, int]:
    """How many sheets stand where."""
    found = {row[0]: row[1] for row in db.session.execute(select(_STATE, func.count()).group_by(_STATE))}
    return {state: found.get(state.value, 0) for state in PayState}


_STATE: ColumnElement[str] = case(
    (PaySheet.annulled_at.is_not(None), PayState.ANNULLED.value),
    (PaySheet.paid_on.is_not(None), PayState.PAID.value),
    (PaySheet.sent_at.is_not(None), PayState.SENT.value),
    (PaySheet.approved_at.is_not(None), PayState.APPROVED.value),
    else_=PayState.MADE.value,
)
"""As :attr:`PaySheet.state` has it."""


def has_taken_attendance(sheet_id: int, staff_id: int) -> bool:
    """Whether this member of staff wrote or reversed a row that the sheet counts."""
    return staff_id in {staff.id for staff in list_takers(sheet_id)}


def list_takers(sheet_id: int) -> Sequence[Staff]:
    """Who wrote or reversed rows that the sheet counts: they do not approve it."""
    counted = (
        select(PaidAttendance.attendance_id)
        .join(PayLine, PayLine.id == PaidAttendance.line_id)
        .where(PayLine.sheet_id == sheet_id)
    )
    wrote = select(Attendance.entered_by_id).where(Attendance.id.in_(counted))
    reversed_ = select(AttendanceReversal.reversed_by_id).where(AttendanceReversal.attendance_id.in_(counted))
    found = select(Staff).where(or_(Staff.id.in_(wrote), Staff.id.in_(reversed_)))
    return db.session.scalars(found.order_by(Staff.id)).all()


def account_of(sign_up: SignUp) -> Account:
    """Days, hours and money of one sign-up."""
    done = db.session.execute(
        select(func.coalesce(func.sum(Attendance.half_days), 0), func.coalesce(func.sum(Attendance.minutes), 0))
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .where(
            SignUpDay.sign_up_id == sign_up.id,
            SignUpDay.state == DayState.CHOSEN,
            ~Attendance.is_reversed,
            Attendance.confirmed_at.is_not(None),
        )
    ).one()
    lines = db.session.scalars(
        select(PayLine)
        .join(PayLine.sheet)
        .where(PayLine.sign_up_id == sign_up.id, PaySheet.annulled_at.is_(None))
        .options(joinedload(PayLine.sheet))
        .order_by(PayLine.id)
    ).all()
    earned = rules.gross(done[0], sign_up.order.rate_minor)
    return Account(sign_up, done[0], done[1], earned - sum(line.gross_minor for line in lines), lines)
