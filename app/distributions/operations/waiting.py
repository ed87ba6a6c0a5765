"""The hub's verbs about who waits: offer a place, take the answer, take it back, note who can come at short notice."""

from datetime import datetime

from sqlalchemy import exists, select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions import queries
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Cycle,
    DistributionState,
    Entitlement,
    MoveCause,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.distributions.operations import booking
from app.distributions.operations.booking import AlreadyGiven, SlotIsOver
from app.distributions.operations.holding import end_past_cycles, release_lapsed
from app.distributions.operations.publishing import hold_kits
from app.households.models import Household


class NotWaiting(Refusal):
    message = N_("This household does not wait any more. Look at the list again.")


class NotOffered(Refusal):
    message = N_("No place is held for this household by now. Offer one again.")


class HoldInThePast(Refusal):
    message = N_("Choose a later time: until then the place is held.")
    status = 422


class NoKitsLeft(Refusal):
    message = N_("Everything that is there is promised already. Offer a place when more kits have come.")


class OtherCycle(Refusal):
    message = N_("This time belongs to another cycle. Choose one of the times shown.")


def offer_place(
    entry_id: int, slot_id: int, *, held_until: datetime, aid_log: AidLog, actor: Actor, at: datetime
) -> WaitingEntry:
    """Hold the lowest free row of a slot for a household that waits, until it answers or ``held_until`` comes.

    Raises NotWaiting, HoldInThePast, OtherCycle, SlotIsOver, SlotFull, PlaceJustTaken, AlreadyGiven, NotEntitled,
    AlreadyCounted, NoKitsLeft, NotFound.
    """
    if held_until <= at:
        raise HoldInThePast
    left = _hold_what_is_left(entry_id, at)
    entry = _hold(entry_id, at)
    if entry.state is not WaitState.WAITING:
        raise NotWaiting
    promise = _promise_of(entry)
    if promise is not None and aid_log.given_of([promise.id]):
        raise AlreadyGiven
    slot = booking.hold_slot(slot_id)
    if slot.distribution.state is not DistributionState.PUBLISHED or slot.ends_at <= at:
        raise SlotIsOver
    if slot.distribution.cycle_id != entry.cycle_id:
        raise OtherCycle
    if promise is None:
        promise = booking.promise(entry.household_id, slot, aid_log=aid_log, at=at)
        if any(row.quantity > left.get(row.kit_version.kit_id, row.quantity) for row in promise.kits):
            raise NoKitsLeft
    else:
        booking.seat(promise, slot, cause=MoveCause.WAITING, actor=actor, at=at)
    entry.entitlement, entry.state, entry.held_until = promise, WaitState.OFFERED, held_until
    db.session.flush()
    audit.record(
        "offer place", "waiting entry", entry.id, actor=actor, at=at,
        household=entry.household_id, slot=slot.id, place=promise.place, held_until=held_until.isoformat(),
    )  # fmt: skip
    return entry


def confirm_place(entry_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """The household agreed: the place that was held is its own. Raises NotOffered, NotFound."""
    entry = _hold(entry_id, at)
    if entry.state is not WaitState.OFFERED:
        raise NotOffered
    _close(entry, WaitState.PLACED, at)
    audit.record("confirm place", "waiting entry", entry.id, actor=actor, at=at, household=entry.household_id)
    return entry


def decline_place(entry_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """The household wants no place in this cycle; in the next one it is entitled as before. Raises NotWaiting."""
    entry = _hold(entry_id, at)
    if entry.closed_at is not None:
        raise NotWaiting
    _give_up_place(entry, actor, at)
    _close(entry, WaitState.DECLINED, at)
    audit.record("decline place", "waiting entry", entry.id, actor=actor, at=at, household=entry.household_id)
    return entry


def take_back_offer(entry_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """Let go of a place that was held; the household waits on, as long as it did. Raises NotOffered."""
    entry = _hold(entry_id, at)
    if entry.state is not WaitState.OFFERED:
        raise NotOffered
    _give_up_place(entry, actor, at)
    entry.state, entry.held_until = WaitState.WAITING, None
    db.session.flush()
    audit.record("take back offer", "waiting entry", entry.id, actor=actor, at=at, household=entry.household_id)
    return entry


def set_standby(entry_id: int, is_standby: bool, *, actor: Actor, at: datetime) -> WaitingEntry:
    """Note whether a household can come at short notice. Raises NotWaiting, NotFound."""
    entry = _hold(entry_id, at)
    if entry.closed_at is not None:
        raise NotWaiting
    entry.is_standby = is_standby
    db.session.flush()
    audit.record(
        "note standby", "waiting entry", entry.id, actor=actor, at=at, household=entry.household_id, standby=is_standby
    )
    return entry


def reveal_phones(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that name and phone of a household that waits were looked at, to call it."""
    entry = db.session.get(WaitingEntry, entry_id)
    if entry is None:
        raise NotFound
    audit.record("reveal phone", "household", entry.household_id, actor=actor, at=at)


def _hold_what_is_left(entry_id: int, at: datetime) -> dict[int, int]:
    """Kits for whoever waits because there were too few, held in the order of publishing; none are asked of others."""
    known = db.session.get(WaitingEntry, entry_id)
    if known is None or known.cause is not MoveCause.SHORTAGE:
        return {}
    cycle = db.session.scalars(select(Cycle).where(Cycle.id == known.cycle_id).with_for_update(key_share=True)).one()
    hold_kits(cycle)
    return queries.left_for_waiting(cycle, at)


def _hold(entry_id: int, at: datetime) -> WaitingEntry:
    """The entry with its cycle and household held, after holds that are over were let go. Raises NotFound."""
    known = db.session.get(WaitingEntry, entry_id)
    if known is None:
        raise NotFound
    db.session.execute(select(Cycle.id).where(Cycle.id == known.cycle_id).with_for_update(key_share=True))
    db.session.execute(select(Household.id).where(Household.id == known.household_id).with_for_update())
    release_lapsed(at)
    end_past_cycles(at)
    return db.session.scalars(
        select(WaitingEntry)
        .where(WaitingEntry.id == entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _promise_of(entry: WaitingEntry) -> Entitlement | None:
    """The promise it had, held. Raises NotWaiting when another one stands in this cycle by now."""
    stands = exists().where(
        Entitlement.cycle_id == entry.cycle_id, Entitlement.household_id == entry.household_id, Entitlement.stands
    )
    if db.session.scalar(select(stands)):
        raise NotWaiting
    if entry.entitlement_id is None:
        return None
    return db.session.scalar(
        select(Entitlement)
        .where(Entitlement.id == entry.entitlement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _give_up_place(entry: WaitingEntry, actor: Actor, at: datetime) -> None:
    """Free the row that was held for it."""
    if entry.state is not WaitState.OFFERED or entry.entitlement_id is None:
        return
    held = db.session.scalars(
        select(Entitlement)
        .where(Entitlement.id == entry.entitlement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    held.withdrawn_at = at
    db.session.add(
        SlotMove(
            entitlement_id=held.id, cause=MoveCause.WAITING, from_slot_id=held.slot_id, from_place=held.place,
            moved_at=at, moved_by_id=actor.staff_id,
        )
    )  # fmt: skip
    db.session.flush()


def _close(entry: WaitingEntry, state: WaitState, at: datetime) -> None:
    entry.state, entry.held_until, entry.closed_at = state, None, at
    db.session.flush()
