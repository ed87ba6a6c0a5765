"""Records that may be one family, and the keys under which they meet."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.households.models.household import Household
from app.households.models.keys import prefix_key


class MatchKey(Base):
    """One of the keys of a person: two people who share none are never compared (households.matching)."""

    __tablename__ = "match_keys"
    __table_args__ = (Index("ix_match_keys_person", "person_id"),)

    key: Mapped[str] = mapped_column(prefix_key(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class PairDecision(StrEnum):
    """What was decided about two records."""

    OPEN = "open"
    SAME = "same"
    NOT_THE_SAME = "not_the_same"
    LATER = "later"


class DuplicatePair(Base):
    """Two households that may be one family. A decision on a pair is remembered."""

    __tablename__ = "duplicate_pairs"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("(decision = 'open') = (decided_at IS NULL)", name="decided_when"),
        Index("ix_duplicate_pairs_work", "decision", "strength", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    strength: Mapped[int]
    """Weight of evidence in thousandths of a bit: the stronger, the earlier on the work list."""
    reasons: Mapped[str] = mapped_column(Text)
    """JSON: codes of what agrees and what differs. No names."""
    found_at: Mapped[datetime]
    decision: Mapped[PairDecision] = mapped_column(default=PairDecision.OPEN)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    first: Mapped[Household] = relationship(foreign_keys=[first_id])
    second: Mapped[Household] = relationship(foreign_keys=[second_id])
