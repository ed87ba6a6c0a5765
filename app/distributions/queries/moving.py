"""What moving rests on: whose time would be taken away, which places are free, and who is expected where."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from app.core import clock
from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    BundleLine,
    Distribution,
    DistributionState,
    Entitlement,
    MoveCause,
    MoveList,
    Slot,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.households.models import ACCESS_NEEDS, Household
from app.hubs.models import Location

_AT_A_TIME = 5_000
"""Numbers in one statement; SQLite takes 32,766."""


def in_parts(ids: Collection[int]) -> Iterable[list[int]]:
    """Numbers in rising order, as many at a time as one statement takes."""
    ordered = sorted(ids)
    return (ordered[start : start + _AT_A_TIME] for start in range(0, len(ordered), _AT_A_TIME))


def given_among(entitlement_ids: Collection[int], aid_log: AidLog) -> set[int]:
    """Which of these promises were given, however many they are."""
    return {given for part in in_parts(entitlement_ids) for given in aid_log.given_of(part)}


def is_out(entitlement: Any = Entitlement) -> ColumnElement[bool]:
    """Whether a promise is away with a bundle."""
    return exists().where(BundleLine.entitlement_id == entitlement.id, BundleLine.outcome.is_(None))


def is_lapsed_hold(at: datetime, entitlement: Any = Entitlement) -> ColumnElement[bool]:
    """Whether a promise stands only on a hold that is over: its place is free, though nobody has written that yet."""
    return exists().where(
        WaitingEntry.entitlement_id == entitlement.id,
        WaitingEntry.state == WaitState.OFFERED,
        WaitingEntry.held_until <= at,
    )


def movers_at(
    distribution_ids: Collection[int],
    *,
    aid_log: AidLog,
    at: datetime,
    inside: Collection[int] = (),
    may_change_location: bool = False,
    slot_ids: Collection[int] | None = None,
) -> list[rules.Mover]:
    """Everyone who has a place at these distributions (or in ``slot_ids`` of them) and was not given it.

    ``inside`` are promises of people who are on site. What is out with a bundle comes back to its own day.
    With ``may_change_location`` they may also be sent to another location of the place where they live or collect.
    """
    which = Slot.distribution_id.in_(distribution_ids), ~is_out(), ~is_lapsed_hold(at)
    found = _who().where(Entitlement.stands, *which)
    if slot_ids is not None:
        found = found.where(Slot.id.in_(slot_ids))
    return _movers(found, aid_log=aid_log, inside=inside, may_change_location=may_change_location)


def _who() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Entitlement.id,
            Entitlement.cycle_id,
            Entitlement.slot_id,
            Entitlement.place,
            Slot.starts_at,
            Distribution.location_id,
            Location.settlement_id.label("collects_in"),
            Household.settlement_id.label("lives_in"),
            Household.needs_step_free,
            or_(*(getattr(Household, need) for need in ACCESS_NEEDS)).label("is_assisted"),
        )
        .join(Entitlement.slot)
        .join(Slot.distribution)
        .join(Distribution.location)
        .join(Household, Household.id == Entitlement.household_id)
        .order_by(Entitlement.id)
    )


def _movers(
    found: Select[*tuple[Any, ...]], *, aid_log: AidLog, inside: Collection[int], may_change_location: bool
) -> list[rules.Mover]:
    rows = db.session.execute(found).all()
    given = given_among([row.id for row in rows], aid_log)
    others = _locations_by_settlement() if may_change_location else {}
    inside = frozenset(inside)
    return [
        rules.Mover(
            entitlement_id=row.id,
            cycle_id=row.cycle_id,
            location_ids=_locations_of(row, others),
            from_slot_id=row.slot_id,
            from_place=row.place,
            from_location_id=row.location_id,
            starts_at=row.starts_at,
            is_inside=row.id in inside,
            is_assisted=bool(row.is_assisted),
            needs_step_free=row.needs_step_free,
        )
        for row in rows
        if row.id not in given
    ]


def _locations_of(row: Row[*tuple[Any, ...]], others: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Where it collects now, then others where it lives, then others where it is used to coming."""
    near = (*others.get(row.lives_in, ()), *others.get(row.collects_in, ()))
    return tuple(dict.fromkeys((row.location_id, *near)))


def _locations_by_settlement() -> dict[int, list[int]]:
    found = select(Location.settlement_id, Location.id).where(Location.is_active).order_by(Location.id)
    by_settlement: dict[int, list[int]] = defaultdict(list)
    for settlement_id, location_id in db.session.execute(found):
        by_settlement[settlement_id].append(location_id)
    return by_settlement


def openings(
    cycle_ids: Collection[int],
    *,
    after: datetime,
    without: Collection[int] = (),
    only: ColumnElement[bool] | None = None,
) -> list[rules.Opening]:
    """Free places of published distributions of these cycles that begin at ``after`` or later.

    ``without`` are distributions that are given up; ``only`` narrows them further by a condition on distributions.
    """
    standing = and_(Entitlement.slot_id == Slot.id, Entitlement.stands, ~is_lapsed_hold(after))
    taken = select(func.count()).where(standing).correlate(Slot).scalar_subquery()
    found = (
        select(
            Slot.id, Distribution.cycle_id, Distribution.location_id, Slot.starts_at, Slot.bookable_sql(after) - taken,
            Location.is_step_free,
        )
        .join(Slot.distribution)
        .join(Distribution.location)
        .where(
            Distribution.cycle_id.in_(cycle_ids),
            Distribution.state == DistributionState.PUBLISHED,
            Distribution.id.not_in(without),
            Slot.starts_at >= after,
            Slot.bookable_sql(after) > taken,
        )
        .order_by(Slot.id)
    )  # fmt: skip
    if only is not None:
        found = found.where(only)
    return [
        rules.Opening(
            slot_id=slot_id, cycle_id=cycle_id, location_id=location_id, starts_at=starts_at, free=int(free),
            is_step_free=is_step_free,
        )
        for slot_id, cycle_id, location_id, starts_at, free, is_step_free in db.session.execute(found)
    ]  # fmt: skip


def sites(
    openings: Iterable[rules.Opening], *, after: datetime, leaving: Iterable[rules.Mover] = ()
) -> dict[int, rules.Expected]:
    """Of each location with an opening: its cap, and who is expected there by all programmes once ``leaving`` left."""
    location_ids = {opening.location_id for opening in openings}
    gone = Counter(mover.from_slot_id for mover in leaving)
    found = (
        select(Slot.id, Distribution.location_id, Slot.starts_at, func.count(Entitlement.id))
        .join(Slot.distribution)
        .join(Entitlement, and_(Entitlement.slot_id == Slot.id, Entitlement.stands))
        .where(
            Distribution.location_id.in_(location_ids),
            Distribution.state == DistributionState.PUBLISHED,
            Distribution.held_on >= clock.local_date(after),
            ~is_lapsed_hold(after),
        )
        .group_by(Slot.id, Distribution.location_id, Slot.starts_at)
    )
    loads: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for slot_id, location_id, starts_at, households in db.session.execute(found):
        loads[location_id].append((starts_at, households - gone[slot_id]))
    caps = select(Location.id, Location.capacity_on_site).where(Location.id.in_(location_ids))
    return {place: rules.Expected(cap, loads[place]) for place, cap in db.session.execute(caps)}


def find_list_by_nonce(nonce: str | None) -> MoveList | None:
    """What this form has already moved."""
    return db.session.scalar(select(MoveList).where(MoveList.nonce == nonce)) if nonce else None


def had_a_no_show(entitlement_ids: Collection[int]) -> set[int]:
    """Which of these promises were moved once because nobody came."""
    found = select(SlotMove.entitlement_id).where(SlotMove.cause == MoveCause.NO_SHOW)
    return {
        known for part in in_parts(entitlement_ids)
        for known in db.session.scalars(found.where(SlotMove.entitlement_id.in_(part)))
    }  # fmt: skip
