"""A draw and the list of those who take part. The list is frozen with its code when it is posted."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.draws import rules


class DrawState(StrEnum):
    POSTED = "posted"
    """The list hangs; nobody knows the order yet."""
    DRAWN = "drawn"
    ANNULLED = "annulled"
    """It will not be held; its number and why stay visible."""


class Draw(Base):
    """One draw: what is posted before it, and what comes out. Neither is ever changed."""

    __tablename__ = "draws"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        UniqueConstraint("nonce"),
        UniqueConstraint("drawn_nonce"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("title <> '' AND purpose <> '' AND held_where <> ''", name="told"),
        CheckConstraint("length(seed) = 32 AND length(seed_code) = 64 AND length(list_code) = 64", name="codes"),
        CheckConstraint("(drawn_at IS NULL) = (public_number IS NULL)", name="drawn_with_number"),
        CheckConstraint("(drawn_at IS NULL) = (drawn_nonce IS NULL)", name="drawn_once"),
        CheckConstraint("(annulled_at IS NULL) = (annulled_why = '')", name="annulled_why"),
        CheckConstraint("drawn_at IS NULL OR annulled_at IS NULL", name="drawn_or_annulled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    """From 1 in each year, without gaps: one that was taken down would be missed."""
    title: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(String(240))
    """What is drawn for and why, in words for the public."""
    places: Mapped[int]
    """How many have a place for certain; the others wait in the order drawn."""
    held_at: Mapped[datetime]
    """When it is drawn in the open: never earlier."""
    held_where: Mapped[str] = mapped_column(String(160))
    seed: Mapped[str] = mapped_column(String(32), deferred=True, deferred_raiseload=True)
    """The locked number. Pages cannot read it: only the draw itself and what follows it ask for it by name."""
    seed_code: Mapped[str] = mapped_column(String(64))
    list_code: Mapped[str] = mapped_column(String(64))
    """Of everything that was posted: SHA-256 of the first part of the file (draws.document)."""
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    public_number: Mapped[str | None] = mapped_column(String(40))
    """Digits that those present made after the list was posted."""
    witnesses: Mapped[str] = mapped_column(String(200), default="")
    """Who saw it and signs the record, a name on each line."""
    drawn_at: Mapped[datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    drawn_nonce: Mapped[str | None] = mapped_column(String(32))
    annulled_at: Mapped[datetime | None]
    annulled_why: Mapped[str] = mapped_column(String(200), default="")
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entries: Mapped[list["DrawEntry"]] = relationship(order_by="DrawEntry.line", back_populates="draw")
    posted_by: Mapped[Staff | None] = relationship(foreign_keys=[posted_by_id])
    drawn_by: Mapped[Staff | None] = relationship(foreign_keys=[drawn_by_id])

    @property
    def number(self) -> str:
        """ЖР-2026-0003"""
        return f"ЖР-{self.year}-{self.serial:04d}"

    @property
    def is_under_codes(self) -> bool:
        """Whether its names are codes that were given for it, as those who sign up for work have them.

        Such a draw puts those in order who stand equal; a rule beside it shares the places out. Other lists hold ends
        of card numbers, of digits only, and starred names: there the order alone decides.
        """
        return any(rules.is_code(entry.pseudonym) for entry in self.entries)

    @property
    def state(self) -> DrawState:
        if self.annulled_at is not None:
            return DrawState.ANNULLED
        return DrawState.POSTED if self.drawn_at is None else DrawState.DRAWN


class DrawEntry(Base):
    """One line of the list and, after the draw, its position in the order."""

    __tablename__ = "draw_entries"
    __table_args__ = (
        UniqueConstraint("draw_id", "pseudonym"),
        UniqueConstraint("draw_id", "reference"),
        UniqueConstraint("draw_id", "position"),
        CheckConstraint("line > 0", name="line"),
        CheckConstraint("position > 0", name="position"),
        Index("ix_draw_entries_reference", "reference"),
    )

    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(16))
    reference: Mapped[int]
    """What the room that ordered the draw knows it by; never shown."""
    position: Mapped[int | None]
    """From 1."""

    draw: Mapped[Draw] = relationship(back_populates="entries")
