"""Taking people out of works and passes. Code, sex, age, days, hours and money of a work stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from app.attendance.models import Attendance, AttendanceReversal
from app.passes.models import Pass
from app.pay.models import PayQuestion
from app.privacy.operations.rows import run
from app.privacy.queries.going import NO_NAME
from app.public_works.models import HelpRequest, SignUp, SignUpDay, SignUpSkill

NOTHING_OF_A_WORKER: dict[str, Any] = {
    "person_id": None,
    "guardian_name": "",
    **dict.fromkeys(("no_lifting", "no_heights", "is_seated"), False),
}
NOTHING_OF_A_PASS: dict[str, Any] = dict.fromkeys(("leader_name", "leader_phone", "names", "vehicle", "plate"), "")


def forget_workers(which: ColumnElement[bool]) -> int:
    """Take the person out of these sign-ups with all that was written about them; how many sign-ups that were."""
    ids = select(SignUp.id).where(which)
    days = select(SignUpDay.id).where(SignUpDay.sign_up_id.in_(ids))
    attended = select(Attendance.id).where(Attendance.sign_up_day_id.in_(days))
    for change in (
        delete(SignUpSkill).where(SignUpSkill.sign_up_id.in_(ids)),
        update(SignUpDay).where(SignUpDay.id.in_(days)).values(reason=""),
        update(AttendanceReversal).where(AttendanceReversal.attendance_id.in_(attended)).values(reason=NO_NAME),
        update(Attendance).where(Attendance.id.in_(attended)).values(reason="", output=""),
        update(PayQuestion).where(PayQuestion.sign_up_id.in_(ids)).values(text=""),
        update(PayQuestion)
        .where(PayQuestion.sign_up_id.in_(ids), PayQuestion.answered_at.is_not(None))
        .values(answer=NO_NAME),
        update(SignUp).where(which, SignUp.withdrawn_at.is_not(None)).values(withdrawn_why=NO_NAME),
    ):
        run(change)
    return run(update(SignUp).where(which).values(**NOTHING_OF_A_WORKER))


def leave_works(household_ids: Sequence[int]) -> None:
    """Take households out of works: what is left belongs to nobody."""
    forget_workers(SignUp.household_id.in_(household_ids))
    run(update(SignUp).where(SignUp.household_id.in_(household_ids)).values(household_id=None))
    run(update(HelpRequest).where(HelpRequest.household_id.in_(household_ids)).values(note=""))


def forget_passes(which: ColumnElement[bool], *, at: datetime) -> int:
    """Take people and vehicles out of passes; how many passes that were."""
    run(update(Pass).where(which, Pass.revoked_at.is_not(None)).values(revoked_why=NO_NAME))
    return run(update(Pass).where(which).values(**NOTHING_OF_A_PASS, forgotten_at=at))
