"""What was decided when there was not enough for everyone: which way, by which numbers, why, and who says so."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.distributions.models.plans import Assignment, Cycle
from app.draws.models import Draw
from app.stock.models import Kit


class ShortageWay(StrEnum):
    """The ways there are when kits do not suffice (field guide 6.5), and the draw."""

    POSTPONE = "postpone"
    SMALLER_SHARE = "smaller_share"
    FIRST_TO_SOME = "first_to_some"
    DRAW = "draw"


class FirstTo(StrEnum):
    """Plain conditions on a household by which some are served first."""

    ASSISTED = "assisted"
    INFANTS = "infants"
    CHILDREN = "children"
    OLDER = "older"
    DISPLACED = "displaced"
    LARGE = "large"


class ShortageDecision(Base):
    """One decision on one shortage. It is never edited: another one takes its place, and both stay."""

    __tablename__ = "shortage_decisions"
    __table_args__ = (
        UniqueConstraint("nonce"),
        UniqueConstraint("draw_id"),
        UniqueConstraint("assignment_id"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(way = 'postpone') = (postponed_to IS NOT NULL)", name="postponed_to"),
        CheckConstraint("(way = 'draw') = (draw_id IS NOT NULL)", name="by_draw"),
        CheckConstraint("assignment_id IS NULL OR ended_at IS NULL", name="used_or_ended"),
        Index(
            "uq_shortage_decisions_open",
            "cycle_id",
            unique=True,
            sqlite_where=text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
            postgresql_where=text("assignment_id IS NULL AND ended_at IS NULL AND way <> 'postpone'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), index=True)
    way: Mapped[ShortageWay]
    reason: Mapped[str] = mapped_column(String(200))
    """In words for the public."""
    first_to: Mapped[str] = mapped_column(String(80), default="")
    """Of ``FIRST_TO_SOME``: conditions with commas between; none means whoever is longest without aid."""
    postponed_to: Mapped[date | None]
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draws.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    """When it was taken back or another one took its place, before anything was published by it."""
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    """The publishing that followed it."""
    nonce: Mapped[str] = mapped_column(String(32))

    cycle: Mapped[Cycle] = relationship()
    draw: Mapped[Draw | None] = relationship()
    decided_by: Mapped[Staff | None] = relationship()
    assignment: Mapped[Assignment | None] = relationship()
    kits: Mapped[list["ShortKit"]] = relationship(order_by="ShortKit.kit_id")

    @property
    def conditions(self) -> tuple[FirstTo, ...]:
        return tuple(FirstTo(word) for word in self.first_to.split(",") if word)


class ShortKit(Base):
    """One kind of kit that did not suffice, in the numbers that were decided on."""

    __tablename__ = "short_kits"
    __table_args__ = (
        CheckConstraint("needed > there - reserve", name="short"),
        CheckConstraint("there >= 0 AND reserve >= 0", name="numbers"),
        CheckConstraint("most IS NULL OR percent IS NULL", name="one_share"),
        CheckConstraint("most > 0", name="most"),
        CheckConstraint("percent BETWEEN 1 AND 99", name="percent"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("shortage_decisions.id"), primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id"), primary_key=True)
    needed: Mapped[int]
    there: Mapped[int]
    """On hand and not promised to anybody yet."""
    reserve: Mapped[int]
    """Kept out of this for those in need who have no promise."""
    most: Mapped[int | None] = mapped_column(SmallInteger)
    """Of ``SMALLER_SHARE``: no household gets more."""
    percent: Mapped[int | None] = mapped_column(SmallInteger)
    """Of ``SMALLER_SHARE``: each household gets this part of what the rule says, rounded down, at least one."""

    kit: Mapped[Kit] = relationship()
