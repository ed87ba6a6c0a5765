"""A hand-over as the desk leaves it, and the last line of the trace."""

from uuid import uuid4

from app.accounts.models import Staff
from app.audit.models import AuditEntry
from app.checkin.models import CollectorKind, HandOver, Method
from app.core.db import db
from app.distributions.models import Entitlement
from tests import cast
from tests.make import make_staff


def give(entitlement: Entitlement) -> None:
    staff = db.session.scalars(db.select(Staff).limit(1)).first() or make_staff(cast.DMYTRO)
    db.session.add(
        HandOver(
            entitlement_id=entitlement.id,
            nonce=uuid4().hex,
            location_id=entitlement.slot.distribution.location_id,
            desk=1,
            staff_id=staff.id,
            method=Method.SCAN,
            collector_kind=CollectorKind.MEMBER,
            happened_at=entitlement.slot.starts_at,
            recorded_at=entitlement.slot.starts_at,
        )
    )
    db.session.commit()


def last_action() -> tuple[str, str]:
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    return entry.action, entry.details
