"""A plan: what publishing the drafts of a cycle would do, computed and never stored."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Assignment,
    Cycle,
    Distribution,
    DistributionState,
    Entitlement,
    Slot,
)
from app.distributions.queries import shortage
from app.distributions.queries.programmes import get_cycle
from app.distributions.queries.register import Record, read_register
from app.households.models import Card, Household
from app.stock import queries as stock
from app.stock.models import Kit

Loads = dict[tuple[int, date], list[tuple[datetime, int]]]
"""By location and day: households expected at each start of a slot."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything a plan rests on. Two equal ones give the same plan for the same seed."""

    slots: tuple[rules.OpenSlot, ...]
    register: tuple[Record, ...]
    supplies: tuple[rules.Supply, ...] = ()
    """What is there of the kits that stock is kept of."""
    choice: rules.Choice | None = None
    """What was decided because it does not suffice."""


@dataclass(frozen=True)
class Plan:
    """Who would collect when. ``seed`` is the draw number."""

    cycle: Cycle
    drafts: Sequence[Distribution]
    basis: Basis
    seed: int
    outcome: rules.Outcome
    register: Sequence[Record]
    """The register of the basis after what was decided on a shortage."""

    @cached_property
    def records(self) -> Mapping[int, Record]:
        return {record.household_id: record for record in self.register}

    @cached_property
    def shortfalls(self) -> Sequence[rules.Shortfall]:
        """Kits of which this plan promises more than there is. Such a plan is not published."""
        placed = (shortage.needs_of(self.records[one.household_id]) for one in self.outcome.placements)
        return rules.shortfalls(rules.total(placed), self.basis.supplies)

    @cached_property
    def kits(self) -> Mapping[int, int]:
        """Kits needed, by the version of each, in the order of the programme."""
        needed: Counter[tuple[int, int]] = Counter()
        for placed in self.outcome.placements:
            for portion in self.records[placed.household_id].portions:
                needed[portion.position, portion.kit_version_id] += portion.quantity
        return {version_id: number for (_position, version_id), number in sorted(needed.items())}

    @property
    def kits_by_name(self) -> Sequence[tuple[Kit, int]]:
        """Kits needed, in the order of the programme, those too that nobody gets."""
        versions = ((one.kit, stock.current_version(one.kit).id) for one in self.cycle.programme.kits)
        return [(kit, self.kits.get(version_id, 0)) for kit, version_id in versions]

    @property
    def places(self) -> int:
        return sum(slot.capacity for slot in self.basis.slots)

    @cached_property
    def reasons(self) -> Mapping[rules.NotPlaced, int]:
        """How many have no place, by reason, in the order of the reasons."""
        counted = Counter(reason for _, reason in self.outcome.not_placed)
        return {reason: counted[reason] for reason in rules.NotPlaced if counted[reason]}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the list: a line for each household, its distribution, start, row, kits and people."""
        choice = self.basis.choice
        lines = [f"{self.seed} {choice.decision_id if choice else ''}".rstrip()]
        for placed in sorted(self.outcome.placements, key=lambda placed: placed.household_id):
            slot, record = self.basis.slots[placed.slot], self.records[placed.household_id]
            kits = ",".join(f"{portion.kit_version_id}:{portion.quantity}" for portion in record.portions)
            lines.append(
                f"{placed.household_id} {slot.distribution_id} {slot.starts_at.isoformat()} {placed.place}"
                f" {kits} {record.people_count}"
            )
        return sha256("\n".join(lines).encode()).hexdigest()

    @property
    def in_turn_without_place(self) -> list[int]:
        """Households for whom there are not enough places, in the published order."""
        left = set(self.without_place(rules.NotPlaced.NO_CAPACITY))
        candidates = (record.candidate for record in self.basis.register if record.household_id in left)
        return [candidate.household_id for candidate in rules.in_order(candidates, self.seed)]

    @cached_property
    def in_turn_without_kits(self) -> list[int]:
        """Households for whom there are not enough kits, in the order that was decided."""
        waiting = [self.records[household_id] for household_id in self.without_place(rules.NotPlaced.NO_KITS)]
        return shortage.in_order(waiting, self.basis.choice, self.seed)

    def without_place(self, reason: rules.NotPlaced) -> list[int]:
        """Households that have no place for this reason, by number."""
        return [household_id for household_id, why in self.outcome.not_placed if why is reason]

    @cached_property
    def before_steps(self) -> list[int]:
        """Households that need a step-free place and are sent to one with steps."""
        stepped = {draft.id for draft in self.drafts if not draft.location.is_step_free}
        return [
            placed.household_id
            for placed in self.outcome.placements
            if self.records[placed.household_id].needs_step_free
            and self.basis.slots[placed.slot].distribution_id in stepped
        ]


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot of a planned day and how many households it has."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A draft as it would be filled. ``peak`` counts everyone at the location that day, other distributions too."""

    draft: Distribution
    slots: Sequence[PlannedSlot]
    peak: int
    others: int
    """Households that other published distributions bring to this location on this day."""
    unpublished: Sequence[Distribution]
    """Drafts of other plans there on this day: whom they bring is known when they are published."""

    @property
    def taken(self) -> int:
        return sum(slot.taken for slot in self.slots)

    @property
    def capacity(self) -> int:
        return sum(slot.capacity for slot in self.slots)

    @property
    def is_crowded(self) -> bool:
        return self.peak > self.draft.location.capacity_on_site


def find_assignment(cycle_id: int, digest: str) -> Assignment | None:
    """The publishing of exactly this list, when it has already happened."""
    return db.session.scalar(
        select(Assignment).where(Assignment.cycle_id == cycle_id, Assignment.digest == digest).limit(1)
    )


def list_drafts(cycle_id: int) -> Sequence[Distribution]:
    """Drafts of a cycle by day and location."""
    return db.session.scalars(
        select(Distribution)
        .where(Distribution.cycle_id == cycle_id, Distribution.state == DistributionState.DRAFT)
        .options(joinedload(Distribution.location))
        .order_by(Distribution.held_on, Distribution.location_id, Distribution.opens_at, Distribution.id)
    ).all()


def open_slots(
    drafts: Sequence[Distribution], *, at: datetime, slot_minutes: int | None = None
) -> tuple[rules.OpenSlot, ...]:
    """The slots that drafts would have, or would have with slots of another length.

    Nobody is given a time that has begun already: of a day that is planned while it runs only the rest is left.
    """
    return tuple(
        slot
        for draft in drafts
        for minutes in (slot_minutes or draft.slot_minutes,)
        for slot in _slots_of(draft, minutes)
        if slot.starts_at > at
    )


def _slots_of(draft: Distribution, minutes: int) -> Iterator[rules.OpenSlot]:
    """At least one place of each slot is assigned, however many are to be kept."""
    capacity = capacity_of(draft, minutes)
    if not capacity:
        return
    kept = min(draft.kept, capacity - 1)
    until = clock.instant(draft.held_on, draft.kept_until) if kept and draft.kept_until else None
    for window in rules.windows(draft.held_on, draft.opens_at, draft.closes_at, minutes):
        yield rules.OpenSlot(
            draft.id, draft.location_id, window.starts_at, window.ends_at, capacity - kept, kept, until
        )


def capacity_of(draft: Distribution, slot_minutes: int) -> int:
    """Households for one slot of this draft."""
    return rules.slot_capacity(
        desks=draft.desks,
        slot_minutes=slot_minutes,
        service_minutes=draft.service_minutes,
        site_cap=draft.location.capacity_on_site,
    )


def read_basis(
    cycle: Cycle,
    drafts: Sequence[Distribution],
    *,
    aid_log: AidLog,
    at: datetime,
    minutes: int | None = None,
) -> Basis:
    """What a plan of these drafts rests on, read now."""
    register = read_register(
        cycle,
        location_ids={draft.location_id for draft in drafts},
        aid_log=aid_log,
        on=clock.local_date(at),
        collects_on=drafts[0].held_on if drafts else None,
    )
    return Basis(
        open_slots(drafts, at=at, slot_minutes=minutes),
        register,
        shortage.read_supplies(cycle, at),
        shortage.choice_of(shortage.open_decision(cycle.id)),
    )


def draft_plan(
    cycle_id: int,
    *,
    seed: int | None,
    aid_log: AidLog,
    at: datetime,
    minutes: int | None = None,
    undecided: bool = False,
    trying: rules.Choice | None = None,
) -> Plan:
    """What publishing all drafts of the cycle would do; with ``minutes``, if their slots were that long.

    ``undecided`` leaves out what was decided on a shortage, or puts ``trying`` in its place, to be looked at.

    Without a ``seed`` the draw number follows from the numbers of the drafts, so that nobody picks it.
    """
    cycle, drafts = get_cycle(cycle_id), list_drafts(cycle_id)
    basis = read_basis(cycle, drafts, aid_log=aid_log, at=at, minutes=minutes)
    seed = rules.proposed_seed(draft.number for draft in drafts) if seed is None else seed
    if undecided:
        basis = replace(basis, choice=trying)
    register = shortage.follow(
        basis.choice,
        basis.register,
        basis.supplies,
        location_ids={slot.location_id for slot in basis.slots},
        seed=seed,
    )
    outcome = rules.assign([record.candidate for record in register], basis.slots, seed=seed)
    return Plan(cycle, drafts, basis, seed, outcome, register)


def days_of(plan: Plan) -> list[PlannedDay]:
    """The picture of a plan: its drafts with the fill of each slot and the peak on site."""
    fill = Counter(placed.slot for placed in plan.outcome.placements)
    planned: dict[int, list[PlannedSlot]] = defaultdict(list)
    for position, slot in enumerate(plan.basis.slots):
        planned[slot.distribution_id].append(PlannedSlot(slot.starts_at, slot.ends_at, slot.capacity, fill[position]))
    published = published_loads({draft.held_on for draft in plan.drafts})
    loads: Loads = defaultdict(list, {key: list(load) for key, load in published.items()})
    for draft in plan.drafts:
        loads[draft.location_id, draft.held_on] += [(slot.starts_at, slot.taken) for slot in planned[draft.id]]
    unpublished = _drafts_of_others(plan)
    return [
        PlannedDay(
            draft,
            planned[draft.id],
            peak=rules.planned_peak(loads[draft.location_id, draft.held_on]),
            others=sum(households for _, households in published[draft.location_id, draft.held_on]),
            unpublished=unpublished[draft.location_id, draft.held_on],
        )
        for draft in plan.drafts
    ]


def _drafts_of_others(plan: Plan) -> Mapping[tuple[int, date], Sequence[Distribution]]:
    found = (
        select(Distribution)
        .where(
            Distribution.held_on.in_({draft.held_on for draft in plan.drafts}),
            Distribution.state == DistributionState.DRAFT,
            Distribution.cycle_id != plan.cycle.id,
        )
        .options(joinedload(Distribution.cycle).joinedload(Cycle.programme))
        .order_by(Distribution.id)
    )
    drafts: dict[tuple[int, date], list[Distribution]] = defaultdict(list)
    for draft in db.session.scalars(found):
        drafts[draft.location_id, draft.held_on].append(draft)
    return drafts


def peak_there(distribution: Distribution) -> int:
    """Most persons expected at once at its location on its day, by everything that is published there."""
    loads = published_loads({distribution.held_on})
    return rules.planned_peak(loads[distribution.location_id, distribution.held_on])


def published_loads(days: Collection[date]) -> Loads:
    """Households expected at each start of a slot, by location and day, of what is published for these days.

    A day that was closed meanwhile still counts: its people came.
    """
    found = (
        select(Distribution.location_id, Distribution.held_on, Slot.starts_at, func.count())
        .join(Slot, Slot.distribution_id == Distribution.id)
        .join(Entitlement, Entitlement.slot_id == Slot.id)
        .where(
            Distribution.held_on.in_(days),
            Distribution.state.in_((DistributionState.PUBLISHED, DistributionState.CLOSED)),
            Entitlement.stands,
        )
        .group_by(Distribution.location_id, Distribution.held_on, Slot.id, Slot.starts_at)
    )
    loads: Loads = defaultdict(list)
    for location_id, day, starts_at, households in db.session.execute(found):
        loads[location_id, day].append((starts_at, households))
    return loads


def card_numbers(household_ids: Collection[int]) -> dict[int, str]:
    """Numbers of the live cards of these households; one without a card is left out."""
    found = (
        select(Household.id, Card.card_no)
        .join(Card, Card.household_id == Household.id)
        .where(Household.id.in_(household_ids), Card.blocked_at.is_(None), ~Card.is_alias)
    )
    return dict(iter(db.session.execute(found)))
