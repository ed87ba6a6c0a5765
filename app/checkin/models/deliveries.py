"""Promises that shall be brought to the home although the household did not need that before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models import Entitlement


class DeliveryRequest(Base):
    """One promise that a warden is to deliver, this once. It is open until the promise is given or this is cancelled.

    Whoever sends bundles offers it besides those that always need delivery
    (:func:`app.checkin.queries.list_to_deliver`).
    """

    __tablename__ = "delivery_requests"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled_by"),
        Index(
            "uq_delivery_requests_open",
            "entitlement_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entitlement: Mapped[Entitlement] = relationship()
