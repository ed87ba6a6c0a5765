"""What stands behind the lines of a sheet: each row of attendance, and what was taken back and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from app.attendance.models import Attendance, AttendanceReversal
from app.core.db import db
from app.pay.models import PaidAttendance, PayLine, PaySheet
from app.public_works.models import Shift, SignUpDay


@dataclass(frozen=True, slots=True)
class Behind:
    """One row of attendance on a line: as worked, or taken back because it was corrected after it was counted."""

    attendance: Attendance
    sign: int
    """1 as worked, -1 taken back."""
    held_on: date
    reason: str
    """Why it was corrected; empty where it was not."""
    reversed_at: datetime | None
    counted_on: PaySheet
    """The sheet that counted it as worked: this one, or an earlier one."""

    @property
    def half_days(self) -> int:
        return self.sign * self.attendance.half_days

    @property
    def minutes(self) -> int:
        return self.sign * self.attendance.minutes


def list_behind(sheet_id: int) -> Mapping[int, Sequence[Behind]]:
    """Of each line of a sheet, by its id, what it counts, by day."""
    rows: dict[int, list[Behind]] = {}
    for row in db.session.execute(_counted(sheet_id)):
        rows.setdefault(row[0], []).append(Behind(*row[1:]))
    return rows


def _counted(sheet_id: int) -> Select[int, Attendance, int, date, str, datetime, PaySheet]:
    first, first_line = aliased(PaidAttendance), aliased(PayLine)
    return (
        select(
            PayLine.id,
            Attendance,
            PaidAttendance.sign,
            Shift.held_on,
            AttendanceReversal.reason,
            AttendanceReversal.reversed_at,
            PaySheet,
        )
        .join(PaidAttendance, PaidAttendance.line_id == PayLine.id)
        .join(Attendance, Attendance.id == PaidAttendance.attendance_id)
        .join(SignUpDay, SignUpDay.id == Attendance.sign_up_day_id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .join(first, and_(first.attendance_id == Attendance.id, first.sign == 1))
        .join(first_line, first_line.id == first.line_id)
        .join(PaySheet, PaySheet.id == first_line.sheet_id)
        .outerjoin(AttendanceReversal, AttendanceReversal.attendance_id == Attendance.id)
        .where(PayLine.sheet_id == sheet_id)
        .order_by(PayLine.row_no, Shift.starts_at, PaidAttendance.sign)
    )


def find_sheet_taking_back(sheet_id: int) -> PaySheet | None:
    """Another sheet that takes back something that this one has counted."""
    here = (
        select(PaidAttendance.attendance_id)
        .join(PayLine, PayLine.id == PaidAttendance.line_id)
        .where(PayLine.sheet_id == sheet_id, PaidAttendance.sign == 1)
    )
    return db.session.scalar(
        select(PaySheet)
        .join(PayLine, PayLine.sheet_id == PaySheet.id)
        .join(PaidAttendance, PaidAttendance.line_id == PayLine.id)
        .where(PaidAttendance.sign == -1, PaidAttendance.attendance_id.in_(here), PaySheet.id != sheet_id)
        .order_by(PaySheet.id)
        .limit(1)
    )
