"""What planning, which lies below and cannot see hand-overs, is told about them (see distributions.aid_log)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from app.checkin.models import HandOver
from app.core import clock
from app.core.db import db
from app.distributions.models import Cycle, Entitlement, Slot


def last_aid(programme_id: int) -> dict[int, date]:
    """The day on which each household, by its id, was last given something of this programme."""
    found = (
        select(Entitlement.household_id, func.max(HandOver.happened_at))
        .join(HandOver, HandOver.entitlement_id == Entitlement.id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(Cycle.programme_id == programme_id, ~HandOver.is_reversed)
        .group_by(Entitlement.household_id)
    )
    return {household_id: clock.local_date(at) for household_id, at in db.session.execute(found)}


def given_of(entitlement_ids: Collection[int]) -> set[int]:
    """Which of these entitlements were given."""
    found = select(HandOver.entitlement_id).where(
        HandOver.entitlement_id.in_(entitlement_ids), ~HandOver.is_reversed
    )  # fmt: skip
    return set(db.session.scalars(found))


def count_given(distribution_id: int) -> int:
    """How many of the entitlements that stand at this distribution were given."""
    found = (
        select(func.count())
        .select_from(HandOver)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(Slot.distribution_id == distribution_id, Entitlement.withdrawn_at.is_(None), ~HandOver.is_reversed)
    )
    return db.session.scalar(found) or 0
