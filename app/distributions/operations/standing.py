"""Taking a promise back because another one of the same cycle holds for the family, and letting it hold again.

Parts of larger acts (merging, undoing it, taking back a hand-over), which write the trace.
"""

from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.distributions import rules
from app.distributions.models import Entitlement, Slot


def withdraw(entitlement: Entitlement, *, at: datetime) -> None:
    """Let a promise not hold any more: it is not served, and its row on the sheet is free."""
    entitlement.withdrawn_at = at
    db.session.flush()


def stand_again(entitlement: Entitlement, *, is_given: bool) -> bool:
    """Let a withdrawn promise hold again, on its old row of the sheet or the lowest free one; False in a full slot.

    What was given needs no place on the day: it gets a row below the others even when the slot is full.
    """
    capacity = db.session.scalars(select(Slot.capacity).where(Slot.id == entitlement.slot_id).with_for_update()).one()
    on_sheet = select(Entitlement.place).where(Entitlement.slot_id == entitlement.slot_id, Entitlement.stands)
    taken = set(db.session.scalars(on_sheet))
    if len(taken) >= capacity and not is_given:
        return False
    if entitlement.place in taken:
        entitlement.place = rules.lowest_free(taken)
    entitlement.withdrawn_at = None
    db.session.flush()
    return True
