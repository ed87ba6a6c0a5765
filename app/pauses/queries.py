"""Looking at pauses: who is where while one lasts, and what can be proposed after it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Staff
from app.checkin import aid_log
from app.checkin.models import HandOver, RefusedScan, Verdict
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
    WaitingEntry,
)
from app.distributions.queries import moving, papers
from app.distributions.queries.papers import Slip
from app.distributions.rules import Proposal
from app.households.models import Card, Person, PersonRole
from app.hubs import queries as hubs
from app.hubs.models import Location, Pause
from app.pauses import rules
from app.pauses.models import AllClear, Insider
from app.pauses.rules import Crowd, Expected, Period


@dataclass(frozen=True, slots=True)
class Site:
    """A paused location with everyone who is promised something there on the day of the pause."""

    location: Location
    crowd: Crowd


def see_sites(pause: Pause, at: datetime) -> Sequence[Site]:
    """Each location that stands still, those with a distribution on that day first; in two statements."""
    period = period_of(pause, at)
    rows = _expected(pause, period)
    by_location = {key: list(found) for key, found in groupby(rows, key=attrgetter("location_id"))}
    sites = [Site(place, Crowd(period, by_location.get(place.id, ()))) for place in _locations(pause)]
    return sorted(sites, key=lambda site: not site.crowd.rows)


def period_of(pause: Pause, at: datetime) -> Period:
    """From the button to the all-clear, or until now."""
    return Period(pause.started_at, pause.ended_at or at)


def _locations(pause: Pause) -> Sequence[Location]:
    if pause.location_id is not None:
        return [hubs.get_location(pause.location_id)]
    return [location for location in hubs.list_locations() if location.hub_id == pause.hub_id]


def _where(pause: Pause) -> Any:
    """Published distributions of the day of a pause at its locations."""
    here = Location.id == pause.location_id if pause.location_id else Location.hub_id == pause.hub_id
    on_day = Distribution.held_on == clock.local_date(pause.started_at)
    return and_(here, on_day, Distribution.state == DistributionState.PUBLISHED)


def _expected(pause: Pause, period: Period) -> list[Expected]:
    scanned = exists().where(
        RefusedScan.entitlement_id == Entitlement.id,
        RefusedScan.verdict == Verdict.PAUSED,
        RefusedScan.happened_at.between(period.started_at, period.ended_at),
    )
    seen = exists().where(Insider.entitlement_id == Entitlement.id, Insider.pause_id == pause.id)
    found = (
        select(
            Entitlement.id, Location.id.label("location_id"), Slot.id.label("slot_id"), Slot.starts_at, Slot.ends_at,
            Entitlement.people_count, Card.card_no, Person.surname, Person.given, HandOver.id.label("hand_over_id"),
            scanned.label("is_scanned"), seen.label("is_seen"), moving.is_out().label("is_out"),
        )
        .join(Entitlement.slot)
        .join(Slot.distribution)
        .join(Distribution.location)
        .outerjoin(HandOver, and_(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed))
        .outerjoin(
            Card, and_(Card.household_id == Entitlement.household_id, Card.blocked_at.is_(None), ~Card.is_alias)
        )
        .outerjoin(
            Person, and_(Person.household_id == Entitlement.household_id, Person.role == PersonRole.HEAD)
        )
        .where(Entitlement.stands, _where(pause))
        .order_by(Location.id, Slot.starts_at, Entitlement.place, Entitlement.id)
    )  # fmt: skip
    rows = {row.id: row for row in reversed(db.session.execute(found).all())}  # one row each, however many heads
    return [_one(row) for row in reversed(rows.values())]


def _one(row: Any) -> Expected:
    return Expected(
        entitlement_id=row.id,
        location_id=row.location_id,
        slot_id=row.slot_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        people=row.people_count,
        card_no=row.card_no or "",
        name=" ".join(part for part in (row.surname, row.given) if part),
        is_given=row.hand_over_id is not None,
        is_scanned=bool(row.is_scanned),
        is_seen=bool(row.is_seen),
        is_out=bool(row.is_out),
    )


def find_all_clear(pause_id: int) -> AllClear | None:
    """What was decided after this pause, with its list of moves."""
    found = select(AllClear).where(AllClear.pause_id == pause_id).options(joinedload(AllClear.move_list))
    return db.session.scalar(found)


def list_slips(pause_id: int) -> Sequence[Slip]:
    """New time slips for everyone who was moved after a pause and has a time now. Raises NotFound for no moves."""
    all_clear = find_all_clear(pause_id)
    if all_clear is None or all_clear.move_list_id is None:
        raise NotFound
    moved = select(SlotMove.entitlement_id).where(SlotMove.move_list_id == all_clear.move_list_id)
    return papers.slips_of(db.session.scalars(moved).all())


def undecided_with(pause: Pause) -> Sequence[Pause]:
    """This pause and those before it on the same day at a location of its own that nothing was decided on yet."""
    return db.session.scalars(
        select(Pause)
        .where(
            Pause.hub_id == pause.hub_id,
            _shares_a_location(pause),
            Pause.started_at >= _midnight(pause),
            or_(Pause.id == pause.id, Pause.ended_at <= pause.started_at),
            ~exists().where(AllClear.pause_id == Pause.id),
        )
        .order_by(Pause.id)
    ).all()


def _shares_a_location(pause: Pause) -> ColumnElement[bool]:
    if pause.location_id is None:
        return true()
    return or_(Pause.location_id.is_(None), Pause.location_id == pause.location_id)


def _midnight(pause: Pause, days: int = 0) -> datetime:
    return clock.instant(clock.local_date(pause.started_at) + timedelta(days=days), time.min)


def find_later(pause: Pause) -> Pause | None:
    """A pause that began on the same day at one of its locations after this one: both are decided on together."""
    later = (
        select(Pause)
        .where(
            Pause.hub_id == pause.hub_id,
            Pause.id != pause.id,
            Pause.started_at >= pause.started_at,
            Pause.started_at < _midnight(pause, days=1),
            _shares_a_location(pause),
        )
        .order_by(Pause.id.desc())
    )
    return db.session.scalar(later.limit(1))


def propose(pause: Pause, at: datetime) -> Proposal:
    """New times for everyone whose time was lost to this pause, or to one before it that nothing was decided on."""
    pauses = undecided_with(pause)
    if not pauses:
        return Proposal(())
    periods = [period_of(each, at) for each in pauses]
    day = [row for each in pauses for row in _expected(each, period_of(each, at))]
    lost = [row for row in day if any(period.took(row.starts_at, row.ends_at) for period in periods)]
    inside = {row.entitlement_id for row in _expected(pause, periods[-1]) if row.is_inside}
    concerned = {row.entitlement_id for row in lost} | inside
    slot_ids = {row.slot_id for row in day if row.entitlement_id in concerned}
    distribution_ids = db.session.scalars(select(Slot.distribution_id).where(Slot.id.in_(slot_ids)).distinct()).all()
    found = moving.movers_at(distribution_ids, aid_log=aid_log, at=at, inside=inside, slot_ids=slot_ids)
    movers = [mover for mover in found if mover.entitlement_id in concerned]
    after = rules.first_new_time(pause.ended_at or at, at)
    openings = moving.openings({mover.cycle_id for mover in movers}, after=after)
    return rules.after_pause(
        movers,
        openings,
        moving.sites(openings, after=at, leaving=movers),
        moved_today=_moved_today([mover.entitlement_id for mover in movers], since=_midnight(pause)),
        day_ends_at=_midnight(pause, days=1) - timedelta(seconds=1),
    )


def _moved_today(entitlement_ids: Collection[int], *, since: datetime) -> set[int]:
    """Who was told another time on this day already."""
    found = select(SlotMove.entitlement_id).where(
        SlotMove.cause == MoveCause.ALARM, SlotMove.moved_at >= since, SlotMove.told_at.is_not(None)
    )
    return {
        known for part in moving.in_parts(entitlement_ids)
        for known in db.session.scalars(found.where(SlotMove.entitlement_id.in_(part)))
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waits:
    """How many households of one cycle have no new time."""

    cycle: Cycle
    households: int


def waits_of(proposal: Proposal) -> Sequence[Waits]:
    """Those who would wait, the most first."""
    return _waits(Counter(row.mover.cycle_id for row in proposal.left))


def waits_after(decided: AllClear) -> Sequence[Waits]:
    """Those of a change list who still wait."""
    found = (
        select(WaitingEntry.cycle_id, func.count(WaitingEntry.id))
        .where(
            WaitingEntry.closed_at.is_(None),
            WaitingEntry.entitlement_id.in_(
                select(SlotMove.entitlement_id).where(
                    SlotMove.move_list_id == decided.move_list_id, SlotMove.to_slot_id.is_(None)
                )
            ),
        )
        .group_by(WaitingEntry.cycle_id)
    )
    return _waits({cycle_id: int(number) for cycle_id, number in db.session.execute(found)})


def _waits(households: Mapping[int, int]) -> list[Waits]:
    if not households:
        return []
    found = select(Cycle).where(Cycle.id.in_(households)).options(joinedload(Cycle.programme))
    waits = [Waits(cycle, households[cycle.id]) for cycle in db.session.scalars(found)]
    return sorted(waits, key=lambda one: (-one.households, one.cycle.id))


SOON = timedelta(hours=1)
"""How long after the all-clear people are asked to wait for a new time; then the old word holds: come today."""


def is_time_open(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """A column beside a slot and a location: whether the slot met a pause that was just over and not decided on."""
    return exists().where(
        Pause.hub_id == Location.hub_id,
        or_(Pause.location_id.is_(None), Pause.location_id == Location.id),
        Pause.ended_at > at,
        Slot.starts_at < Pause.ended_at,
        Slot.ends_at > Pause.started_at,
        ~exists().where(AllClear.pause_id == Pause.id),
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """A pause in the log: who stopped and who resumed, and what was decided."""

    pause: Pause
    started_by: str
    ended_by: str
    all_clear: AllClear | None


_starter, _ender = aliased(Staff), aliased(Staff)
_LOGGED = (
    select(Pause, _starter.name, _ender.name, AllClear)
    .join(_starter, _starter.id == Pause.started_by_id)
    .outerjoin(_ender, _ender.id == Pause.ended_by_id)
    .outerjoin(AllClear, AllClear.pause_id == Pause.id)
    .options(joinedload(Pause.location))
)


def list_pauses(*, after: int | None = None, limit: int) -> Sequence[Logged]:
    """Pauses, the latest first, before the one with id ``after``."""
    found = _LOGGED if after is None else _LOGGED.where(Pause.id < after)
    rows = db.session.execute(found.order_by(Pause.id.desc()).limit(limit))
    return [Logged(pause, started_by, ended_by or "", all_clear) for pause, started_by, ended_by, all_clear in rows]


def list_undecided(today: date) -> Sequence[Pause]:
    """Pauses of this day that are over and took the time of somebody who has no word yet on when to come.

    Nobody waits for one whose promise was given, withdrawn or carried away, or whose day is closed.
    """
    found = (
        select(Pause, Slot.starts_at, Slot.ends_at)
        .join(Location, or_(Location.id == Pause.location_id, and_(Pause.location_id.is_(None), _of_its_hub())))
        .join(Distribution, and_(Distribution.location_id == Location.id, Distribution.held_on == today))
        .join(Slot, and_(Slot.distribution_id == Distribution.id, Slot.starts_at < Pause.ended_at))
        .where(
            Distribution.state == DistributionState.PUBLISHED,
            Pause.started_at >= clock.instant(today, time.min),
            Slot.ends_at > Pause.started_at,
            ~exists().where(AllClear.pause_id == Pause.id),
            _is_awaited(),
        )
        .options(joinedload(Pause.location))
        .order_by(Pause.id)
    )
    taken = (pause for pause, *slot in db.session.execute(found) if period_of(pause, pause.started_at).took(*slot))
    return list(dict.fromkeys(taken))


def _of_its_hub() -> ColumnElement[bool]:
    return Location.hub_id == Pause.hub_id


def _is_awaited() -> ColumnElement[bool]:
    """Whether somebody is still expected in a slot."""
    given = exists().where(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed)
    return exists().where(Entitlement.slot_id == Slot.id, Entitlement.stands, ~given, ~moving.is_out())
