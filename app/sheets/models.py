"""What was typed in from signature sheets, row by row, and what of it contradicts what the hub knows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import CollectorKind, HandOver
from app.core.db import Base
from app.distributions.models import Entitlement, Sheet
from app.households.models import Card


class RowOutcome(StrEnum):
    """What stands beside a row of the paper."""

    GIVEN = "given"
    NOT_GIVEN = "not_given"
    """Nobody signed: they did not come."""
    REFUSED = "refused"
    """They came and did not want it."""


class Concern(StrEnum):
    """What somebody should look into, although it happened: a fact on paper is a fact."""

    UNNAMED = "unnamed"
    """Who took it was not named by the household before."""
    AGAINST_RULE = "against_rule"
    """The rule of the programme does not let them."""
    MANY = "many"
    """They collected for more households that day than one person does alone."""


class SheetEntry(Base):
    """One row as it was typed in. A fact about the paper: it is never changed."""

    __tablename__ = "sheet_entries"
    __table_args__ = (
        UniqueConstraint("sheet_id", "row_no"),
        CheckConstraint("(outcome = 'given') = (happened_at IS NOT NULL)", name="given_when"),
        CheckConstraint("(outcome = 'given') = (collector_kind IS NOT NULL)", name="given_to"),
        CheckConstraint("collector_kind IS NULL OR collector_kind = 'member' OR collector_name <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"))
    row_no: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[RowOutcome]
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlements.id"), index=True)
    """None where somebody signed who was promised nothing."""
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    """Whose number was written by hand in a blank row."""
    happened_at: Mapped[datetime | None]
    collector_kind: Mapped[CollectorKind | None]
    collector_name: Mapped[str] = mapped_column(String(80), default="")
    concern: Mapped[Concern | None]
    kits: Mapped[str] = mapped_column(String(20), default="")
    """How many were given of each kind where it is fewer than promised: ``1+0``; empty when all were given."""
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_overs.id"), index=True)

    sheet: Mapped[Sheet] = relationship()
    entitlement: Mapped[Entitlement | None] = relationship()
    card: Mapped[Card | None] = relationship()
    hand_over: Mapped[HandOver | None] = relationship()
    conflict: Mapped["SheetConflict | None"] = relationship(back_populates="entry", uselist=False)


class ConflictKind(StrEnum):
    """What the hub knows that the paper contradicts."""

    ALREADY_GIVEN = "already_given"
    OUT_WITH_BUNDLE = "out_with_bundle"
    CARD_BLOCKED = "card_blocked"
    NOT_PROMISED = "not_promised"
    ELSEWHERE = "elsewhere"
    """Promised at another place or on another day."""
    WITHDRAWN = "withdrawn"
    """It lost its place, and waits for a new one."""
    MOVED = "moved"
    """It has another time by now."""


class Settlement(StrEnum):
    """What a person decided between two facts."""

    HUB_IS_RIGHT = "hub_is_right"
    """The row on paper is a slip: nothing was given by it."""
    PAPER_IS_RIGHT = "paper_is_right"
    """It was given as the paper says; a move or a block did not reach the paper in time."""
    SECOND_KIT = "second_kit"
    """Both are right: it was given once more, or without a promise. Closing shows it as a difference."""
    WRONG_ROW = "wrong_row"
    """Another household signed here."""


class SheetConflict(Base):
    """A row that was not taken as it stands. Both facts wait for a person; nothing is overwritten."""

    __tablename__ = "sheet_conflicts"
    __table_args__ = (
        CheckConstraint("(settlement IS NULL) = (settled_at IS NULL)", name="settled_when"),
        CheckConstraint("settlement IS NULL OR settlement <> 'second_kit' OR reason <> ''", name="second_kit_why"),
        Index(
            "ix_sheet_conflicts_open",
            "entry_id",
            sqlite_where=text("settlement IS NULL"),
            postgresql_where=text("settlement IS NULL"),
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("sheet_entries.id"), primary_key=True)
    kind: Mapped[ConflictKind]
    known_hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    """The hand-over that the hub knew."""
    settlement: Mapped[Settlement | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entry: Mapped[SheetEntry] = relationship(back_populates="conflict")
    known: Mapped[HandOver | None] = relationship()
