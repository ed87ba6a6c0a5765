"""What wardens report without a sheet, and what a registrar decides about it."""

from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.wardens import queries
from app.wardens.models import ChangeKind, ChangeState, ReportedChange
from app.wardens.operations.streets import hold_streets
from app.wardens.rules import Change


class AlreadyDecided(Refusal):
    """Two registrars went through the list at once."""

    message = N_("Somebody decided on this a moment ago.")


class ReportedTwice(Refusal):
    """The form with this nonce has already been carried out."""

    message = N_("This form was already sent.")


def report_change(household_id: int, change: Change, *, nonce: str, actor: Actor, at: datetime) -> ReportedChange:
    """A warden tells what they saw at a home of theirs. Raises NotFound, ReportedTwice."""
    held = hold_streets(actor.staff_id) if actor.staff_id is not None else ()
    _check_new(nonce)
    home = queries.get_home(household_id, {(row.street_id, row.side) for row in held})
    reported = ReportedChange(
        kind=change.kind, text=change.text, household_id=home.household_id, reported_at=at, nonce=nonce
    )
    return _add(reported, home.street_id, actor)


def report_new_household(street_id: int, text: str, *, nonce: str, actor: Actor, at: datetime) -> ReportedChange:
    """A warden found people on a street of theirs who are not in the register. Raises NotFound, ReportedTwice."""
    held = hold_streets(actor.staff_id) if actor.staff_id is not None else ()
    _check_new(nonce)
    if street_id not in {row.street_id for row in held}:
        raise NotFound
    reported = ReportedChange(kind=ChangeKind.NEW_HOUSEHOLD, text=text, reported_at=at, nonce=nonce)
    return _add(reported, street_id, actor)


def accept_change(change_id: int, *, actor: Actor, at: datetime) -> ReportedChange:
    """A registrar has put it right in the register. Raises NotFound, AlreadyDecided."""
    change = _decide(change_id, ChangeState.ACCEPTED, actor, at)
    audit.record("accept reported change", "reported change", change.id, actor=actor, at=at, kind=change.kind)
    return change


def decline_change(change_id: int, answer: str, *, actor: Actor, at: datetime) -> ReportedChange:
    """It is not so; ``answer`` says why, for the warden. Raises NotFound, AlreadyDecided."""
    change = _decide(change_id, ChangeState.DECLINED, actor, at)
    change.answer = answer
    db.session.flush()
    audit.record("decline reported change", "reported change", change.id, actor=actor, at=at, kind=change.kind)
    return change


def _check_new(nonce: str) -> None:
    """Before anything else: what was told in time stays told when the street has changed hands since."""
    if nonce and queries.find_change_by_nonce(nonce) is not None:
        raise ReportedTwice


def _add(reported: ReportedChange, street_id: int, actor: Actor) -> ReportedChange:
    reported.reported_by_id, at = actor.staff_id, reported.reported_at
    db.session.add(reported)
    db.session.flush()
    audit.record(
        "report change", "reported change", reported.id, actor=actor, at=at, kind=reported.kind, streets=[street_id]
    )  # fmt: skip
    return reported


def _decide(change_id: int, state: ChangeState, actor: Actor, at: datetime) -> ReportedChange:
    held = select(ReportedChange).where(ReportedChange.id == change_id).with_for_update()
    change = db.session.scalar(held.execution_options(populate_existing=True))
    if change is None:
        raise NotFound
    if change.state is not ChangeState.WAITING:
        raise AlreadyDecided
    change.state, change.decided_at, change.decided_by_id = state, at, actor.staff_id
    db.session.flush()
    return change
