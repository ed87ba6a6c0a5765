"""The distribution log: who got what, when and from whom, under pseudonyms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, true, tuple_

from app.accounts.models import staff_code
from app.checkin.models import HandOver, Method, Reversal
from app.core.db import UtcDateTime, db
from app.distributions.models import Cycle, Distribution, EntitledKit, Entitlement, Programme, Slot
from app.households.models import Household, Person
from app.hubs.models import Location, Settlement, SettlementKind
from app.reports.queries.scoping import Statement, given_kits, of_entitlement, of_kit, of_place, taken_by
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
    kits: tuple[tuple[str, int], ...]
    """Name of each kind, and how many of it were taken."""
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
    found = _chosen(scope).order_by(HandOver.happened_at.desc(), HandOver.id.desc()).limit(PER_PAGE + 1)
    if after is not None:
        found = found.where(_place_of(after) > _PLACE)
    rows = _fetch(found, scope)[::-1]
    next_key = rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return Page(rows[:PER_PAGE], next_key, count_log(scope, up_to=last_of_log()))


def last_of_log() -> int:
    """The id of the newest hand-over. An export goes up to it, so that it holds as many rows as its trace says."""
    return int(db.session.scalar(select(func.max(HandOver.id))) or 0)


def count_log(scope: Scope, *, up_to: int) -> int:
    """How many hand-overs with ids up to this one the scope has."""
    return int(db.session.scalar(_narrowed(_hand_overs(scope, func.count()), scope).where(HandOver.id <= up_to)) or 0)


def count_lines(scope: Scope, *, up_to: int) -> int:
    """How many rows an export has: one for each kind of kit of each hand-over."""
    found = _hand_overs(scope, func.count()).join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
    lines = _narrowed(found, scope).where(HandOver.id <= up_to, *of_kit(scope))
    return int(db.session.scalar(lines) or 0)


def iterate_log(scope: Scope, *, up_to: int) -> Iterator[LogRow]:
    """All hand-overs with ids up to this one, oldest first, a thousand in memory at a time."""
    found = _chosen(scope).where(HandOver.id <= up_to).order_by(HandOver.happened_at, HandOver.id).limit(CHUNK)
    rows = _fetch(found, scope)
    while rows:
        db.session.rollback()  # nothing was changed; a slow download must not hold on to the database's past
        yield from rows
        rows = _fetch(found.where(_place_of(rows[-1].id) < _PLACE), scope) if len(rows) == CHUNK else []


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
    Household.pseudonym,
    Settlement.kind,
    Settlement.name,
    taken_by,
    HandOver.method,
    HandOver.desk,
    HandOver.staff_id,
    HandOver.is_reversed,
    Reversal.reason,
    Kit.name.label("kit"),
    given_kits.label("quantity"),
)
_OF_KIT = 2
"""How many of these differ from kit to kit of one hand-over."""


def _hand_overs(scope: Scope, *columns: Any) -> Statement:
    found = select(*columns).select_from(HandOver).join(Entitlement, Entitlement.id == HandOver.entitlement_id)
    if scope.collected_by is None:
        return found
    return found.outerjoin(Person, Person.id == HandOver.collector_person_id)


def _chosen(scope: Scope) -> Statement:
    """Ids of the hand-overs of the scope."""
    return _narrowed(_hand_overs(scope, HandOver.id), scope)


def _rows(chosen: Statement, scope: Scope) -> Statement:
    """A row for each kit of the chosen hand-overs, the oldest first."""
    return (
        select(*_COLUMNS)
        .select_from(HandOver)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .join(Location, Location.id == HandOver.location_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .join(KitVersion, KitVersion.id == EntitledKit.kit_version_id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .join(Household, Household.id == Entitlement.household_id)
        .join(Settlement, Settlement.id == Household.settlement_id)
        .outerjoin(Person, Person.id == HandOver.collector_person_id)
        .outerjoin(Reversal, Reversal.hand_over_id == HandOver.id)
        .where(HandOver.id.in_(chosen), *of_kit(scope))
        .order_by(HandOver.happened_at, HandOver.id, EntitledKit.position)
    )


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


def _fetch(chosen: Statement, scope: Scope) -> list[LogRow]:
    """The chosen ones, the oldest first."""
    rows = db.session.execute(_rows(chosen, scope))
    return [_log_row(list(of_one)) for _, of_one in groupby(rows, key=itemgetter(0))]


def _log_row(rows: Sequence[Any]) -> LogRow:
    hand_over_id, happened_at, number, location, programme, *household = rows[0][:-_OF_KIT]
    pseudonym, kind, settlement, collected_by, method, desk, staff_id, is_reversed, reason = household
    return LogRow(
        id=hand_over_id,
        happened_at=happened_at,
        number=number,
        location=location,
        programme=programme,
        kits=tuple((row.kit, row.quantity) for row in rows),
        pseudonym=pseudonym,
        settlement_kind=kind,
        settlement=settlement,
        collected_by=CollectedBy(collected_by),
        method=method,
        desk=desk,
        staff_code=staff_code(staff_id),
        outcome=Outcome.REVERSED if is_reversed else Outcome.GIVEN,
        reason=reason or "",
    )
