"""Giving, taking back, and what is left behind."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.checkin import operations, queries
from app.checkin.models import CollectorKind, HandOver, Method, RefusedScan, Reversal, Verdict
from app.checkin.operations import (
    AlreadyReversed,
    CollectorNotAllowed,
    NotGiven,
    RepeatedForm,
    Taker,
    TooLateToReverse,
    hand_overs,
)
from app.checkin.queries import Place
from app.checkin.rules import Reference
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import DistributionState, Entitlement
from app.households.models import BlockReason, Card, ProxyRelation
from tests.desk_day import TEN, TODAY, World
from tests.make import make_card, make_household, make_person, make_proxy

_nonces = (f"{number:032x}" for number in range(1, 1_000_000))


def give(promise: Entitlement, world: World, actor: Actor, **changes: object) -> int:
    """What confirming the band of this promise does, apart from ``changes``."""
    card = promise.household.cards[0] if promise.household.cards else None
    head = promise.household.people[0] if promise.household.people else None
    values: dict[str, object] = {
        "place": Place(world.lyceum.id, desk=2),
        "taker": Taker(person_id=head.id if head else None),
        "method": Method.SCAN,
        "card_id": card.id if card else None,
        "nonce": next(_nonces),
        "actor": actor,
        "at": TEN,
    }
    with transaction():
        return operations.hand_over(promise.id, **{**values, **changes})  # type: ignore[arg-type]


def take_back(hand_over_id: int, actor: Actor, *, minutes: int = 1, reason: str = "не та картка") -> Reversal:
    with transaction():
        return operations.reverse_hand_over(
            hand_over_id, reason=reason, actor=actor, at=TEN + timedelta(minutes=minutes)
        )


def count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_hand_over_keeps_who_what_where_and_how(world: World, dmytro: Actor) -> None:
    card, promise = world.expected(10)
    made = db.session.get_one(HandOver, give(promise, world, dmytro))
    assert (made.entitlement_id, made.card_id, made.location_id, made.desk) == (promise.id, card.id, world.lyceum.id, 2)
    assert (made.staff_id, made.method, made.happened_at) == (dmytro.staff_id, Method.SCAN, TEN)
    assert made.collector_person_id == promise.household.people[0].id


def test_a_hand_over_leaves_one_line_in_the_trace_and_no_name(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    bohdan = make_proxy(household=promise.household, name="Дяк Богдан", relation=ProxyRelation.FAMILY, since=TODAY)
    db.session.commit()
    give(promise, world, dmytro, taker=Taker(proxy_id=bohdan.id))
    line = db.session.scalars(select(AuditEntry)).one()
    assert (line.action, line.subject_kind) == ("hand over", "hand-over")
    assert "Дяк" not in line.details
    assert "Ковальчук" not in line.details


def test_the_same_promise_is_not_given_twice(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    give(promise, world, dmytro)
    with pytest.raises(NotGiven) as refused:
        give(promise, world, dmytro)
    assert refused.value.verdict is Verdict.ALREADY_GIVEN
    assert count(HandOver) == 1


def test_the_same_form_twice_is_the_first_hand_over(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    first = give(promise, world, dmytro, nonce="a" * 32)
    with pytest.raises(RepeatedForm) as repeated:
        give(promise, world, dmytro, nonce="a" * 32)
    assert repeated.value.hand_over_id == first
    assert (count(HandOver), count(AuditEntry)) == (1, 1)


def test_the_database_is_the_second_wall(world: World, dmytro: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the lock ever fail, the index still ends the race in the same sentence."""
    _, promise = world.expected(10)
    monkeypatch.setattr(hand_overs, "_check_verdict", lambda *args, **kwargs: None)
    give(promise, world, dmytro)
    with pytest.raises(NotGiven) as refused:
        give(promise, world, dmytro)
    assert refused.value.verdict is Verdict.ALREADY_GIVEN


def test_a_card_that_was_replaced_in_between_gives_nothing(world: World, dmytro: Actor) -> None:
    card, promise = world.expected(10)
    card.blocked_at, card.block_reason = TEN, BlockReason.REPLACED
    db.session.commit()
    with pytest.raises(NotGiven) as refused:
        give(promise, world, dmytro)
    assert refused.value.verdict is Verdict.BLOCKED_CARD


@pytest.mark.parametrize(("reason", "is_given"), [(BlockReason.LOST, True), (BlockReason.UNDER_CHECK, False)])
def test_a_name_gets_round_a_lost_card_and_not_round_a_check(
    world: World, dmytro: Actor, reason: BlockReason, is_given: bool
) -> None:
    card, promise = world.expected(10)
    card.blocked_at, card.block_reason = TEN, reason
    db.session.commit()
    found = queries.find_again(Reference(promise.household_id, None, Method.SEARCH))
    scan = queries.scan(found, Place(world.lyceum.id, desk=2), TEN)
    assert (scan.verdict is Verdict.GIVE) is is_given
    if is_given:
        give(promise, world, dmytro, card_id=None, method=Method.SEARCH)
    else:
        with pytest.raises(NotGiven):
            give(promise, world, dmytro, card_id=None, method=Method.SEARCH)


def test_a_check_that_ended_in_a_new_card_is_over(world: World, dmytro: Actor) -> None:
    card, promise = world.expected(10)
    card.blocked_at, card.block_reason = TEN, BlockReason.UNDER_CHECK
    db.session.commit()
    make_card(household=promise.household)
    db.session.commit()
    assert give(promise, world, dmytro, card_id=None, method=Method.SEARCH)


def test_a_card_of_another_household_gives_nothing(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    stranger, _ = world.expected(10, surname="Бондаренко", given="Ілля")
    with pytest.raises(NotGiven) as refused:
        give(promise, world, dmytro, card_id=stranger.id)
    assert refused.value.verdict is Verdict.UNKNOWN_CARD


def test_a_desk_that_moved_in_between_gives_nothing(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    with pytest.raises(NotGiven) as refused:
        give(promise, world, dmytro, place=Place(world.village.id, desk=1))
    assert refused.value.verdict is Verdict.WRONG_LOCATION


def test_a_draft_is_no_promise(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    world.today.state = DistributionState.DRAFT
    db.session.commit()
    with pytest.raises(NotFound):
        give(promise, world, dmytro)


def test_a_neighbour_is_no_member(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    neighbour = world.household("Бондаренко", "Ілля").people[0]
    db.session.commit()
    with pytest.raises(CollectorNotAllowed):
        give(promise, world, dmytro, taker=Taker(person_id=neighbour.id))


def test_a_member_who_may_not_collect_does_not(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    child = make_person(household=promise.household, surname="Ковальчук", given="Назар", born=2018, may_collect=False)
    db.session.commit()
    with pytest.raises(CollectorNotAllowed):
        give(promise, world, dmytro, taker=Taker(person_id=child.id))


def test_a_household_without_names_takes_its_aid(world: World, dmytro: Actor) -> None:
    household = make_household(settlement=world.lyceum.settlement, is_minimal=True, declared_size=2)
    promise = world.promise(household, world.slot(10))
    db.session.commit()
    made = db.session.get_one(HandOver, give(promise, world, dmytro, card_id=None, method=Method.SEARCH))
    assert (made.collector_kind, made.collector_person_id, made.card_id) == (CollectorKind.MEMBER, None, None)


def test_too_early_is_given_now_only_when_the_clerk_chose_so_and_there_is_a_place(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(13)
    with pytest.raises(NotGiven):
        give(promise, world, dmytro)
    assert give(promise, world, dmytro, is_early_agreed=True)


def test_places_given_before_their_time_run_out(world: World, dmytro: Actor) -> None:
    """The slot that runs now has two places: one is its own household's, one can be given away."""
    world.slot(10).capacity = 2
    world.expected(10)
    _, first = world.expected(13, surname="Бондаренко")
    _, second = world.expected(13, surname="Шевченко")
    made = give(first, world, dmytro, is_early_agreed=True)
    with pytest.raises(NotGiven):
        give(second, world, dmytro, is_early_agreed=True)
    take_back(made, dmytro)
    assert give(second, world, dmytro, is_early_agreed=True)


def test_taken_back_stays_on_record_and_can_be_given_again(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    first = give(promise, world, dmytro)
    reversal = take_back(first, dmytro)
    assert (reversal.hand_over_id, reversal.reason, reversal.staff_id) == (first, "не та картка", dmytro.staff_id)
    second = give(promise, world, dmytro)
    made = db.session.scalars(select(HandOver).order_by(HandOver.id)).all()
    assert [(one.id, one.is_reversed) for one in made] == [(first, True), (second, False)]


def test_why_it_was_taken_back_stands_beside_it_and_not_in_the_trace(world: World, dmytro: Actor) -> None:
    """Free words may name people; the purge empties them there, and nothing is ever taken out of the trace."""
    _, promise = world.expected(10)
    taken_back = take_back(give(promise, world, dmytro), dmytro, reason="Ковальчук назвалася сусідкою")
    assert taken_back.reason == "Ковальчук назвалася сусідкою"
    told = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert told is not None
    assert "Ковальчук" not in told.details


def test_after_a_quarter_of_an_hour_only_the_lead_takes_back(world: World, dmytro: Actor, oksana: Actor) -> None:
    _, promise = world.expected(10)
    made = give(promise, world, dmytro)
    with pytest.raises(TooLateToReverse):
        take_back(made, dmytro, minutes=16)
    assert take_back(made, oksana, minutes=6000)


def test_nothing_is_taken_back_twice(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    made = give(promise, world, dmytro)
    take_back(made, dmytro)
    with pytest.raises(AlreadyReversed):
        take_back(made, dmytro)
    assert count(Reversal) == 1
    with pytest.raises(NotFound):
        take_back(made + 1, dmytro)


def test_a_refused_scan_is_kept_with_its_reason_and_without_what_was_typed(world: World, dmytro: Actor) -> None:
    place = Place(world.lyceum.id, desk=2)
    for typed in ("11111111111111111111", world.household().cards[0].token):
        scan = queries.scan(queries.find_by_code(typed), place, TEN)
        db.session.commit()
        with transaction(audited=False):
            operations.record_refusal(scan, place=place, actor=dmytro, at=TEN)
    unknown, unlisted = db.session.scalars(select(RefusedScan).order_by(RefusedScan.id)).all()
    assert (unknown.verdict, unknown.card_id) == (Verdict.UNKNOWN_CARD, None)
    assert unlisted.verdict is Verdict.NOT_LISTED
    assert unlisted.card_id == db.session.scalars(select(Card.id)).one()


def test_looking_at_names_leaves_a_trace(world: World, dmytro: Actor) -> None:
    household = world.household()
    db.session.commit()
    with transaction():
        operations.reveal_names(household.id, place=Place(world.lyceum.id, 2), actor=dmytro, at=TEN)
    line = db.session.scalars(select(AuditEntry)).one()
    assert (line.action, line.subject_id, line.staff_id) == ("reveal names", household.id, dmytro.staff_id)
