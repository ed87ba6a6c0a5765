"""Households that are not assigned aid, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.households.models import Household, HouseholdStatus, StatusReason
from app.web.paging import PER_PAGE, Page

UNASSIGNED = (HouseholdStatus.UNDER_CHECK, HouseholdStatus.INACTIVE, HouseholdStatus.MOVED)
"""A merged record is no household any more: the one that took it over is asked instead."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for not being assigned; None where nobody wrote down why."""

    status: HouseholdStatus
    reason: StatusReason | None
    households: int


def count_unassigned() -> Sequence[Why]:
    """How many are not assigned, by status and reason, those to be settled first."""
    found = (
        select(Household.status, Household.status_reason, func.count())
        .where(Household.status.in_(UNASSIGNED))
        .group_by(Household.status, Household.status_reason)
    )
    counted = [Why(*row) for row in db.session.execute(found)]
    return sorted(counted, key=lambda why: (UNASSIGNED.index(why.status), -why.households))


def list_unassigned(status: HouseholdStatus | None, reason: StatusReason | None, after: int | None) -> Page[Household]:
    """Those who are not assigned, or only those of a status and a reason, in the order they were registered."""
    found = _unassigned(status, reason).where(Household.id > (after or 0)).order_by(Household.id)
    place = (joinedload(Household.settlement), joinedload(Household.street))
    whole = (*place, selectinload(Household.people), selectinload(Household.cards))
    rows = db.session.scalars(found.limit(PER_PAGE + 1).options(*whole)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def _unassigned(status: HouseholdStatus | None, reason: StatusReason | None) -> Select[Household]:
    found = select(Household).where(Household.status.in_(UNASSIGNED))
    if status is not None:
        found = found.where(Household.status == status, Household.status_reason.is_not_distinct_from(reason))
    return found


def reasons_of(household_ids: Collection[int]) -> Mapping[int, StatusReason]:
    """Why each of these is what it is; those of whom nobody wrote it down are left out."""
    found = select(Household.id, Household.status_reason).where(
        Household.id.in_(household_ids), Household.status_reason.is_not(None)
    )
    return {household_id: reason for household_id, reason in db.session.execute(found) if reason}
