"""The day of a work: whether it may begin, who was briefed, who was there, which tools are out."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.public_works.models import Shift, SignUp, SignUpDay, WorkOrder


class DayCheck(Base):
    """The foreman's look in the morning. The last one of a shift holds; each stays."""

    __tablename__ = "day_checks"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("is_go = (reason = '')", name="why_not"),
        CheckConstraint(
            "NOT is_go OR (is_clear AND is_weather_fit AND is_quiet AND has_gear AND has_first_aider AND has_shelter)",
            name="go_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"), index=True)
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    is_clear: Mapped[bool]
    """The clearance of the site holds today and nothing new was found."""
    is_weather_fit: Mapped[bool]
    is_quiet: Mapped[bool]
    """No alarm now."""
    has_gear: Mapped[bool]
    has_first_aider: Mapped[bool]
    has_shelter: Mapped[bool]
    """Open, and everybody knows the way."""
    is_go: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(120), default="")
    """Why the day is called off: those who came are marked standby."""
    nonce: Mapped[str] = mapped_column(String(32))

    shift: Mapped[Shift] = relationship()


class Briefing(Base):
    """One safety briefing. It is signed on paper; here stands who was there and which text was read."""

    __tablename__ = "briefings"
    __table_args__ = (UniqueConstraint("nonce"), CheckConstraint("instructor <> ''", name="instructor"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"), index=True)
    text_version: Mapped[int] = mapped_column(SmallInteger)
    instructor: Mapped[str] = mapped_column(String(80))
    held_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    order: Mapped[WorkOrder] = relationship()
    workers: Mapped[list["Briefed"]] = relationship(back_populates="briefing")


class Briefed(Base):
    """Somebody who was briefed."""

    __tablename__ = "briefed"

    briefing_id: Mapped[int] = mapped_column(ForeignKey("briefings.id"), primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), primary_key=True, index=True)

    briefing: Mapped[Briefing] = relationship(back_populates="workers")
    sign_up: Mapped[SignUp] = relationship()


class CallHow(StrEnum):
    """How somebody was called."""

    SCAN = "scan"
    LIST = "list"
    PAPER = "paper"


class RollCall(Base):
    """Somebody was there at the first call of the day, or at the second, after the break."""

    __tablename__ = "roll_calls"
    __table_args__ = (
        UniqueConstraint("sign_up_day_id", "round"),
        CheckConstraint("round IN (1, 2)", name="round"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_day_id: Mapped[int] = mapped_column(ForeignKey("sign_up_days.id"))
    round: Mapped[int] = mapped_column(SmallInteger)
    called_at: Mapped[datetime]
    how: Mapped[CallHow]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    day: Mapped[SignUpDay] = relationship()


class Mark(StrEnum):
    """How somebody's day stands on the attendance sheet (field guide 3.7)."""

    WORKED = "worked"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    ILL = "ill"
    STANDBY = "standby"
    """Came, and the day was called off."""


class Attendance(Base):
    """What somebody worked on one shift, in whole minutes. Never edited: a second person reverses it with a reason.

    It may be written only for who was briefed; ``minutes`` are those that are paid, by
    :func:`app.attendance.rules.paid_minutes`, frozen with the rule and the hours they rest on.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("(mark IN ('absent', 'ill')) = (arrived_at IS NULL)", name="arrived"),
        CheckConstraint("(arrived_at IS NULL) = (left_at IS NULL)", name="left"),
        CheckConstraint("left_at >= arrived_at", name="hours"),
        CheckConstraint("break_minutes BETWEEN 0 AND 720 AND alarm_minutes BETWEEN 0 AND 1440", name="apart"),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),
        CheckConstraint("half_days BETWEEN 0 AND 2", name="half_days"),
        CheckConstraint("arrived_at IS NOT NULL OR (minutes = 0 AND half_days = 0)", name="nothing_for_nobody"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name="second_person"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by"),
        Index(
            "uq_attendances_effective",
            "sign_up_day_id",
            unique=True,
            sqlite_where=text("NOT is_reversed"),
            postgresql_where=text("NOT is_reversed"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_day_id: Mapped[int] = mapped_column(ForeignKey("sign_up_days.id"), index=True)
    mark: Mapped[Mark]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    break_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    alarm_minutes: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Between arriving and leaving, spent in the shelter."""
    minutes: Mapped[int] = mapped_column(SmallInteger)
    half_days: Mapped[int] = mapped_column(SmallInteger)
    """2 for a day, 1 for half a one (field guide 6.11): what the day rate is multiplied with."""
    reason: Mapped[str] = mapped_column(String(120), default="")
    """Why absent, late or gone early."""
    output: Mapped[str] = mapped_column(String(60), default="")
    """What was done, where the order has a norm."""
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    is_reversed: Mapped[bool] = mapped_column(default=False)
    """Kept in step with :class:`AttendanceReversal` by the one operation that writes it."""

    day: Mapped[SignUpDay] = relationship()
    entered_by: Mapped[Staff] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Staff | None] = relationship(foreign_keys=[confirmed_by_id])


class AttendanceReversal(Base):
    """Says that an attendance was wrong, and why. The right one is a new row."""

    __tablename__ = "attendance_reversals"
    __table_args__ = (UniqueConstraint("attendance_id"), CheckConstraint("reason <> ''", name="reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendances.id"))
    reason: Mapped[str] = mapped_column(String(160))
    reversed_at: Mapped[datetime]
    reversed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    attendance: Mapped[Attendance] = relationship()


class ToolLoan(Base):
    """A tool in somebody's hands for a shift."""

    __tablename__ = "tool_loans"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("quantity BETWEEN 1 AND 100", name="quantity"),
        CheckConstraint("returned + lost BETWEEN 0 AND quantity AND returned >= 0 AND lost >= 0", name="back"),
        CheckConstraint("(back_at IS NULL) = (returned + lost = 0)", name="back_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_day_id: Mapped[int] = mapped_column(ForeignKey("sign_up_days.id"), index=True)
    tool: Mapped[str] = mapped_column(String(60))
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    out_at: Mapped[datetime]
    out_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    returned: Mapped[int] = mapped_column(SmallInteger, default=0)
    lost: Mapped[int] = mapped_column(SmallInteger, default=0)
    back_at: Mapped[datetime | None]
    back_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    day: Mapped[SignUpDay] = relationship()


class Certificate(Base):
    """A certificate of participation that was printed: for whom and how much it said."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("year", "serial"), UniqueConstraint("nonce"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), index=True)
    half_days: Mapped[int] = mapped_column(SmallInteger)
    minutes: Mapped[int]
    issued_on: Mapped[date]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    sign_up: Mapped[SignUp] = relationship()

    @property
    def number(self) -> str:
        """ДУ-2026-0007"""
        return f"ДУ-{self.year}-{self.serial:04d}"
