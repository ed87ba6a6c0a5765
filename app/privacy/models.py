"""How long what is kept."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Kept(StrEnum):
    """What goes after its time, each kind by a clock of its own."""

    HOUSEHOLDS = "households"
    """Households that receive no aid any more: everything but the log of what they were given."""
    DOCUMENTS = "documents"
    """Last digits of documents, and who confirmed those without one."""
    NOTES = "notes"
    """Free notes about households."""
    COLLECTORS = "collectors"
    """Proxies whose time is over, names of those who collected, people who left and stand only in the log."""
    ROUNDS = "rounds"
    """Sheets of wardens and what they reported."""
    IMPORTED_ROWS = "imported_rows"
    """Rows of lists as they were written there."""
    MERGES = "merges"
    """What it takes to undo a merge, and what is left of the record that was merged."""
    INTERVIEWS = "interviews"
    """What households answered after a distribution."""
    REFUSED_SCANS = "refused_scans"
    """Scans that did not end in aid."""
    WORKER_NAMES = "worker_names"
    """Who worked at public works that are over and paid. The most dangerous list of a hub: goes by itself."""
    PASSES = "passes"
    """People, phones and plates on access passes: go by themselves."""


BY_THEMSELVES = (Kept.WORKER_NAMES, Kept.PASSES)
"""Kinds that nobody has to clear, and that no hub keeps for longer than :data:`LONGEST_DAYS`."""
LONGEST_DAYS = 90


class RetentionTerm(Base):
    """How many days one kind is kept, where the hub decided otherwise than :data:`app.privacy.rules.USUAL_DAYS`."""

    __tablename__ = "retention_terms"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 3660", name="days"),
        CheckConstraint(
            f"kind NOT IN ('worker_names', 'passes') OR (days IS NOT NULL AND days <= {LONGEST_DAYS})", name="short"
        ),
    )

    kind: Mapped[Kept] = mapped_column(primary_key=True)
    days: Mapped[int | None] = mapped_column(SmallInteger)
    """None keeps it for as long as the hub works."""
