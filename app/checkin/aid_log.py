"""What planning, which lies below and cannot see hand-overs, is told about them (see distributions.aid_log)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, select

from app.checkin.models import HandOver, RefusedItem
from app.core import clock
from app.core.db import db
from app.distributions.models import Cycle, Entitlement


def last_aid(programme_id: int, only: int | None = None) -> dict[int, date]:
    """The day on which each household (or ``only`` one), by its id, was last given something of this programme."""
    found = (
        select(Entitlement.household_id, func.max(HandOver.happened_at))
        .join(HandOver, HandOver.entitlement_id == Entitlement.id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(Cycle.programme_id == programme_id, ~HandOver.is_reversed)
        .group_by(Entitlement.household_id)
    )
    if only is not None:
        found = found.where(Entitlement.household_id == only)
    return {household_id: clock.local_date(at) for household_id, at in db.session.execute(found)}


def given_of(entitlement_ids: Collection[int]) -> set[int]:
    """Which of these entitlements were given."""
    found = select(HandOver.entitlement_id).where(
        HandOver.entitlement_id.in_(entitlement_ids), ~HandOver.is_reversed
    )  # fmt: skip
    return set(db.session.scalars(found))


def left_of(entitlement_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Of each of these entitlements that was given: whole kits that were not taken, by kit version."""
    whole = and_(RefusedItem.hand_over_id == HandOver.id, RefusedItem.kit_line_id.is_(None))
    found = (
        select(HandOver.entitlement_id, RefusedItem.kit_version_id, func.sum(RefusedItem.quantity))
        .outerjoin(RefusedItem, whole)
        .where(HandOver.entitlement_id.in_(entitlement_ids), ~HandOver.is_reversed)
        .group_by(HandOver.entitlement_id, RefusedItem.kit_version_id)
    )
    left: dict[int, dict[int, int]] = {}
    for entitlement_id, version_id, kits in db.session.execute(found):
        of = left.setdefault(entitlement_id, {})
        if version_id is not None:
            of[version_id] = int(kits)
    return left
