"""Rows that go where their household or their person goes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select

from app.bundles.models import LineReport
from app.checkin.models import EmergencyIssue, HandOver
from app.core.db import db
from app.distributions.models import CoveredPerson
from app.households.models import HouseholdEvent, Proxy
from app.imports.models import ImportLine
from app.merging.ledger import Ledger
from app.wardens.models import ReportedChange

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


def rename_person(ledger: Ledger, *, from_id: int, to_id: int) -> None:
    """Let everything that names one person name the other one, who is the same."""
    for kind, column in OF_PERSON:
        for row in _held(kind, getattr(kind, column) == from_id):
            ledger.set(row, **{column: to_id})
    for row in db.session.scalars(select(CoveredPerson).where(CoveredPerson.person_id == from_id)).all():
        cover(ledger, [to_id], {row.cycle_id: row.entitlement_id})
    db.session.flush()


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
