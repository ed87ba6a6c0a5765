"""People leave one household for another: a new one of their own, or one that is there. Nobody is counted twice."""

from collections.abc import Collection, Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions import operations as distributions
from app.households.models import (
    FUNCTIONAL_NEEDS,
    Card,
    Consent,
    ConsentKind,
    EventKind,
    Household,
    HouseholdStatus,
    Person,
    StatusReason,
)
from app.households.operations import HeadNeeded, MinimalHasNoPeople, RecordMerged, SentTwice
from app.households.operations.events import (
    check_occasion,
    chosen,
    make_head,
    pass_headship,
    resize,
    turn,
    write_events,
)
from app.households.operations.rows import flush, new_card, unused_codes, write_facts
from app.households.rules import HouseholdFacts
from app.merging.ledger import Ledger
from app.merging.operations import working
from app.merging.operations.holding import hold_households
from app.merging.rules.splitting import Move


class NobodyStays(Refusal):
    message = N_("If everybody moves, nothing is split. Correct the address of the household instead.")


class SameHousehold(Refusal):
    message = N_("They live in this household already. Choose another one.")


def split_household(household_id: int, move: Move, facts: HouseholdFacts, *, actor: Actor, at: datetime) -> Household:
    """Some people of a household live on their own from a day on: a new household with a card of its own.

    What the source was promised for them in a running cycle stays there, and they are not counted again in it. Proxies
    stay with the source; what the people were told goes with them, and what was a free choice is asked anew. Raises
    SentTwice, DayNotPossible, RecordMerged, MinimalHasNoPeople, NotHere, NobodyStays, HeadNeeded, NotFound.
    """
    cycle_ids = distributions.hold_open_cycles(at)
    working.hold_orders([household_id])
    (source,) = hold_households([household_id])
    leaving = _check(source, move, at)
    if len(leaving) == source.size:
        raise NobodyStays
    if move.heads != 1:
        raise HeadNeeded
    made = _found(facts, move.occasion.nonce, actor, at)
    made.consents = [_same_consent(consent) for consent in source.consents if _goes_along(consent, leaving)]
    covered = _move(source, made, leaving, move, cycle_ids=cycle_ids, at=at)
    write_events(source, EventKind.SPLIT, leaving, move.occasion, actor=actor, at=at, other=made)
    write_events(made, EventKind.SPLIT, leaving, move.occasion.told_before, actor=actor, at=at, other=source)
    audit.record(
        "split household", "household", source.id, actor=actor, at=at,
        new_household=made.id, people=sorted(move.roles), cycles=covered,
    )  # fmt: skip
    return made


def transfer_people(source_id: int, target_id: int, move: Move, *, actor: Actor, at: datetime) -> Household:
    """Some people of a household, or all of them, live in another one from a day on.

    Whoever was counted in a promise to the source is not counted again in that cycle. A source that nobody is left in
    is inactive; a target that was empty is given times again. Raises as :func:`split_household`, and SameHousehold.
    """
    if source_id == target_id:
        raise SameHousehold
    cycle_ids = distributions.hold_open_cycles(at)
    working.hold_orders([source_id, target_id])
    source, target = hold_households([source_id, target_id])
    leaving = _check(source, move, at)
    _check_target(target)
    if move.heads != (1 if target.head is None else 0):
        raise HeadNeeded
    was_empty = not target.people
    covered = _move(source, target, leaving, move, cycle_ids=cycle_ids, at=at)
    resize(target, len(leaving))
    if was_empty and target.status_reason is StatusReason.ALL_GONE:
        turn(target, HouseholdStatus.ACTIVE, StatusReason.CAME_BACK, at)
    if not source.people:
        turn(source, HouseholdStatus.INACTIVE, StatusReason.ALL_GONE, at)
    db.session.flush()
    write_events(source, EventKind.TRANSFER, leaving, move.occasion, actor=actor, at=at, other=target)
    write_events(target, EventKind.ARRIVAL, leaving, move.occasion.told_before, actor=actor, at=at, other=source)
    audit.record(
        "transfer people", "household", source.id, actor=actor, at=at,
        to_household=target.id, people=sorted(move.roles), cycles=covered,
    )  # fmt: skip
    return target


def _check(source: Household, move: Move, at: datetime) -> list[Person]:
    """Those who go, if they may."""
    check_occasion(move.occasion, at)
    _check_target(source)
    return chosen(source, move.roles.keys())


def _check_target(household: Household) -> None:
    if household.status is HouseholdStatus.MERGED:
        raise RecordMerged
    if household.is_minimal:
        raise MinimalHasNoPeople


def _move(
    source: Household,
    target: Household,
    leaving: Sequence[Person],
    move: Move,
    *,
    cycle_ids: Collection[int],
    at: datetime,
) -> int:
    """Let them go; in how many running cycles they were counted with the source."""
    covered = distributions.cover([person.id for person in leaving], source.id, cycle_ids)
    pass_headship(source, leaving, move.new_head_id, at)
    for person in leaving:
        source.people.remove(person)
        target.people.append(person)
        person.role = move.roles[person.id]
        if person.is_head:
            make_head(person, at)
    resize(source, -len(leaving))
    db.session.flush()
    working.follow_people(Ledger(), [target.id])
    return covered


def _found(facts: HouseholdFacts, nonce: str | None, actor: Actor, at: datetime) -> Household:
    """The new household with its card, still empty."""
    made = Household(
        pseudonym=unused_codes(codes.new_pseudonym, Household.pseudonym, 1)[0],
        nonce=nonce,
        registered_at=at,
        registered_by_id=actor.staff_id,
    )
    write_facts(made, facts)
    made.cards = [new_card(unused_codes(codes.new_card_no, Card.card_no, 1)[0], None, actor, at)]
    db.session.add(made)
    flush("uq_households_nonce", "households.nonce", SentTwice())
    return made


def _goes_along(consent: Consent, leaving: Sequence[Person]) -> bool:
    """The notice they were given; and the consent on which answers that are kept about them rest."""
    if consent.withdrawn_at is not None:
        return False
    if consent.kind is ConsentKind.HEALTH_QUESTIONS:
        return any(getattr(person, column) is not None for person in leaving for column in FUNCTIONAL_NEEDS)
    return consent.kind is ConsentKind.NOTICE


def _same_consent(consent: Consent) -> Consent:
    return Consent(
        kind=consent.kind,
        method=consent.method,
        text_version=consent.text_version,
        given_at=consent.given_at,
        recorded_by_id=consent.recorded_by_id,
    )
