"""What went otherwise than planned (section H of the report): emergency kits, and what was not taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.checkin.models import EmergencyIssue, EmergencyReason, HandOver, RefusedItem, RefusedReason
from app.core.db import db
from app.distributions.models import Cycle, Entitlement, Programme
from app.hubs.models import Partner
from app.reports.queries.scoping import of_emergency, of_entitlement, of_place
from app.reports.rules import Scope
from app.stock.models import Kit, KitLine, KitVersion


@dataclass(frozen=True, slots=True)
class Emergency:
    """Emergency kits of one donor and one kind, given for one reason."""

    partner: str
    kit: str
    reason: EmergencyReason
    issues: int
    kits: int
    approved: int
    """Issues by which a lead stood."""
    unregistered: int
    """Issues whose registration has not followed yet."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What was not taken of one kit of one donor, for one reason."""

    partner: str
    kit: str
    thing: str
    """Of the contents; empty where whole kits were not taken."""
    reason: RefusedReason
    households: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Section H."""

    emergencies: Sequence[Emergency]
    not_taken: Sequence[NotTaken]

    @property
    def emergency_kits(self) -> int:
        return sum(row.kits for row in self.emergencies)


def exceptions(scope: Scope) -> Exceptions:
    """Everything that went otherwise on the days of a scope."""
    return Exceptions(_emergencies(scope), _not_taken(scope))


def _emergencies(scope: Scope) -> Sequence[Emergency]:
    found = (
        select(
            Partner.name,
            Kit.name,
            EmergencyIssue.reason,
            func.count(),
            func.sum(EmergencyIssue.quantity),
            func.count(EmergencyIssue.approved_by_id),
            func.count() - func.count(EmergencyIssue.household_id),
        )
        .join(Programme, Programme.id == EmergencyIssue.programme_id)
        .join(Partner, Partner.id == Programme.partner_id)
        .join(KitVersion, KitVersion.id == EmergencyIssue.kit_version_id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .where(*of_emergency(scope))
        .group_by(Partner.name, Kit.name, EmergencyIssue.reason)
        .order_by(Partner.name, Kit.name, func.sum(EmergencyIssue.quantity).desc(), EmergencyIssue.reason)
    )
    return [Emergency(*row[:4], int(row[4]), row[5], row[6]) for row in db.session.execute(found)]


def _not_taken(scope: Scope) -> Sequence[NotTaken]:
    thing = func.coalesce(KitLine.name, "")
    columns: tuple[Any, ...] = (Partner.name, Kit.name, thing, RefusedItem.reason)
    found = (
        select(*columns, func.count(Entitlement.household_id.distinct()), func.sum(RefusedItem.quantity))
        .select_from(RefusedItem)
        .join(HandOver, HandOver.id == RefusedItem.hand_over_id)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .join(Partner, Partner.id == Programme.partner_id)
        .join(KitVersion, KitVersion.id == RefusedItem.kit_version_id)
        .join(Kit, Kit.id == KitVersion.kit_id)
        .outerjoin(KitLine, KitLine.id == RefusedItem.kit_line_id)
        .where(
            ~HandOver.is_reversed,
            HandOver.happened_at >= scope.starts_at,
            HandOver.happened_at < scope.ends_at,
            *of_place(scope, HandOver.location_id),
            *of_entitlement(scope),
            *([] if scope.kit_id is None else [Kit.id == scope.kit_id]),
        )
        .group_by(*columns)
        .order_by(Partner.name, Kit.name, thing, func.sum(RefusedItem.quantity).desc(), RefusedItem.reason)
    )
    return [NotTaken(*row[:5], int(row[5])) for row in db.session.execute(found)]
