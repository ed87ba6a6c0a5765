"""Looking at distributions: lists, one day with its slots and people, and what one household is promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
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
from app.distributions.queries.moving import is_lapsed_hold
from app.households.models import Household
from app.stock.models import KitVersion


@dataclass(frozen=True, slots=True)
class Fill:
    """A distribution of a list with its places and how many households have one."""

    distribution: Distribution
    capacity: int
    taken: int
    held_instead: date | None = None
    """Of one that was postponed: the day on which it is held."""


@dataclass(frozen=True, slots=True)
class SlotFill:
    """A slot and how many households have a place in it."""

    slot: Slot
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.slot.capacity - self.taken)


def get_distribution(distribution_id: int) -> Distribution:
    """With its slots, location and programme. Raises NotFound."""
    distribution = db.session.get(
        Distribution,
        distribution_id,
        options=(
            joinedload(Distribution.cycle).joinedload(Cycle.programme),
            joinedload(Distribution.location),
            selectinload(Distribution.slots),
        ),
    )
    if distribution is None:
        raise NotFound
    return distribution


def list_upcoming(on: date, *, limit: int = 100) -> Sequence[Fill]:
    """Published distributions from this day on, the next one first."""
    chosen = Distribution.held_on >= on, Distribution.state == DistributionState.PUBLISHED
    return _with_fill(_listed().where(*chosen).order_by(Distribution.held_on, Distribution.id).limit(limit))


def list_past(on: date, *, after: int | None = None, limit: int = 50) -> Sequence[Fill]:
    """Closed and cancelled distributions and those of earlier days, the latest first, after that with id ``after``."""
    is_past = Distribution.state.in_((DistributionState.CLOSED, DistributionState.CANCELLED)) | (
        (Distribution.held_on < on) & (Distribution.state == DistributionState.PUBLISHED)
    )
    found = _listed().where(is_past).order_by(Distribution.held_on.desc(), Distribution.id.desc()).limit(limit)
    if after is not None:
        key = select(Distribution.held_on, Distribution.id).where(Distribution.id == after)
        found = found.where(tuple_(Distribution.held_on, Distribution.id) < key.scalar_subquery())
    return _with_fill(found)


def list_draft_cycles() -> Sequence[tuple[Cycle, int, date, date]]:
    """Cycles with unpublished drafts: how many drafts, the first and the last day."""
    found = (
        select(Cycle, func.count(), func.min(Distribution.held_on), func.max(Distribution.held_on))
        .join(Distribution, Distribution.cycle_id == Cycle.id)
        .where(Distribution.state == DistributionState.DRAFT)
        .group_by(Cycle.id)
        .order_by(func.min(Distribution.held_on))
        .options(joinedload(Cycle.programme))
    )
    return [(cycle, count, first, last) for cycle, count, first, last in db.session.execute(found)]


def distributions_today(location_id: int, day: date) -> Sequence[Distribution]:
    """Published distributions at a location on a day, with their slots."""
    return db.session.scalars(
        _listed()
        .where(
            Distribution.location_id == location_id,
            Distribution.held_on == day,
            Distribution.state == DistributionState.PUBLISHED,
        )
        .options(selectinload(Distribution.slots))
        .order_by(Distribution.opens_at, Distribution.id)
    ).all()


def find_planned_with(nonce: str | None) -> Distribution | None:
    """The first distribution that this form has already planned."""
    if not nonce:
        return None
    return db.session.scalar(select(Distribution).where(Distribution.plan_nonce == nonce).order_by(Distribution.id))


def slot_fills(distribution: Distribution) -> Sequence[SlotFill]:
    """The slots of a distribution in order, each with how many households have a place."""
    taken = _taken([slot.id for slot in distribution.slots])
    return [SlotFill(slot, taken.get(slot.id, 0)) for slot in distribution.slots]


def others_there(distribution: Distribution) -> Sequence[Distribution]:
    """Other distributions of any programme at the same location on the same day."""
    return db.session.scalars(
        _listed()
        .where(
            Distribution.location_id == distribution.location_id,
            Distribution.held_on == distribution.held_on,
            Distribution.id != distribution.id,
        )
        .order_by(Distribution.id)
    ).all()


def free_slots(cycle_id: int, at: datetime, *, with_kept: bool = False, limit: int = 400) -> Sequence[SlotFill]:
    """Slots of published distributions of a cycle that are not over and have free places, the next one first.

    ``with_kept``: also places that are kept for who comes without a time.
    """
    places = Slot.capacity if with_kept else Slot.bookable_sql(at)
    of_slot = Entitlement.slot_id == Slot.id, Entitlement.stands, ~is_lapsed_hold(at)
    taken = select(func.count()).where(*of_slot).correlate(Slot).scalar_subquery()
    rows = db.session.execute(
        select(Slot, taken)
        .join(Slot.distribution)
        .where(
            Distribution.cycle_id == cycle_id,
            Distribution.state == DistributionState.PUBLISHED,
            Slot.ends_at > at,
            places > taken,
        )
        .options(contains_eager(Slot.distribution).joinedload(Distribution.location))
        .order_by(Slot.starts_at, Slot.id)
        .limit(limit)
    )
    return [SlotFill(*row) for row in rows]


def day_of(distribution: Distribution) -> Sequence[Entitlement]:
    """Everyone who has a place at a distribution, in the order of slots and rows, for checklists and papers.

    Households come with people, cards, street and settlement; entitlements with their kits.
    """
    household = joinedload(Entitlement.household)
    return db.session.scalars(
        select(Entitlement)
        .join(Entitlement.slot)
        .where(Slot.distribution_id == distribution.id, Entitlement.stands)
        .options(
            contains_eager(Entitlement.slot),
            selectinload(Entitlement.kits).joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
            household.selectinload(Household.people),
            household.selectinload(Household.cards),
            household.joinedload(Household.street),
            household.joinedload(Household.settlement),
        )
        .order_by(Slot.starts_at, Slot.id, Entitlement.place)
    ).all()


def running_cycles(at: datetime, *, without: Collection[int] = ()) -> Sequence[Cycle]:
    """Cycles with a published slot that is not over, except those ``without``."""
    found = (
        select(Cycle)
        .where(
            Cycle.id.in_(
                select(Distribution.cycle_id)
                .join(Slot, Slot.distribution_id == Distribution.id)
                .where(Distribution.state == DistributionState.PUBLISHED, Slot.ends_at > at)
            ),
            Cycle.id.not_in(without),
        )
        .options(joinedload(Cycle.programme))
        .order_by(Cycle.starts_on, Cycle.id)
    )
    return db.session.scalars(found).all()


def _listed() -> Select[Distribution]:
    return select(Distribution).options(
        joinedload(Distribution.location), joinedload(Distribution.cycle).joinedload(Cycle.programme)
    )


def _with_fill(found: Select[Distribution]) -> Sequence[Fill]:
    distributions = db.session.scalars(found).all()
    ids = [distribution.id for distribution in distributions]
    by_distribution = Slot.distribution_id.in_(ids)
    places = select(Slot.distribution_id, func.sum(Slot.capacity)).where(by_distribution)
    promised = select(Slot.distribution_id, func.count()).join(Entitlement, Entitlement.slot_id == Slot.id)
    capacity = dict(db.session.execute(places.group_by(Slot.distribution_id)).all())
    standing = promised.where(by_distribution, Entitlement.stands).group_by(Slot.distribution_id)
    taken = dict(db.session.execute(standing).all())
    instead = postponed_to([row.id for row in distributions if row.state is DistributionState.CANCELLED])
    return [Fill(row, int(capacity.get(row.id, 0)), taken.get(row.id, 0), instead.get(row.id)) for row in distributions]


def postponed_to(distribution_ids: Collection[int]) -> dict[int, date]:
    """Of those that were postponed and not just cancelled: the day on which each is held instead."""
    if not distribution_ids:
        return {}
    old, new, there = aliased(Slot), aliased(Slot), aliased(Distribution)
    found = (
        select(old.distribution_id, func.max(there.held_on))
        .select_from(SlotMove)
        .join(old, old.id == SlotMove.from_slot_id)
        .join(new, new.id == SlotMove.to_slot_id)
        .join(there, there.id == new.distribution_id)
        .where(old.distribution_id.in_(distribution_ids), SlotMove.cause == MoveCause.POSTPONED)
        .group_by(old.distribution_id)
    )
    return dict(iter(db.session.execute(found)))


def _taken(slot_ids: Collection[int]) -> dict[int, int]:
    found = select(Entitlement.slot_id, func.count()).where(Entitlement.slot_id.in_(slot_ids), Entitlement.stands)
    return dict(db.session.execute(found.group_by(Entitlement.slot_id)).all())
