"""Kits for those who are in need now and have no promise: a small share of a day's kits, each with its reason."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.distributions.models import Distribution, Programme
from app.households.models import Household
from app.hubs.models import Location
from app.stock.models import KitVersion


class EmergencyReason(StrEnum):
    """Why somebody gets a kit without a promise. A code, so that nobody writes what they think of people."""

    NOT_REGISTERED = "not_registered"
    JUST_ARRIVED = "just_arrived"
    HOME_DAMAGED = "home_damaged"
    LOST_SUPPLIES = "lost_supplies"
    MORE_PEOPLE = "more_people"
    OTHER = "other"


class EmergencyIssue(Base):
    """A kit given without a promise. A fact: reversed by :class:`EmergencyReversal`, never edited.

    Registration must follow: ``household_id`` is None until somebody has linked it to a household.
    """

    __tablename__ = "emergency_issues"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),
        CheckConstraint("desk BETWEEN 1 AND 50", name="desk"),
        CheckConstraint("(approved_by_id IS NULL) = (approval_reason = '')", name="approved_with_reason"),
        CheckConstraint("(household_id IS NULL) = (linked_at IS NULL)", name="linked_when"),
        Index("ix_emergency_issues_location_day", "location_id", "happened_at"),
        Index("ix_emergency_issues_open", "household_id", "is_reversed"),
        # What waits for closing, and nothing else.
        Index(
            "ix_emergency_issues_uncounted",
            "location_id",
            "happened_at",
            sqlite_where=text("is_reversed = 0 AND counted = 0"),
            postgresql_where=text("NOT is_reversed AND counted = 0"),
        ),
        Index(
            "ix_emergency_issues_uncounted_back",
            "location_id",
            sqlite_where=text("is_reversed = 1 AND counted = 1"),
            postgresql_where=text("is_reversed AND counted = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    """Whose kits they are: the donor reads of them in the report."""
    distribution_id: Mapped[int | None] = mapped_column(ForeignKey("distributions.id"), index=True)
    """Out of whose kits; None on a day without one."""
    kit_version_id: Mapped[int] = mapped_column(ForeignKey("kit_versions.id"))
    quantity: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[EmergencyReason]
    note: Mapped[str] = mapped_column(String(120), default="")
    desk: Mapped[int] = mapped_column(SmallInteger)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who stood by what is more than the share, or a repetition."""
    approval_reason: Mapped[str] = mapped_column(String(200), default="")
    happened_at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(32))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"))
    linked_at: Mapped[datetime | None]
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    is_reversed: Mapped[bool] = mapped_column(default=False)
    counted: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """How many closings have counted it: one as given, and one more as taken back."""

    location: Mapped[Location] = relationship()
    programme: Mapped[Programme] = relationship()
    distribution: Mapped[Distribution | None] = relationship()
    kit_version: Mapped[KitVersion] = relationship()
    household: Mapped[Household | None] = relationship()
    given_by: Mapped[Staff] = relationship(foreign_keys=[given_by_id])
    reversal: Mapped["EmergencyReversal | None"] = relationship(back_populates="issue", uselist=False)

    @property
    def number(self) -> str:
        """АН-0012, as it is said at the registration desk."""
        return f"АН-{self.id:04d}"


class EmergencyReversal(Base):
    """Why and by whom an emergency kit was taken back."""

    __tablename__ = "emergency_reversals"
    __table_args__ = (UniqueConstraint("issue_id"), CheckConstraint("reason <> ''", name="reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("emergency_issues.id"))
    reason: Mapped[str] = mapped_column(String(200))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

    issue: Mapped[EmergencyIssue] = relationship(back_populates="reversal")
