"""Promises that changed their time, and households that wait for one. A move is a fact: the old slot stays named."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.distributions.models.plans import Cycle, Slot
from app.distributions.models.promises import Entitlement
from app.households.models import Household


class MoveCause(StrEnum):
    """Why a household has another time than it was told."""

    ASKED = "asked"
    ALARM = "alarm"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    LOCATION_CLOSED = "location_closed"
    NO_SHOW = "no_show"
    TAKEN_BACK = "taken_back"
    """Its hand-over was taken back after the day was closed."""
    WAITING = "waiting"
    """From the waiting list to a place."""
    SHORTAGE = "shortage"
    """There was not enough for everyone."""


class ToldHow(StrEnum):
    """How a household learned of its new time."""

    SLIP = "slip"
    CALL = "call"
    SMS = "sms"
    WARDEN = "warden"


class MoveList(Base):
    """Moves that were decided on together: what is printed as one change list, and told to the public in one line."""

    __tablename__ = "move_lists"
    __table_args__ = (UniqueConstraint("nonce"), CheckConstraint("reason <> ''", name="reason"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[MoveCause]
    reason: Mapped[str] = mapped_column(String(200))
    """In words for the public."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    nonce: Mapped[str] = mapped_column(String(32))

    moves: Mapped[list["SlotMove"]] = relationship(order_by="SlotMove.id", back_populates="move_list")


class SlotMove(Base):
    """One promise that left a slot; ``to_slot_id`` is None when it went to the waiting list."""

    __tablename__ = "slot_moves"
    __table_args__ = (
        CheckConstraint("(to_slot_id IS NULL) = (to_place IS NULL)", name="to_place"),
        CheckConstraint("(told_how IS NULL) = (told_at IS NULL)", name="told_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entitlement_id: Mapped[int] = mapped_column(ForeignKey("entitlements.id"), index=True)
    move_list_id: Mapped[int | None] = mapped_column(ForeignKey("move_lists.id"), index=True)
    cause: Mapped[MoveCause]
    from_slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), index=True)
    from_place: Mapped[int] = mapped_column(SmallInteger)
    to_slot_id: Mapped[int | None] = mapped_column(ForeignKey("slots.id"), index=True)
    to_place: Mapped[int | None] = mapped_column(SmallInteger)
    moved_at: Mapped[datetime]
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    told_how: Mapped[ToldHow | None]
    told_at: Mapped[datetime | None]
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    entitlement: Mapped[Entitlement] = relationship()
    move_list: Mapped[MoveList | None] = relationship(back_populates="moves")
    from_slot: Mapped[Slot] = relationship(foreign_keys=[from_slot_id])
    to_slot: Mapped[Slot | None] = relationship(foreign_keys=[to_slot_id])


class WaitState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    """A place is held for it until ``held_until``."""
    PLACED = "placed"
    DECLINED = "declined"
    ENDED = "ended"
    """The cycle is over."""


class WaitingEntry(Base):
    """A household that is entitled in a cycle and has no time.

    ``entitlement_id`` is the promise it had and will have again: withdrawn while it waits, standing with a place while
    that place is held. None of a household that the plan had no place for.
    """

    __tablename__ = "waiting_entries"
    __table_args__ = (
        CheckConstraint("(state = 'offered') = (held_until IS NOT NULL)", name="held_until"),
        CheckConstraint("(state IN ('waiting', 'offered')) = (closed_at IS NULL)", name="closed_when"),
        Index(
            "uq_waiting_entries_open",
            "cycle_id",
            "household_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    entitlement_id: Mapped[int | None] = mapped_column(ForeignKey("entitlements.id"), index=True)
    cause: Mapped[MoveCause]
    since: Mapped[datetime]
    """Who waits longest is first."""
    state: Mapped[WaitState] = mapped_column(default=WaitState.WAITING)
    held_until: Mapped[datetime | None]
    is_standby: Mapped[bool] = mapped_column(default=False)
    """It said that it can come at short notice when a place falls free on the day itself."""
    closed_at: Mapped[datetime | None]

    cycle: Mapped[Cycle] = relationship()
    household: Mapped[Household] = relationship()
    entitlement: Mapped[Entitlement | None] = relationship()
