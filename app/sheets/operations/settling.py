"""A person decides between two facts. Nothing that was known is overwritten."""

from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.checkin import queries as desk
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions import operations as distributions
from app.distributions.models import Distribution, DistributionState, Entitlement, MoveCause, Sheet, Slot, SlotMove
from app.distributions.operations import standing
from app.sheets import queries, rules
from app.sheets.models import ConflictKind, Settlement, SheetConflict, SheetEntry
from app.sheets.operations.holding import Held, hold
from app.sheets.operations.writing import give, name_collector


class AlreadySettled(Refusal):
    message = N_("Somebody decided on this a moment ago.")


class StillGiven(Refusal):
    """One promise, one hand-over."""

    message = N_("Another hand-over still stands. Take it back first, with its reason, then decide again.")


class CannotSettleSo(Refusal):
    """Paper cannot be right about a promise that nobody made."""

    message = N_("Nothing was promised here, so it can only be a slip, another household, or given without a promise.")
    status = 422


class RightRowUnclear(Refusal):
    message = N_("The household that you named cannot be entered in this place: %(why)s.")
    status = 422


def settle_conflict(
    entry_id: int, settlement: Settlement, *, reason: str = "", card_no: str = "", actor: Actor, at: datetime
) -> SheetConflict:
    """Decide on one row. ``card_no``: who signed in the wrong row. ``reason`` says why a second kit is right.

    Raises NotFound, AlreadySettled, StillGiven, CannotSettleSo, RightRowUnclear.
    """
    conflict = _hold_conflict(entry_id)
    if settlement is Settlement.PAPER_IS_RIGHT:
        _take_paper(conflict, actor, at)
    if settlement is Settlement.WRONG_ROW:
        _give_to_the_right_one(conflict, card_no, actor, at)
    conflict.settlement, conflict.reason = settlement, reason
    conflict.settled_at, conflict.settled_by_id = at, actor.staff_id
    db.session.flush()
    audit.record(
        "settle conflict", "sheet", conflict.entry.sheet_id, actor=actor, at=at,
        row=conflict.entry.row_no, contradiction=conflict.kind, ruling=settlement,
        hand_over=conflict.entry.hand_over_id,
    )  # fmt: skip
    return conflict


def _hold_conflict(entry_id: int) -> SheetConflict:
    day = select(Distribution.location_id, Distribution.held_on).join(Sheet).join(SheetEntry)
    distributions.hold_places((place, on) for place, on in db.session.execute(day.where(SheetEntry.id == entry_id)))
    held = select(SheetConflict.entry_id).where(SheetConflict.entry_id == entry_id)
    if db.session.scalar(held.with_for_update()) is None:
        raise NotFound
    conflict = queries.get_conflict(entry_id)
    if conflict.settlement is not None:
        raise AlreadySettled
    return conflict


def _take_paper(conflict: SheetConflict, actor: Actor, at: datetime) -> None:
    """The hand-over is made; the promise belongs to where it was kept. Raises StillGiven, CannotSettleSo."""
    entry = conflict.entry
    if entry.entitlement_id is None or conflict.kind is ConflictKind.NOT_PROMISED:
        raise CannotSettleSo
    held = hold(entry.sheet, [entry.entitlement_id])
    promise = held.promises[entry.entitlement_id]
    if held.given_to(promise) is not None:
        raise StillGiven
    slot_id = _slot_of(entry, promise, held)
    if slot_id != promise.slot_id:
        _bring_to(slot_id, promise, entry, actor, at)
    _give(conflict, promise, held, actor, at)
    _hold_after_all(entry.sheet.distribution)


def _hold_after_all(day: Distribution) -> None:
    """A day that was called off after somebody had signed is closed like every other one.

    Where the place has closed that day already, what was signed stands in its next closing.
    """
    closed = select(Distribution.id).where(
        Distribution.location_id == day.location_id, Distribution.held_on == day.held_on,
        Distribution.state == DistributionState.CLOSED,
    )  # fmt: skip
    if day.state is DistributionState.CANCELLED and db.session.scalar(closed.limit(1)) is None:
        day.state = DistributionState.PUBLISHED


def _slot_of(entry: SheetEntry, promise: Entitlement, held: Held) -> int:
    """Where the promise was kept: on its printed row; by a row filled by hand, on this day at whatever time.

    So the households that a closing calls served are those whose kits left that day.
    """
    sheet = entry.sheet
    if entry.card_id is not None and held.distributions.get(promise.slot_id) == sheet.distribution_id:
        return promise.slot_id
    return sheet.slot_id or _slot_at(sheet.distribution_id, entry.happened_at)


def _slot_at(distribution_id: int, at: datetime | None) -> int:
    """The slot that ran then; before the first one, the first."""
    of_day = select(Slot).where(Slot.distribution_id == distribution_id).order_by(Slot.starts_at)
    slots = db.session.scalars(of_day).all()
    begun = [slot for slot in slots if at is not None and slot.starts_at <= at]
    return (begun[-1] if begun else slots[0]).id


def _bring_to(slot_id: int, promise: Entitlement, entry: SheetEntry, actor: Actor, at: datetime) -> None:
    """On its row of the paper, or on a free one below: what was given needs no place on the day."""
    left, stands = (promise.slot_id, promise.place), promise.stands
    standing.withdraw(promise, at=promise.withdrawn_at or at)
    promise.slot_id, promise.place = slot_id, entry.row_no
    if stands:
        standing.stand_again(promise, is_given=True)
    db.session.add(
        SlotMove(
            entitlement_id=promise.id, cause=MoveCause.ASKED, from_slot_id=left[0], from_place=left[1],
            to_slot_id=promise.slot_id, to_place=promise.place, moved_at=at, moved_by_id=actor.staff_id,
        )
    )  # fmt: skip


def _give_to_the_right_one(conflict: SheetConflict, card_no: str, actor: Actor, at: datetime) -> None:
    """Whoever signed in the wrong row gets the hand-over. Raises RightRowUnclear."""
    entry = conflict.entry
    card = desk.find_by_code(card_no)
    if card.household_id is None:
        raise RightRowUnclear(why=N_("there is no card with this number"))
    held = hold(entry.sheet, (), {card.household_id})
    promise = held.find(None, card.household_id)
    against = rules.conflict(held.known(promise, entry.sheet, is_blank_row=True, card=card))
    if promise is None or against is not None:
        raise RightRowUnclear(why=WHY_NOT.get(against or ConflictKind.NOT_PROMISED, ""))
    _give(conflict, promise, held, actor, at)


def _give(conflict: SheetConflict, promise: Entitlement, held: Held, actor: Actor, at: datetime) -> None:
    entry = conflict.entry
    proxy = name_collector(entry, promise.household_id, entry.sheet)
    give(entry, promise, proxy, held, actor=actor, at=at)


WHY_NOT = {
    ConflictKind.ALREADY_GIVEN: N_("it was given already"),
    ConflictKind.OUT_WITH_BUNDLE: N_("it is out with a bundle"),
    ConflictKind.CARD_BLOCKED: N_("its card is blocked"),
    ConflictKind.NOT_PROMISED: N_("it was promised nothing here"),
    ConflictKind.ELSEWHERE: N_("it is promised at another place or on another day"),
    ConflictKind.WITHDRAWN: N_("it waits for a new time"),
}
