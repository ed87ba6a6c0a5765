"""Looking at who waits, and why a household has no place: by card, never by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Assignment,
    Cycle,
    Distribution,
    DistributionState,
    Entitlement,
    ShortageDecision,
    ShortageWay,
    Slot,
    WaitingEntry,
    WaitState,
)
from app.distributions.queries.days import SlotFill, free_slots
from app.distributions.queries.programmes import get_cycle
from app.distributions.queries.register import Record, read_register
from app.distributions.queries.shortage import News, news_of
from app.web.paging import PER_PAGE, Page


@dataclass(frozen=True, slots=True)
class Waiting:
    """A cycle and how many of its households wait, or have a place held for them."""

    cycle: Cycle
    waiting: int
    held: int


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the list and its number in it, from 1."""

    entry: WaitingEntry
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one household stands in a cycle, and on what that rests."""

    cycle: Cycle
    record: Record | None
    """What the register says of it; None when the programme is not for it."""
    place: Entitlement | None
    waits: Place | None
    waiting: int
    """How many wait in this cycle."""
    turn: int | None
    """Its number in the public order of everyone who is entitled, from 1."""
    entitled: int
    assisted: int
    """How many of those choose first because they need assistance."""
    places: int
    """Places of all days that are published in the cycle."""
    lot: str
    seed: int | None
    news: News | None
    """What was decided because not enough was there, when the cycle was last published by such a decision."""

    @property
    def has_own_order(self) -> bool:
        """Whether the decision made an order of its own, so that the usual one says nothing."""
        return self.news is not None and self.news.decision.way in (ShortageWay.DRAW, ShortageWay.FIRST_TO_SOME)

    @property
    def barrier(self) -> rules.NotPlaced | None:
        """What keeps it out altogether; None when it is entitled."""
        if self.record is None:
            return None
        barrier = self.record.candidate.barrier
        return None if barrier is rules.NotPlaced.ALREADY_ENTITLED else barrier

    @property
    def is_near(self) -> bool:
        """Whether anything of this cycle is held where it may collect."""
        return self.record is not None and bool(self.record.candidate.location_ids)


_HELD_STATES = DistributionState.PUBLISHED, DistributionState.CLOSED


def is_open(at: datetime) -> ColumnElement[bool]:
    """Entries of those who wait or hold a place, in cycles that are not over."""
    return and_(WaitingEntry.closed_at.is_(None), or_(Cycle.ends_on >= clock.local_date(at), _has_slot_ahead(at)))


def _has_slot_ahead(at: datetime) -> ColumnElement[bool]:
    found = select(Distribution.cycle_id).join(Slot, Slot.distribution_id == Distribution.id)
    return Cycle.id.in_(found.where(Distribution.state == DistributionState.PUBLISHED, Slot.ends_at > at))


def list_cycles(at: datetime) -> Sequence[Waiting]:
    """Cycles in which somebody waits, the earliest first."""
    held = func.count().filter(WaitingEntry.state == WaitState.OFFERED, WaitingEntry.held_until > at)
    found = (
        select(Cycle, func.count(), held)
        .join(WaitingEntry, WaitingEntry.cycle_id == Cycle.id)
        .where(is_open(at))
        .group_by(Cycle.id)
        .order_by(Cycle.starts_on, Cycle.id)
        .options(joinedload(Cycle.programme))
    )
    return [Waiting(cycle, total - on_hold, on_hold) for cycle, total, on_hold in db.session.execute(found)]


def count_waiting(at: datetime) -> int:
    """How many wait, in all cycles."""
    return sum(found.waiting for found in list_cycles(at))


def page_of(cycle_id: int, after: int | None, *, at: datetime, which: str = "") -> Page[Place]:
    """Who waits in a cycle, the longest first; ``which`` narrows to those with a held place or to standby."""
    rows = select(WaitingEntry, func.row_number().over(order_by=WaitingEntry.id).label("number"))
    numbered = rows.join(WaitingEntry.cycle).where(WaitingEntry.cycle_id == cycle_id, is_open(at)).subquery()
    found = (
        select(WaitingEntry, numbered.c.number)
        .join(numbered, numbered.c.id == WaitingEntry.id)
        .where(WaitingEntry.id > (after or 0), _narrowed(which, at))
        .options(joinedload(WaitingEntry.entitlement).joinedload(Entitlement.slot).joinedload(Slot.distribution))
        .order_by(WaitingEntry.id)
        .limit(PER_PAGE + 1)
    )
    places = [Place(entry, number) for entry, number in db.session.execute(found)]
    return Page(places[:PER_PAGE], places[PER_PAGE - 1].entry.id if len(places) > PER_PAGE else None)


def _narrowed(which: str, at: datetime) -> ColumnElement[bool]:
    is_held = and_(WaitingEntry.state == WaitState.OFFERED, WaitingEntry.held_until > at)
    if which == "held":
        return is_held
    return and_(WaitingEntry.is_standby, ~is_held) if which == "standby" else WaitingEntry.closed_at.is_(None)


def get_entry(entry_id: int) -> WaitingEntry:
    """With its cycle and household. Raises NotFound."""
    found = db.session.scalar(
        select(WaitingEntry)
        .where(WaitingEntry.id == entry_id)
        .options(joinedload(WaitingEntry.cycle).joinedload(Cycle.programme), joinedload(WaitingEntry.household))
    )
    if found is None:
        raise NotFound
    return found


def find_open_entry(household_id: int, cycle_id: int) -> WaitingEntry | None:
    """The entry by which a household waits in a cycle, or has a place held."""
    return db.session.scalar(
        select(WaitingEntry).where(
            WaitingEntry.household_id == household_id,
            WaitingEntry.cycle_id == cycle_id,
            WaitingEntry.closed_at.is_(None),
        )
    )


def entries_of(household_id: int) -> Sequence[WaitingEntry]:
    """In which cycles a household waits now."""
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.household_id == household_id, WaitingEntry.closed_at.is_(None))
        .options(joinedload(WaitingEntry.cycle).joinedload(Cycle.programme))
        .order_by(WaitingEntry.id)
    ).all()


def free_today(distribution: Distribution, at: datetime) -> Sequence[SlotFill]:
    """Free places of one day that have not begun to be over."""
    return [fill for fill in free_slots(distribution.cycle_id, at) if fill.slot.distribution_id == distribution.id]


def standing_of(household_id: int, cycle_id: int, *, aid_log: AidLog, at: datetime) -> Standing:
    """Why a household has a place or has none, as it is now. Raises NotFound."""
    cycle = get_cycle(cycle_id)
    seed = db.session.scalar(
        select(Assignment.seed).where(Assignment.cycle_id == cycle_id).order_by(Assignment.id.desc()).limit(1)
    )
    records = read_register(
        cycle, location_ids=_locations(cycle_id), aid_log=aid_log, on=clock.local_date(at)
    )  # fmt: skip
    own = next((record for record in records if record.household_id == household_id), None)
    entitled = [record.candidate for record in records if _is_entitled(record)]
    order = rules.in_order(entitled, seed or 0)
    turn = next((n for n, one in enumerate(order, start=1) if one.household_id == household_id), None)
    entry = find_open_entry(household_id, cycle_id)
    return Standing(
        cycle=cycle,
        record=own,
        place=_standing_promise(household_id, cycle_id),
        waits=Place(entry, _number(entry)) if entry else None,
        waiting=_count_open(cycle_id),
        turn=turn,
        entitled=len(order),
        assisted=sum(1 for one in order if one.is_assisted),
        places=_places(cycle_id),
        lot=rules.lot(seed or 0, household_id),
        seed=seed,
        news=_news(household_id, cycle_id),
    )


def _news(household_id: int, cycle_id: int) -> News | None:
    decision_id = db.session.scalar(
        select(ShortageDecision.id)
        .where(ShortageDecision.cycle_id == cycle_id, ShortageDecision.assignment_id.is_not(None))
        .order_by(ShortageDecision.id.desc())
        .limit(1)
    )
    return None if decision_id is None else news_of(decision_id, household_id)


def _is_entitled(record: Record) -> bool:
    return record.candidate.barrier in (None, rules.NotPlaced.ALREADY_ENTITLED)


def _locations(cycle_id: int) -> list[int]:
    found = select(Distribution.location_id).where(
        Distribution.cycle_id == cycle_id,
        Distribution.state.in_(_HELD_STATES),
    )
    return list(db.session.scalars(found.distinct()))


def _places(cycle_id: int) -> int:
    found = select(func.sum(Slot.capacity)).join(Slot.distribution).where(
        Distribution.cycle_id == cycle_id, Distribution.state.in_(_HELD_STATES)
    )  # fmt: skip
    return int(db.session.scalar(found) or 0)


def _standing_promise(household_id: int, cycle_id: int) -> Entitlement | None:
    return db.session.scalar(
        select(Entitlement)
        .where(Entitlement.household_id == household_id, Entitlement.cycle_id == cycle_id, Entitlement.stands)
        .options(joinedload(Entitlement.slot).joinedload(Slot.distribution).joinedload(Distribution.location))
    )


def _count_open(cycle_id: int, *more: ColumnElement[bool]) -> int:
    found = select(func.count(WaitingEntry.id))
    return (
        db.session.scalar(found.where(WaitingEntry.cycle_id == cycle_id, WaitingEntry.closed_at.is_(None), *more)) or 0
    )


def _number(entry: WaitingEntry) -> int:
    return _count_open(entry.cycle_id, WaitingEntry.id <= entry.id)
