"""How goods came: deliveries by waybill."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.hubs.models import Partner
from app.stock.models.goods import Lot
from app.stock.models.ledger import StockDocument


class Receipt(Base):
    """A delivery by waybill, with its report clock (field guide 3.6)."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("stock_documents.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    waybill_no: Mapped[str] = mapped_column(String(40), default="")
    declaration_no: Mapped[str] = mapped_column(String(40), default="")
    """Of the declaration of humanitarian aid in the state's system (АС ГД)."""
    customs_on: Mapped[date | None]
    """When it cleared customs: the 90 days to report run from here."""
    reported_on: Mapped[date | None]
    """When the distribution was reported to the state: the clock stands still."""
    act_no: Mapped[str] = mapped_column(String(40), default="")
    """Of the donor's own act, where there is one."""
    carrier: Mapped[str] = mapped_column(String(80), default="")
    received_by: Mapped[str] = mapped_column(String(80))
    witness: Mapped[str] = mapped_column(String(80))
    remark: Mapped[str] = mapped_column(String(200), default="")

    document: Mapped[StockDocument] = relationship()
    partner: Mapped[Partner] = relationship()
    lines: Mapped[list["ReceiptLine"]] = relationship(order_by="ReceiptLine.position", back_populates="receipt")


class ReceiptLine(Base):
    """One line of a waybill. What is counted and not damaged goes into the warehouse as a lot of its own."""

    __tablename__ = "receipt_lines"
    __table_args__ = (
        UniqueConstraint("receipt_id", "position"),
        UniqueConstraint("lot_id"),
        CheckConstraint("documented >= 0 AND counted >= 0 AND damaged BETWEEN 0 AND counted", name="quantities"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipts.id"))
    position: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"))
    documented: Mapped[int]
    counted: Mapped[int]
    damaged: Mapped[int] = mapped_column(default=0)
    """Of those counted."""

    receipt: Mapped[Receipt] = relationship(back_populates="lines")
    lot: Mapped[Lot] = relationship()

    @property
    def accepted(self) -> int:
        return self.counted - self.damaged

    @property
    def is_discrepant(self) -> bool:
        """Whether an act of discrepancy has to tell of it."""
        return self.counted != self.documented or self.damaged > 0
