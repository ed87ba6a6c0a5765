"""Somebody came with a card and is not among those who may collect: three outcomes, in neutral words."""

import pytest
from sqlalchemy import select

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.audit.models import AuditEntry
from app.bundles import operations as bundles
from app.checkin import operations, queries
from app.checkin.models import DeliveryRequest, HandOver, Verdict
from app.checkin.operations import AlreadyAsked, CollectorNotAllowed, NotGiven, Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import ProxyRule
from app.households import proxies
from app.households.models import BlockReason, Card, CheckReason, Proxy, ProxyBasis, ProxyRelation
from tests import cast
from tests.checkin.test_operations import give
from tests.desk_day import TEN, TODAY, World
from tests.make.bundles import send
from tests.make.staff import actor_of
from tests.visitor import Page, Visitor

ARGUING = ("крад", "шахра", "підозр", "відмов", "чуж")


def to_check(desk: Visitor, card: Card) -> Page:
    desk.open("/check-in")
    desk.press("Перевірити", {"code": card.token})
    return desk.follow("прийшов хтось інший")


def traces(action: str) -> int:
    db.session.commit()
    return len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())


def test_nothing_on_the_page_argues_with_anybody(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = to_check(desk, card)
    assert page.says("Потрібна перевірка")
    assert page.says("К▪")
    assert not [word for word in ARGUING if word in page.text.lower()]


def test_the_card_is_held_and_nothing_is_given(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    to_check(desk, card)
    assert desk.press("Притримати картку").says("Нічого не видано.")
    db.session.commit()
    db.session.refresh(card)
    assert (card.block_reason, card.check_reason) == (BlockReason.UNDER_CHECK, CheckReason.STRANGER)
    assert db.session.scalars(select(HandOver)).all() == []


def test_the_same_press_twice_holds_it_once(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = to_check(desk, card)
    desk.press("Притримати картку")
    desk.page = page
    desk.press("Притримати картку")
    assert traces("block card") == 1


def test_it_is_given_once_when_a_lead_stands_by(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    open_day.proxy_rule(ProxyRule.NONE)
    to_check(desk, card)
    who = {"name": "Дяк Богдан", "birth_year": "1980", "relation": "neighbour", "basis": "spoken"}
    page = desk.press("Видати один раз", {**who, "approval_reason": "власниця підтвердила"}, status=422)
    assert page.says("логін")
    second = {"approver_login": cast.OKSANA.login, "approver_password": cast.PASSWORD}
    page = desk.press("Видати один раз", {**second, "approval_reason": "власниця підтвердила телефоном"})
    assert page.verdict() == "GIVEN"
    db.session.commit()
    made = db.session.scalars(select(HandOver)).one()
    assert (made.entitlement_id, made.collector_name) == (promise.id, "Дяк Богдан")
    assert made.approval_reason == "власниця підтвердила телефоном"
    proxy = db.session.scalars(select(Proxy)).one()
    assert (proxy.birth_year, proxy.is_one_time) == (1980, True)


def test_without_a_lead_a_stranger_takes_nothing_whatever_the_rule(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    named = proxies.for_today("Дяк Богдан", 1980, ProxyRelation.FAMILY, ProxyBasis.SPOKEN, today=TODAY)
    with pytest.raises(CollectorNotAllowed):
        give(promise, world, dmytro, taker=Taker(named=named, is_stranger=True))
    with pytest.raises(CollectorNotAllowed):
        give(promise, world, dmytro, taker=Taker(named=named, is_stranger=True), approval=Approval(dmytro, "я сам"))


def test_it_is_brought_to_the_home(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    to_check(desk, card)
    assert desk.press("Додати до списку доставки").says("Це у списку доставки")
    db.session.commit()
    assert queries.delivery_asked_of([promise.id]) == {promise.id}
    assert queries.count_to_deliver() == 1


def test_it_is_asked_for_once_and_ends_with_the_hand_over(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    with transaction():
        operations.ask_delivery(promise.id, nonce="a" * 32, actor=dmytro, at=TEN)
    with pytest.raises(AlreadyAsked), transaction():
        operations.ask_delivery(promise.id, nonce="b" * 32, actor=dmytro, at=TEN)
    give(promise, world, dmytro)
    assert queries.count_to_deliver() == 0
    with pytest.raises(NotGiven), transaction():
        operations.ask_delivery(promise.id, nonce="c" * 32, actor=dmytro, at=TEN)


def test_what_is_collected_after_all_leaves_the_list(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    with pytest.raises(NotFound), transaction():
        operations.cancel_delivery(promise.id, actor=dmytro, at=TEN)
    with transaction():
        operations.ask_delivery(promise.id, nonce="a" * 32, actor=dmytro, at=TEN)
    with transaction():
        operations.cancel_delivery(promise.id, actor=dmytro, at=TEN)
    assert queries.count_to_deliver() == 0
    with transaction():
        operations.ask_delivery(promise.id, nonce="b" * 32, actor=dmytro, at=TEN)
    assert len(db.session.scalars(select(DeliveryRequest)).all()) == 2


def test_the_phone_of_the_holder_is_shown_and_that_is_recorded(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    promise.household.phone1 = "+380501112233"
    db.session.commit()
    assert not to_check(desk, card).says("050")
    assert desk.press("Показати телефон").says("50 111 22 33")
    assert traces("reveal phone") == 1


def test_the_band_says_that_a_warden_is_to_bring_it_and_lets_it_be_collected_instead(
    desk: Visitor, open_day: World
) -> None:
    card, promise = open_day.expected(10)
    to_check(desk, card)
    desk.press("Додати до списку доставки")
    desk.open("/check-in")
    assert desk.press("Перевірити", {"code": card.token}).says("Обіцяно доставку")
    page = desk.press("Забирають самі")
    assert page.says("Прибрано зі списку доставки")
    assert not page.says("Обіцяно доставку")
    assert "Видано" in page.buttons()
    db.session.commit()
    assert queries.delivery_asked_of([promise.id]) == set()
    assert traces("cancel delivery") == 1


def test_what_was_taken_off_the_delivery_list_twice_is_off_it_once(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    to_check(desk, card)
    desk.press("Додати до списку доставки")
    desk.open("/check-in")
    page = desk.press("Перевірити", {"code": card.token})
    desk.press("Забирають самі")
    desk.page = page
    desk.press("Забирають самі")
    assert traces("cancel delivery") == 1


def test_what_a_carrier_has_already_stays_with_the_carrier(desk: Visitor, open_day: World) -> None:
    """The desk that still shows the old band says who has it and what to do; nothing is promised here."""
    card, promise = open_day.expected(10)
    to_check(desk, card)
    desk.press("Додати до списку доставки")
    desk.open("/check-in")
    stale = desk.press("Перевірити", {"code": card.token})
    lead = actor_of(db.session.scalars(select(Staff)).all()[0])
    bundle = send([promise], carrier="Тамара Гнатюк", actor=lead, at=TEN)
    page = desk.press("Забирають самі", status=409)
    assert page.says(f"Тамара Гнатюк уже несе це, передача {bundle.number}")
    assert page.verdict() == "OUT_WITH_BUNDLE"
    assert "Видано" not in page.buttons()
    db.session.commit()
    assert queries.delivery_asked_of([promise.id]) == {promise.id}
    with transaction():
        bundles.take_line_back(bundle.id, bundle.lines[0].id, reason="прийшли самі", actor=lead, at=TEN)
    desk.page = stale
    assert "Видано" in desk.press("Забирають самі").buttons()


def test_a_promise_for_another_day_tells_of_its_delivery_too(world: World, dmytro: Actor) -> None:
    household = world.household()
    promise = world.promise(household, world.slot(10, of=world.next_week))
    db.session.commit()
    with transaction():
        operations.ask_delivery(promise.id, nonce="a" * 32, actor=dmytro, at=TEN)
    answer = queries.scan(queries.find_by_code(household.cards[0].token), Place(world.lyceum.id, 2), TEN)
    assert answer.verdict is Verdict.WRONG_DAY
    assert answer.decision.claim is not None
    assert answer.decision.claim.is_to_be_delivered
