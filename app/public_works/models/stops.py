"""Stops: work that stands still because it is not safe, at one order and at the others around it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.core.db import Base
from app.hubs.models import Settlement
from app.public_works.models.orders import WorkOrder


class StopCause(StrEnum):
    """Why work stands still (field guide 3.9, incident)."""

    EXPLOSIVE = "explosive"
    SHELLING = "shelling"
    INJURY = "injury"
    CLEARANCE = "clearance"
    """The paper that says the site is safe has run out or was withdrawn."""
    WEATHER = "weather"
    OTHER = "other"


class WorkStop(Base):
    """An incident: what happened, what was done. The orders it stops are released one by one or together."""

    __tablename__ = "work_stops"
    __table_args__ = (
        UniqueConstraint("nonce"),
        CheckConstraint("cause <> 'other' OR note <> ''", name="told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[StopCause]
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_orders.id"), index=True)
    """Where it happened; None when somebody told of it from elsewhere."""
    stopped_at: Mapped[datetime]
    stopped_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(String(240), default="")
    """What was seen and where. Nothing about people."""
    actions: Mapped[str] = mapped_column(String(240), default="")
    """Who was called, what was cordoned off."""
    nonce: Mapped[str] = mapped_column(String(32))

    settlement: Mapped[Settlement] = relationship()
    order: Mapped[WorkOrder | None] = relationship()
    stopped_by: Mapped[Staff] = relationship()
    orders: Mapped[list["StoppedOrder"]] = relationship(back_populates="stop")
    later: Mapped[list["IncidentNote"]] = relationship(order_by="IncidentNote.id")
    """What was told afterwards."""


class IncidentNote(Base):
    """What somebody told of an incident afterwards. Nobody's words are written over; whoever knows better adds."""

    __tablename__ = "incident_notes"
    __table_args__ = (UniqueConstraint("nonce"), CheckConstraint("text <> ''", name="told"))

    id: Mapped[int] = mapped_column(primary_key=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("work_stops.id"), index=True)
    text: Mapped[str] = mapped_column(String(240))
    told_at: Mapped[datetime]
    told_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    told_by: Mapped[Staff] = relationship()


class StoppedOrder(Base):
    """An order that stands still because of a stop, until somebody says why it may go on."""

    __tablename__ = "stopped_orders"
    __table_args__ = (
        CheckConstraint("(released_at IS NULL) = (release_reason = '')", name="released_why"),
        Index(
            "ix_stopped_orders_open",
            "order_id",
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    stop_id: Mapped[int] = mapped_column(ForeignKey("work_stops.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("work_orders.id"), primary_key=True)
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    release_reason: Mapped[str] = mapped_column(String(160), default="")
    """With the number of the new clearance where one was needed."""

    stop: Mapped[WorkStop] = relationship(back_populates="orders")
    order: Mapped[WorkOrder] = relationship()
