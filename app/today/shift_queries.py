"""The records of a shift, and what each still waits for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import chain

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.audit.models import AuditEntry
from app.core.clock import instant
from app.core.db import db
from app.households.models import DuplicatePair, Household, PairDecision
from app.today.rules import Missing, missing

MOST = 200
"""Households of one shift: a registrar sees thirty to sixty people a day."""
SPLIT = "split household"
WRITING = (
    "add person", "change household", "change person", "change status of household", "record event",
    "register household", "replace card", SPLIT, "transfer people",
)  # fmt: skip
"""Entries of the trace that say that a record was written at a desk."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A household of the shift and what it still waits for."""

    household: Household
    missing: Sequence[Missing]
    pairs: Sequence[DuplicatePair]
    """Undecided: perhaps the same family stands in the register twice."""

    @property
    def is_in_order(self) -> bool:
        return not self.missing and not self.pairs


@dataclass(frozen=True, slots=True)
class Shift:
    """How many records were written in a shift, and those that are not in order."""

    written: int
    unfinished: Sequence[Unfinished]


def see_shift(day: date, *, staff_id: int | None) -> Shift:
    """Records written on ``day`` by one member of staff, or by everybody when ``staff_id`` is None."""
    households = _written(day, staff_id)
    pairs = _open_pairs([household.id for household in households])
    rows = [Unfinished(one, missing(one), [pair for pair in pairs if _concerns(pair, one)]) for one in households]
    return Shift(len(rows), [row for row in rows if not row.is_in_order])


def _written(day: date, staff_id: int | None) -> Sequence[Household]:
    """In the order in which they were first written that day."""
    start, end = instant(day, time.min), instant(day + timedelta(days=1), time.min)
    entries = select(AuditEntry.subject_id, AuditEntry.action, AuditEntry.details).where(
        AuditEntry.subject_kind == "household",
        AuditEntry.recorded_at >= start,
        AuditEntry.recorded_at < end,
        AuditEntry.action.in_(WRITING),
    )
    if staff_id is not None:
        entries = entries.where(AuditEntry.staff_id == staff_id)
    touched = (_touched(*entry) for entry in db.session.execute(entries.order_by(AuditEntry.number)))
    ids = list(dict.fromkeys(chain.from_iterable(touched)))[:MOST]
    found = select(Household).where(Household.id.in_(ids), Household.merged_into_id.is_(None))
    loaded = found.options(
        joinedload(Household.settlement),
        joinedload(Household.street),
        selectinload(Household.people),
        selectinload(Household.cards),
        selectinload(Household.consents),
    )
    rank = {household_id: place for place, household_id in enumerate(ids)}
    return sorted(db.session.scalars(loaded), key=lambda household: rank[household.id])


def _touched(subject_id: int | None, action: str, details: str) -> tuple[int | None, ...]:
    """The household of an entry; a split tells of the one that stays, and names the new one among its details."""
    return (subject_id, json.loads(details)["new_household"]) if action == SPLIT else (subject_id,)


def _open_pairs(household_ids: Sequence[int]) -> Sequence[DuplicatePair]:
    concerned = or_(DuplicatePair.first_id.in_(household_ids), DuplicatePair.second_id.in_(household_ids))
    undecided = DuplicatePair.decision.in_((PairDecision.OPEN, PairDecision.LATER))
    found = select(DuplicatePair).where(concerned, undecided).order_by(DuplicatePair.strength.desc())
    return db.session.scalars(found).all()


def _concerns(pair: DuplicatePair, household: Household) -> bool:
    return household.id in (pair.first_id, pair.second_id)
