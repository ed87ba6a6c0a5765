"""Correcting what is written about a household and its people, and leaving a trace of every look."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.households import rules
from app.households.models import (
    Household,
    HouseholdStatus,
    Person,
    PersonRole,
    StatusReason,
)
from app.households.operations.refusals import HeadNeeded
from app.households.operations.rows import get_locked, get_person_locked, write_facts, write_person
from app.households.rules import HouseholdFacts, MinimalFacts, PersonDraft, Purpose


class MinimalHasNoPeople(Refusal):
    message = N_("This is a minimal record. It keeps no people.")


class AlreadyMember(Refusal):
    """The same form sent twice, or a colleague was quicker."""

    message = N_("This person is already written down here.")


def change_household(household_id: int, facts: HouseholdFacts, *, actor: Actor, at: datetime) -> Household:
    """Write down what is now so. The audit names the fields that changed, not what stood in them.

    Raises NotFound, also for a minimal record: it keeps no address and no phone.
    """
    household = get_locked(household_id)
    if household.is_minimal:
        raise NotFound
    return _write_down(household, facts, actor, at)


def change_minimal(household_id: int, facts: MinimalFacts, *, actor: Actor, at: datetime) -> Household:
    """Write down how many they are now and where; what is promised already stays. Raises NotFound if not minimal."""
    household = get_locked(household_id)
    if not household.is_minimal:
        raise NotFound
    household.declared_size = facts.size
    return _write_down(household, facts.of_household, actor, at)


def _write_down(household: Household, facts: HouseholdFacts, actor: Actor, at: datetime) -> Household:
    write_facts(household, facts)
    changed = sorted(_changed(household))
    db.session.flush()
    audit.record("change household", "household", household.id, actor=actor, at=at, changed=changed)
    return household


def change_status(
    household_id: int, status: HouseholdStatus, reason: StatusReason, *, actor: Actor, at: datetime
) -> Household:
    """Take a household out of the assignment, or back into it. Its record and its history stay."""
    household = get_locked(household_id)
    before, household.status = household.status, status
    household.status_reason, household.status_changed_at = reason, at
    db.session.flush()
    audit.record(
        "change status of household", "household", household.id, actor=actor, at=at,
        before=before, after=status, reason=reason,
    )  # fmt: skip
    return household


def add_person(household_id: int, draft: PersonDraft, *, actor: Actor, at: datetime) -> Person:
    """Somebody more lives here. A new head makes the former one another member.

    Raises MinimalHasNoPeople, and AlreadyMember when somebody of that name and birth is there.
    """
    household = get_locked(household_id)
    if household.is_minimal:
        raise MinimalHasNoPeople
    if any(_is_same(member, draft) for member in household.people):
        raise AlreadyMember
    if draft.role is PersonRole.HEAD:
        _step_down(household)
    person = write_person(Person(), draft)
    household.people.append(person)
    db.session.flush()
    audit.record("add person", "household", household.id, actor=actor, at=at, person=person.id)
    return person


def _is_same(member: Person, draft: PersonDraft) -> bool:
    key = rules.name_key(draft.surname, draft.given, draft.patronymic)
    return (member.name_key, member.birth_on, member.birth_year) == (key, draft.birth_on, draft.birth_year)


def change_person(person_id: int, draft: PersonDraft, *, actor: Actor, at: datetime) -> Person:
    """Correct what is written about somebody. Raises HeadNeeded when the only head would be none."""
    person, household = get_person_locked(person_id)
    if person.role is PersonRole.HEAD and draft.role is not PersonRole.HEAD:
        raise HeadNeeded
    if draft.role is PersonRole.HEAD and person.role is not PersonRole.HEAD:
        _step_down(household)
    write_person(person, draft)
    changed = sorted(_changed(person))
    db.session.flush()
    audit.record("change person", "household", household.id, actor=actor, at=at, person=person.id, changed=changed)
    return person


def remove_person(person_id: int, *, actor: Actor, at: datetime) -> Household:
    """Somebody moved out or died. Raises HeadNeeded for the head.

    The record is deleted; who collected aid once stays, outside any household, because the log names them.
    """
    person, household = get_person_locked(person_id)
    if person.role is PersonRole.HEAD:
        raise HeadNeeded
    household.people.remove(person)
    db.session.flush()
    is_deleted = _delete_if_unnamed(person)
    audit.record("remove person", "household", household.id, actor=actor, at=at, person=person_id, deleted=is_deleted)
    return household


def _delete_if_unnamed(person: Person) -> bool:
    """False when something rests on this person: rooms above this one keep rows that name them."""
    try:
        with db.session.begin_nested():
            db.session.delete(person)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _step_down(household: Household) -> None:
    if household.head is not None:
        household.head.role = PersonRole.OTHER


def _changed(row: Household | Person) -> Iterable[str]:
    attributes = db.inspect(row).attrs
    return (attribute.key for attribute in attributes if attribute.history.has_changes())


def reveal_household(household_id: int, purpose: Purpose, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that somebody looks at names and numbers, on the page that ``purpose`` names. Raises NotFound."""
    if db.session.get(Household, household_id) is None:
        raise NotFound
    audit.record("reveal household", "household", household_id, actor=actor, at=at, purpose=purpose)
