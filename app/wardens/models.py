"""Who walks which street, the rounds on paper and back, and what wardens report."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.households.models import Household
from app.hubs.models import Street


class Side(StrEnum):
    """The houses of a street with odd numbers, or those with even ones."""

    ODD = "odd"
    EVEN = "even"


class WardenStreet(Base):
    """One side of a street and who walks it. A whole street is two rows; a side has one warden."""

    __tablename__ = "warden_streets"

    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)
    warden_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    street: Mapped[Street] = relationship()


class NeedCode(StrEnum):
    """The fifteen things a household may ask a warden for (field guide 5.6)."""

    FOOD = "food"
    WATER = "water"
    MEDICINE = "medicine"
    HYGIENE = "hygiene"
    BABY = "baby"
    HEAT = "heat"
    REPAIR = "repair"
    CLOTHES = "clothes"
    CONNECTION = "connection"
    DOCUMENTS = "documents"
    PSYCHOLOGIST = "psychologist"
    CARE = "care"
    WORK = "work"
    TRANSPORT = "transport"
    OTHER = "other"


MOST_NEEDS = 3
"""Everybody needs everything; three make people choose (field guide 2.4)."""


class Round(Base):
    """A sheet that a warden walks with. A lost one is cancelled: its number opens nothing any more."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("cancelled_at IS NULL OR entered_at IS NULL", name="cancelled_or_entered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    """From 1 in each year."""
    warden_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    """For whom it was made. Who may open it now is told by who has its streets now."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    return_by: Mapped[date]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime | None]
    """When somebody said that everything on the paper is typed in; before that it may be saved in parts."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    saves: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often it was saved: whoever looked at an earlier state may not write over a later one."""
    saved_nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that saved it last: the same form sent twice saves once."""
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that made it: the same form sent twice makes one sheet."""

    warden: Mapped[Staff] = relationship(foreign_keys=[warden_id])
    stretches: Mapped[list["RoundStreet"]] = relationship(cascade="all, delete-orphan")
    rows: Mapped[list["RoundRow"]] = relationship(order_by="RoundRow.row_no", cascade="all, delete-orphan")

    @property
    def number(self) -> str:
        """ОБ-2026-0007"""
        return f"ОБ-{self.year}-{self.serial:04d}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be typed in."""
        return self.cancelled_at is None and self.entered_at is None


class RoundStreet(Base):
    """One side of a street that a round goes along."""

    __tablename__ = "round_streets"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(primary_key=True)

    street: Mapped[Street] = relationship()


class RoundRow(Base):
    """One household on a sheet, and what the warden marked beside it."""

    __tablename__ = "round_rows"
    __table_args__ = (
        UniqueConstraint("round_id", "row_no"),
        UniqueConstraint("round_id", "household_id"),
        CheckConstraint("row_no > 0", name="row_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    row_no: Mapped[int] = mapped_column(SmallInteger)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    was_missed: Mapped[bool] = mapped_column(default=False)
    """Not reached in the round before, so it stands first."""
    is_reached: Mapped[bool] = mapped_column(default=False)
    is_told: Mapped[bool] = mapped_column(default=False)

    needs: Mapped[list["RoundNeed"]] = relationship(order_by="RoundNeed.place", cascade="all, delete-orphan")
    change: Mapped["ReportedChange | None"] = relationship(back_populates="row")


class RoundNeed(Base):
    """One thing a household asked for, the most urgent in place 1. There are three places and no more."""

    __tablename__ = "round_needs"
    __table_args__ = (
        UniqueConstraint("row_id", "code"),
        CheckConstraint(f"place BETWEEN 1 AND {MOST_NEEDS}", name="place"),
    )

    row_id: Mapped[int] = mapped_column(ForeignKey("round_rows.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code: Mapped[NeedCode]


class ChangeKind(StrEnum):
    """What a warden may tell about a household. The register itself is changed by a registrar."""

    BIRTH = "birth"
    DEATH = "death"
    NEW_PEOPLE = "new_people"
    DEPARTURE = "departure"
    ALL_LEFT = "all_left"
    NEW_HOUSEHOLD = "new_household"
    PHONE = "phone"
    OTHER = "other"


class ChangeState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


LONGEST_REPORT = 120


class ReportedChange(Base):
    """Something a warden saw, which waits for a registrar."""

    __tablename__ = "reported_changes"
    __table_args__ = (
        UniqueConstraint("row_id"),
        UniqueConstraint("nonce"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_when"),
        CheckConstraint("(kind = 'new_household') = (household_id IS NULL)", name="about_whom"),
        Index("ix_reported_changes_work", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    """None of a household that is not in the register yet: its address stands in the text."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    row_id: Mapped[int | None] = mapped_column(ForeignKey("round_rows.id"))
    """Where on which sheet it stood; None when it was told without a sheet."""
    text: Mapped[str] = mapped_column(String(LONGEST_REPORT), default="")
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[str] = mapped_column(String(LONGEST_REPORT), default="")
    """Why it was declined."""
    nonce: Mapped[str | None] = mapped_column(String(32))

    household: Mapped[Household | None] = relationship()
    row: Mapped[RoundRow | None] = relationship(back_populates="change")
    round: Mapped[Round | None] = relationship()
    reported_by: Mapped[Staff | None] = relationship(foreign_keys=[reported_by_id])


class CheckAnswer(StrEnum):
    """What a warden found where a household did not come for its aid twice."""

    AT_HOME = "at_home"
    MOVED = "moved"
    ILL = "ill"
    DEAD = "dead"
    NOT_FOUND = "not_found"


class WardenCheck(Base):
    """A household that missed its aid twice: somebody goes and looks. It stays in the register whatever they find."""

    __tablename__ = "warden_checks"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_when"),
        Index(
            "uq_warden_checks_open",
            "household_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer: Mapped[CheckAnswer | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    household: Mapped[Household] = relationship()
