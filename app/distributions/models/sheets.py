"""Signature sheets as they were printed: their numbers, and the order of their rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.plans import Slot
from app.distributions.models.promises import Entitlement


class Sheet(Base):
    """One printing of the sheet of one slot. A slot that is printed again, after moves, is another sheet."""

    __tablename__ = "sheets"
    __table_args__ = (
        UniqueConstraint("slot_id", "printing"),
        CheckConstraint("printing > 0", name="printing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"))
    printing: Mapped[int] = mapped_column(SmallInteger)
    """From 1 for each slot."""
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime | None]
    """When somebody typed in what was signed on it."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    slot: Mapped[Slot] = relationship()
    rows: Mapped[list["SheetRow"]] = relationship(order_by="SheetRow.row_no")


class SheetRow(Base):
    """One printed row and whose it was, wherever that promise has gone since."""

    __tablename__ = "sheet_rows"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)

    entitlement: Mapped[Entitlement] = relationship()
