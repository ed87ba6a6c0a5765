"""The distribution log: who got what, when and from whom, under pseudonyms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, true, tuple_

from app.accounts.models import staff_code
from app.checkin.models import HandOver, Method, Reversal
from app.core.db import UtcDateTime, db
from app.distributions.models import Cycle, Distribution, Entitlement, Programme, Slot
from app.households.models import Household, Person
from app.hubs.models import Location, Settlement, SettlementKind
from app.reports.queries.scoping import Statement, of_entitlement, of_place, taken_by
from app.reports.rules import CollectedBy, Outcome, Scope
from app.stock.models import Kit, KitVersion
from app.web.paging import PER_PAGE, Page

CHUNK = 1_000
"""Rows of an export that are held at a time."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One hand-over as people outside the hub may read it."""

    id: int
    happened_at: datetime
    number: str
    """Of the distribution."""
    location: str
    programme: str
    kit: str
    quantity: int
    pseudonym: str
    settlement_kind: SettlementKind
    settlement: str
    collected_by: CollectedBy
    method: Method
    desk: int
    staff_code: str
    outcome: Outcome
    reason: str
    """Why it was reversed."""


def page_of_log(scope: Scope, *, after: int | None) -> Page[LogRow]:
    """The rows older than the one with this id, newest first, and how many there are in the whole scope."""
    found = _rows(scope).order_by(HandOver.happened_at.desc(), HandOver.id.desc()).limit(PER_PAGE + 1)
    if after is not None:
        found = found.where(_place_of(after) > _PLACE)
    rows = _fetch(found)
    next_key = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return Page(rows[:PER_PAGE], next_key, count_log(scope, up_to=last_of_log()))


def last_of_log() -> int:
    """The id of the newest hand-over. An export goes up to it, so that it holds as many rows as its trace says."""
    return int(db.session.scalar(select(func.max(HandOver.id))) or 0)


def count_log(scope: Scope, *, up_to: int) -> int:
    """How many rows with ids up to this one the scope has."""
    found = select(func.count()).select_from(HandOver).join(Entitlement, Entitlement.id == HandOver.entitlement_id)
    if scope.collected_by is not None:
        found = found.outerjoin(Person, Person.id == HandOver.collector_person_id)
    return int(db.session.scalar(_narrowed(found, scope).where(HandOver.id <= up_to)) or 0)


def iterate_log(scope: Scope, *, up_to: int) -> Iterator[LogRow]:
    """All rows with ids up to this one, oldest first, a thousand in memory at a time."""
    found = _rows(scope).where(HandOver.id <= up_to).order_by(HandOver.happened_at, HandOver.id).limit(CHUNK)
    rows = _fetch(found)
    while rows:
        db.session.rollback()  # nothing was changed; a slow download must not hold on to the database's past
        yield from rows
        rows = _fetch(found.where(_place_of(rows[-1].id) < _PLACE)) if len(rows) == CHUNK else []


_PLACE = tuple_(HandOver.happened_at, HandOver.id)
"""Where a row stands in the log."""


def _place_of(hand_over_id: int) -> Any:
    happened_at = db.session.scalar(select(HandOver.happened_at).where(HandOver.id == hand_over_id))
    return tuple_(literal(happened_at, UtcDateTime()), literal(hand_over_id))


_COLUMNS = (
    HandOver.id,
    HandOver.happened_at,
    Distribution.number,
    Location.name,
    Programme.title,
    Kit.name,
    Entitlement.quantity,
    Household.pseudonym,
    Settlement.kind,
    Settlement.name,
    taken_by,
    HandOver.method,
    HandOver.desk,
    HandOver.staff_id,
    HandOver.is_reversed,
    Reversal.reason,
)


def _rows(scope: Scope) -> Statement:
    found = (
        select(*_COLUMNS)
        .select_from(HandOver)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .join(Location, Location.id == HandOver.location_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .join(KitVersion, KitVersion.id == Entitlement.kit_version_id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .join(Household, Household.id == Entitlement.household_id)
        .join(Settlement, Settlement.id == Household.settlement_id)
        .outerjoin(Person, Person.id == HandOver.collector_person_id)
        .outerjoin(Reversal, Reversal.hand_over_id == HandOver.id)
    )
    return _narrowed(found, scope)


_OUTCOMES: dict[Outcome, ColumnElement[bool]] = {
    Outcome.GIVEN: ~HandOver.is_reversed,
    Outcome.REVERSED: HandOver.is_reversed == true(),
}


def _narrowed(statement: Statement, scope: Scope) -> Statement:
    statement = statement.where(
        HandOver.happened_at >= scope.starts_at,
        HandOver.happened_at < scope.ends_at,
        *of_place(scope, HandOver.location_id),
        *of_entitlement(scope),
    )
    if scope.collected_by is not None:
        statement = statement.where(taken_by == scope.collected_by.value)
    if scope.outcome is not None:
        statement = statement.where(_OUTCOMES[scope.outcome])
    return statement


def _fetch(statement: Statement) -> list[LogRow]:
    return [_log_row(*row) for row in db.session.execute(statement)]


def _log_row(*row: Any) -> LogRow:
    *facts, collected_by, method, desk, staff_id, is_reversed, reason = row
    outcome = Outcome.REVERSED if is_reversed else Outcome.GIVEN
    rest = [CollectedBy(collected_by), method, desk, staff_code(staff_id), outcome, reason or ""]
    return LogRow(*(facts + rest))
