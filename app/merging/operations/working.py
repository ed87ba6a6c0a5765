"""Public works of people and households that turn out to be one, or part: nobody stands twice in one order."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select, union_all

from app.attendance.models import Attendance, RollCall, ToolLoan
from app.core.db import db
from app.households.models import Person
from app.merging.ledger import Change, Ledger, as_json, take_back
from app.public_works.models import (
    DayState,
    HelpOutcome,
    HelpRequest,
    NotChosenWhy,
    Shift,
    SignUp,
    SignUpDay,
    WorkOrder,
)

Row = TypeVar("Row", SignUp, SignUpDay, HelpRequest)

TABLES = ("sign_ups", "sign_up_days", "help_requests")
"""What :func:`part` gives back, after people and households are apart again."""
WRITTEN_TWICE = "записано двічі"
"""Why one of two sign-ups of one person was withdrawn; stands on the page of whoever signed up, in their language."""
OPEN = (DayState.WANTED, DayState.WAITING)


def hold_orders(household_ids: Collection[int]) -> None:
    """Wait for whoever decides about works of these households; before the households are held."""
    mine = select(SignUp.order_id).where(SignUp.household_id.in_(household_ids))
    db.session.execute(select(WorkOrder.id).where(WorkOrder.id.in_(mine)).order_by(WorkOrder.id).with_for_update())


def join_people(ledger: Ledger, *, from_id: int, to_id: int, at: datetime) -> None:
    """Let sign-ups of one person be those of the other one, who is the same. Of two for one order the earlier stays.

    A place that only the later one had goes to the earlier one.
    """
    mine = {sign_up.order_id: sign_up for sign_up in _active(to_id)}
    for sign_up in _active(from_id):
        other = mine.get(sign_up.order_id)
        if other is not None:
            earlier, later = sorted((sign_up, other), key=lambda one: (one.signed_at, one.id))
            _hand_days_over(ledger, later, earlier, at)
            ledger.set(later, withdrawn_at=at, withdrawn_why=WRITTEN_TWICE)
            db.session.flush()  # before they have the same person, because one is in force
    for sign_up in _held(SignUp.person_id == from_id):
        ledger.set(sign_up, person_id=to_id)
    db.session.flush()


def join_households(ledger: Ledger, *, from_id: int, to_id: int, at: datetime) -> None:
    """Let works and help of one household be those of the other. Of two open requests of a kind one stays.

    It is the one that somebody is on the way to, else the earlier.
    """
    for sign_up in _held(SignUp.household_id == from_id):
        ledger.set(sign_up, household_id=to_id)
    mine = {request.kind: request for request in _requests(to_id) if request.outcome is None}
    for request in _requests(from_id):
        other = mine.get(request.kind) if request.outcome is None else None
        if other is not None:
            _stays, goes = sorted((request, other), key=lambda one: (one.shift_id is None, one.asked_at, one.id))
            ledger.set(goes, outcome=HelpOutcome.NOT_DONE, settled_at=at)
            db.session.flush()  # before the other comes, because one of a kind is open
        ledger.set(request, household_id=to_id)
    db.session.flush()


def follow_people(ledger: Ledger, household_ids: Collection[int]) -> None:
    """Sign-ups that still know their person belong to the household that this person lives in."""
    found = (
        select(SignUp)
        .join(Person, Person.id == SignUp.person_id)
        .where(Person.household_id.in_(household_ids), SignUp.household_id != Person.household_id)
    )
    for sign_up in db.session.scalars(found.order_by(SignUp.id).with_for_update(of=SignUp)).all():
        person = db.session.get_one(Person, sign_up.person_id)
        ledger.set(sign_up, household_id=person.household_id)
    db.session.flush()


def part(changes: Iterable[Change], *, household_ids: Collection[int]) -> None:
    """Take back what a merge changed in works, row by row, after people are apart: later edits win."""
    by_row: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        by_row.setdefault((change.table, change.row_id), []).append(change)
    for (table, row_id), of_row in sorted(by_row.items(), key=_gives_room):
        _TAKERS_BACK[table](row_id, of_row)
    follow_people(Ledger(), household_ids)


def _gives_room(one: tuple[tuple[str, int], Sequence[Change]]) -> tuple[int, bool]:
    """Who goes home, or gives a place up, does so before somebody else comes back."""
    (table, _row_id), changes = one
    leaves = any(
        change.column in ("household_id", "person_id") or (change.column == "place" and change.before is None)
        for change in changes
    )
    return TABLES.index(table), not leaves


def _part_sign_up(row_id: int, changes: Sequence[Change]) -> None:
    """Each goes home; the one that was withdrawn is in force again where nobody signed up in its place since."""
    sign_up = db.session.get(SignUp, row_id, populate_existing=True)
    home, rest = _ways_home(changes)
    take_back(home)
    if sign_up is None or not rest or not _is_untouched(sign_up, rest):
        return
    in_its_place = select(SignUp.id).where(
        SignUp.order_id == sign_up.order_id,
        SignUp.person_id == sign_up.person_id,
        SignUp.withdrawn_at.is_(None),
        SignUp.id != row_id,
    )
    if sign_up.person_id is not None and db.session.scalar(in_its_place) is None:
        take_back(rest)


def _ways_home(changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    home = [change for change in changes if change.column in ("household_id", "person_id")]
    return home, [change for change in changes if change not in home]


# ---- days


def _hand_days_over(ledger: Ledger, later: SignUp, earlier: SignUp, at: datetime) -> None:
    own = {day.shift_id: day for day in _days(earlier)}
    theirs = _days(later)
    settled = _with_facts([day.id for day in theirs])
    for day in theirs:
        mine = own.get(day.shift_id)
        if day.id in settled or day.state in (DayState.LAPSED, DayState.CANCELLED):
            continue
        if mine is None:
            ledger.set(day, sign_up_id=earlier.id)
            continue
        state, place, held_until = day.state, day.place, day.held_until
        changed = {"why": None, "changed_at": at, "told_at": None}
        ledger.set(day, state=DayState.CANCELLED, place=None, held_until=None, reason=WRITTEN_TWICE, **changed)
        db.session.flush()  # before somebody else has the place
        if place is not None and mine.state in OPEN:
            ledger.set(mine, state=state, place=place, held_until=held_until, **changed)
    db.session.flush()
    db.session.expire(later, ["days"])
    db.session.expire(earlier, ["days"])


def _with_facts(day_ids: Collection[int]) -> set[int]:
    """Days on which somebody was seen: they stay with the row that says so."""
    facts = (
        select(kind.sign_up_day_id).where(kind.sign_up_day_id.in_(day_ids)) for kind in (Attendance, RollCall, ToolLoan)
    )
    return set(db.session.scalars(union_all(*facts)))


def _part_day(row_id: int, changes: Sequence[Change]) -> None:
    """A day as it was before; whose place somebody else has by now gets another one, or waits for one."""
    day = db.session.get(SignUpDay, row_id, populate_existing=True)
    if day is None or not _is_untouched(day, changes) or day.id in _with_facts([day.id]):
        return
    place = next((change.before for change in changes if change.column == "place"), None)
    if place is None or _is_free(day.shift_id, place):
        take_back(changes)
        return
    take_back(change for change in changes if change.column not in ("state", "place", "held_until", "why"))
    free = _free_place(day.shift_id)
    if free is not None:
        day.state, day.place = DayState.CHOSEN, free
    else:
        day.state, day.why = DayState.WAITING, NotChosenWhy.CAME_LATER
    db.session.flush()


def _is_free(shift_id: int, place: int) -> bool:
    taken = select(SignUpDay.id).where(SignUpDay.shift_id == shift_id, SignUpDay.place == place)
    return db.session.scalar(taken) is None


def _free_place(shift_id: int) -> int | None:
    taken = set(db.session.scalars(select(SignUpDay.place).where(SignUpDay.shift_id == shift_id)))
    places = db.session.get_one(Shift, shift_id).places
    return next((place for place in range(1, places + 1) if place not in taken), None)


# ---- help


def _part_request(row_id: int, changes: Sequence[Change]) -> None:
    """Each goes home; the one that was settled because the other stayed is open again, unless asked for anew since."""
    request = db.session.get(HelpRequest, row_id, populate_existing=True)
    home, rest = _ways_home(changes)
    if request is None:
        return
    if rest and _is_untouched(request, changes) and not _is_asked_anew(request, _home_of(request, home)):
        take_back(changes)
    else:
        take_back(home)


def _home_of(request: HelpRequest, home: Sequence[Change]) -> int:
    return int(home[0].before) if home else request.household_id


def _is_asked_anew(request: HelpRequest, household_id: int) -> bool:
    anew = select(HelpRequest.id).where(
        HelpRequest.household_id == household_id,
        HelpRequest.kind == request.kind,
        HelpRequest.outcome.is_(None),
        HelpRequest.id != request.id,
    )
    return db.session.scalar(anew) is not None


# ---- rows


def _is_untouched(row: SignUp | SignUpDay | HelpRequest | None, changes: Iterable[Change]) -> bool:
    return row is not None and all(as_json(getattr(row, change.column)) == change.after for change in changes)


def _active(person_id: int) -> list[SignUp]:
    return [sign_up for sign_up in _held(SignUp.person_id == person_id) if sign_up.withdrawn_at is None]


def _held(condition: ColumnElement[bool]) -> list[SignUp]:
    return _all(select(SignUp).where(condition).order_by(SignUp.id).with_for_update(of=SignUp))


def _days(sign_up: SignUp) -> list[SignUpDay]:
    found = select(SignUpDay).where(SignUpDay.sign_up_id == sign_up.id)
    return _all(found.order_by(SignUpDay.id).with_for_update(of=SignUpDay))


def _requests(household_id: int) -> list[HelpRequest]:
    found = select(HelpRequest).where(HelpRequest.household_id == household_id)
    return _all(found.order_by(HelpRequest.id).with_for_update(of=HelpRequest))


def _all(found: Select[Row]) -> list[Row]:
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


_TAKERS_BACK: Mapping[str, Callable[[int, Sequence[Change]], None]] = {
    "sign_ups": _part_sign_up,
    "sign_up_days": _part_day,
    "help_requests": _part_request,
}
