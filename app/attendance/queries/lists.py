"""Lists: working days with how far their sheets are, rows with what became of them, who is on site."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.accounts.models import Staff
from app.attendance.models import Attendance, AttendanceReversal, Mark, RollCall
from app.attendance.queries.days import reach, was_held
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.households.models import Person
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, WorkOrder
from app.public_works.queries import Present

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sheet is: people, rows written, rows confirmed."""

    people: int = 0
    written: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One row of a sheet as it was written once, and how it was taken back."""

    attendance: Attendance
    reversal: AttendanceReversal | None
    reversed_by: str | None


def list_days_by(actor: Actor, at: datetime, *, is_past: bool, after: int | None = None) -> Sequence[Shift]:
    """Shifts of today and later, the soonest first; or earlier ones, the latest first. One more than a page holds."""
    key = tuple_(Shift.starts_at, Shift.id)
    found = (
        select(Shift)
        .join(Shift.order)
        .where(was_held(), *reach(actor, at))
        .options(joinedload(Shift.order).joinedload(WorkOrder.foreman))
        .limit(PER_PAGE + 1)
    )
    last = db.session.get(Shift, after) if after is not None else None
    today = clock.local_date(at)
    if is_past:
        found = found.where(Shift.held_on < today).order_by(Shift.starts_at.desc(), Shift.id.desc())
        found = found.where(key < tuple_(last.starts_at, last.id)) if last else found
    else:
        found = found.where(Shift.held_on >= today).order_by(Shift.starts_at, Shift.id)
        found = found.where(key > tuple_(last.starts_at, last.id)) if last else found
    return db.session.scalars(found).all()


def progress_of(shift_ids: Collection[int]) -> Mapping[int, Progress]:
    """How far the sheets of these shifts are."""
    holds = and_(Attendance.sign_up_day_id == SignUpDay.id, ~Attendance.is_reversed)
    found = db.session.execute(
        select(
            SignUpDay.shift_id,
            func.count(SignUpDay.id),
            func.count(Attendance.id),
            func.sum(case((Attendance.confirmed_at.is_not(None), 1), else_=0)),
        )
        .outerjoin(Attendance, holds)
        .where(SignUpDay.shift_id.in_(shift_ids), SignUpDay.state == DayState.CHOSEN)
        .group_by(SignUpDay.shift_id)
    )
    return {row[0]: Progress(row[1], row[2], int(row[3])) for row in found}


def list_versions(day_id: int) -> Sequence[Version]:
    """Everything that was ever written of somebody's day, the latest first."""
    found = db.session.execute(
        select(Attendance, AttendanceReversal, Staff.name)
        .outerjoin(AttendanceReversal, AttendanceReversal.attendance_id == Attendance.id)
        .outerjoin(Staff, Staff.id == AttendanceReversal.reversed_by_id)
        .where(Attendance.sign_up_day_id == day_id)
        .options(joinedload(Attendance.entered_by), joinedload(Attendance.confirmed_by))
        .order_by(Attendance.id.desc())
    )
    return [Version(*row) for row in found]


def count_corrections(day_ids: Collection[int]) -> Mapping[int, int]:
    """How often the rows of these days were taken back."""
    found = db.session.execute(
        select(Attendance.sign_up_day_id, func.count())
        .where(Attendance.sign_up_day_id.in_(day_ids), Attendance.is_reversed)
        .group_by(Attendance.sign_up_day_id)
    )
    return {row[0]: row[1] for row in found}


def list_on_site(order_ids: Collection[int], at: datetime) -> Sequence[Present]:
    """Who answered a roll call today and has not left, and who is expected in a shift that runs and was not called."""
    called = select(RollCall.sign_up_day_id).where(RollCall.called_at <= at)
    gone = select(Attendance.sign_up_day_id).where(
        ~Attendance.is_reversed,
        (Attendance.left_at <= at) | Attendance.mark.in_((Mark.ABSENT, Mark.ILL)),
    )
    is_called = SignUpDay.id.in_(called)
    runs = and_(Shift.starts_at <= at, Shift.ends_at >= at)
    found = db.session.execute(
        select(SignUp.order_id, Person.surname, Person.given, is_called)
        .join(SignUpDay, SignUpDay.sign_up_id == SignUp.id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .join(Person, Person.id == SignUp.person_id)
        .where(
            SignUp.order_id.in_(order_ids),
            Shift.held_on == clock.local_date(at),
            SignUpDay.state == DayState.CHOSEN,
            SignUpDay.id.not_in(gone),
            is_called | runs,
        )
        .order_by(SignUp.order_id, SignUpDay.place)
    )
    return [
        Present(order_id, f"{surname} {given}".strip(), is_here=bool(is_here))
        for order_id, surname, given, is_here in found
    ]
