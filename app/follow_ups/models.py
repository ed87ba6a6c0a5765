"""What was asked after a distribution: five questions of those who held it, interviews of some of the households."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column, relationship

from app.core.db import Base
from app.distributions.models import Distribution, Entitlement


class Judgement(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


def _judged(name: str) -> MappedColumn[Judgement]:
    """Its CHECK is named after the column: a table has several of them."""
    kind = Enum(
        Judgement,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(kind)


class AfterCheck(Base):
    """The five questions after a distribution. Answered anew, the old answers stay beside; the last ones count."""

    __tablename__ = "after_checks"
    __table_args__ = (UniqueConstraint("nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), index=True)
    is_completed: Mapped[Judgement] = _judged("is_completed")
    is_done_well: Mapped[Judgement] = _judged("is_done_well")
    is_on_time: Mapped[Judgement] = _judged("is_on_time")
    is_within_budget: Mapped[Judgement] = _judged("is_within_budget")
    is_open_to_all: Mapped[Judgement] = _judged("is_open_to_all")
    note: Mapped[str] = mapped_column(String(300), default="")
    filled_at: Mapped[datetime]
    filled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))


class Question(StrEnum):
    """What is asked in an interview (field guide 4.7), in the order of the sheet."""

    CAME = "came"
    KNEW = "knew"
    COLLECTED = "collected"
    WAITED = "waited"
    TRAVELLED = "travelled"
    HOW = "how"
    SAFE = "safe"
    COMPLETE = "complete"
    QUALITY = "quality"
    TIMELY = "timely"
    NEEDED = "needed"
    USED = "used"
    PAID = "paid"
    """Paid or was asked for a favour: sensitive."""
    TENSION = "tension"
    COMPLAINT = "complaint"
    POLITE = "polite"
    SATISFIED = "satisfied"
    CHANGE = "change"
    """One thing to change, in words."""


class InterviewState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"


class Sample(Base):
    """Households of one distribution drawn for interviews; the seed shows that nobody chose them."""

    __tablename__ = "interview_samples"
    __table_args__ = (UniqueConstraint("distribution_id"), UniqueConstraint("nonce"))

    id: Mapped[int] = mapped_column(primary_key=True)
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"))
    seed: Mapped[str] = mapped_column(String(32))
    drawn_from: Mapped[int]
    """How many households were promised something."""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    distribution: Mapped[Distribution] = relationship()
    interviews: Mapped[list["Interview"]] = relationship(order_by="Interview.position", back_populates="sample")


class Interview(Base):
    """One household of a sample, and what it answered."""

    __tablename__ = "interviews"
    __table_args__ = (
        UniqueConstraint("sample_id", "position"),
        CheckConstraint("(state = 'waiting') = (entered_at IS NULL)", name="entered_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("interview_samples.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    """From 1: the number of its sheet."""
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
    state: Mapped[InterviewState] = mapped_column(default=InterviewState.WAITING)
    asked_on: Mapped[date | None]
    entered_at: Mapped[datetime | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    sample: Mapped[Sample] = relationship(back_populates="interviews")
    entitlement: Mapped[Entitlement] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="interview")


class Answer(Base):
    """One answer: the key of a choice, a number of minutes, or words."""

    __tablename__ = "interview_answers"

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[Question] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(200))

    interview: Mapped[Interview] = relationship(back_populates="answers")
