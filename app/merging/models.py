"""What was merged into what, and what it takes to undo it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models import Household


class Merge(Base):
    """Two records that turned out to be one: of a household, or with ``kept_person_id`` of one person."""

    __tablename__ = "merges"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(kept_person_id IS NOT NULL) OR (kept_id <> merged_id)", name="two_records"),
        CheckConstraint("(undone_at IS NULL) OR (before IS NULL)", name="undone_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    """Of one person written twice in one household the same as ``kept_id``."""
    kept_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that asked for it: the same form sent twice merges once."""
    before: Mapped[str | None] = mapped_column(Text)
    """JSON: which rows moved and what stood in the fields that changed. Dropped when it cannot be undone any more."""
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    kept: Mapped[Household] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Household] = relationship(foreign_keys=[merged_id])
