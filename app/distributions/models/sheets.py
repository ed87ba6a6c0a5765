"""Signature sheets as they were printed: their numbers, and the order of their rows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.plans import Distribution, Slot
from app.distributions.models.promises import Entitlement


class Sheet(Base):
    """One printing of the sheet of one slot, or a spare one without a slot, whose rows are filled by hand.

    A slot that is printed again, after moves, is another sheet with a number of its own.
    """

    __tablename__ = "sheets"
    __table_args__ = (
        UniqueConstraint("year", "serial"),
        CheckConstraint("serial > 0", name="serial"),
        CheckConstraint("blank_rows BETWEEN 0 AND 40", name="blank_rows"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    serial: Mapped[int]
    """From 1 in each year."""
    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slots.id"), index=True)
    """None of a spare sheet."""
    blank_rows: Mapped[int] = mapped_column(SmallInteger)
    """Rows after the printed ones, for households that were not expected."""
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    saves: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often it was saved, so that two people who type in the same paper notice."""
    saved_nonce: Mapped[str] = mapped_column(String(32), default="")
    """Of the form that was saved last."""
    entered_at: Mapped[datetime | None]
    """When nothing was left to type in, also because nobody signed it."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    distribution: Mapped[Distribution] = relationship()
    slot: Mapped[Slot | None] = relationship()
    rows: Mapped[list["SheetRow"]] = relationship(order_by="SheetRow.row_no")

    @property
    def number(self) -> str:
        """ВД-2026-0042"""
        return f"ВД-{self.year}-{self.serial:04d}"

    @property
    def is_spare(self) -> bool:
        return self.slot_id is None

    @property
    def blank_numbers(self) -> range:
        """Numbers of the rows that are filled by hand, below the printed ones."""
        first = max((row.row_no for row in self.rows), default=0) + 1
        return range(first, first + self.blank_rows)


class RowNote(StrEnum):
    """Why a row was not to be signed when it was printed."""

    GIVEN = "given"
    OUT = "out"
    """With a bundle."""


class SheetRow(Base):
    """One printed row and whose it was, wherever that promise has gone since."""

    __tablename__ = "sheet_rows"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
    note: Mapped[RowNote | None]

    entitlement: Mapped[Entitlement] = relationship()
