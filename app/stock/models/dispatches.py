"""Goods that left for another hub, which counts and keeps them in its own books."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.hubs.models import Partner
from app.stock.models.ledger import StockDocument


class Dispatch(Base):
    """To whom a document handed goods over. What the other hub tells of them is a note and moves nothing here."""

    __tablename__ = "dispatches"
    __table_args__ = (
        UniqueConstraint("document_id"),
        CheckConstraint("(told_on IS NULL) = (told = '')", name="told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("stock_documents.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    received_by: Mapped[str] = mapped_column(String(80))
    """Who takes the goods over there, by name."""
    carrier: Mapped[str] = mapped_column(String(80))
    told_on: Mapped[date | None]
    """When the other hub told what it had counted; None while it has not."""
    told: Mapped[str] = mapped_column(String(200), default="")

    document: Mapped[StockDocument] = relationship(back_populates="dispatch")
    partner: Mapped[Partner] = relationship()
