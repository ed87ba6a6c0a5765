"""What is held about a household's work: days it signed up for, hours, money, questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.models import Attendance, AttendanceReversal, Briefed, Certificate, RollCall, ToolLoan
from app.core.db import db
from app.pay.models import PayLine, PayQuestion
from app.public_works.models import SignUp, SignUpDay

OfSignUp = TypeVar("OfSignUp", PayLine, PayQuestion, Certificate)
Attended = tuple[Attendance, AttendanceReversal | None]


@dataclass(frozen=True, slots=True)
class Work:
    """One sign-up and what came of it."""

    sign_up: SignUp
    attended: Mapping[int, Sequence[Attended]]
    """What was written down of each day, by the id of the day; what was wrong stands with its reversal."""
    lines: Sequence[PayLine]
    """Money due and paid."""
    questions: Sequence[PayQuestion]
    certificates: Sequence[Certificate]
    traces: int
    """Briefings, roll calls and tools: that they were there."""


def list_works(household_id: int) -> Sequence[Work]:
    """Every sign-up that still knows the household, the last one first."""
    found = (
        select(SignUp)
        .where(SignUp.household_id == household_id)
        .options(
            joinedload(SignUp.order),
            joinedload(SignUp.person),
            selectinload(SignUp.skills),
            selectinload(SignUp.days).joinedload(SignUpDay.shift),
        )
        .order_by(SignUp.id.desc())
    )
    return [_work(sign_up) for sign_up in db.session.scalars(found)]


def _work(sign_up: SignUp) -> Work:
    days = [day.id for day in sign_up.days]
    traces = (
        select(RollCall.id).where(RollCall.sign_up_day_id.in_(days)),
        select(ToolLoan.id).where(ToolLoan.sign_up_day_id.in_(days)),
        select(Briefed.briefing_id).where(Briefed.sign_up_id == sign_up.id),
    )
    return Work(
        sign_up,
        attended=_attended(days),
        lines=_of(PayLine, sign_up),
        questions=_of(PayQuestion, sign_up),
        certificates=_of(Certificate, sign_up),
        traces=sum(len(db.session.scalars(rows).all()) for rows in traces),
    )


def _attended(day_ids: Sequence[int]) -> dict[int, list[Attended]]:
    found = (
        select(Attendance, AttendanceReversal)
        .outerjoin(AttendanceReversal, AttendanceReversal.attendance_id == Attendance.id)
        .where(Attendance.sign_up_day_id.in_(day_ids))
        .order_by(Attendance.id)
    )
    by_day: dict[int, list[Attended]] = {}
    for attendance, reversal in db.session.execute(found):
        by_day.setdefault(attendance.sign_up_day_id, []).append((attendance, reversal))
    return by_day


def _of(kind: type[OfSignUp], sign_up: SignUp) -> Sequence[OfSignUp]:
    return db.session.scalars(select(kind).where(kind.sign_up_id == sign_up.id).order_by(kind.id)).all()
