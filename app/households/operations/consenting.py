"""What a household was told and agreed to, and what it took back."""

from datetime import datetime

from sqlalchemy import update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.households.models import (
    FUNCTIONAL_NEEDS,
    Consent,
    ConsentKind,
    ConsentMethod,
    Household,
    Person,
)
from app.households.operations.rows import consent_row, get_locked


class ConsentAlreadyGiven(Refusal):
    message = N_("This is already written down.")


class ConsentNotGiven(Refusal):
    message = N_("There is nothing to take back.")


def give_consent(household_id: int, kind: ConsentKind, method: ConsentMethod, *, actor: Actor, at: datetime) -> Consent:
    """Write down that the notice was given or a consent was. What came with a list is asked anew.

    Raises ConsentAlreadyGiven.
    """
    household = get_locked(household_id)
    former = _in_force(household, kind)
    if former is not None:
        if former.method is not ConsentMethod.LIST:
            raise ConsentAlreadyGiven
        former.withdrawn_at = at
        db.session.flush()
    consent = consent_row(kind, method, actor, at)
    household.consents.append(consent)
    db.session.flush()
    audit.record("give consent", "household", household.id, actor=actor, at=at, kind=kind, method=method)
    return consent


def withdraw_consent(household_id: int, kind: ConsentKind, *, actor: Actor, at: datetime) -> Household:
    """Take a consent back. With the one for questions of health their answers go too. Raises ConsentNotGiven."""
    household = get_locked(household_id)
    consent = _in_force(household, kind)
    if consent is None or kind is ConsentKind.NOTICE:
        raise ConsentNotGiven
    consent.withdrawn_at = at
    if kind is ConsentKind.HEALTH_QUESTIONS:
        nothing = dict.fromkeys(FUNCTIONAL_NEEDS)
        db.session.execute(update(Person).where(Person.household_id == household.id).values(nothing))
    db.session.flush()
    audit.record("withdraw consent", "household", household.id, actor=actor, at=at, kind=kind)
    return household


def _in_force(household: Household, kind: ConsentKind) -> Consent | None:
    return next((c for c in household.consents if c.kind is kind and c.withdrawn_at is None), None)
