"""Cycles, and the days on which they are held: distributions and their slots."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
    case,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.criteria import CriteriaVersion
from app.distributions.models.programmes import Programme
from app.hubs.models import Location


class Cycle(Base):
    """One turn of a programme: within it a household is entitled once."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    programme: Mapped[Programme] = relationship()


class Assignment(Base):
    """One publishing of slots for a cycle: the seed of its random part and who stands behind it."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), index=True)
    seed: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    """Of the published list, so that what was looked at is what was published."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    criteria_version_id: Mapped[int | None] = mapped_column(ForeignKey("criteria_versions.id"))
    """By which criteria; None of a list that was published before they were kept."""

    criteria: Mapped[CriteriaVersion | None] = relationship()


class DistributionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    """It will not be held; everyone who had a place was moved, and the moves say where to."""


class Distribution(Base):
    """A programme at a location on a day. Only a published one has its slots stored: a draft may still change."""

    __tablename__ = "distributions"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("slot_minutes IN (10, 15, 20, 30, 60)", name="slot_minutes"),
        CheckConstraint("desks BETWEEN 1 AND 50", name="desks"),
        CheckConstraint("service_minutes BETWEEN 1 AND 60", name="service_minutes"),
        CheckConstraint("closes_at > opens_at", name="hours"),
        CheckConstraint("kept BETWEEN 0 AND 100", name="kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    """As on papers, ``HUB-2026-0042``."""
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    held_on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[time]
    """On the hub's wall clock."""
    closes_at: Mapped[time]
    slot_minutes: Mapped[int] = mapped_column(SmallInteger, default=15)
    desks: Mapped[int] = mapped_column(SmallInteger)
    service_minutes: Mapped[int] = mapped_column(SmallInteger, default=3)
    """How long one household takes at a desk, on average."""
    state: Mapped[DistributionState] = mapped_column(default=DistributionState.DRAFT)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    closed_at: Mapped[datetime | None]
    kept: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """Places of each slot that nobody is assigned: for wardens who fetch for others, for who comes without a time."""
    kept_until: Mapped[time | None]
    """When unused ones return to everybody, on the hub's wall clock; None keeps them to the end."""
    plan_nonce: Mapped[str | None] = mapped_column(String(32), index=True)
    """The form that planned it, with others of the same form: sent twice, it plans the days once."""

    cycle: Mapped[Cycle] = relationship()
    location: Mapped[Location] = relationship()
    slots: Mapped[list["Slot"]] = relationship(order_by="Slot.starts_at", back_populates="distribution")


class Slot(Base):
    """A window of time at a distribution and how many households fit into it."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("distribution_id", "starts_at"),
        CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
        CheckConstraint("kept BETWEEN 0 AND capacity", name="kept"),
        CheckConstraint("ends_at > starts_at", name="window"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int] = mapped_column(SmallInteger)
    kept: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """Of these places, those that are kept until ``kept_until``."""
    kept_until: Mapped[datetime | None]

    distribution: Mapped[Distribution] = relationship(back_populates="slots")

    def bookable(self, at: datetime) -> int:
        """Places that may be given to anybody at this moment."""
        return self.capacity - (self.kept if self.kept_until is None or at < self.kept_until else 0)

    @classmethod
    def bookable_sql(cls, at: datetime) -> ColumnElement[int]:
        """:meth:`bookable` as a column."""
        return cls.capacity - case((cls.kept_until <= at, 0), else_=cls.kept)
