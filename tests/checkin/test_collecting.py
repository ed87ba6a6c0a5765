"""Who takes the aid away: members, proxies, somebody named at the desk; and one person for many households."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.audit.models import AuditEntry
from app.checkin import operations, queries, rules
from app.checkin.models import CollectorKind, HandOver, Method
from app.checkin.operations import CollectorNotAllowed, CollectsForMany, ProxyNotValid, Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import Entitlement, ProxyRule
from app.households import proxies
from app.households.models import Household, Proxy, ProxyBasis, ProxyRelation
from app.households.proxies import MOST_HOUSEHOLDS_A_DAY, ProxyDraft
from app.hubs.models import Street
from app.wardens.models import Side, WardenStreet
from tests import cast
from tests.desk_day import TEN, TODAY, World
from tests.make import make_card, make_household, make_proxy, make_staff

_nonces = (f"{number:032x}" for number in count(1))
BOHDAN = "Дяк Богдан"


def give(promise: Entitlement, taker: Taker, world: World, actor: Actor, **changes: object) -> HandOver:
    """What confirming the band does."""
    values: dict[str, object] = {"place": Place(world.lyceum.id, desk=2), "at": TEN, **changes}
    with transaction():
        made = operations.hand_over(
            promise.id, taker=taker, method=Method.SEARCH, card_id=None, nonce=next(_nonces), actor=actor,
            **values,  # type: ignore[arg-type]
        )  # fmt: skip
    return db.session.get_one(HandOver, made)


def named(relation: ProxyRelation = ProxyRelation.NEIGHBOUR, *, name: str = BOHDAN, born: int = 1980) -> ProxyDraft:
    return proxies.for_today(name, born, relation, ProxyBasis.SPOKEN, today=TODAY)


def known(promise: Entitlement, relation: ProxyRelation = ProxyRelation.NEIGHBOUR, **told: object) -> Taker:
    """Bohdan, named by this household before."""
    facts: dict[str, object] = {"name": BOHDAN, "since": TODAY, "relation": relation, **told}
    proxy = make_proxy(household=promise.household, **facts)  # type: ignore[arg-type]
    db.session.commit()
    return Taker(proxy_id=proxy.id)


@pytest.fixture
def promise(world: World) -> Entitlement:
    world.proxy_rule(ProxyRule.ANY_NAMED)
    return world.expected(10)[1]


@pytest.fixture
def serve(world: World, dmytro: Actor) -> Callable[..., HandOver]:
    """``serve()`` hands one more household's aid to Bohdan, whom it names at the desk."""
    world.proxy_rule(ProxyRule.ANY_NAMED)
    surnames = (f"Мельник{chr(1072 + number)}" for number in count())

    def start(taker: Taker | None = None, **changes: object) -> HandOver:
        _, promise = world.expected(10, surname=next(surnames))
        return give(promise, taker or Taker(named=named()), world, dmytro, **changes)

    return start


# ---- whom the rule of the programme lets collect


@pytest.mark.parametrize("is_named_now", [True, False])
@pytest.mark.parametrize(
    ("rule", "relation", "is_allowed"),
    [
        (ProxyRule.NONE, ProxyRelation.FAMILY, False),
        (ProxyRule.NONE, ProxyRelation.WARDEN, False),
        (ProxyRule.FAMILY, ProxyRelation.FAMILY, True),
        (ProxyRule.FAMILY, ProxyRelation.WARDEN, False),
        (ProxyRule.FAMILY_AND_WARDEN, ProxyRelation.WARDEN, True),
        (ProxyRule.FAMILY_AND_WARDEN, ProxyRelation.NEIGHBOUR, False),
        (ProxyRule.ANY_NAMED, ProxyRelation.NEIGHBOUR, True),
        (ProxyRule.ANY_NAMED, ProxyRelation.SOCIAL_WORKER, True),
    ],
)
def test_the_rule_of_the_programme_decides_by_what_somebody_is_to_the_household(
    world: World, dmytro: Actor, *, rule: ProxyRule, relation: ProxyRelation, is_allowed: bool, is_named_now: bool
) -> None:
    _, promise = world.expected(10)
    world.proxy_rule(rule)
    taker = Taker(named=named(relation)) if is_named_now else known(promise, relation)
    if is_allowed:
        kind = CollectorKind.WARDEN if relation is ProxyRelation.WARDEN else CollectorKind.PROXY
        assert give(promise, taker, world, dmytro).collector_kind is kind
    else:
        with pytest.raises(CollectorNotAllowed):
            give(promise, taker, world, dmytro)
        assert db.session.query(Proxy).count() == (0 if is_named_now else 1), "nobody is named by a refused form"


def test_those_whom_the_rule_does_not_let_collect_are_not_offered(world: World, promise: Entitlement) -> None:
    for relation in (ProxyRelation.NEIGHBOUR, ProxyRelation.FAMILY, ProxyRelation.WARDEN):
        known(promise, relation, name=f"Дяк {relation.value}")
    offered = {}
    for rule in ProxyRule:
        world.proxy_rule(rule)
        found = queries.find_by_code(promise.household.cards[0].token)
        scan = queries.scan(found, Place(world.lyceum.id, desk=2), TEN)
        offered[rule] = [one.relation for one in scan.collectors]
    member, family, neighbour, warden = None, ProxyRelation.FAMILY, ProxyRelation.NEIGHBOUR, ProxyRelation.WARDEN
    assert offered == {
        ProxyRule.NONE: [member],
        ProxyRule.FAMILY: [member, family],
        ProxyRule.FAMILY_AND_WARDEN: [member, family, warden],
        ProxyRule.ANY_NAMED: [member, neighbour, family, warden],
    }


# ---- what is kept


def test_somebody_named_at_the_desk_is_written_down_with_the_hand_over(
    world: World, dmytro: Actor, promise: Entitlement
) -> None:
    made = give(promise, Taker(named=named()), world, dmytro)
    proxy = db.session.scalars(select(Proxy)).one()
    assert (made.proxy_id, made.collector_name, made.collector_person_id) == (proxy.id, BOHDAN, None)
    assert (proxy.household_id, proxy.is_one_time, proxy.used_at) == (promise.household_id, True, TEN)
    assert (proxy.valid_from, proxy.valid_to, proxy.created_by_id) == (TODAY, TODAY, dmytro.staff_id)
    entry = db.session.scalars(select(AuditEntry)).one()
    told = json.loads(entry.details)
    assert (entry.action, told["proxy"], told["relation"], told["basis"]) == (
        "hand over", proxy.id, "neighbour", "spoken",
    )  # fmt: skip
    assert "Дяк" not in entry.details


def test_the_name_on_the_hand_over_stays_when_the_entry_is_corrected(
    world: World, dmytro: Actor, promise: Entitlement
) -> None:
    made = give(promise, known(promise), world, dmytro)
    with transaction(audited=False):
        db.session.get_one(Proxy, made.proxy_id).name = "Дячук Богдан"
    assert db.session.get_one(HandOver, made.id).collector_name == BOHDAN


# ---- who may no longer


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": TEN},
        {"valid_to": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
        {"is_one_time": True, "used_at": TEN},
    ],
)
def test_a_page_from_before_does_not_help_who_may_no_longer_collect(
    world: World, dmytro: Actor, promise: Entitlement, change: dict[str, object]
) -> None:
    taker = known(promise, since=TODAY - timedelta(days=9))
    with transaction(audited=False):
        proxy = db.session.get_one(Proxy, taker.proxy_id)
        for name, value in change.items():
            setattr(proxy, name, value)
    with pytest.raises(ProxyNotValid):
        give(promise, taker, world, dmytro)
    assert queries.list_served(proxy.name_key, proxy.birth_year, on=TODAY) == set()


def test_a_proxy_of_another_household_is_nobody_here(world: World, dmytro: Actor, promise: Entitlement) -> None:
    _, other = world.expected(10, surname="Бондаренко")
    with pytest.raises(ProxyNotValid):
        give(promise, known(other), world, dmytro)
    with pytest.raises(NotFound):
        give(promise, Taker(proxy_id=999), world, dmytro)


def test_one_time_is_one_hand_over_and_again_after_it_was_taken_back(
    world: World, dmytro: Actor, promise: Entitlement
) -> None:
    taker = known(promise, is_one_time=True)
    second = world.promise(promise.household, world.slot(10, of=world.second_programme()))
    second.slot.distribution.cycle.programme.proxy_rule = ProxyRule.ANY_NAMED
    db.session.commit()
    made = give(promise, taker, world, dmytro)
    with pytest.raises(ProxyNotValid):
        give(second, taker, world, dmytro)
    with transaction():
        operations.reverse_hand_over(made.id, reason="не той набір", actor=dmytro, at=TEN)
    assert give(second, taker, world, dmytro).proxy_id == taker.proxy_id


def test_who_is_named_for_ninety_days_collects_again_and_again(
    world: World, dmytro: Actor, promise: Entitlement
) -> None:
    taker = known(promise)
    made = give(promise, taker, world, dmytro)
    with transaction():
        operations.reverse_hand_over(made.id, reason="помилка", actor=dmytro, at=TEN)
    assert give(promise, taker, world, dmytro).proxy_id == made.proxy_id


# ---- one person for many households


def test_for_a_fourth_household_on_one_day_a_lead_stands_by(
    world: World, dmytro: Actor, oksana: Actor, serve: Callable[..., HandOver]
) -> None:
    for _ in range(MOST_HOUSEHOLDS_A_DAY):
        assert serve().approved_by_id is None
    with pytest.raises(CollectsForMany) as refused:
        serve()
    assert refused.value.values == {"count": 3}
    assert db.session.query(HandOver).count() == db.session.query(Proxy).count() == 3
    with pytest.raises(CollectsForMany):
        serve(approval=Approval(dmytro, "сам собі"))
    made = serve(approval=Approval(oksana, "сусідка двох лежачих"))
    assert (made.approved_by_id, made.approval_reason) == (oksana.staff_id, "сусідка двох лежачих")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    assert json.loads(entry.details)["approved_by"] == oksana.staff_id
    assert "лежачих" not in entry.details, "the trace is never purged"


def test_an_approval_that_is_not_needed_is_not_kept(oksana: Actor, serve: Callable[..., HandOver]) -> None:
    assert serve(approval=Approval(oksana, "про всяк випадок")).approved_by_id is None


def test_it_is_one_person_in_any_spelling_and_through_any_entry(
    world: World, dmytro: Actor, serve: Callable[..., HandOver]
) -> None:
    for spelling in ("Богдан Дяк", "ДЯК Богдан", "Дяк  Богдан"):
        serve(Taker(named=named(name=spelling)))
    _, promise = world.expected(10, surname="Гончар")
    with pytest.raises(CollectsForMany):
        give(promise, known(promise, ProxyRelation.FAMILY), world, dmytro)
    assert serve(Taker(named=named(born=1981))), "a namesake of another year is another person"


def test_wardens_collect_for_their_whole_street(serve: Callable[..., HandOver]) -> None:
    for _ in range(MOST_HOUSEHOLDS_A_DAY + 2):
        assert serve(Taker(named=named(ProxyRelation.WARDEN))).approved_by_id is None
    assert serve().approved_by_id is None, "what a warden took as a warden is not counted against them"


def test_two_kits_of_one_household_and_what_was_taken_back_are_not_more_households(
    world: World, dmytro: Actor, serve: Callable[..., HandOver]
) -> None:
    second = world.second_programme()
    second.cycle.programme.proxy_rule = ProxyRule.ANY_NAMED
    first = serve()
    also = world.promise(first.entitlement.household, world.slot(10, of=second))
    db.session.commit()
    give(also, Taker(named=named()), world, dmytro)
    taken_back = serve()
    with transaction():
        operations.reverse_hand_over(taken_back.id, reason="помилка", actor=dmytro, at=TEN)
    assert serve()
    assert serve()
    with pytest.raises(CollectsForMany):
        serve()


def test_the_next_day_it_is_counted_anew(world: World, serve: Callable[..., HandOver]) -> None:
    yesterday = TEN - timedelta(days=1)
    for _ in range(MOST_HOUSEHOLDS_A_DAY):
        made = serve()
        with transaction(audited=False):
            made.happened_at = yesterday
    assert serve().approved_by_id is None


def test_a_household_without_names_sends_a_proxy_too(world: World, dmytro: Actor) -> None:
    world.proxy_rule(ProxyRule.ANY_NAMED)
    household: Household = make_household(settlement=world.lyceum.settlement, is_minimal=True, declared_size=2)
    make_card(household=household)
    promise = world.promise(household, world.slot(10))
    db.session.commit()
    assert give(promise, Taker(named=named()), world, dmytro).collector_name == BOHDAN


# ---- the warden of the street


@pytest.fixture
def tamara(database: None) -> Staff:
    """She walks the odd side of the Sadova."""
    staff = make_staff(cast.TAMARA)
    db.session.commit()
    return staff


@pytest.fixture
def on_sadova(world: World, tamara: Staff) -> Callable[..., Entitlement]:
    """``on_sadova("21")`` is what a household at that house is due."""
    street = db.session.scalars(select(Street)).one()
    db.session.add(WardenStreet(street_id=street.id, side=Side.ODD, warden_id=tamara.id, given_at=TEN))

    def start(house: str) -> Entitlement:
        promise = world.promise(world.household(street=street, house=house), world.slot(10))
        db.session.commit()
        return promise

    return start


def offered(promise: Entitlement, world: World) -> list[tuple[str, str]]:
    """Who is offered besides the members."""
    scan = queries.scan(queries.find_by_code(promise.household.cards[0].token), Place(world.lyceum.id, desk=2), TEN)
    return [(one.choice, one.name) for one in scan.collectors if one.relation is not None]


def test_the_warden_of_the_street_is_offered_without_being_named(
    world: World, dmytro: Actor, tamara: Staff, on_sadova: Callable[..., Entitlement]
) -> None:
    promise, across = on_sadova("21"), on_sadova("22")
    assert offered(promise, world) == [(f"warden-{tamara.id}", tamara.name)]
    assert offered(across, world) == [], "the other side is not hers"
    made = give(promise, Taker(warden_id=tamara.id), world, dmytro)
    assert (made.collector_kind, made.collector_name, made.proxy_id) == (CollectorKind.WARDEN, tamara.name, None)
    with pytest.raises(ProxyNotValid):
        give(across, Taker(warden_id=tamara.id), world, dmytro)


def test_a_warden_whose_streets_went_to_another_collects_no_longer(
    world: World, dmytro: Actor, tamara: Staff, on_sadova: Callable[..., Entitlement]
) -> None:
    promise = on_sadova("21")
    with transaction(audited=False):
        tamara.retired_at = TEN
    assert offered(promise, world) == []
    with pytest.raises(ProxyNotValid):
        give(promise, Taker(warden_id=tamara.id), world, dmytro)


def test_where_only_the_family_collects_the_warden_does_not(
    world: World, dmytro: Actor, tamara: Staff, on_sadova: Callable[..., Entitlement]
) -> None:
    promise = on_sadova("21")
    world.proxy_rule(ProxyRule.FAMILY)
    assert offered(promise, world) == []
    with pytest.raises(CollectorNotAllowed):
        give(promise, Taker(warden_id=tamara.id), world, dmytro)


def test_a_warden_collects_for_the_whole_street_and_is_listed_apart(
    world: World, dmytro: Actor, tamara: Staff, on_sadova: Callable[..., Entitlement]
) -> None:
    for house in ("1", "3", "5", "7", "9"):
        give(on_sadova(house), Taker(warden_id=tamara.id), world, dmytro)
    (warden,) = rules.rank(queries.list_collected(TODAY, TODAY))
    assert (warden.name, warden.is_warden, warden.households, list(warden.relations)) == (tamara.name, True, 5, [])
