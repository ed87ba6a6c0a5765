"""What one household is promised, what still waits for it, and what it was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    CoveredPerson,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Programme,
    Slot,
)
from app.households.models import Person
from app.stock.models import KitVersion

PUBLIC_STATES = (DistributionState.PUBLISHED, DistributionState.CLOSED)


@dataclass(frozen=True, slots=True)
class Times:
    """The promises of one household: those that wait, the next one first; the others, the latest first."""

    coming: Sequence[Entitlement]
    before: Sequence[Entitlement]
    """Given or missed."""
    given: Mapping[int, Mapping[int, int]]
    """By the id of what was given: whole kits of it that were not taken, by kit version."""

    @property
    def next(self) -> Entitlement | None:
        return self.coming[0] if self.coming else None

    @property
    def last_given(self) -> Entitlement | None:
        return next((entitlement for entitlement in self.before if entitlement.id in self.given), None)


def times_of(household_id: int, at: datetime, aid_log: AidLog) -> Times:
    """When a household collects, and when it did; what was given today does not wait any more."""
    upcoming, past = upcoming_entitlements(household_id, at), past_entitlements(household_id, at)
    given = aid_log.left_of([entitlement.id for entitlement in (*upcoming, *past)])
    return Times(
        coming=[entitlement for entitlement in upcoming if entitlement.id not in given],
        before=[*(entitlement for entitlement in reversed(upcoming) if entitlement.id in given), *past],
        given=given,
    )


def upcoming_entitlements(household_id: int, at: datetime) -> Sequence[Entitlement]:
    """What a household is promised at distributions of today and later that are not closed, the next one first.

    A slot of today may be over: the desk serves whoever is late until the distribution is closed.
    """
    found = _promised(household_id).where(_is_served(at))
    return db.session.scalars(found.order_by(Slot.starts_at, Entitlement.id).limit(20)).unique().all()


def past_entitlements(household_id: int, at: datetime) -> Sequence[Entitlement]:
    """What a household was promised at distributions of earlier days and closed ones, the latest first."""
    found = _promised(household_id).where(~_is_served(at))
    return db.session.scalars(found.order_by(Slot.starts_at.desc(), Entitlement.id).limit(50)).unique().all()


def find_entitlement(household_id: int, cycle_id: int) -> Entitlement | None:
    """What a household is promised in a cycle, with slot and place."""
    found = _promised(household_id).where(Entitlement.cycle_id == cycle_id)
    return db.session.scalars(found).unique().one_or_none()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """People of a household who were counted with another one in a running cycle."""

    programme: str
    ends_on: date
    people: int


def counted_elsewhere(household_id: int, at: datetime) -> Sequence[Elsewhere]:
    """Running cycles in which people of this household are counted already, because they left another one."""
    found = (
        select(Programme.title, Cycle.ends_on, func.count())
        .join(Cycle, Cycle.programme_id == Programme.id)
        .join(CoveredPerson, CoveredPerson.cycle_id == Cycle.id)
        .join(Person, Person.id == CoveredPerson.person_id)
        .join(Entitlement, Entitlement.id == CoveredPerson.entitlement_id)
        .where(
            Person.household_id == household_id,
            Entitlement.household_id != household_id,
            Cycle.ends_on >= clock.local_date(at),
        )
        .group_by(Cycle.id, Programme.title, Cycle.ends_on)
        .order_by(Cycle.ends_on, Programme.title)
    )
    return [Elsewhere(*row) for row in db.session.execute(found)]


def _is_served(at: datetime) -> ColumnElement[bool]:
    return (Distribution.held_on >= clock.local_date(at)) & (Distribution.state == DistributionState.PUBLISHED)


def _promised(household_id: int) -> Select[Entitlement]:
    return (
        select(Entitlement)
        .join(Entitlement.slot)
        .join(Slot.distribution)
        .where(Entitlement.household_id == household_id, Entitlement.stands, Distribution.state.in_(PUBLIC_STATES))
        .options(
            contains_eager(Entitlement.slot).contains_eager(Slot.distribution).joinedload(Distribution.location),
            joinedload(Entitlement.cycle).joinedload(Cycle.programme),
            joinedload(Entitlement.kits).joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
        )
    )
