"""Giving streets to wardens, taking them back, handing them all over."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import queries as accounts
from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, Refusal
from app.wardens.models import WardenStreet
from app.wardens.queries.streets import can_walk
from app.wardens.rules import Stretch


class NotAWarden(Refusal):
    """Streets are given to those who may walk rounds."""

    message = N_("%(name)s is not a street warden. Give them the role first.")


class StreetTaken(Refusal):
    """A colleague gave it to somebody a moment ago."""

    message = N_("Somebody walks this street already. Look at the page again.")


class StreetsChanged(Refusal):
    """What was shown before the press is no longer so."""

    message = N_("The streets of this warden changed meanwhile. Look at the numbers again.")


def give_streets(warden_id: int, stretches: Collection[Stretch], *, actor: Actor, at: datetime) -> int:
    """Let a warden walk these sides of streets; how many. Raises NotFound, NotAWarden, StreetTaken."""
    _check_warden(warden_id)
    db.session.add_all(
        WardenStreet(street_id=street_id, side=side, warden_id=warden_id, given_at=at, given_by_id=actor.staff_id)
        for street_id, side in sorted(stretches)
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "pk_warden_streets", "warden_streets.street_id", "warden_streets.side"):
            raise StreetTaken from error
        raise
    audit.record("give streets", "staff", warden_id, actor=actor, at=at, streets=_streets(stretches))
    return len(stretches)


def take_streets(warden_id: int, stretches: Collection[Stretch], *, actor: Actor, at: datetime) -> int:
    """Take these sides of streets from a warden, at once; how many there were. Raises StreetsChanged."""
    taken = [row for row in hold_streets(warden_id) if (row.street_id, row.side) in stretches]
    if len(taken) != len(stretches):
        raise StreetsChanged
    for row in taken:
        db.session.delete(row)
    db.session.flush()
    audit.record("take streets", "staff", warden_id, actor=actor, at=at, streets=_streets(stretches))
    return len(taken)


def hand_over_streets(warden_id: int, to_id: int, *, expected: int, actor: Actor, at: datetime) -> int:
    """Give all streets of one warden to another; from this moment the first one opens none of their pages.

    ``expected`` is how many sides of streets were shown before the press. Raises NotFound, NotAWarden,
    StreetsChanged when there are not as many now.
    """
    _check_warden(to_id)
    held = hold_streets(warden_id)
    if not held or len(held) != expected or to_id == warden_id:
        raise StreetsChanged
    for row in held:
        row.warden_id, row.given_at, row.given_by_id = to_id, at, actor.staff_id
    db.session.flush()
    streets = _streets([(row.street_id, row.side) for row in held])
    audit.record("hand over streets", "staff", warden_id, actor=actor, at=at, to_staff=to_id, streets=streets)
    return len(held)


def hold_streets(warden_id: int) -> Sequence[WardenStreet]:
    """The streets of a warden as they are now, held until commit: whoever acts as their warden acts before or after
    they change hands, never across it."""
    mine = select(WardenStreet).where(WardenStreet.warden_id == warden_id)
    held = mine.order_by(WardenStreet.street_id, WardenStreet.side).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def _check_warden(staff_id: int) -> None:
    staff = accounts.get_staff(staff_id)
    if not can_walk(staff):
        raise NotAWarden(name=staff.name)


def _streets(stretches: Collection[Stretch]) -> list[int]:
    return sorted({street_id for street_id, _side in stretches})
