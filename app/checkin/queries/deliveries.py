"""What shall be delivered although the household did not need that before."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, func, select

from app.checkin.models import DeliveryRequest, HandOver
from app.core.db import db
from app.distributions.models import BundleLine, Entitlement


def is_delivery_asked() -> ColumnElement[bool]:
    """Beside entitlements: whether somebody asked that this one be delivered."""
    return exists().where(DeliveryRequest.entitlement_id == Entitlement.id, DeliveryRequest.cancelled_at.is_(None))


def delivery_asked_of(entitlement_ids: Collection[int]) -> set[int]:
    """Which of these entitlements shall be delivered."""
    found = select(DeliveryRequest.entitlement_id).where(
        DeliveryRequest.entitlement_id.in_(entitlement_ids), DeliveryRequest.cancelled_at.is_(None)
    )
    return set(db.session.scalars(found))


def find_delivery_by_nonce(nonce: str) -> DeliveryRequest | None:
    """What this form has asked for before."""
    return db.session.scalar(select(DeliveryRequest).where(DeliveryRequest.nonce == nonce))


def count_to_deliver() -> int:
    """Promises that were asked to be delivered, are not given and have not left with anybody."""
    given = exists().where(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed)
    out = exists().where(BundleLine.entitlement_id == Entitlement.id, BundleLine.outcome.is_(None))
    found = select(func.count()).select_from(Entitlement).where(Entitlement.stands, is_delivery_asked(), ~given, ~out)
    return db.session.scalar(found) or 0
