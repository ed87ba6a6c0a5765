"""A person decides between two facts. Nothing that was known is overwritten."""

from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.checkin import queries as desk
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Entitlement, MoveCause, Sheet, SlotMove
from app.distributions.operations import standing
from app.sheets import queries, rules
from app.sheets.models import ConflictKind, Settlement, SheetConflict
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
    held = select(SheetConflict.entry_id).where(SheetConflict.entry_id == entry_id)
    if db.session.scalar(held.with_for_update()) is None:
        raise NotFound
    conflict = queries.get_conflict(entry_id)
    if conflict.settlement is not None:
        raise AlreadySettled
    return conflict


def _take_paper(conflict: SheetConflict, actor: Actor, at: datetime) -> None:
    """The hand-over is made; a move that did not reach the paper is undone. Raises StillGiven, CannotSettleSo."""
    entry = conflict.entry
    if entry.entitlement_id is None or conflict.kind is ConflictKind.NOT_PROMISED:
        raise CannotSettleSo
    held = hold(entry.sheet, [entry.entitlement_id])
    promise = held.promises[entry.entitlement_id]
    if held.given_to(promise) is not None:
        raise StillGiven
    if conflict.kind is ConflictKind.MOVED and promise.stands:
        _undo_move(promise, entry.sheet, entry.row_no, actor, at)
    _give(conflict, promise, held, actor, at)


def _undo_move(promise: Entitlement, sheet: Sheet, row_no: int, actor: Actor, at: datetime) -> None:
    """Back on its row of the old slot, or on a free one below: what was given needs no place on the day."""
    if sheet.slot_id is None or promise.slot_id == sheet.slot_id:
        return
    left = promise.slot_id, promise.place
    standing.withdraw(promise, at=at)
    promise.slot_id, promise.place = sheet.slot_id, row_no
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
