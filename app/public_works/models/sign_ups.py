"""Sign-ups: who wants to work on which days, and what became of it. The most dangerous list a hub holds.

Two steps of forgetting (:mod:`app.privacy`): some days after the order is over and paid the person goes out of the row,
later, when the household's turn no longer rests on it, the household too. Code, hours and money stay.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models import Household, Person, Sex
from app.public_works.models.orders import Shift, Skill, WorkOrder


class Channel(StrEnum):
    """Where somebody signed up."""

    DOOR = "door"
    """The residents' page."""
    DESK = "desk"
    PHONE = "phone"
    WARDEN = "warden"


class SignUp(Base):
    """One person for one order. Withdrawn it stays, and the same person may sign up anew."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("nonce"),
        CheckConstraint("age BETWEEN 14 AND 120", name="age"),
        CheckConstraint(
            "age >= 18 OR (consented_on IS NOT NULL AND (guardian_name <> '' OR person_id IS NULL))", name="guardian"
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_why"),
        CheckConstraint("household_id IS NOT NULL OR person_id IS NULL", name="forgotten_in_order"),
        CheckConstraint("position > 0", name="position"),
        Index(
            "uq_sign_ups_active",
            "order_id",
            "person_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"))
    code: Mapped[str] = mapped_column(String(8))
    """What the row is called when its name is gone, and in everything that is shown outside the hub: ``7K2M9Q``."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    sex: Mapped[Sex]
    age: Mapped[int] = mapped_column(SmallInteger)
    """In full years on the first day of the order; for the report, where it becomes a band."""
    is_first_time: Mapped[bool] = mapped_column(default=True)
    """The household had not worked lately when it signed up."""
    channel: Mapped[Channel]
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None when the resident did it."""
    no_lifting: Mapped[bool] = mapped_column(default=False)
    no_heights: Mapped[bool] = mapped_column(default=False)
    is_seated: Mapped[bool] = mapped_column(default=False)
    """Can do tasks that are done sitting only."""
    guardian_name: Mapped[str] = mapped_column(String(80), default="")
    """Who signed for somebody under 18; goes with the person."""
    consented_on: Mapped[date | None]
    position: Mapped[int | None] = mapped_column(SmallInteger)
    """Place in the queue of the order, from 1, once turns were decided."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str | None] = mapped_column(String(120))
    nonce: Mapped[str] = mapped_column(String(32))

    order: Mapped[WorkOrder] = relationship()
    person: Mapped[Person | None] = relationship()
    household: Mapped[Household | None] = relationship()
    skills: Mapped[list["SignUpSkill"]] = relationship(cascade="all, delete-orphan", order_by="SignUpSkill.skill")
    days: Mapped[list["SignUpDay"]] = relationship(back_populates="sign_up", order_by="SignUpDay.id")

    @property
    def has_limits(self) -> bool:
        return self.no_lifting or self.no_heights or self.is_seated


class SignUpSkill(Base):
    """A skill that somebody has."""

    __tablename__ = "sign_up_skills"

    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"), primary_key=True)
    skill: Mapped[Skill] = mapped_column(primary_key=True)


class DayState(StrEnum):
    """What became of one day that somebody wants to work."""

    WANTED = "wanted"
    """Turns are not decided yet."""
    CHOSEN = "chosen"
    WAITING = "waiting"
    OFFERED = "offered"
    """A place is held until ``held_until``; it counts as taken."""
    LAPSED = "lapsed"
    """The offer was declined or ran out."""
    CANCELLED = "cancelled"
    """By the person, or because the shift or the order is not held."""


class NotChosenWhy(StrEnum):
    """Why somebody has no place yet, as they read it."""

    HOUSEHOLD_CAP = "household_cap"
    """The household has worked as many days of the period as it may while others wait."""
    HOUSEHOLD_ONE = "household_one"
    """Somebody of the household works that day."""
    WORKED_LATELY = "worked_lately"
    FIRST_SHARE = "first_share"
    """The place went to somebody of those to whom a share is offered first."""
    BY_DRAW = "by_draw"
    LIMITS = "limits"
    """The task does not fit what the person can do."""
    CLASH = "clash"
    """They work elsewhere at that hour."""
    CAME_LATER = "came_later"
    """Signed up when the turns had been decided."""


class SignUpDay(Base):
    """One shift that somebody signed up for."""

    __tablename__ = "sign_up_days"
    __table_args__ = (
        UniqueConstraint("sign_up_id", "shift_id"),
        CheckConstraint("(state IN ('chosen', 'offered')) = (place IS NOT NULL)", name="place_taken"),
        CheckConstraint("place > 0", name="place"),
        CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name="held_until"),
        CheckConstraint("told_at IS NULL OR state <> 'wanted'", name="told"),
        Index(
            "uq_sign_up_days_place",
            "shift_id",
            "place",
            unique=True,
            sqlite_where=text("place IS NOT NULL"),
            postgresql_where=text("place IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("sign_ups.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    state: Mapped[DayState] = mapped_column(default=DayState.WANTED)
    place: Mapped[int | None] = mapped_column(SmallInteger)
    """From 1 to the places of the shift: the second wall against one too many, and the row on the attendance sheet."""
    why: Mapped[NotChosenWhy | None]
    reason: Mapped[str] = mapped_column(String(120), default="")
    """Of a cancelled day, in the words of whoever cancelled it."""
    held_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    """When staff told them of the state it has now; the residents' page tells by itself."""

    sign_up: Mapped[SignUp] = relationship(back_populates="days")
    shift: Mapped[Shift] = relationship()
