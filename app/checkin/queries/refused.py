"""What was not taken of what was given: for the stock, for the donor, and for the band that asks."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.checkin.models import HandOver, RefusedItem
from app.core.db import db
from app.distributions.models import EntitledKit, Entitlement, Slot
from app.stock.models import KitVersion

_R, _Q = RefusedItem.__table__.c, EntitledKit.__table__.c
not_taken = (
    select(func.coalesce(func.sum(_R.quantity), 0))
    .where(
        _R.hand_over_id == HandOver.__table__.c.id, _R.kit_version_id == _Q.kit_version_id, _R.kit_line_id.is_(None)
    )
    .correlate(HandOver.__table__, EntitledKit.__table__)
    .scalar_subquery()
)  # fmt: skip
"""Whole kits of one kind that stayed at the point, as a column of a query over hand-overs and their kits."""


def count_refused(distribution_ids: Collection[int]) -> Mapping[tuple[int, int], int]:
    """Whole kits that were promised, handed over for, and not taken, by distribution and version of the kit.

    They never left the point: what was given is what was promised less these.
    """
    found = (
        select(Slot.distribution_id, RefusedItem.kit_version_id, func.sum(RefusedItem.quantity))
        .join(HandOver, HandOver.id == RefusedItem.hand_over_id)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(Slot.distribution_id.in_(distribution_ids), RefusedItem.kit_line_id.is_(None), ~HandOver.is_reversed)
        .group_by(Slot.distribution_id, RefusedItem.kit_version_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(found)}


def list_promised_kits(entitlement_id: int) -> Sequence[EntitledKit]:
    """The kits of a promise with their contents, in order."""
    found = (
        select(EntitledKit)
        .where(EntitledKit.entitlement_id == entitlement_id)
        .options(
            joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
            joinedload(EntitledKit.kit_version).selectinload(KitVersion.lines),
        )
        .order_by(EntitledKit.position)
    )
    return db.session.scalars(found).unique().all()


def list_refused(hand_over_id: int) -> Sequence[RefusedItem]:
    """What was not taken of one hand-over."""
    found = (
        select(RefusedItem)
        .where(RefusedItem.hand_over_id == hand_over_id)
        .options(joinedload(RefusedItem.kit_version).joinedload(KitVersion.kit), joinedload(RefusedItem.kit_line))
        .order_by(RefusedItem.id)
    )
    return db.session.scalars(found).all()
