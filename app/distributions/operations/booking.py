"""The hub's verbs about one household's time: give it a free place, or move it to another one."""

from datetime import datetime

from sqlalchemy import exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions import queries, rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    BundleLine,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    EntitledPeople,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.distributions.operations.holding import release_lapsed
from app.distributions.operations.publishing import kit_row, people_rows
from app.households.models import Household


class SlotFull(Refusal):
    message = N_("This time is full by now. Choose another one.")


class PlaceJustTaken(Refusal):
    """The wall behind the lock: two took one place at the same moment."""

    message = N_("Somebody has taken this place at the same moment. Choose again.")


class SlotIsOver(Refusal):
    message = N_("This time is over or its distribution is closed. Choose another one.")


class AlreadyThere(Refusal):
    message = N_("The household already has this time.")


class AlreadyGiven(Refusal):
    message = N_("This aid was already given, so its time does not change.")


class AlreadyOut(Refusal):
    message = N_("This aid is on its way with a bundle. When it comes back, its time can be changed.")


class NotEntitled(Refusal):
    """Newly booked households are asked the same as those of the published list."""

    message = N_("This household is not entitled to this programme now. Look at its status and its people.")


class AlreadyCounted(Refusal):
    """People who left a household that was promised something are not promised it again in the same cycle."""

    message = N_("These people were counted in another household in this cycle. Their turn comes in the next one.")


class NotForThem(Refusal):
    message = N_("No kit of this programme is meant for a household like this. Its page says for whom they are.")


class GivenElsewhere(Refusal):
    message = N_("This household was given another programme lately, and the rule of this one does not add to it yet.")


class GivenLately(Refusal):
    message = N_("This household was given this programme lately. By its rule the day of this slot is too soon.")


def book_place(
    household_id: int, slot_id: int, *, takes_kept: bool = False, aid_log: AidLog, actor: Actor, at: datetime
) -> Entitlement:
    """Give a household the lowest free place of a published slot.

    Who was already promised something in the slot's cycle is moved there with what was promised, also from the waiting
    list; who came into the register after publishing is promised now what the programme gives now. ``takes_kept``: the
    household stands here without a time, and such places are kept for it.

    Raises SlotFull, PlaceJustTaken, SlotIsOver, AlreadyThere, AlreadyGiven, AlreadyOut, NotFound, and what
    :func:`promise` raises.
    """
    _hold_household(household_id)
    release_lapsed(at)
    entitlement = _lock_promise(household_id, slot_id)
    slot = hold_slot(slot_id)
    if slot.distribution.state is not DistributionState.PUBLISHED or slot.ends_at <= at:
        raise SlotIsOver
    if not takes_kept:
        _check_bookable(slot, at)
    if entitlement is None:
        return _promise(household_id, slot, aid_log=aid_log, actor=actor, at=at)
    return _move(entitlement, slot, aid_log=aid_log, actor=actor, at=at)


def seat(entitlement: Entitlement, slot: Slot, *, cause: MoveCause, actor: Actor, at: datetime) -> SlotMove:
    """Give a promise that is held, standing or waiting, the lowest free row of a slot that is held.

    Part of an operation that writes the audit row. Raises SlotFull, PlaceJustTaken, AlreadyThere.
    """
    place = _free_place(slot)
    move = SlotMove(
        entitlement=entitlement,
        cause=cause,
        from_slot_id=entitlement.slot_id,
        from_place=entitlement.place,
        to_slot_id=slot.id,
        to_place=place,
        moved_at=at,
        moved_by_id=actor.staff_id,
    )
    entitlement.place, entitlement.slot, entitlement.withdrawn_at = place, slot, None
    db.session.add(move)
    _flush()
    return move


def _move(entitlement: Entitlement, slot: Slot, *, aid_log: AidLog, actor: Actor, at: datetime) -> Entitlement:
    if entitlement.stands and entitlement.slot_id == slot.id:
        raise AlreadyThere
    if aid_log.given_of([entitlement.id]):
        raise AlreadyGiven
    if _is_out(entitlement):
        raise AlreadyOut
    old_slot_id, old_place = entitlement.slot_id, entitlement.place
    seat(entitlement, slot, cause=MoveCause.ASKED, actor=actor, at=at)
    place_waiting(entitlement, at=at)
    audit.record(
        "move slot", "entitlement", entitlement.id, actor=actor, at=at,
        household=entitlement.household_id, from_slot=old_slot_id, from_place=old_place,
        to_slot=slot.id, to_place=entitlement.place,
    )  # fmt: skip
    return entitlement


def _promise(household_id: int, slot: Slot, *, aid_log: AidLog, actor: Actor, at: datetime) -> Entitlement:
    entitlement = promise(household_id, slot, aid_log=aid_log, at=at)
    place_waiting(entitlement, at=at)
    audit.record(
        "book slot", "entitlement", entitlement.id, actor=actor, at=at,
        household=household_id, slot=slot.id, place=entitlement.place, kits=entitlement.quantity,
    )  # fmt: skip
    return entitlement


def promise(household_id: int, slot: Slot, *, aid_log: AidLog, at: datetime) -> Entitlement:
    """Promise a household what the programme gives now, in a slot that is held.

    Part of an operation that writes the audit row. Raises SlotFull, PlaceJustTaken, NotEntitled, AlreadyCounted,
    NotForThem, GivenElsewhere, GivenLately.
    """
    cycle = queries.get_cycle(slot.distribution.cycle_id)
    record = _record(cycle, household_id, slot, aid_log=aid_log, at=at)
    entitlement = Entitlement(
        cycle_id=cycle.id,
        household_id=household_id,
        slot=slot,
        place=_free_place(slot),
        people_count=record.people_count,
    )
    entitlement.kits = [EntitledKit(**kit_row(portion)) for portion in record.portions]
    db.session.add(entitlement)
    _flush()
    db.session.execute(insert(EntitledPeople), list(people_rows(entitlement.id, record.groups)))
    return entitlement


_REFUSALS: dict[rules.NotPlaced, type[Refusal]] = {
    rules.NotPlaced.COVERED: AlreadyCounted,
    rules.NotPlaced.NOT_TARGETED: NotForThem,
    rules.NotPlaced.BARRED: GivenElsewhere,
    rules.NotPlaced.TOO_SOON: GivenLately,
}


def _record(cycle: Cycle, household_id: int, slot: Slot, *, aid_log: AidLog, at: datetime) -> queries.Record:
    found = queries.read_register(
        cycle,
        location_ids=(),
        aid_log=aid_log,
        on=clock.local_date(at),
        collects_on=slot.distribution.held_on,
        only=household_id,
    )
    barrier = found[0].candidate.barrier if found else rules.NotPlaced.NO_PEOPLE
    if barrier is not None:
        raise _REFUSALS.get(barrier, NotEntitled)
    return found[0]


def _hold_household(household_id: int) -> None:
    """First of all: whoever merges or splits it holds it too, and then its promises."""
    db.session.execute(select(Household.id).where(Household.id == household_id).with_for_update())


def _lock_promise(household_id: int, slot_id: int) -> Entitlement | None:
    """What the household was promised in the cycle of this slot, held until commit; also when it waits for a place."""
    cycle_of_slot = select(Distribution.cycle_id).join(Slot, Slot.distribution_id == Distribution.id)
    waits = exists().where(WaitingEntry.entitlement_id == Entitlement.id, WaitingEntry.closed_at.is_(None))
    return db.session.scalar(
        select(Entitlement)
        .where(
            Entitlement.household_id == household_id,
            Entitlement.cycle_id == cycle_of_slot.where(Slot.id == slot_id).scalar_subquery(),
            or_(Entitlement.stands, waits),
        )
        .order_by(Entitlement.withdrawn_at.is_not(None))
        .limit(1)
        .with_for_update(of=Entitlement)
        .execution_options(populate_existing=True)
    )


def _is_out(entitlement: Entitlement) -> bool:
    away = exists().where(BundleLine.entitlement_id == entitlement.id, BundleLine.outcome.is_(None))
    return bool(db.session.scalar(select(away)))


def place_waiting(entitlement: Entitlement, *, at: datetime) -> None:
    """Its household waits no more in this cycle: it has a place."""
    db.session.execute(
        update(WaitingEntry)
        .where(
            WaitingEntry.cycle_id == entitlement.cycle_id,
            WaitingEntry.household_id == entitlement.household_id,
            WaitingEntry.closed_at.is_(None),
        )
        .values(state=WaitState.PLACED, entitlement_id=entitlement.id, held_until=None, closed_at=at)
        .execution_options(synchronize_session="fetch")
    )


def hold_slot(slot_id: int) -> Slot:
    """The slot, held until commit: its places are counted and taken by one at a time."""
    slot = db.session.scalar(
        select(Slot)
        .where(Slot.id == slot_id)
        .options(joinedload(Slot.distribution, innerjoin=True))
        .with_for_update(of=Slot)
        .execution_options(populate_existing=True)
    )
    if slot is None:
        raise NotFound
    db.session.refresh(slot.distribution, ["state"])  # PostgreSQL joined it as it was before this slot was waited for
    return slot


def _check_bookable(slot: Slot, at: datetime) -> None:
    """Places are kept for those who come without a time, until the hour that the plan names. Raises SlotFull."""
    taken = select(func.count()).where(Entitlement.slot_id == slot.id, Entitlement.stands)
    if (db.session.scalar(taken) or 0) >= slot.bookable(at):
        raise SlotFull


def _free_place(slot: Slot) -> int:
    """The lowest row of the slot's sheet that nobody has. Raises SlotFull."""
    on_sheet = select(Entitlement.place).where(Entitlement.slot_id == slot.id, Entitlement.stands)
    taken = set(db.session.scalars(on_sheet))
    if len(taken) >= slot.capacity:
        raise SlotFull
    return rules.lowest_free(taken)


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_entitlements_slot_id_place", "entitlements.slot_id", "entitlements.place"):
            raise PlaceJustTaken from error
        if violates(
            error, "uq_entitlements_cycle_id_household_id", "entitlements.cycle_id", "entitlements.household_id"
        ):
            raise AlreadyThere from error
        raise
