"""Help that households asked for, and the shift on which somebody comes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models import Household
from app.public_works.models.orders import Shift


class HelpKind(StrEnum):
    """What a helper does for a household (field guide, row 46)."""

    FIREWOOD = "firewood"
    WATER = "water"
    SHOPPING = "shopping"
    REPAIR = "repair"
    OTHER = "other"


class HelpOutcome(StrEnum):
    DONE = "done"
    NOT_HOME = "not_home"
    NOT_DONE = "not_done"


class HelpRequest(Base):
    """One thing that one household asked for. The address is shown on the day only, and only to those who go there."""

    __tablename__ = "help_requests"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_when"),
        CheckConstraint("outcome IS NULL OR shift_id IS NOT NULL OR outcome = 'not_done'", name="somebody_went"),
        Index(
            "uq_help_requests_open",
            "household_id",
            "kind",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    kind: Mapped[HelpKind]
    note: Mapped[str] = mapped_column(String(80), default="")
    """How much, where it lies. Nothing about health."""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shifts.id"), index=True)
    outcome: Mapped[HelpOutcome | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str | None] = mapped_column(String(32))

    household: Mapped[Household] = relationship()
    shift: Mapped[Shift | None] = relationship()
