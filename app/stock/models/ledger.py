"""The ledger: documents, the movements they post, and the balances that the movements sum to."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.hubs.models import Location
from app.stock.models.goods import Lot

if TYPE_CHECKING:
    from app.stock.models.dispatches import Dispatch


class StoreKind(StrEnum):
    """Where goods lie."""

    WAREHOUSE = "warehouse"
    LOCATION = "location"
    TRANSIT = "transit"


class Store(Base):
    """A place where goods lie: the warehouse, a location, or the road between them."""

    __tablename__ = "stores"
    __table_args__ = (
        UniqueConstraint("location_id"),
        CheckConstraint("(kind = 'location') = (location_id IS NOT NULL)", name="location"),
        Index(
            "uq_stores_kind",
            "kind",
            unique=True,
            sqlite_where=text("location_id IS NULL"),
            postgresql_where=text("location_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[StoreKind]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))

    location: Mapped[Location | None] = relationship()


class DocumentKind(StrEnum):
    """Why goods move."""

    RECEIPT = "receipt"
    ASSEMBLY = "assembly"
    SENT = "sent"
    ARRIVED = "arrived"
    DISPATCHED = "dispatched"
    """To another hub; nothing is counted here on arrival."""
    ISSUE = "issue"
    RETURN = "return"
    LOSS = "loss"
    DAMAGE = "damage"
    EXPIRY = "expiry"
    STOCK_TAKE = "stock_take"
    REVERSAL = "reversal"


class StockDocument(Base):
    """A primary document of the warehouse. Never edited: another one reverses it."""

    __tablename__ = "stock_documents"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("nonce"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reverses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind]
    number: Mapped[str] = mapped_column(String(20))
    """«НП-2026-0007»: the letters tell the kind."""
    from_store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    to_store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    """Where a transfer goes, also while it is under way."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    second_name: Mapped[str] = mapped_column(String(80), default="")
    """Who stood by and signs too."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_documents.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("stock_documents.id"), index=True)
    """What it came out of: the arrival of what was sent, the loss that the arrival showed."""
    happened_at: Mapped[datetime]
    """As on paper; it may be typed in later."""
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    nonce: Mapped[str | None] = mapped_column(String(32))
    """The form that made it: the same form sent twice makes one document."""
    of_closing: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Two people signed it at the end of a day: what is wrong with it is corrected at the end of a later one."""

    from_store: Mapped[Store | None] = relationship(foreign_keys=from_store_id)
    to_store: Mapped[Store | None] = relationship(foreign_keys=to_store_id)
    staff: Mapped[Staff | None] = relationship(foreign_keys=staff_id)
    approver: Mapped[Staff | None] = relationship(foreign_keys=approver_id)
    movements: Mapped[list["Movement"]] = relationship(order_by="Movement.id", back_populates="document")
    dispatch: Mapped["Dispatch | None"] = relationship(back_populates="document")
    """To whom it handed goods over; only of those for another hub."""
    reverses: Mapped["StockDocument | None"] = relationship(foreign_keys=reverses_id, remote_side=id)
    follows: Mapped["StockDocument | None"] = relationship(foreign_keys=follows_id, remote_side=id)

    @property
    def may_be_reversed(self) -> bool:
        return self.kind is not DocumentKind.REVERSAL and not self.of_closing


class Movement(Base):
    """Some of a lot came into a store (above zero) or left it. Never edited or deleted."""

    __tablename__ = "movements"
    __table_args__ = (
        UniqueConstraint("document_id", "lot_id", "store_id"),
        CheckConstraint("quantity != 0", name="quantity"),
        Index("ix_movements_lot_id", "lot_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("stock_documents.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), index=True)
    quantity: Mapped[int]

    document: Mapped[StockDocument] = relationship(back_populates="movements")
    lot: Mapped[Lot] = relationship()
    store: Mapped[Store] = relationship()


class Balance(Base):
    """How much of a lot lies in a store: what its movements there sum to."""

    __tablename__ = "balances"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True, index=True)
    quantity: Mapped[int]

    lot: Mapped[Lot] = relationship()
    store: Mapped[Store] = relationship()


class CountLine(Base):
    """What was counted against what stood in the books, lot by lot: at a stock-take and where a transfer arrived."""

    __tablename__ = "count_lines"
    __table_args__ = (CheckConstraint("expected >= 0 AND counted >= 0", name="quantities"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("stock_documents.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"), primary_key=True)
    expected: Mapped[int]
    counted: Mapped[int]

    lot: Mapped[Lot] = relationship()
