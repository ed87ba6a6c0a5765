"""Partners: organisations whose aid the hub gives out. Named where their aid is first met, described later."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.core.names import sort_key
from app.hubs.models import Partner, PartnerKind


class PartnerNameTaken(Refusal):
    message = N_("There is already a partner with this name.")


@dataclass(frozen=True, slots=True)
class PartnerDetails:
    """What is known of a partner (field guide 3.4)."""

    name: str
    kind: PartnerKind | None = None
    edrpou: str = ""
    contact: str = ""
    phone: str = ""
    areas: str = ""
    agreement_no: str = ""
    agreement_on: date | None = None


def partner_named(name: str) -> Partner:
    """The partner with this name, made when it is new. Part of a larger operation, which writes the trace."""
    found = select(Partner).where(Partner.name == name)
    partner = db.session.scalar(found)
    if partner is None:
        try:
            with db.session.begin_nested():
                partner = Partner(name=name)
                db.session.add(partner)
        except IntegrityError:  # another form named it at the same moment
            partner = db.session.scalars(found).one()
    return partner


def change_partner(partner_id: int, details: PartnerDetails, *, actor: Actor, at: datetime) -> Partner:
    """Describe a partner. Raises NotFound, PartnerNameTaken."""
    partner = get_partner(partner_id)
    values = asdict(details)
    changed = [name for name, value in values.items() if getattr(partner, name) != value]
    for name in changed:
        setattr(partner, name, values[name])
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_partners_name", "partners.name"):
            raise PartnerNameTaken from error
        raise
    audit.record("change partner", "partner", partner.id, actor=actor, at=at, changed=changed)
    return partner


def list_partners() -> Sequence[Partner]:
    """All of them in the order of the alphabet; a hub has dozens."""
    return sorted(db.session.scalars(select(Partner)), key=lambda partner: sort_key(partner.name))


def get_partner(partner_id: int) -> Partner:
    """Raises NotFound."""
    partner = db.session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    return partner
