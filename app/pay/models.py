"""Pay sheets: days of one order in one period, times the rate, from draft to paid. Money is in kopiykas.

No tax number and no bank account is ever kept here: the accountant has those.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.attendance.models import Attendance
from app.core.db import Base
from app.public_works.models import SignUp, WorkOrder


class PayState(StrEnum):
    MADE = "made"
    APPROVED = "approved"
    SENT = "sent"
    """With the accountant."""
    PAID = "paid"
    ANNULLED = "annulled"
    """Before it was sent: its attendances stand on no sheet again."""


class PaySheet(Base):
    """One sheet for the accountant, frozen when it is made. Whoever took attendance does not approve it."""

    __tablename__ = "pay_sheets"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("to_on >= from_on", name="period"),
        CheckConstraint("rate_minor > 0 AND rate_minor / 2 * 2 = rate_minor", name="rate"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by"),
        CheckConstraint("sent_at IS NULL OR approved_at IS NOT NULL", name="sent_after_approved"),
        CheckConstraint("paid_on IS NULL OR sent_at IS NOT NULL", name="paid_after_sent"),
        CheckConstraint("(annulled_at IS NULL) = (annulled_why = '')", name="annulled_why"),
        CheckConstraint("annulled_at IS NULL OR sent_at IS NULL", name="annulled_before_sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    rate_minor: Mapped[int]
    """For one day, as the order said when the sheet was made."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    paid_on: Mapped[date | None]
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who wrote down that the accountant paid."""
    annulled_at: Mapped[datetime | None]
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    annulled_why: Mapped[str] = mapped_column(String(160), default="")
    nonce: Mapped[str] = mapped_column(String(32))

    order: Mapped[WorkOrder] = relationship()
    made_by: Mapped[Staff] = relationship(foreign_keys=[made_by_id])
    approved_by: Mapped[Staff | None] = relationship(foreign_keys=[approved_by_id])
    sent_by: Mapped[Staff | None] = relationship(foreign_keys=[sent_by_id])
    paid_by: Mapped[Staff | None] = relationship(foreign_keys=[paid_by_id])
    annulled_by: Mapped[Staff | None] = relationship(foreign_keys=[annulled_by_id])
    lines: Mapped[list["PayLine"]] = relationship(order_by="PayLine.row_no", back_populates="sheet")

    @property
    def number(self) -> str:
        """ВП-2026-0007"""
        return f"ВП-{self.year}-{self.serial:04d}"

    @property
    def state(self) -> PayState:
        if self.annulled_at is not None:
            return PayState.ANNULLED
        if self.paid_on is not None:
            return PayState.PAID
        if self.sent_at is not None:
            return PayState.SENT
        return PayState.APPROVED if self.approved_at is not None else PayState.MADE


class PayLine(Base):
    """What one person is owed on a sheet. Below zero where more was taken back than earned since the last sheet."""

    __tablename__ = "pay_lines"
    __table_args__ = (
        UniqueConstraint("sheet_id", "row_no"),
        UniqueConstraint("sheet_id", "sign_up_id"),
        CheckConstraint("row_no > 0", name="row_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("pay_sheets.id"))
    row_no: Mapped[int] = mapped_column(SmallInteger)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), index=True)
    half_days: Mapped[int] = mapped_column(SmallInteger)
    minutes: Mapped[int]
    gross_minor: Mapped[int]
    """Before what the accountant withholds: that is decided and written outside the hub."""

    sheet: Mapped[PaySheet] = relationship(back_populates="lines")
    sign_up: Mapped[SignUp] = relationship()


class PaidAttendance(Base):
    """Says which line counted an attendance, and which counted it back after it was reversed: each at most once.

    Rows of an annulled sheet are deleted with the annulling, so that another sheet can count them.
    """

    __tablename__ = "paid_attendances"
    __table_args__ = (CheckConstraint("sign IN (1, -1)", name="sign"),)

    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendances.id"), primary_key=True)
    sign: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """1 as worked, -1 as taken back."""
    line_id: Mapped[int] = mapped_column(ForeignKey("pay_lines.id"), index=True)

    attendance: Mapped[Attendance] = relationship()
    line: Mapped[PayLine] = relationship()


class PayQuestionKind(StrEnum):
    """What is wrong, in the words of whoever worked."""

    NOT_PAID = "not_paid"
    HOURS = "hours"
    SUM = "sum"
    OTHER = "other"


class PayQuestion(Base):
    """A complaint about hours or money. It has a day by which it is answered and does not touch any turn."""

    __tablename__ = "pay_questions"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answered"),
        Index(
            "uq_pay_questions_open",
            "sign_up_id",
            "kind",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"))
    kind: Mapped[PayQuestionKind]
    text: Mapped[str] = mapped_column(String(240), default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None when the resident asked by themselves."""
    answer_by: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[str] = mapped_column(String(240), default="")
    nonce: Mapped[str] = mapped_column(String(32))

    sign_up: Mapped[SignUp] = relationship()
