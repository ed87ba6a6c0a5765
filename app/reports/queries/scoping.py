"""Narrowing a statement to what a report is about."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.checkin import queries as checkin
from app.checkin.models import EmergencyIssue, HandOver
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
)
from app.households.models import Household, Person, PersonRole
from app.reports.rules import CollectedBy, Scope
from app.stock.models import KitVersion

Statement = Select[*tuple[Any, ...]]
"""A statement with whatever columns."""

SERVED_BY = and_(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed)
"""The hand-over that holds for an entitlement."""

taken_by: ColumnElement[str] = func.coalesce(
    case((Person.role == PersonRole.HEAD, CollectedBy.HEAD.value)), type_coerce(HandOver.collector_kind, String)
)
"""A value of :class:`CollectedBy`; the person who collected must be joined."""


given_kits = EntitledKit.quantity - checkin.not_taken
"""Kits of one kind that left with a hand-over: whole ones that were not taken stayed at the point."""


def promised(scope: Scope, *columns: Any) -> Statement:
    """Entitlements with a time on the days of the scope, each with the hand-over that holds for it, if any.

    A withdrawn one counts if it was given: what left the store stays in the figures.
    Indexes carry it from the day to the slots, to their entitlements, to the hand-over.
    """
    return (
        select(*columns)
        .select_from(Distribution)
        .join(Slot, Slot.distribution_id == Distribution.id)
        .join(Entitlement, Entitlement.slot_id == Slot.id)
        .outerjoin(HandOver, SERVED_BY)
        .where(
            Distribution.held_on.between(scope.first_on, scope.last_on),
            Distribution.state != DistributionState.DRAFT,
            or_(Entitlement.stands, HandOver.id.is_not(None)),
            *of_place(scope, Distribution.location_id),
            *of_entitlement(scope),
        )
    )


def no_shows(scope: Scope, *columns: Any) -> Statement:
    """Entitlements that had a time on the days of the scope, were not taken, and were moved when the day was closed."""
    return (
        select(*columns)
        .select_from(Distribution)
        .join(Slot, Slot.distribution_id == Distribution.id)
        .join(SlotMove, SlotMove.from_slot_id == Slot.id)
        .join(Entitlement, Entitlement.id == SlotMove.entitlement_id)
        .where(
            SlotMove.cause == MoveCause.NO_SHOW,
            Distribution.held_on.between(scope.first_on, scope.last_on),
            *of_place(scope, Distribution.location_id),
            *of_entitlement(scope),
        )
    )


def of_place(scope: Scope, location_id: Any) -> list[ColumnElement[bool]]:
    return [] if scope.location_id is None else [location_id == scope.location_id]


def of_kit(scope: Scope) -> list[ColumnElement[bool]]:
    """What the scope asks of the single kits of an entitlement."""
    if scope.kit_id is None:
        return []
    return [EntitledKit.kit_version_id.in_(select(KitVersion.id).where(KitVersion.kit_id == scope.kit_id))]


def of_entitlement(scope: Scope) -> list[ColumnElement[bool]]:
    """What the scope asks of an entitlement: its programme, its kit, where its household lives."""
    conditions: list[ColumnElement[bool]] = []
    if scope.programme_id is not None:
        cycles = select(Cycle.id).where(Cycle.programme_id == scope.programme_id)
        conditions.append(Entitlement.cycle_id.in_(cycles))
    if scope.kit_id is not None:
        has_it = exists().where(EntitledKit.entitlement_id == Entitlement.id, *of_kit(scope))
        conditions.append(has_it.correlate(Entitlement))
    if scope.settlement_id is not None:
        lives = aliased(Household)
        conditions.append(
            exists()
            .where(lives.id == Entitlement.household_id, lives.settlement_id == scope.settlement_id)
            .correlate(Entitlement)
        )
    return conditions


def of_emergency(scope: Scope) -> list[ColumnElement[bool]]:
    """Emergency kits of the scope that were not taken back; only of who is registered is known where they live."""
    conditions: list[ColumnElement[bool]] = [
        ~EmergencyIssue.is_reversed,
        EmergencyIssue.happened_at >= scope.starts_at,
        EmergencyIssue.happened_at < scope.ends_at,
        *of_place(scope, EmergencyIssue.location_id),
    ]
    if scope.programme_id is not None:
        conditions.append(EmergencyIssue.programme_id == scope.programme_id)
    if scope.kit_id is not None:
        of_it = select(KitVersion.id).where(KitVersion.kit_id == scope.kit_id)
        conditions.append(EmergencyIssue.kit_version_id.in_(of_it))
    if scope.settlement_id is not None:
        home = aliased(Household)
        lives = select(home.id).where(home.settlement_id == scope.settlement_id)
        conditions.append(EmergencyIssue.household_id.in_(lives))
    return conditions
