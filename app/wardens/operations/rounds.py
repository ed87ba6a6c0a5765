"""Sheets: made, cancelled when the paper is lost, and typed in when it comes back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.hubs import queries as hubs
from app.hubs.models import Hub
from app.wardens import queries, rules
from app.wardens.models import (
    ChangeKind,
    ChangeState,
    ReportedChange,
    Round,
    RoundNeed,
    RoundRow,
    RoundStreet,
)
from app.wardens.operations.streets import hold_streets
from app.wardens.queries import Home
from app.wardens.rules import Mark, Stretch


class NothingToWalk(Refusal):
    message = N_("Nobody lives on these streets whom this sheet could list. Choose other streets.")


class RoundTooLong(Refusal):
    message = N_("This makes a sheet of %(rows)d households. Choose fewer streets: at most %(most)d fit.")


class ReturnIsPast(Refusal):
    message = N_("This day is over. Choose a day from today on.")
    status = 422


class RoundCancelled(Refusal):
    """The paper was lost; whoever found it must not fill the register with it."""

    message = N_("Sheet %(number)s was cancelled on %(day)s. It cannot be entered. Print a new one.")


class RoundEntered(Refusal):
    message = N_("Sheet %(number)s is entered already.")


class RoundChanged(Refusal):
    """Two people type in the same paper."""

    message = N_("Somebody saved this sheet a moment ago. Open it again to see what is there.")


class EnteredTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")


def make_round(
    warden_id: int,
    stretches: Collection[Stretch],
    *,
    return_by: date,
    only_missed: bool = False,
    nonce: str,
    actor: Actor,
    at: datetime,
) -> Round:
    """A sheet for these sides of streets out of the warden's own, those missed on the last round first.

    Raises NotFound for somebody else's streets, NothingToWalk, RoundTooLong, ReturnIsPast.
    """
    today = clock.local_date(at)
    if return_by < today:
        raise ReturnIsPast
    if actor.staff_id != warden_id and not actor.may(Permission.MANAGE_WARDENS):
        raise NotFound
    serial = _next_serial(today.year)
    walked = _own(warden_id, stretches)
    rows = _rows(queries.list_homes(walked), only_missed=only_missed)
    sheet = Round(
        year=today.year, serial=serial, warden_id=warden_id, made_at=at, made_by_id=actor.staff_id,
        return_by=return_by, nonce=nonce, rows=rows,
        stretches=[RoundStreet(street_id=street_id, side=side) for street_id, side in walked],
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    streets = sorted({street_id for street_id, _side in walked})
    audit.record("make round", "round", sheet.id, actor=actor, at=at, warden=warden_id, streets=streets, rows=len(rows))
    return sheet


def cancel_round(round_id: int, *, actor: Actor, at: datetime) -> Round:
    """The paper is lost: its number opens nothing from now on. Raises NotFound, RoundHandedOver, RoundEntered,
    RoundCancelled."""
    sheet = _get_open(round_id, actor)
    sheet.cancelled_at, sheet.cancelled_by_id = at, actor.staff_id
    db.session.flush()
    audit.record("cancel round", "round", sheet.id, actor=actor, at=at)
    return sheet


def save_round(
    round_id: int,
    marks: Sequence[Mark],
    strangers: Sequence[str] = (),
    *,
    is_finished: bool,
    saves: int,
    nonce: str,
    actor: Actor,
    at: datetime,
) -> Round:
    """Write down what stands on the paper, in parts or to the end; ``strangers`` are its blank rows.

    ``saves`` is how often it was saved when it was opened. Reported changes wait for a registrar; one that was
    decided on meanwhile stays. Raises NotFound, RoundHandedOver, RoundCancelled, RoundEntered, RoundChanged, and
    EnteredTwice when this very form was saved before.
    """
    sheet = _get_held(round_id, actor)
    if sheet.saved_nonce == nonce:
        raise EnteredTwice
    check_open(sheet)
    if sheet.saves != saves:
        raise RoundChanged
    by_number = {row.row_no: row for row in sheet.rows}
    for mark in marks:
        _write(by_number[mark.row_no], mark, sheet, actor, at)
    db.session.add_all(_stranger(text, sheet, actor, at) for text in strangers)
    sheet.saves, sheet.saved_nonce = saves + 1, nonce
    if is_finished:
        sheet.entered_at, sheet.entered_by_id = at, actor.staff_id
    db.session.flush()
    audit.record(
        "enter round", "round", sheet.id, actor=actor, at=at, finished=is_finished, **_counts(marks, strangers)
    )  # fmt: skip
    return sheet


def _next_serial(year: int) -> int:
    """The hub is held until commit, so that numbers follow each other."""
    db.session.scalars(select(Hub).where(Hub.id == hubs.get_hub().id).with_for_update()).one()
    last = db.session.scalar(select(func.max(Round.serial)).where(Round.year == year))
    return (last or 0) + 1


def _own(warden_id: int, asked: Collection[Stretch]) -> list[Stretch]:
    """Those that were asked, in the order of walking, held. Raises NotFound when one is not this warden's."""
    hold_streets(warden_id)
    walked = [stretch for stretch in queries.own(warden_id) if stretch in asked]
    if len(walked) != len(set(asked)):
        raise NotFound
    return walked


def _rows(homes: Sequence[Home], *, only_missed: bool) -> list[RoundRow]:
    """Raises NothingToWalk, RoundTooLong."""
    missed = queries.list_missed([home.household_id for home in homes])
    chosen = [home for home in queries.missed_first(homes, missed) if not only_missed or home.household_id in missed]
    if not chosen:
        raise NothingToWalk
    if len(chosen) > rules.MOST_ROWS:
        raise RoundTooLong(rows=len(chosen), most=rules.MOST_ROWS)
    return [
        RoundRow(row_no=row_no, household_id=home.household_id, was_missed=home.household_id in missed)
        for row_no, home in enumerate(chosen, start=1)
    ]


def _get_held(round_id: int, actor: Actor) -> Round:
    """The sheet, and the actor's streets if it is theirs by them, held until commit."""
    held = db.session.scalar(select(Round.id).where(Round.id == round_id).with_for_update())
    if held is None:
        raise NotFound
    if actor.staff_id is not None and not actor.may(Permission.MANAGE_WARDENS):
        hold_streets(actor.staff_id)
    return queries.get_round(round_id, actor)


def _get_open(round_id: int, actor: Actor) -> Round:
    sheet = _get_held(round_id, actor)
    check_open(sheet)
    return sheet


def check_not_cancelled(sheet: Round) -> None:
    """Whether its number still opens anything. Raises RoundCancelled."""
    if sheet.cancelled_at is not None:
        raise RoundCancelled(number=sheet.number, day=f"{clock.local_date(sheet.cancelled_at):%d.%m.%Y}")


def check_open(sheet: Round) -> None:
    """Whether it may still be typed in. Raises RoundCancelled, RoundEntered."""
    check_not_cancelled(sheet)
    if sheet.entered_at is not None:
        raise RoundEntered(number=sheet.number)


def _write(row: RoundRow, mark: Mark, sheet: Round, actor: Actor, at: datetime) -> None:
    row.is_reached, row.is_told = mark.is_reached, mark.is_told
    if [need.code for need in row.needs] != list(mark.needs):
        row.needs.clear()
        db.session.flush()  # the places are free before they are taken anew
        row.needs = [RoundNeed(place=place, code=code) for place, code in enumerate(mark.needs, start=1)]
    _write_change(row, mark, sheet, actor, at)


def _write_change(row: RoundRow, mark: Mark, sheet: Round, actor: Actor, at: datetime) -> None:
    told = row.change
    if told is not None and told.state is not ChangeState.WAITING:
        return
    if mark.change is None:
        if told is not None:
            db.session.delete(told)
        return
    if told is None:
        told = row.change = ReportedChange(
            household_id=row.household_id, round_id=sheet.id, reported_at=at, reported_by_id=actor.staff_id
        )
    told.kind, told.text = mark.change.kind, mark.change.text


def _stranger(text: str, sheet: Round, actor: Actor, at: datetime) -> ReportedChange:
    return ReportedChange(
        kind=ChangeKind.NEW_HOUSEHOLD, text=text, round_id=sheet.id, reported_at=at, reported_by_id=actor.staff_id
    )


def _counts(marks: Sequence[Mark], strangers: Sequence[str]) -> Mapping[str, int]:
    return {
        "rows": len(marks),
        "reached": sum(mark.is_reached for mark in marks),
        "told": sum(mark.is_told for mark in marks),
        "needs": sum(len(mark.needs) for mark in marks),
        "changes": sum(mark.change is not None for mark in marks) + len(strangers),
    }
