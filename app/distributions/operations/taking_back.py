"""What a promise becomes when its hand-over is taken back after its day was closed."""

from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
    WaitingEntry,
)


def wait_again(entitlement: Entitlement, *, actor: Actor, at: datetime) -> bool:
    """Let a promise that is held wait for another time where its own day is closed; whether it does.

    In a closed day nobody could give it any more. Part of the operation that takes the hand-over back.
    """
    if not entitlement.stands or not _is_day_closed(entitlement.slot_id, clock.local_date(at)):
        return False
    entitlement.withdrawn_at = at
    move = SlotMove(
        entitlement_id=entitlement.id, cause=MoveCause.TAKEN_BACK, from_slot_id=entitlement.slot_id,
        from_place=entitlement.place, moved_at=at, moved_by_id=actor.staff_id,
    )  # fmt: skip
    entry = WaitingEntry(
        cycle_id=entitlement.cycle_id, household_id=entitlement.household_id, entitlement_id=entitlement.id,
        cause=MoveCause.TAKEN_BACK, since=at,
    )  # fmt: skip
    db.session.add_all([move, entry])
    db.session.flush()
    return True


def _is_day_closed(slot_id: int, today: date) -> bool:
    """Whether the day of this slot is closed while its cycle still runs."""
    found = (
        select(Slot.id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .join(Cycle, Cycle.id == Distribution.cycle_id)
        .where(Slot.id == slot_id, Distribution.state == DistributionState.CLOSED, Cycle.ends_on >= today)
    )
    return db.session.scalar(found) is not None
