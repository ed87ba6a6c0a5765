"""Bundles: promises that have left the desk with one carrier and must come back line by line."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.distributions.models.promises import Entitlement
from app.hubs.models import Location


class BundleKind(StrEnum):
    """With whom it left: a street warden, a laptop that works without a link, or a signature sheet on paper."""

    WARDEN = "warden"
    LAPTOP = "laptop"
    SHEET = "sheet"


def bundle_number(year: int, serial: int) -> str:
    """ПД-2026-0007"""
    return f"ПД-{year}-{serial:04d}"


class Bundle(Base):
    """One signature for n kits. While a line of it is out, the desk does not give what it names."""

    __tablename__ = "bundles"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("carrier_name <> ''", name="carrier_is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    """From 1 in each year."""
    kind: Mapped[BundleKind]
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
    """Where its kits come from and where those that were not given return to."""
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    carrier_name: Mapped[str] = mapped_column(String(80))
    """As it stood then."""
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    return_by: Mapped[date]
    settled_at: Mapped[datetime | None]
    """When the last line came back."""
    saves: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often its lines were entered: whoever looked at an earlier state may not write over a later one."""
    saved_nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that entered them last: the same form sent twice enters once."""
    nonce: Mapped[str] = mapped_column(String(32))
    """The form that made it; in the file of a laptop it tells whose work this is."""

    location: Mapped[Location] = relationship()
    carrier: Mapped[Staff | None] = relationship(foreign_keys=[carrier_id])
    lines: Mapped[list["BundleLine"]] = relationship(order_by="BundleLine.row_no", back_populates="bundle")

    @property
    def number(self) -> str:
        """ПД-2026-0007"""
        return bundle_number(self.year, self.serial)


class LineOutcome(StrEnum):
    """What became of a line, and so where its kits are."""

    GIVEN = "given"
    RETURNED = "returned"
    REFUSED = "refused"
    """By the household; its kits came back."""
    LOST = "lost"
    """Neither given nor brought back: two people said so. The household is still owed what it was promised."""
    TWICE = "twice"
    """Given, while the household had been given the same elsewhere: no hand-over, and its kits are gone."""


class BundleLine(Base):
    """One promise in a bundle. It is out until its outcome is written."""

    __tablename__ = "bundle_lines"
    __table_args__ = (
        UniqueConstraint("bundle_id", "row_no"),
        UniqueConstraint("bundle_id", "entitlement_id"),
        CheckConstraint("row_no > 0", name="row_no"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_when"),
        Index(
            "uq_bundle_lines_out",
            "entitlement_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"))
    row_no: Mapped[int] = mapped_column(SmallInteger)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
    outcome: Mapped[LineOutcome | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(String(120), default="")

    bundle: Mapped[Bundle] = relationship(back_populates="lines")
    entitlement: Mapped[Entitlement] = relationship()
