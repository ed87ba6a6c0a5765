"""Rows that go where their household or their person goes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select

from app.bundles.models import LineReport
from app.checkin.models import EmergencyIssue, HandOver
from app.core.db import db
from app.distributions.models import CoveredPerson, Entitlement, WaitingEntry, WaitState
from app.households.models import HouseholdEvent, Proxy
from app.imports.models import ImportLine
from app.merging.ledger import Ledger
from app.merging.operations import working
from app.wardens.models import ReportedChange, WardenCheck

OF_HOUSEHOLD: tuple[Any, ...] = (Proxy, HouseholdEvent, ImportLine, ReportedChange, EmergencyIssue)
"""Tables whose ``household_id`` becomes that of the kept record. Cards, people, consents and promises go by rules."""
OF_PERSON: tuple[tuple[Any, str], ...] = (
    (HandOver, "collector_person_id"),
    (LineReport, "collector_person_id"),
    (HouseholdEvent, "person_id"),
)
"""Columns that name a person, and name the kept one from now on."""


def move_rows(ledger: Ledger, *, from_id: int, to_id: int) -> None:
    """Everything that simply belongs to a household."""
    for kind in OF_HOUSEHOLD:
        for row in _held(kind, kind.household_id == from_id):
            ledger.set(row, household_id=to_id)
    db.session.flush()
    _follow_checks(ledger, from_id=from_id, to_id=to_id)


def _follow_checks(ledger: Ledger, *, from_id: int, to_id: int) -> None:
    """Looks that wardens were asked for. Of two open ones the second is answered by the first: one look is enough."""
    is_asked = any(check.answer is None for check in _held(WardenCheck, WardenCheck.household_id == to_id))
    for check in _held(WardenCheck, WardenCheck.household_id == from_id):
        if check.answer is not None or not is_asked:
            ledger.set(check, household_id=to_id)
    db.session.flush()


def follow_waiting(ledger: Ledger, *, from_id: int, to_id: int, at: datetime) -> None:
    """Places in waiting lists, once it is decided which promises stand: who has a place waits no more.

    Of two entries for one cycle the longer wait counts: it is the lower number.
    """
    merged = _held(WaitingEntry, WaitingEntry.household_id == from_id)
    for entry in merged:
        if entry.closed_at is not None:
            ledger.set(entry, household_id=to_id)
    kept = {entry.cycle_id: entry for entry in _held(WaitingEntry, _waits(to_id))}
    for entry in (entry for entry in merged if entry.closed_at is None):
        other = kept.get(entry.cycle_id)
        ends = _stands_without(entry, to_id)
        if ends or (other is not None and other.id < entry.id):
            ledger.set(entry, state=WaitState.ENDED, held_until=None, closed_at=at)
        elif other is not None:
            ledger.set(other, state=WaitState.ENDED, held_until=None, closed_at=at)
        db.session.flush()
        ledger.set(entry, household_id=to_id)
    for entry in kept.values():
        if entry.closed_at is None and _stands_without(entry, to_id):
            ledger.set(entry, state=WaitState.ENDED, held_until=None, closed_at=at)
    db.session.flush()


def _waits(household_id: int) -> ColumnElement[bool]:
    return and_(WaitingEntry.household_id == household_id, WaitingEntry.closed_at.is_(None))


def _stands_without(entry: WaitingEntry, household_id: int) -> bool:
    """Whether another promise than the one of this entry stands for the household in that cycle."""
    stands = exists().where(
        Entitlement.household_id == household_id,
        Entitlement.cycle_id == entry.cycle_id,
        Entitlement.stands,
        Entitlement.id != (entry.entitlement_id or 0),
    )
    return bool(db.session.scalar(select(stands)))


def rename_person(ledger: Ledger, *, from_id: int, to_id: int, at: datetime) -> None:
    """Let everything that names one person name the other one, who is the same."""
    for kind, column in OF_PERSON:
        for row in _held(kind, getattr(kind, column) == from_id):
            ledger.set(row, **{column: to_id})
    for row in db.session.scalars(select(CoveredPerson).where(CoveredPerson.person_id == from_id)).all():
        cover(ledger, [to_id], {row.cycle_id: row.entitlement_id})
    db.session.flush()
    working.join_people(ledger, from_id=from_id, to_id=to_id, at=at)


def cover(ledger: Ledger, person_ids: Iterable[int], promise_of_cycle: dict[int, int]) -> None:
    """Write down that these people were counted in these promises, one for each cycle; once is enough."""
    for person_id in person_ids:
        known = set(db.session.scalars(select(CoveredPerson.cycle_id).where(CoveredPerson.person_id == person_id)))
        for cycle_id, entitlement_id in promise_of_cycle.items():
            if cycle_id not in known:
                values = {"cycle_id": cycle_id, "person_id": person_id, "entitlement_id": entitlement_id}
                db.session.execute(insert(CoveredPerson).values(values))
                ledger.covered.append((cycle_id, person_id))


def uncover(covered: Iterable[tuple[int, int]]) -> None:
    """Take back what :func:`cover` wrote."""
    for cycle_id, person_id in covered:
        db.session.execute(
            delete(CoveredPerson).where(CoveredPerson.cycle_id == cycle_id, CoveredPerson.person_id == person_id)
        )


def _held(kind: Any, condition: ColumnElement[bool]) -> list[Any]:
    found = select(kind).where(condition).order_by(kind.id).with_for_update(of=kind)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))
