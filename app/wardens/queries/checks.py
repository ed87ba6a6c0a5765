"""Households that missed their aid twice, for whoever goes and looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts.models import Staff
from app.core.actors import Actor, Permission
from app.core.db import db
from app.households.models import Household
from app.hubs.models import Street
from app.wardens.models import WardenCheck
from app.wardens.queries.homes import Home, of_households
from app.wardens.queries.streets import own, wardens_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Check:
    """An open question about one home. ``warden`` is None where nobody walks the street."""

    asked: WardenCheck
    home: Home | None
    """None of a household without a street."""
    street: Street | None
    warden: Staff | None


def list_checks(actor: Actor) -> Sequence[Check]:
    """Open questions, the oldest first: all of them for whoever manages wardens, else those of one's own streets."""
    found = select(WardenCheck).where(WardenCheck.answer.is_(None)).order_by(WardenCheck.id).limit(MOST_SHOWN)
    if not actor.may(Permission.MANAGE_WARDENS):
        streets = {street_id for street_id, _side in own(actor.staff_id or 0)}
        found = found.join(WardenCheck.household).where(Household.street_id.in_(streets))
    checks = _with_homes(db.session.scalars(found).all())
    if actor.may(Permission.MANAGE_WARDENS):
        return checks
    return [check for check in checks if check.warden is not None and check.warden.id == actor.staff_id]


def count_checks(actor: Actor) -> int:
    """How many wait for an answer of this member of staff."""
    if actor.may(Permission.MANAGE_WARDENS):
        return db.session.scalar(select(func.count(WardenCheck.id)).where(WardenCheck.answer.is_(None))) or 0
    return len(list_checks(actor))


def _with_homes(asked: Sequence[WardenCheck]) -> list[Check]:
    ids = [check.household_id for check in asked]
    homes, wardens = of_households(ids), wardens_of(ids)
    streets = {home.street_id for home in homes.values()}
    names = {street.id: street for street in db.session.scalars(select(Street).where(Street.id.in_(streets)))}
    return [
        Check(check, home, names.get(home.street_id) if home else None, wardens.get(check.household_id))
        for check in asked
        for home in (homes.get(check.household_id),)
    ]
