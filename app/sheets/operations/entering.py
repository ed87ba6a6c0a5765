"""A sheet that came back becomes hand-overs; a row that contradicts what the hub knows waits for a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from app.audit import operations as audit
from app.checkin import queries as desk
from app.checkin.models import CollectorKind
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Distribution, DistributionState, Entitlement, Sheet
from app.sheets import queries, rules
from app.sheets.models import RowOutcome, SheetConflict, SheetEntry
from app.sheets.operations.holding import Held, hold
from app.sheets.operations.writing import GivenMeanwhile, give, name_collector
from app.sheets.rules import Mark
from app.wardens import queries as wardens

__all__ = ["Entered", "GivenMeanwhile", "discard_sheets", "save_sheet"]


class SheetEntered(Refusal):
    message = N_("Sheet %(number)s is entered already.")


class SheetChanged(Refusal):
    """Two people type in the same paper."""

    message = N_("Somebody saved this sheet a moment ago. Open it again to see what is there.")


class EnteredTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")


class DayIsClosed(Refusal):
    message = N_("This distribution is closed: its numbers are frozen. Tell the lead what stands on the paper.")


class DayNotBegun(Refusal):
    message = N_("The day of this sheet has not come yet. Look at its number again.")


class NothingEntered(Refusal):
    message = N_("No row was marked. Tick that all rows were signed, or mark single rows.")
    status = 422


class TimeNotPossible(Refusal):
    message = N_("Row %(row)d: write the time that stands on the paper; it cannot be later than now.")
    status = 422


class UnknownCard(Refusal):
    message = N_("Row %(row)d: there is no card with this number. Look at the paper again.")
    status = 422


class WrongNumberOfKits(Refusal):
    message = N_("Row %(row)d: write how many kits were given, %(promised)s or fewer.")
    status = 422


class NoWarden(Refusal):
    message = N_("Row %(row)d: write the name of who took it.")
    status = 422


@dataclass(frozen=True, slots=True)
class Entered:
    """What a saving did, in numbers."""

    sheet: Sheet
    given: int
    conflicts: int


def save_sheet(
    sheet_id: int,
    marks: Sequence[Mark],
    *,
    signed_at: time | None,
    is_finished: bool,
    saves: int,
    nonce: str,
    actor: Actor,
    at: datetime,
) -> Entered:
    """Write down what stands on a sheet, in parts or to the end; ``signed_at`` is the time of rows without their own.

    Rows that are entered already are passed over. What happened is decided by facts, not by times of slots. ``saves``
    is how often it was saved when it was opened. Raises NotFound, EnteredTwice, SheetEntered, SheetChanged,
    DayIsClosed, DayNotBegun, NothingEntered, and for a row TimeNotPossible, UnknownCard, WrongNumberOfKits, NoWarden.
    """
    sheet = _hold_sheet(sheet_id)
    if sheet.saved_nonce == nonce:
        raise EnteredTwice
    check_open(sheet, at)
    if sheet.saves != saves:
        raise SheetChanged
    marks = _new(marks, sheet)
    if not marks and not is_finished:
        raise NothingEntered
    entries = _enter(sheet, marks, signed_at, actor=actor, at=at)
    sheet.saves, sheet.saved_nonce = saves + 1, nonce
    if is_finished:
        sheet.entered_at, sheet.entered_by_id = at, actor.staff_id
    db.session.flush()
    conflicts = sum(entry.conflict is not None for entry in entries)
    given = sum(entry.hand_over_id is not None for entry in entries)
    audit.record(
        "enter sheet", "sheet", sheet.id, actor=actor, at=at,
        rows=len(entries), given=given, conflicts=conflicts, finished=is_finished,
    )  # fmt: skip
    return Entered(sheet, given, conflicts)


def check_open(sheet: Sheet, at: datetime) -> None:
    """Whether it may still be typed in. Raises SheetEntered, DayIsClosed, DayNotBegun."""
    if sheet.entered_at is not None:
        raise SheetEntered(number=sheet.number)
    if sheet.distribution.state is DistributionState.CLOSED:
        raise DayIsClosed
    if sheet.distribution.held_on > clock.local_date(at):
        raise DayNotBegun


def discard_sheets(distribution_id: int, sheet_ids: Collection[int], *, actor: Actor, at: datetime) -> Sequence[Sheet]:
    """Nobody signed these: they were printed in case the power goes out. Raises NotFound, NothingEntered."""
    found = select(Sheet).where(
        Sheet.id.in_(sheet_ids),
        Sheet.distribution_id == distribution_id,
        Sheet.entered_at.is_(None),
        Sheet.saves == 0,
    )
    sheets = db.session.scalars(found.order_by(Sheet.id).with_for_update()).all()
    if not sheets:
        raise NothingEntered
    for sheet in sheets:
        sheet.entered_at, sheet.entered_by_id = at, actor.staff_id
    db.session.flush()
    numbers = [sheet.number for sheet in sheets]
    audit.record("discard sheets", "distribution", distribution_id, actor=actor, at=at, sheets=numbers)
    return sheets


def _hold_sheet(sheet_id: int) -> Sheet:
    """The sheet, held until commit; first its distribution, so that nobody closes it meanwhile. Raises NotFound."""
    distribution_id = db.session.scalar(select(Sheet.distribution_id).where(Sheet.id == sheet_id))
    if distribution_id is None:
        raise NotFound
    db.session.execute(select(Distribution.id).where(Distribution.id == distribution_id).with_for_update(read=True))
    db.session.execute(select(Sheet.id).where(Sheet.id == sheet_id).with_for_update())
    return queries.get_sheet(sheet_id)


def _new(marks: Sequence[Mark], sheet: Sheet) -> list[Mark]:
    """Marks of rows that are on the sheet and not entered yet, in its order."""
    done = {entry.row_no for entry in queries.list_entries(sheet.id)}
    there = {row.row_no for row in sheet.rows} | set(sheet.blank_numbers)
    by_number = {mark.row_no: mark for mark in marks if mark.row_no in there - done}
    return [by_number[number] for number in sorted(by_number)]


def _enter(
    sheet: Sheet, marks: Sequence[Mark], signed_at: time | None, *, actor: Actor, at: datetime
) -> list[SheetEntry]:
    cards = {mark.row_no: _read_card(mark) for mark in marks if mark.card_no}
    printed = {row.row_no: row.entitlement_id for row in sheet.rows}
    held = hold(
        sheet,
        [printed[mark.row_no] for mark in marks if mark.row_no in printed],
        {found.household_id for found in cards.values() if found.household_id is not None},
    )
    typing = _Typing(sheet, held, signed_at, actor, at)
    entries = []
    for mark in marks:
        card = cards.get(mark.row_no)
        promise = held.find(printed.get(mark.row_no), card.household_id if card else None)
        entries.append(_enter_row(typing, mark, promise, card))
    return entries


@dataclass(frozen=True, slots=True)
class _Typing:
    """What is the same for all rows of one saving."""

    sheet: Sheet
    held: Held
    signed_at: time | None
    actor: Actor
    at: datetime


def _read_card(mark: Mark) -> desk.Found:
    """Raises UnknownCard."""
    found = desk.find_by_code(mark.card_no)
    if found.household_id is None:
        raise UnknownCard(row=mark.row_no)
    return found


def _enter_row(typing: _Typing, mark: Mark, promise: Entitlement | None, card: desk.Found | None) -> SheetEntry:
    """Raises TimeNotPossible, WrongNumberOfKits, NoWarden."""
    entry = SheetEntry(
        sheet=typing.sheet, row_no=mark.row_no, outcome=mark.outcome, card_id=card.card_id if card else None,
        entitlement_id=promise.id if promise else None, entered_at=typing.at, entered_by_id=typing.actor.staff_id,
    )  # fmt: skip
    if mark.outcome is RowOutcome.GIVEN:
        household_id = promise.household_id if promise else card.household_id if card else None
        entry.happened_at = _when(mark, typing)
        entry.collector_kind, entry.collector_name = mark.collector_kind, _name(mark, household_id)
        entry.kits = _kits(mark, promise)
    db.session.add(entry)
    db.session.flush()
    if mark.outcome is RowOutcome.GIVEN:
        _give_or_ask(typing, entry, promise, card)
    return entry


def _give_or_ask(typing: _Typing, entry: SheetEntry, promise: Entitlement | None, card: desk.Found | None) -> None:
    """A hand-over, where nothing stands against it; else a person decides."""
    household_id = promise.household_id if promise else card.household_id if card else None
    collector = name_collector(entry, household_id, typing.sheet)
    kind = rules.conflict(typing.held.known(promise, typing.sheet, is_blank_row=card is not None, card=card))
    if kind is None and promise is not None:
        give(entry, promise, collector, typing.held, actor=typing.actor, at=typing.at)
    elif kind is not None:
        known = typing.held.given_to(promise) if promise else None
        entry.conflict = SheetConflict(kind=kind, known_hand_over_id=known)
        db.session.flush()


def _when(mark: Mark, typing: _Typing) -> datetime:
    """Raises TimeNotPossible."""
    happened_at = rules.happened_at(mark, typing.sheet.distribution.held_on, typing.signed_at)
    if happened_at is None or happened_at > typing.at:
        raise TimeNotPossible(row=mark.row_no)
    return happened_at


def _name(mark: Mark, household_id: int | None) -> str:
    """Who took it, where that was not the household itself; the warden of the street need not be written out.

    Raises NoWarden.
    """
    if mark.collector_kind is CollectorKind.MEMBER:
        return ""
    if mark.collector_name:
        return mark.collector_name
    warden = None
    if mark.collector_kind is CollectorKind.WARDEN and household_id is not None:
        warden = wardens.find_warden_of(household_id)
    if warden is None:
        raise NoWarden(row=mark.row_no)
    return warden.name


def _kits(mark: Mark, promise: Entitlement | None) -> str:
    """Raises WrongNumberOfKits."""
    if not mark.kits or promise is None:
        return ""
    promised = [kit.quantity for kit in promise.kits]
    missing = rules.missing_kits(promised, mark.kits)
    if missing is None:
        raise WrongNumberOfKits(row=mark.row_no, promised=" + ".join(map(str, promised)))
    return "+".join(map(str, mark.kits)) if any(missing) else ""
