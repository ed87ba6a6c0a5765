"""Looking after households that missed their aid twice. Nobody leaves the register by this."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from app.audit import operations as audit
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.wardens import queries
from app.wardens.models import ChangeKind, CheckAnswer, ReportedChange, WardenCheck
from app.wardens.operations.streets import hold_streets


class AlreadyAnswered(Refusal):
    message = N_("Somebody has answered this already.")


_REPORTED = {CheckAnswer.MOVED: ChangeKind.ALL_LEFT, CheckAnswer.DEAD: ChangeKind.DEATH}
"""Answers after which a registrar has something to put right."""


def ask_checks(household_ids: Collection[int], *, actor: Actor, at: datetime) -> int:
    """Part of an operation that writes the audit row: ask for a look at these households; how many are new."""
    asked = set(db.session.scalars(select(WardenCheck.household_id).where(WardenCheck.answer.is_(None))))
    rows = [
        {"household_id": household_id, "asked_at": at, "asked_by_id": actor.staff_id}
        for household_id in sorted(set(household_ids) - asked)
    ]
    if rows:
        db.session.execute(insert(WardenCheck), rows)
    return len(rows)


def answer_check(check_id: int, answer: CheckAnswer, *, actor: Actor, at: datetime) -> WardenCheck:
    """Write down what was found; that people left or died goes on to the registrar. Raises NotFound, AlreadyAnswered.

    A warden answers for the streets they walk, whoever manages wardens for all.
    """
    held = hold_streets(actor.staff_id) if actor.staff_id is not None else ()
    check = db.session.scalar(
        select(WardenCheck)
        .where(WardenCheck.id == check_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if check is None:
        raise NotFound
    if not actor.may(Permission.MANAGE_WARDENS):
        queries.get_home(check.household_id, {(row.street_id, row.side) for row in held})
    if check.answer is not None:
        raise AlreadyAnswered
    check.answer, check.answered_at, check.answered_by_id = answer, at, actor.staff_id
    if answer in _REPORTED:
        db.session.add(
            ReportedChange(
                kind=_REPORTED[answer], household_id=check.household_id, reported_at=at, reported_by_id=actor.staff_id
            )
        )
    db.session.flush()
    audit.record(
        "answer check", "warden check", check.id, actor=actor, at=at, household=check.household_id, kind=answer
    )
    return check
