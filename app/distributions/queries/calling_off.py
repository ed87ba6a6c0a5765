"""Days that will not be held as planned: where their households would go. Computed and never stored."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import Cycle, Distribution, DistributionState, Entitlement, MoveCause, Slot
from app.distributions.queries import moving
from app.distributions.queries.days import get_distribution
from app.distributions.queries.templates import fit_on, hours_of
from app.distributions.rules.templates import Hours, Skipped
from app.households.models import Household
from app.hubs.models import Location


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot of a day that would be made."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    kept: int = 0
    """Of these places, those that are kept as on the old day."""
    kept_until: datetime | None = None

    def opening(self, number: int, day: Distribution, at: datetime) -> rules.Opening:
        """As it is proposed, before it has a number of its own."""
        is_kept = self.kept_until is None or at < self.kept_until
        return rules.Opening(
            slot_id=-number, cycle_id=day.cycle_id, location_id=day.location_id, starts_at=self.starts_at,
            free=self.capacity - (self.kept if is_kept else 0), is_step_free=day.location.is_step_free,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayAfter:
    """A day to which households would move: how many, and the peak on site with everyone who is expected there."""

    held_on: date
    location: Location
    households: int
    peak: int

    @property
    def is_crowded(self) -> bool:
        return self.peak > self.location.capacity_on_site


@dataclass(frozen=True)
class CalledOff:
    """One act: ``given_up`` are not held as planned, ``new_slots`` are those of the day that takes the place of one."""

    cause: MoveCause
    given_up: Sequence[Distribution]
    to_day: date | None
    new_slots: Sequence[NewSlot]
    """Proposed as slots -1, -2 and so on."""
    proposal: rules.Proposal
    sites: Mapping[int, rules.Expected]
    staying: int
    """Promises that were given already or are out with a bundle: they stay where they are."""
    fitting: Hours | Skipped | None = None
    """What the calendar leaves of the hours of a day that would be made, or why it cannot be held."""

    @property
    def obstacle(self) -> Skipped | None:
        """Why the new day cannot be held."""
        return self.fitting if isinstance(self.fitting, Skipped) else None

    @property
    def hours(self) -> Hours:
        """Of the day that would be made."""
        return self.fitting if isinstance(self.fitting, Hours) else hours_of(self.given_up[0])

    @property
    def is_cut(self) -> bool:
        """Whether curfew or a power cut make the new day shorter than the old one."""
        return isinstance(self.fitting, Hours) and self.fitting != hours_of(self.given_up[0])

    @cached_property
    def days(self) -> list[DayAfter]:
        """Where how many go, day by day."""
        to = [row.to for row in self.proposal.moves if row.to]
        counts = Counter((clock.local_date(opening.starts_at), opening.location_id) for opening in to)
        places = _locations({location_id for _, location_id in counts})
        return [
            DayAfter(day, places[location_id], counts[day, location_id], self._peak(day, location_id))
            for day, location_id in sorted(counts)
        ]

    @cached_property
    def without_phone(self) -> int:
        """How many of them cannot be called."""
        ids = [row.mover.entitlement_id for row in self.proposal.rows]
        silent = select(func.count()).select_from(Entitlement).join(Entitlement.household)
        silent = silent.where(Household.phone1 == "", Household.phone2 == "")
        return sum(db.session.scalar(silent.where(Entitlement.id.in_(part))) or 0 for part in moving.in_parts(ids))

    @cached_property
    def reasons(self) -> Mapping[rules.LeftOver, int]:
        """How many go to the waiting list, by reason."""
        counted = Counter(row.reason for row in self.proposal.left)
        return {reason: counted[reason] for reason in rules.LeftOver if counted[reason]}

    def _peak(self, day: date, location_id: int) -> int:
        coming = [(row.to.starts_at, 1) for row in self.proposal.moves if row.to and row.to.location_id == location_id]
        loads = [*self.sites[location_id].loads, *coming]
        return rules.planned_peak(load for load in loads if clock.local_date(load[0]) == day)


def postponed(distribution_id: int, to_day: date, *, aid_log: AidLog, at: datetime) -> CalledOff:
    """A day held on another one: at the same hours, or in the free places of what is held there then.

    For a day that would be made the calendar is asked as for the days of a usual week: it may be cut by curfew or a
    power cut, or be none at all.
    """
    day = get_distribution(distribution_id)
    movers = moving.movers_at([day.id], aid_log=aid_log, at=at)
    there = find_published(day, to_day)
    if there is not None:
        openings = moving.openings([day.cycle_id], after=at, only=Distribution.id == there.id)
        return _called_off(MoveCause.POSTPONED, [day], movers, openings, at=at, to_day=to_day)
    fitting = fit_on(day, to_day, today=clock.local_date(at))
    new_slots = [
        slot for slot in _shifted(day, to_day, movers)
        if isinstance(fitting, Hours) and fitting.hold(slot.starts_at, slot.ends_at) and slot.starts_at > at
    ]  # fmt: skip
    openings = [slot.opening(number, day, at) for number, slot in enumerate(new_slots, start=1)]
    return _called_off(
        MoveCause.POSTPONED, [day], movers, openings, at=at, to_day=to_day, new_slots=new_slots, fitting=fitting
    )


def cancelled(distribution_id: int, *, aid_log: AidLog, at: datetime) -> CalledOff:
    """A day that is not held: everyone goes to other days of the cycle. Raises NotFound."""
    day = get_distribution(distribution_id)
    movers = moving.movers_at([day.id], aid_log=aid_log, at=at, may_change_location=True)
    openings = moving.openings([day.cycle_id], after=at, without=[day.id])
    return _called_off(MoveCause.CANCELLED, [day], movers, openings, at=at)


def location_closed(location_id: int, since: date, until: date | None, *, aid_log: AidLog, at: datetime) -> CalledOff:
    """Nothing is held at a location from ``since`` (to ``until``): everyone goes to other places and days."""
    days = list_held_at(location_id, since, until)
    ids = [day.id for day in days]
    movers = moving.movers_at(ids, aid_log=aid_log, at=at, may_change_location=True)
    openings = moving.openings({day.cycle_id for day in days}, after=at, without=ids)
    return _called_off(MoveCause.LOCATION_CLOSED, days, movers, openings, at=at)


def _called_off(
    cause: MoveCause,
    days: Sequence[Distribution],
    movers: Sequence[rules.Mover],
    openings: Sequence[rules.Opening],
    *,
    at: datetime,
    to_day: date | None = None,
    new_slots: Sequence[NewSlot] = (),
    fitting: Hours | Skipped | None = None,
) -> CalledOff:
    sites = moving.sites(openings, after=at, leaving=movers)
    proposal = rules.propose(movers, openings, sites)
    staying = count_standing([day.id for day in days], at) - len(movers)
    return CalledOff(cause, days, to_day, new_slots, proposal, sites, staying, fitting)


def find_published(day: Distribution, on: date) -> Distribution | None:
    """What is published of the same cycle at the same location on another day."""
    return db.session.scalar(
        select(Distribution)
        .where(
            Distribution.cycle_id == day.cycle_id,
            Distribution.location_id == day.location_id,
            Distribution.held_on == on,
            Distribution.id != day.id,
            Distribution.state == DistributionState.PUBLISHED,
        )
        .limit(1)
    )


def list_held_at(location_id: int, since: date, until: date | None) -> Sequence[Distribution]:
    """What is published at a location on these days, the first day first."""
    found = (
        select(Distribution)
        .where(
            Distribution.location_id == location_id,
            Distribution.held_on >= since,
            Distribution.state == DistributionState.PUBLISHED,
        )
        .options(
            joinedload(Distribution.location),
            joinedload(Distribution.cycle).joinedload(Cycle.programme),
            selectinload(Distribution.slots),
        )
        .order_by(Distribution.held_on, Distribution.id)
    )
    if until is not None:
        found = found.where(Distribution.held_on <= until)
    return db.session.scalars(found).all()


def count_standing(distribution_ids: Collection[int], at: datetime) -> int:
    """How many promises have their place there."""
    found = select(func.count()).select_from(Entitlement).join(Entitlement.slot)
    standing = Entitlement.stands, ~moving.is_lapsed_hold(at)
    return db.session.scalar(found.where(Slot.distribution_id.in_(distribution_ids), *standing)) or 0


def _shifted(day: Distribution, to_day: date, movers: Sequence[rules.Mover]) -> list[NewSlot]:
    """The same slots on the wall clock of another day, also across the change to and from summer time.

    Places that were kept are kept there too, except those that ``movers`` have taken by now.
    """
    taken = Counter(mover.from_slot_id for mover in movers)
    slots = []
    for slot in day.slots:
        start = clock.instant(to_day, clock.local(slot.starts_at).time())
        until = clock.instant(to_day, clock.local(slot.kept_until).time()) if slot.kept_until else None
        kept = min(slot.kept, slot.capacity - taken[slot.id])
        slots.append(NewSlot(start, start + (slot.ends_at - slot.starts_at), slot.capacity, kept, until))
    return slots


def _locations(ids: Collection[int]) -> dict[int, Location]:
    return {place.id: place for place in db.session.scalars(select(Location).where(Location.id.in_(ids)))}
