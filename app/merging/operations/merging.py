"""One family, one record: a household, or a person, that was written down twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.checkin.operations import standing
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.distributions import operations as distributions
from app.distributions.models import Cycle, Entitlement
from app.households.models import (
    FUNCTIONAL_NEEDS,
    ConsentKind,
    DuplicatePair,
    Household,
    HouseholdStatus,
    PairDecision,
    Person,
    PersonRole,
    StatusReason,
)
from app.merging.ledger import Ledger
from app.merging.models import Merge
from app.merging.operations import following, working
from app.merging.operations.holding import hold_households
from app.merging.operations.refusals import AlreadyMerged, HeadsMeet, NamesNeeded, OneRecord, PeopleChanged, SentTwice
from app.merging.queries.promises import which_give_way
from app.merging.rules import choosing
from app.merging.rules import merging as rules
from app.merging.rules.choosing import HouseholdField, PersonField, Side

PersonChoices = Mapping[PersonField, Side]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen on the page; where nothing is chosen, what the rules propose is taken.

    ``pairs`` tells of every person of the merged record whether they are somebody of the kept one (its id) or not
    (None); ``people`` are choices about them by the id in the merged record.
    """

    pairs: Mapping[int, int | None] = field(default_factory=dict)
    fields: Mapping[HouseholdField, Side] = field(default_factory=dict)
    people: Mapping[int, PersonChoices] = field(default_factory=dict)


def merge_households(
    kept_id: int, merged_id: int, choices: Choices, *, nonce: str, actor: Actor, at: datetime
) -> Merge:
    """Let one record of a family take over the other: its people, cards, promises, proxies and history.

    Of two promises of one cycle one stands; nothing that was given is forgotten. The merged record stays as what says
    where it went. Raises SentTwice, OneRecord, AlreadyMerged, NamesNeeded, PeopleChanged,
    NotFound.
    """
    if kept_id == merged_id:
        raise OneRecord
    distributions.hold_open_cycles(at)
    working.hold_orders((kept_id, merged_id))
    kept, merged = _hold(kept_id, merged_id, nonce)
    if not rules.may_take_over(kept, merged):
        raise NamesNeeded
    if not rules.are_pairs_possible(choices.pairs, _ids(kept), _ids(merged)):
        raise PeopleChanged
    ledger = Ledger()
    promises = _merge_promises(ledger, kept, merged, at)
    changed = _write_fields(ledger, kept, merged, choices.fields, at)
    _merge_consents(ledger, kept, merged)
    _move_people(ledger, kept, merged, choices, at)
    _move_cards(ledger, kept, merged)
    following.move_rows(ledger, from_id=merged.id, to_id=kept.id)
    working.join_households(ledger, from_id=merged.id, to_id=kept.id, at=at)
    following.follow_waiting(ledger, from_id=merged.id, to_id=kept.id, at=at)
    _close(ledger, kept, merged, at)
    _mark_pair(ledger, kept.id, merged.id, actor, at)
    merge = _remember(ledger, kept.id, merged.id, nonce=nonce, actor=actor, at=at)
    audit.record(
        "merge households", "household", kept.id, actor=actor, at=at,
        merge=merge.id, merged=merged.id, changed=changed,
        people=sorted(person_id for person_id, same in choices.pairs.items() if same is None),
        same_people=sorted(person_id for person_id, same in choices.pairs.items() if same is not None),
        cards=ledger.ids("cards", "household_id"), promises=promises.moved, withdrawn=promises.withdrawn,
    )  # fmt: skip
    return merge


def merge_people(
    kept_id: int, merged_id: int, choices: PersonChoices, *, nonce: str, actor: Actor, at: datetime
) -> Merge:
    """One person who was written down twice, in one household or in two, stands only once from now on.

    Where the other household was promised aid for them in a running cycle, they are not counted again in it.
    Raises SentTwice, AlreadyMerged, PeopleChanged, HeadsMeet, NotFound.
    """
    home_id, other_home_id = _home_of(kept_id), _home_of(merged_id)
    if kept_id == merged_id or home_id is None or other_home_id is None:
        raise PeopleChanged
    distributions.hold_open_cycles(at)
    working.hold_orders((home_id, other_home_id))
    home, other_home = _hold(home_id, other_home_id, nonce)
    kept = next((person for person in home.people if person.id == kept_id), None)
    merged = next((person for person in other_home.people if person.id == merged_id), None)
    if kept is None or merged is None:
        raise PeopleChanged
    if merged.is_head and home is not other_home:
        raise HeadsMeet
    ledger = Ledger()
    _remember_heads(ledger, home, other_home)
    if home is not other_home:
        following.cover(ledger, [kept.id], _running_promises(other_home.id, at))
    elif merged.is_head:
        ledger.set(kept, role=PersonRole.HEAD)
    changed = _merge_person(ledger, kept, merged, choices, at)
    working.follow_people(ledger, [home.id])
    merge = _remember(
        ledger, home.id, other_home.id, kept_person_id=kept.id, nonce=nonce, actor=actor, at=at
    )  # fmt: skip
    audit.record(
        "merge people", "household", home.id, actor=actor, at=at,
        merge=merge.id, person=kept_id, merged_person=merged_id, from_household=other_home.id, changed=changed,
    )  # fmt: skip
    return merge


# ---- what it rests on


def _hold(kept_id: int, merged_id: int, nonce: str) -> tuple[Household, Household]:
    """Both records held, if they are records of their own still."""
    kept, merged = hold_households([kept_id, merged_id])
    made_id = db.session.scalar(select(Merge.id).where(Merge.nonce == nonce))
    if made_id is not None:
        raise SentTwice(made_id)
    if not (rules.is_open(kept) and rules.is_open(merged)):
        raise AlreadyMerged
    return kept, merged


def _ids(household: Household) -> list[int]:
    return [person.id for person in household.people]


def _home_of(person_id: int) -> int | None:
    return db.session.scalar(select(Person.household_id).where(Person.id == person_id))


def _remember(
    ledger: Ledger,
    kept_id: int,
    merged_id: int,
    *,
    kept_person_id: int | None = None,
    nonce: str,
    actor: Actor,
    at: datetime,
) -> Merge:
    merge = Merge(
        kept_id=kept_id,
        merged_id=merged_id,
        kept_person_id=kept_person_id,
        merged_at=at,
        merged_by_id=actor.staff_id,
        nonce=nonce,
        before=ledger.dump(),
    )
    db.session.add(merge)
    db.session.flush()
    db.session.expire_all()  # rows went from one to the other behind the back of what was loaded
    return merge


# ---- promises


@dataclass(frozen=True, slots=True)
class _Moved:
    moved: list[int]
    withdrawn: list[int]


def _merge_promises(ledger: Ledger, kept: Household, merged: Household, at: datetime) -> _Moved:
    """Of two promises of one cycle one stands; then all are promises of the kept record."""
    promises = standing.hold_promises([kept.id, merged.id])
    ledger.promises = {promise.id: promise.household_id == kept.id for promise in promises}
    ledger.stood = [promise.id for promise in promises if promise.stands]
    withdrawn = which_give_way(promises, kept.id, at)
    for promise in withdrawn:
        ledger.set(promise, withdrawn_at=at)
    db.session.flush()  # before the others come, because one stands in a cycle
    moved = [promise for promise in promises if promise.household_id == merged.id]
    for promise in moved:
        ledger.set(promise, household_id=kept.id)
    db.session.flush()
    return _Moved([promise.id for promise in moved], [promise.id for promise in withdrawn])


def _running_promises(household_id: int, at: datetime) -> dict[int, int]:
    """What stands for a household in cycles that are not over, by cycle."""
    found = (
        select(Entitlement.cycle_id, Entitlement.id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(Entitlement.household_id == household_id, Entitlement.stands, Cycle.ends_on >= clock.local_date(at))
    )
    return dict(iter(db.session.execute(found)))


# ---- the record itself


def _write_fields(
    ledger: Ledger, kept: Household, merged: Household, chosen: Mapping[HouseholdField, Side], at: datetime
) -> list[str]:
    """Write what was chosen into the kept record; the names of the fields that changed."""
    mine, theirs = choosing.values_of(kept), choosing.values_of(merged)
    changed = []
    for name in HouseholdField:
        if name is HouseholdField.SIZE and kept.is_minimal is not merged.is_minimal:
            continue  # who are named are counted; how many were told of without names falls away
        before = len(ledger.changes)
        ledger.set(kept, **choosing.chosen(name, chosen.get(name), mine, theirs))
        changed += [str(name)] if len(ledger.changes) > before else []
    if HouseholdField.STATUS in changed:
        ledger.set(kept, status_reason=merged.status_reason, status_changed_at=merged.status_changed_at or at)
    return changed


def _close(ledger: Ledger, kept: Household, merged: Household, at: datetime) -> None:
    """What is left of the merged record says where it went."""
    ledger.set(
        merged,
        status=HouseholdStatus.MERGED,
        merged_into_id=kept.id,
        status_reason=StatusReason.TWICE,
        status_changed_at=at,
    )
    db.session.flush()


def _mark_pair(ledger: Ledger, kept_id: int, merged_id: int, actor: Actor, at: datetime) -> None:
    """The pair goes from the work list."""
    first_id, second_id = sorted((kept_id, merged_id))
    pair = db.session.scalar(
        select(DuplicatePair)
        .where(DuplicatePair.first_id == first_id, DuplicatePair.second_id == second_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if pair is not None:
        ledger.set(pair, decision=PairDecision.SAME, decided_at=at, decided_by_id=actor.staff_id)


def _merge_consents(ledger: Ledger, kept: Household, merged: Household) -> None:
    """The family's last word counts. What holds twice stays with the merged record, as it was."""
    for kind in ConsentKind:
        agreed = rules.settle_consent(kind, kept.consents, merged.consents)
        told = [consent for consent in (*kept.consents, *merged.consents) if consent.kind is kind]
        if agreed.taken_back_at is not None:
            _take_back(ledger, kind, agreed.taken_back_at, kept, merged)
        elif agreed.in_force_id is not None:
            for consent in told:
                if (
                    consent.household_id == kept.id
                    and consent.withdrawn_at is None
                    and consent.id != agreed.in_force_id
                ):
                    ledger.set(consent, withdrawn_at=agreed.given_at)
        db.session.flush()  # before others come, because one of a kind is in force
        for consent in told:
            if consent.withdrawn_at is not None or consent.id == agreed.in_force_id:
                ledger.set(consent, household_id=kept.id)
        db.session.flush()


def _take_back(ledger: Ledger, kind: ConsentKind, at: datetime, kept: Household, merged: Household) -> None:
    """Somebody of the family said no on one record after yes was said on the other."""
    for consent in (*kept.consents, *merged.consents):
        if consent.kind is kind and consent.withdrawn_at is None:
            ledger.set(consent, withdrawn_at=at)
    if kind is ConsentKind.HEALTH_QUESTIONS:
        for person in (*kept.people, *merged.people):
            ledger.set(person, **dict.fromkeys(FUNCTIONAL_NEEDS))


def _move_cards(ledger: Ledger, kept: Household, merged: Household) -> None:
    """Every number still finds the family. The own card of a household without one is the one that came.

    A card under check is one: when the check is over it works again, and none is given in its place before.
    """
    own = kept.last_card
    has_own = own is not None and (own.blocked_at is None or own.is_under_check)
    for card in list(merged.cards):
        is_its_card = card.blocked_at is None and not card.is_alias and not has_own
        ledger.set(card, household_id=kept.id, is_alias=not is_its_card)
    db.session.flush()


# ---- people


def _move_people(ledger: Ledger, kept: Household, merged: Household, choices: Choices, at: datetime) -> None:
    mine = {person.id: person for person in kept.people}
    _remember_heads(ledger, kept, merged)
    has_head = kept.head is not None
    for person in list(merged.people):
        same_id = choices.pairs[person.id]
        if same_id is not None:
            _merge_person(ledger, mine[same_id], person, choices.people.get(person.id, {}), at)
            continue
        if person.is_head and has_head:
            ledger.set(person, role=PersonRole.OTHER)
        ledger.set(person, household_id=kept.id)
    db.session.flush()


def _remember_heads(ledger: Ledger, *households: Household) -> None:
    ledger.heads = {household.id: household.head.id for household in households if household.head is not None}


def _merge_person(ledger: Ledger, kept: Person, merged: Person, chosen: PersonChoices, at: datetime) -> list[str]:
    """Two records of one person: the other one is set aside, outside any household, until it is needed no more."""
    mine, theirs = choosing.values_of(kept), choosing.values_of(merged)
    changed = []
    for name in PersonField:
        before = len(ledger.changes)
        ledger.set(kept, **choosing.chosen(name, chosen.get(name), mine, theirs))
        changed += [str(name)] if len(ledger.changes) > before else []
    ledger.twins[merged.id] = kept.id
    ledger.set(merged, household_id=None)
    db.session.flush()
    following.rename_person(ledger, from_id=merged.id, to_id=kept.id, at=at)
    return changed
