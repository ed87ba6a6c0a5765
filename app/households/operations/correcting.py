"""Correcting what is written about a household and its people, and leaving a trace of every look."""

from collections.abc import Iterable
from datetime import datetime

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
from app.households.operations.refusals import HeadNeeded, RecordMerged
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
    """Take a household out of the assignment, or back into it. Its record and its history stay.

    Raises RecordMerged: merging is an act of its own, and so is its undoing.
    """
    household = get_locked(household_id)
    if status is HouseholdStatus.MERGED:
        raise RecordMerged
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
    if is_member(household, draft):
        raise AlreadyMember
    if draft.role is PersonRole.HEAD:
        step_down(household)
    person = write_person(Person(), draft)
    household.people.append(person)
    db.session.flush()
    audit.record("add person", "household", household.id, actor=actor, at=at, person=person.id)
    return person


def is_member(household: Household, draft: PersonDraft) -> bool:
    """Whether somebody of that name and birth is written down there."""
    told = (rules.name_key(draft.surname, draft.given, draft.patronymic), draft.birth_on, draft.birth_year)
    return any((member.name_key, member.birth_on, member.birth_year) == told for member in household.people)


def change_person(person_id: int, draft: PersonDraft, *, actor: Actor, at: datetime) -> Person:
    """Correct what is written about somebody. Raises HeadNeeded when the only head would be none."""
    person, household = get_person_locked(person_id)
    if person.role is PersonRole.HEAD and draft.role is not PersonRole.HEAD:
        raise HeadNeeded
    if draft.role is PersonRole.HEAD and person.role is not PersonRole.HEAD:
        step_down(household)
    write_person(person, draft)
    changed = sorted(_changed(person))
    db.session.flush()
    audit.record("change person", "household", household.id, actor=actor, at=at, person=person.id, changed=changed)
    return person


def step_down(household: Household) -> None:
    """There is a new head: the former one becomes another member."""
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
