"""Births, deaths, arrivals and departures: small acts with a day. Each is taken back while it is known who it was."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.households import rules
from app.households.models import (
    EventKind,
    Household,
    HouseholdEvent,
    HouseholdStatus,
    Person,
    PersonRole,
    StatusReason,
)
from app.households.operations.correcting import AlreadyMember, MinimalHasNoPeople, is_member, step_down
from app.households.operations.refusals import HeadLeaves, HeadNeeded, SentTwice
from app.households.operations.rows import flush, get_locked, write_person
from app.households.rules import Occasion, PersonDraft


class DayNotPossible(Refusal):
    message = N_("This day is not over yet or too long ago. Write the day it happened.")
    status = 422


class NotHere(Refusal):
    """A colleague was quicker, or the page was old."""

    message = N_("One of these people is not written down here any more. Look at the page again.")


class NotAway(Refusal):
    message = N_("This household is not written down as having left.")


class NobodyLeft(Refusal):
    message = N_("Nobody of this household is left. Register those who came as a new household.")


class NobodyToBringBack(Refusal):
    message = N_("Nothing is kept about this person any more. If it was a mistake, add them again.")


class CannotTakeBack(Refusal):
    message = N_("This cannot be taken back here, because something else happened since. Correct what is wrong now.")


def record_joining(
    household_id: int, kind: EventKind, draft: PersonDraft, occasion: Occasion, *, actor: Actor, at: datetime
) -> HouseholdEvent:
    """A child was born, or somebody came to live here: one person more, from a day on.

    Raises SentTwice, DayNotPossible, MinimalHasNoPeople, AlreadyMember, RecordMerged, and HeadNeeded where nobody
    else lives and the one who came is not the head.
    """
    household = _held(household_id, occasion, at)
    if household.is_minimal:
        raise MinimalHasNoPeople
    if is_member(household, draft):
        raise AlreadyMember
    if draft.role is PersonRole.HEAD:
        step_down(household)
    elif household.head is None:
        raise HeadNeeded
    person = write_person(Person(), draft)
    household.people.append(person)
    resize(household, 1)
    db.session.flush()
    (event,) = write_events(household, kind, [person], occasion, actor=actor, at=at)
    _record(event, [person.id], actor, at)
    return event


def record_leaving(
    household_id: int,
    kind: EventKind,
    person_ids: Collection[int],
    occasion: Occasion,
    *,
    new_head_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Household:
    """People died or left. Their records are deleted unless a row of a room above names them.

    When all of them died the household is inactive; when all of them left it is away with everyone in it, so that
    it can come back. Raises SentTwice, DayNotPossible, NotHere, RecordMerged, and HeadNeeded when the head goes and
    ``new_head_id`` is nobody of those who stay. Of a minimal record only that everybody left: MinimalHasNoPeople.
    """
    household = _held(household_id, occasion, at)
    if household.is_minimal and kind is EventKind.DEATH:
        raise MinimalHasNoPeople
    leaving = chosen(household, person_ids)
    if len(leaving) == len(household.people) and kind is EventKind.DEPARTURE:
        return _leave_together(household, occasion, actor, at)
    pass_headship(household, leaving, new_head_id, at)
    events = write_events(household, kind, leaving, occasion, actor=actor, at=at)
    for person in leaving:
        household.people.remove(person)
    resize(household, -len(leaving))
    if not household.people:
        turn(household, HouseholdStatus.INACTIVE, StatusReason.ALL_GONE, at)
    db.session.flush()
    kept = [person.id for person in leaving if not _delete_if_unnamed(person)]
    _record(events[0], sorted(person_ids), actor, at, kept=kept)
    return household


def _leave_together(household: Household, occasion: Occasion, actor: Actor, at: datetime) -> Household:
    turn(household, HouseholdStatus.MOVED, StatusReason.MOVED_AWAY, at)
    (event,) = write_events(household, EventKind.ALL_LEFT, [None], occasion, actor=actor, at=at)
    _record(event, [], actor, at)
    return household


def record_return(household_id: int, occasion: Occasion, *, actor: Actor, at: datetime) -> Household:
    """A household that had left lives here again and is assigned aid.

    Raises SentTwice, DayNotPossible, NotAway, and NobodyLeft when all of them died meanwhile.
    """
    household = _held(household_id, occasion, at)
    if household.status is not HouseholdStatus.MOVED:
        raise NotAway
    if household.head is None and not household.is_minimal:
        raise NobodyLeft
    turn(household, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK, at)
    (event,) = write_events(household, EventKind.ALL_BACK, [None], occasion, actor=actor, at=at)
    _record(event, [], actor, at)
    return household


def take_back_event(event_id: int, *, actor: Actor, at: datetime) -> Household:
    """It was a mistake: everything is as before and the event is gone.

    Raises NobodyToBringBack when nothing is kept about the person, CannotTakeBack when more happened since, NotFound.
    """
    household_id = db.session.scalar(select(HouseholdEvent.household_id).where(HouseholdEvent.id == event_id))
    if household_id is None:
        raise NotFound
    household = get_locked(household_id)
    event = db.session.get(HouseholdEvent, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    undo = _UNDO.get(event.kind)
    if undo is None or event.other_household_id is not None:
        raise CannotTakeBack
    undo(household, event, at)
    kind, person_id = event.kind, event.person_id
    db.session.delete(event)
    db.session.flush()
    audit.record("take back event", "household", household.id, actor=actor, at=at, kind=kind, person=person_id)
    return household


def _undo_joining(household: Household, event: HouseholdEvent, at: datetime) -> None:
    person = next((person for person in household.people if person.id == event.person_id), None)
    if person is None:
        raise CannotTakeBack
    if person.is_head:
        raise HeadNeeded
    household.people.remove(person)
    resize(household, -1)
    db.session.flush()
    _delete_if_unnamed(person)


def _undo_leaving(household: Household, event: HouseholdEvent, at: datetime) -> None:
    person = db.session.get(Person, event.person_id) if event.person_id is not None else None
    if person is None:
        raise NobodyToBringBack
    if person.household_id is not None:
        raise CannotTakeBack
    if household.head is None:
        make_head(person, at)
    else:
        person.role = PersonRole.OTHER
    household.people.append(person)
    resize(household, 1)
    if household.status_reason is StatusReason.ALL_GONE:
        turn(household, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK, at)


def _undo_leaving_together(household: Household, event: HouseholdEvent, at: datetime) -> None:
    if household.status is not HouseholdStatus.MOVED:
        raise CannotTakeBack
    turn(household, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK, at)


def _undo_return(household: Household, event: HouseholdEvent, at: datetime) -> None:
    if household.status is not HouseholdStatus.ACTIVE:
        raise CannotTakeBack
    turn(household, HouseholdStatus.MOVED, StatusReason.MOVED_AWAY, at)


_UNDO = {
    EventKind.BIRTH: _undo_joining,
    EventKind.ARRIVAL: _undo_joining,
    EventKind.DEATH: _undo_leaving,
    EventKind.DEPARTURE: _undo_leaving,
    EventKind.ALL_LEFT: _undo_leaving_together,
    EventKind.ALL_BACK: _undo_return,
}
"""A split or a transfer, which names another household, is turned back by another one (the room of merging)."""


# ---- what splitting and transferring people rest on too


def check_occasion(occasion: Occasion, at: datetime) -> None:
    """Raises DayNotPossible, SentTwice."""
    if not rules.may_have_happened(occasion.on, clock.local_date(at)):
        raise DayNotPossible
    if db.session.scalar(select(HouseholdEvent.id).where(HouseholdEvent.nonce == occasion.nonce)) is not None:
        raise SentTwice


def chosen(household: Household, person_ids: Collection[int]) -> list[Person]:
    """Those of the household's people. Raises NotHere when one of them is not, or nobody of a record with names is."""
    found = [person for person in household.people if person.id in person_ids]
    if len(found) != len(set(person_ids)) or not (found or household.is_minimal):
        raise NotHere
    return found


def pass_headship(household: Household, leaving: Collection[Person], new_head_id: int | None, at: datetime) -> None:
    """When the head leaves, one of those who stay speaks for them. Raises HeadLeaves, a kind of HeadNeeded."""
    staying = [person for person in household.people if person not in leaving]
    if not any(person.is_head for person in leaving):
        return
    if not staying and household.size == len(leaving):
        return
    heir = next((person for person in staying if person.id == new_head_id), None)
    if heir is None:
        raise HeadLeaves if staying else HeadNeeded
    make_head(heir, at)


def make_head(person: Person, at: datetime) -> None:
    """Whoever speaks for a household may collect for it, unless they are a child."""
    person.role = PersonRole.HEAD
    if rules.is_old_enough_to_collect(person.birth_year, in_year=clock.local_date(at).year):
        person.may_collect = True


def resize(household: Household, by: int) -> None:
    """Of a household in which not everyone is named: so many more, or fewer, were told of."""
    if household.is_minimal or household.declared_size is None:
        return
    told = min(household.declared_size + by, rules.MOST_PEOPLE)
    household.declared_size = told if told > len(household.people) else None


def turn(household: Household, status: HouseholdStatus, reason: StatusReason, at: datetime) -> None:
    """Out of the assignment, unless it was out of it before; or back into it from having left."""
    if household.status is HouseholdStatus.ACTIVE or status is HouseholdStatus.ACTIVE:
        household.status, household.status_reason, household.status_changed_at = status, reason, at


def write_events(
    household: Household,
    kind: EventKind,
    people: Sequence[Person | None],
    occasion: Occasion,
    *,
    actor: Actor,
    at: datetime,
    other: Household | None = None,
) -> list[HouseholdEvent]:
    """One event for each of them. Raises SentTwice."""
    events = [
        HouseholdEvent(
            household_id=household.id,
            kind=kind,
            person_id=person.id if person else None,
            other_household_id=other.id if other else None,
            happened_on=occasion.on,
            recorded_at=at,
            recorded_by_id=actor.staff_id,
            nonce=occasion.nonce if place == 0 else None,
        )
        for place, person in enumerate(people)
    ]
    db.session.add_all(events)
    flush("uq_household_events_nonce", "household_events.nonce", SentTwice())
    return events


def _held(household_id: int, occasion: Occasion, at: datetime) -> Household:
    household = get_locked(household_id)
    check_occasion(occasion, at)
    return household


def _record(event: HouseholdEvent, people: Sequence[int], actor: Actor, at: datetime, **more: object) -> None:
    audit.record(
        "record event", "household", event.household_id, actor=actor, at=at,
        kind=event.kind, event=event.id, people=list(people), **more,
    )  # fmt: skip


def _delete_if_unnamed(person: Person) -> bool:
    """False when something rests on this person: rooms above this one keep rows that name them."""
    try:
        with db.session.begin_nested():
            db.session.delete(person)
            db.session.flush()
    except IntegrityError:
        return False
    return True
