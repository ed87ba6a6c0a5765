"""Access passes for visitors and volunteers, and who is in now. What is personal in them goes after 30 days."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.hubs.models import Settlement

LONGEST_HOURS = 24


class Pass(Base):
    """Lets some people of one organisation come to some settlements for a day (field guide, row 27)."""

    __tablename__ = "passes"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("token"),
        UniqueConstraint("nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("length(token) = 20", name="token"),
        CheckConstraint("organisation <> ''", name="organisation"),
        CheckConstraint("people BETWEEN 1 AND 60", name="people"),
        CheckConstraint("ends_at > starts_at", name="hours"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_why = '')", name="revoked_why"),
        CheckConstraint("forgotten_at IS NOT NULL OR leader_name <> ''", name="leader"),
        CheckConstraint(
            "forgotten_at IS NULL OR (leader_name = '' AND leader_phone = '' AND names = '' AND plate = '')",
            name="forgotten_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    token: Mapped[str] = mapped_column(String(20))
    """20 random digits in the QR code; it opens a page that says valid or not, and nothing about people."""
    organisation: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(160), default="")
    leader_name: Mapped[str] = mapped_column(String(80))
    leader_phone: Mapped[str] = mapped_column(String(20), default="")
    people: Mapped[int] = mapped_column(SmallInteger)
    names: Mapped[str] = mapped_column(String(1200), default="")
    """The others, a name on each line, where the checkpoint asks for them."""
    vehicle: Mapped[str] = mapped_column(String(60), default="")
    """Make and colour; empty on foot."""
    plate: Mapped[str] = mapped_column(String(16), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """At most :data:`LONGEST_HOURS` after the beginning."""
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    revoked_why: Mapped[str] = mapped_column(String(120), default="")
    forgotten_at: Mapped[datetime | None]
    nonce: Mapped[str] = mapped_column(String(32))

    route: Mapped[list["PassSettlement"]] = relationship(
        order_by="PassSettlement.position", cascade="all, delete-orphan"
    )
    issued_by: Mapped[Staff | None] = relationship(foreign_keys=[issued_by_id])
    passages: Mapped[list["Passage"]] = relationship(order_by="Passage.came_at", back_populates="of_pass")

    @property
    def number(self) -> str:
        """ПР-2026-0007"""
        return f"ПР-{self.year}-{self.serial:04d}"


class PassSettlement(Base):
    """One settlement on the route, in order."""

    __tablename__ = "pass_settlements"
    __table_args__ = (UniqueConstraint("pass_id", "settlement_id"),)

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"))

    settlement: Mapped[Settlement] = relationship()


class Passage(Base):
    """They came, and later they left; a pass may be used for several. At most one is open."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("people BETWEEN 1 AND 60", name="people"),
        CheckConstraint("left_at >= came_at", name="hours"),
        Index(
            "uq_passages_open",
            "pass_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"))
    people: Mapped[int] = mapped_column(SmallInteger)
    came_at: Mapped[datetime]
    came_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    of_pass: Mapped[Pass] = relationship(back_populates="passages")
