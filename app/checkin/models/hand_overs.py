"""Hand-overs, their reversals, and the scans that were refused."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models import Entitlement


class Verdict(StrEnum):
    """What the desk is told about a scanned card. The value stands in ``data-verdict``."""

    GIVE = "GIVE"
    ALREADY_GIVEN = "ALREADY_GIVEN"
    TOO_EARLY = "TOO_EARLY"
    WRONG_DAY = "WRONG_DAY"
    WRONG_LOCATION = "WRONG_LOCATION"
    NOT_LISTED = "NOT_LISTED"
    BLOCKED_CARD = "BLOCKED_CARD"
    UNKNOWN_CARD = "UNKNOWN_CARD"
    PAUSED = "PAUSED"
    OUT_WITH_BUNDLE = "OUT_WITH_BUNDLE"


class CollectorKind(StrEnum):
    """Who took the aid: a member of the household, a named proxy, or a street warden."""

    MEMBER = "member"
    PROXY = "proxy"
    WARDEN = "warden"


class Method(StrEnum):
    """How the card came to the desk, or how the hub learned of what was given away from it."""

    SCAN = "scan"
    TYPED = "typed"
    SEARCH = "search"
    PAPER = "paper"
    """Entered from a signature sheet."""
    BUNDLE = "bundle"
    """A line that a carrier brought back as given."""
    FIELD = "field"
    """Out of the file of a laptop that worked without a link."""


class HandOver(Base):
    """Aid given. A fact: reversed by :class:`Reversal`, never edited or deleted."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("collector_kind = 'member' OR collector_name <> ''", name="collector_is_named"),
        CheckConstraint("proxy_id IS NULL OR collector_kind <> 'member'", name="proxy_is_no_member"),
        CheckConstraint("(approved_by_id IS NULL) = (approval_reason = '')", name="approved_with_reason"),
        CheckConstraint("desk BETWEEN 1 AND 50", name="desk"),
        CheckConstraint("desk IS NOT NULL OR method IN ('paper', 'bundle', 'field')", name="desk_is_known"),
        CheckConstraint("(method = 'paper') = (sheet_id IS NOT NULL)", name="paper_has_sheet"),
        Index(
            "uq_hand_overs_effective",
            "entitlement_id",
            unique=True,
            sqlite_where=text("is_reversed = 0"),
            postgresql_where=text("NOT is_reversed"),
        ),
        Index("ix_hand_overs_location_day", "location_id", "happened_at"),
        Index("ix_hand_overs_log", "happened_at", "id"),
        # Without the many that no bundle carried: for those SQLite would take it before the next ones.
        Index(
            "ix_hand_overs_carried",
            "bundle_line_id",
            sqlite_where=text("bundle_line_id IS NOT NULL"),
            postgresql_where=text("bundle_line_id IS NOT NULL"),
        ),
        # What waits for closing, and nothing else: by the clock, or by the day for which a bundle left.
        Index(
            "ix_hand_overs_uncounted",
            "location_id",
            "happened_at",
            sqlite_where=text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NULL"),
            postgresql_where=text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NULL"),
        ),
        Index(
            "ix_hand_overs_uncounted_carried",
            "location_id",
            sqlite_where=text("is_reversed = 0 AND counted = 0 AND bundle_line_id IS NOT NULL"),
            postgresql_where=text("NOT is_reversed AND counted = 0 AND bundle_line_id IS NOT NULL"),
        ),
        Index(
            "ix_hand_overs_uncounted_back",
            "location_id",
            sqlite_where=text("is_reversed = 1 AND counted = 1"),
            postgresql_where=text("is_reversed AND counted = 1"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    desk: Mapped[int | None] = mapped_column(SmallInteger)
    """None of what was given away from a desk."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    """Who gave it, or who entered it later."""
    method: Mapped[Method]
    collector_kind: Mapped[CollectorKind]
    collector_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    collector_name: Mapped[str] = mapped_column(String(80), default="")
    """Of a proxy or warden, as it stood then; a member is named by ``collector_person_id``."""
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("proxies.id"), index=True)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who stood by where one person's word was not enough."""
    approval_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sheets.id"), index=True)
    bundle_line_id: Mapped[int | None] = mapped_column(ForeignKey("bundle_lines.id"))
    happened_at: Mapped[datetime]
    """May be typed in later, from paper."""
    recorded_at: Mapped[datetime]
    is_reversed: Mapped[bool] = mapped_column(default=False)
    counted: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """How many closings have counted it: one as given, and one more as taken back."""

    entitlement: Mapped[Entitlement] = relationship()
    reversal: Mapped["Reversal | None"] = relationship(back_populates="hand_over", uselist=False)


class Reversal(Base):
    """Why and by whom a hand-over was taken back."""

    __tablename__ = "reversals"
    __table_args__ = (UniqueConstraint("hand_over_id"), CheckConstraint("reason <> ''", name="reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_overs.id"))
    reason: Mapped[str] = mapped_column(String(200))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

    hand_over: Mapped[HandOver] = relationship(back_populates="reversal")


class RefusedScan(Base):
    """A scan that did not end in aid, with its reason. What was typed is not kept: it may be a name."""

    __tablename__ = "refused_scans"

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[Verdict]
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlements.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    desk: Mapped[int] = mapped_column(SmallInteger)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    happened_at: Mapped[datetime] = mapped_column(index=True)
