"""The trace: one row for each change, each holding the hash of the one before it."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class AuditEntry(Base):
    """One change. ``details`` is canonical JSON of ids and counts, never of names."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("hash"),
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    recorded_at: Mapped[datetime]
    staff_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
