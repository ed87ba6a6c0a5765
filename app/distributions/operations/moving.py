"""The hub's verb about many promises at once: move them as was proposed, and let the rest wait."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import Base, db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Cycle,
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
from app.distributions.operations.holding import release_lapsed
from app.distributions.operations.publishing import ListChanged
from app.distributions.queries import moving as queries
from app.households.models import Household


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why times are taken away: the cause, and the words for the public.

    With ``held_until`` nobody is moved before they were asked: their new place is held until then.
    """

    cause: MoveCause
    words: str
    held_until: datetime | None = None


def move_all(
    proposal: rules.Proposal,
    *,
    digest: str,
    reason: Reason,
    nonce: str,
    aid_log: AidLog,
    actor: Actor,
    at: datetime,
) -> MoveList:
    """Move everyone as was proposed; whoever has no new place waits for one.

    ``digest`` is that of the list that was looked at. Raises ListChanged when the proposal is another one by now, or
    when one of its promises was given, moved or taken out, or one of its places was filled meanwhile.
    """
    if proposal.digest != digest:
        raise ListChanged
    moved = apply(proposal, reason=reason, nonce=nonce, aid_log=aid_log, actor=actor, at=at)
    audit.record("move slots", "move list", moved.id, actor=actor, at=at, **trace(proposal, reason))
    return moved


def trace(proposal: rules.Proposal, reason: Reason) -> dict[str, Any]:
    """What the audit says about a list of moves."""
    told: dict[str, Any] = {
        "cause": reason.cause, "moved": len(proposal.moves), "waiting": len(proposal.left), "digest": proposal.digest,
    }  # fmt: skip
    return told if reason.held_until is None else {**told, "held_until": reason.held_until.isoformat()}


def apply(
    proposal: rules.Proposal,
    *,
    reason: Reason,
    nonce: str,
    aid_log: AidLog,
    actor: Actor,
    at: datetime,
    new_slots: Mapping[int, int] | None = None,
    leaving: Collection[int] = (),
) -> MoveList:
    """Part of an operation that writes the audit row. ``new_slots`` are ids of slots that were proposed below 0.

    ``leaving`` are distributions into which nobody may be booked meanwhile. Everything is held in the house's order:
    cycles, households, promises, slots. Raises ListChanged.
    """
    act = _Act(reason, actor, at, new_slots or {})
    households = _hold(proposal, aid_log, at)
    _hold_slots(proposal, act, leaving)
    move_list = MoveList(
        cause=reason.cause, reason=reason.words, made_at=at, made_by_id=actor.staff_id, nonce=nonce
    )  # fmt: skip
    db.session.add(move_list)
    db.session.flush()
    act.list_id = move_list.id
    _withdraw(proposal, at)
    try:
        places = _seat(proposal, act)
    except IntegrityError as error:
        raise ListChanged from error
    _write_moves(proposal, places, act)
    _write_waiting(proposal, households, act)
    db.session.expire_all()
    return move_list


@dataclass(slots=True)
class _Act:
    """What the rows of one act have in common."""

    reason: Reason
    actor: Actor
    at: datetime
    new_slots: Mapping[int, int]
    list_id: int | None = field(default=None)

    def slot_id(self, opening: rules.Opening) -> int:
        return self.new_slots.get(opening.slot_id, opening.slot_id)


# ---- holding, and whether it is still so


def _hold(proposal: rules.Proposal, aid_log: AidLog, at: datetime) -> dict[int, int]:
    """Hold cycles, households and promises, and let lapsed holds go; the household of each. Raises ListChanged."""
    movers = {row.mover.entitlement_id: row.mover for row in proposal.rows}
    households = hold_households(movers.values())
    release_lapsed(at)
    if not _are_still_there(movers) or queries.given_among(movers, aid_log):
        raise ListChanged
    return households


def hold_households(movers: Collection[rules.Mover]) -> dict[int, int]:
    """Hold the cycles and households of these promises until commit; the household of each.

    Whoever moves people of several days in one act holds them all first. What names a cycle, such as a promise that
    is being booked, does not wait for it.
    """
    cycles = select(Cycle.id).where(Cycle.id.in_({mover.cycle_id for mover in movers}))
    db.session.execute(cycles.order_by(Cycle.id).with_for_update(key_share=True))
    households = _households_of([mover.entitlement_id for mover in movers])
    for part in queries.in_parts(set(households.values())):
        db.session.execute(select(Household.id).where(Household.id.in_(part)).order_by(Household.id).with_for_update())
    return households


def _households_of(entitlement_ids: Collection[int]) -> dict[int, int]:
    found = select(Entitlement.id, Entitlement.household_id)
    return {
        entitlement_id: household_id
        for part in queries.in_parts(entitlement_ids)
        for entitlement_id, household_id in db.session.execute(found.where(Entitlement.id.in_(part)))
    }


def _are_still_there(movers: Mapping[int, rules.Mover]) -> bool:
    """Whether every promise still stands where it stood; holds them all."""
    columns = Entitlement.id, Entitlement.slot_id, Entitlement.place
    number = 0
    for part in queries.in_parts(movers):
        standing = select(*columns).where(Entitlement.id.in_(part), Entitlement.stands, ~queries.is_out())
        for entitlement_id, slot_id, place in db.session.execute(
            standing.order_by(Entitlement.id).with_for_update(of=Entitlement)
        ):
            mover = movers[entitlement_id]
            if (slot_id, place) != (mover.from_slot_id, mover.from_place):
                return False
            number += 1
    return number == len(movers)


def _hold_slots(proposal: rules.Proposal, act: _Act, leaving: Collection[int]) -> None:
    """Raises ListChanged when a place is promised in a slot that is over or whose day is not held."""
    wanted = {act.slot_id(row.to) for row in proposal.rows if row.to}
    old = db.session.scalars(select(Slot.id).where(Slot.distribution_id.in_(leaving)))
    for part in queries.in_parts(wanted.union(old)):
        db.session.execute(select(Slot.id).where(Slot.id.in_(part)).order_by(Slot.id).with_for_update())
    number = 0
    for part in queries.in_parts(wanted):
        is_held = exists().where(
            Distribution.id == Slot.distribution_id, Distribution.state == DistributionState.PUBLISHED
        )
        found = select(Slot.id).where(Slot.id.in_(part), Slot.ends_at > act.at, is_held)
        number += len(db.session.scalars(found).all())
    if number != len(wanted):
        raise ListChanged


# ---- writing


def _withdraw(proposal: rules.Proposal, at: datetime) -> None:
    """Everyone leaves first, so that no two stand on one row while places change hands."""
    for part in queries.in_parts([row.mover.entitlement_id for row in proposal.rows]):
        db.session.execute(
            update(Entitlement).where(Entitlement.id.in_(part)).values(withdrawn_at=at),
            execution_options={"synchronize_session": False},
        )


_TABLE = Base.metadata.tables["entitlements"]
_SEAT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("entitlement_id"))
    .values(slot_id=bindparam("to_slot_id"), place=bindparam("to_place"), withdrawn_at=None)
)


def _seat(proposal: rules.Proposal, act: _Act) -> dict[int, tuple[int, int]]:
    """Slot and row of each promise that was moved. Raises ListChanged when a slot is too full by now."""
    by_slot: dict[int, list[int]] = {}
    for row in proposal.moves:
        if row.to is not None:
            by_slot.setdefault(act.slot_id(row.to), []).append(row.mover.entitlement_id)
    places = {
        entitlement_id: (slot_id, place)
        for slot_id, free in _free_rows(by_slot).items()
        for entitlement_id, place in zip(by_slot[slot_id], free, strict=True)
    }
    rows = [
        {"entitlement_id": entitlement_id, "to_slot_id": slot_id, "to_place": place}
        for entitlement_id, (slot_id, place) in sorted(places.items())
    ]
    if rows:
        db.session.execute(_SEAT, rows)
    return places


def _free_rows(wanted: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """The lowest free rows of each slot's sheet, as many as are wanted."""
    taken: dict[int, set[int]] = {slot_id: set() for slot_id in wanted}
    capacity: dict[int, int] = {}
    for part in queries.in_parts(wanted):
        capacity |= dict(iter(db.session.execute(select(Slot.id, Slot.capacity).where(Slot.id.in_(part)))))
        on_sheet = select(Entitlement.slot_id, Entitlement.place).where(
            Entitlement.slot_id.in_(part), Entitlement.stands
        )
        for slot_id, place in db.session.execute(on_sheet):
            taken[slot_id].add(place)
    if any(len(taken[slot_id]) + len(ids) > capacity[slot_id] for slot_id, ids in wanted.items()):
        raise ListChanged
    return {slot_id: _lowest(taken[slot_id], len(ids)) for slot_id, ids in wanted.items()}


def _lowest(taken: set[int], number: int) -> list[int]:
    free = (place for place in range(1, len(taken) + number + 1) if place not in taken)
    return [place for place, _ in zip(free, range(number), strict=False)]


def _write_moves(proposal: rules.Proposal, places: Mapping[int, tuple[int, int]], act: _Act) -> None:
    nowhere = None, None
    rows = [
        {
            "entitlement_id": row.mover.entitlement_id,
            "move_list_id": act.list_id,
            "cause": act.reason.cause,
            "from_slot_id": row.mover.from_slot_id,
            "from_place": row.mover.from_place,
            "to_slot_id": to_slot_id,
            "to_place": to_place,
            "moved_at": act.at,
            "moved_by_id": act.actor.staff_id,
        }
        for row in proposal.rows
        for to_slot_id, to_place in (places.get(row.mover.entitlement_id, nowhere),)
    ]
    if rows:
        db.session.execute(insert(SlotMove), rows)


def _write_waiting(proposal: rules.Proposal, households: Mapping[int, int], act: _Act) -> None:
    """Those without a place wait; where people are asked first, those with a place hold it for a while."""
    until = act.reason.held_until
    waiting = [row for row in proposal.rows if row.to is None or until is not None]
    _end_open_entries([row.mover.entitlement_id for row in waiting], act.at)
    rows = [
        {
            "cycle_id": row.mover.cycle_id,
            "household_id": households[row.mover.entitlement_id],
            "entitlement_id": row.mover.entitlement_id,
            "cause": act.reason.cause,
            "since": act.at,
            "state": WaitState.OFFERED if row.to else WaitState.WAITING,
            "held_until": until if row.to else None,
            "is_standby": False,
        }
        for row in waiting
    ]
    if rows:
        db.session.execute(insert(WaitingEntry), rows)


def _end_open_entries(entitlement_ids: Iterable[int], at: datetime) -> None:
    """A place that was held is not held any more: it is moved too, and a new entry says so."""
    for part in queries.in_parts(list(entitlement_ids)):
        db.session.execute(
            update(WaitingEntry)
            .where(WaitingEntry.entitlement_id.in_(part), WaitingEntry.closed_at.is_(None))
            .values(state=WaitState.ENDED, held_until=None, closed_at=at),
            execution_options={"synchronize_session": False},
        )
