"""Who collects, as the clerk sees it with JavaScript off: proxies, somebody new, the second person, the check."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.checkin.models import CollectorKind, HandOver, RefusedScan
from app.core import codes
from app.core.db import db, transaction
from app.distributions.models import ProxyRule
from app.households.models import BlockReason, Card, CardBatch, HouseholdStatus, Proxy, ProxyRelation
from app.hubs.models import Street
from app.wardens.models import Side, WardenStreet
from tests import cast
from tests.checkin.test_views import count, last_given, scan, traces
from tests.desk_day import TEN, TODAY, Clock, World, sit_down
from tests.make import make_proxy, make_staff
from tests.visitor import Page, Visitor

NEW = {"collector": "new", "name": "Дяк Богдан", "birth_year": "1980", "relation": "neighbour", "basis": "spoken"}
SIGNED = {
    "Логін того, хто погоджує": "oksana",
    "Пароль того, хто погоджує": cast.PASSWORD,
    "Чому це правильно?": "сусідка двох лежачих",
}


@pytest.fixture
def anybody(open_day: World) -> World:
    """The programme lets anybody collect whom the household names."""
    open_day.proxy_rule(ProxyRule.ANY_NAMED)
    return open_day


@pytest.fixture
def oksana_works_here(open_day: World, visit: Callable[..., Visitor]) -> None:
    """So that she can stand by."""
    visit(cast.OKSANA)


@pytest.fixture
def blank(open_day: World) -> Card:
    """A card printed ahead."""
    batch = CardBatch(cards=1, made_at=TEN, nonce="c" * 32)
    db.session.add(batch)
    db.session.flush()
    card = Card(card_no=codes.new_card_no(), token=codes.new_token(), issued_at=TEN, batch_id=batch.id)
    db.session.add(card)
    db.session.commit()
    return card


def choices(page: Page) -> list[str]:
    """Who is offered, as the radio buttons are labelled."""
    radios = [one.get("id") for one in page.root.iter("input") if one.get("type") == "radio"]
    words = {label.get("for"): " ".join("".join(label.itertext()).split()) for label in page.root.iter("label")}
    return [words[number] for number in radios]


def serve_three(desk: Visitor, world: World) -> None:
    """Bohdan has collected for three households already."""
    for surname in ("Мельник", "Бондаренко", "Гончар"):
        scan(desk, world.expected(10, surname=surname)[0].token)
        desk.press("Видано", NEW)


# ---- who is offered


def test_members_come_first_then_those_the_household_named_then_anybody_else(desk: Visitor, anybody: World) -> None:
    card, promise = anybody.expected(10)
    make_proxy(household=promise.household, name="Лисенко Олена", born=1971, since=TODAY)
    old = make_proxy(household=promise.household, name="Ткач Ілля", since=TODAY)
    old.revoked_at = TEN
    db.session.commit()
    page = scan(desk, card.token)
    assert choices(page) == ["К▪▪▪▪▪ Г. (1954) · голова", "Л▪▪▪▪▪ О. (1971) · сусід", "інша людина"]
    assert "Лисенко" not in page.html
    assert desk.press("Показати імена (це буде записано)").says("Лисенко Олена (1971)")


def test_only_whom_the_programme_lets_collect_can_be_chosen(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    make_proxy(household=promise.household, name="Лисенко Олена", since=TODAY)
    db.session.commit()
    open_day.proxy_rule(ProxyRule.FAMILY)
    assert choices(scan(desk, card.token)) == ["К▪▪▪▪▪ Г. (1954) · голова", "інша людина: родич"]
    open_day.proxy_rule(ProxyRule.NONE)
    assert choices(scan(desk, card.token)) == ["К▪▪▪▪▪ Г. (1954) · голова"]


def test_the_band_says_of_whom_the_household_named_that_the_rule_does_not_let_them(
    desk: Visitor, open_day: World
) -> None:
    card, promise = open_day.expected(10)
    make_proxy(household=promise.household, name="Лисенко Олена", since=TODAY)
    gone = make_proxy(household=promise.household, name="Ткач Ілля", since=TODAY)
    gone.revoked_at = TEN
    db.session.commit()
    page = scan(desk, card.token)
    assert page.says(
        "За правилом цієї програми Л▪▪▪▪▪ О. не забирає. Забирають члени домогосподарства, родина й старший по вулиці."
    )
    assert "Лисенко" not in page.html
    assert "Т▪▪▪▪▪" not in page.html
    assert desk.press("Показати імена (це буде записано)").says("За правилом цієї програми Лисенко Олена не забирає.")
    make_proxy(household=promise.household, name="Дяк Богдан", relation=ProxyRelation.FAMILY, since=TODAY)
    db.session.commit()
    open_day.proxy_rule(ProxyRule.NONE)
    assert scan(desk, card.token).says("Л▪▪▪▪▪ О., Д▪▪▪▪▪ Б. не забирають. Забирають лише члени домогосподарства.")
    open_day.proxy_rule(ProxyRule.ANY_NAMED)
    assert not scan(desk, card.token).says("За правилом цієї програми")


def test_somebody_named_before_collects(desk: Visitor, anybody: World) -> None:
    card, promise = anybody.expected(10)
    proxy = make_proxy(household=promise.household, name="Лисенко Олена", since=TODAY)
    db.session.commit()
    scan(desk, card.token)
    assert desk.press("Видано", {"collector": f"proxy-{proxy.id}"}).verdict() == "GIVEN"
    made = last_given()
    assert (made.collector_kind, made.proxy_id, made.collector_name) == (
        CollectorKind.PROXY, proxy.id, "Лисенко Олена",
    )  # fmt: skip
    assert scan(desk, card.token).says("Отримав(ла): представник Л▪▪▪▪▪ О.")


def test_the_warden_of_the_street_collects_without_being_named(desk: Visitor, open_day: World) -> None:
    db.session.commit()
    street, tamara = db.session.scalars(select(Street)).one(), make_staff(cast.TAMARA)
    db.session.add(WardenStreet(street_id=street.id, side=Side.ODD, warden_id=tamara.id, given_at=TEN))
    household = open_day.household(street=street, house="21")
    open_day.promise(household, open_day.slot(10))
    db.session.commit()
    page = scan(desk, household.cards[0].token)
    (warden,) = [words for words in choices(page) if "старший по вулиці" in words and "інша" not in words]
    assert "Тамара Пономаренко" in warden
    assert desk.press("Видано", {"collector": page.box(warden)}).verdict() == "GIVEN"
    assert (last_given().collector_kind, last_given().collector_name) == (CollectorKind.WARDEN, tamara.name)


def test_somebody_else_is_named_on_the_spot(desk: Visitor, anybody: World) -> None:
    card, promise = anybody.expected(10)
    scan(desk, card.token)
    assert desk.press("Видано", NEW).verdict() == "GIVEN"
    made = last_given()
    proxy = db.session.scalars(select(Proxy)).one()
    assert (proxy.household_id, proxy.name, proxy.birth_year, proxy.relation, proxy.basis, proxy.is_one_time) == (
        promise.household_id, "Дяк Богдан", 1980, "neighbour", "spoken", True,
    )  # fmt: skip
    assert made.proxy_id == proxy.id
    assert traces("hand over") == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "Запишіть прізвище та ім’я."),
        ({"name": "12345678901234567890"}, "Запишіть прізвище та ім’я літерами."),
        ({"birth_year": ""}, "Запишіть рік народження, наприклад 1980."),
        ({"birth_year": "2020"}, "Перевірте рік"),
        ({"relation": ""}, "Виберіть, ким ця людина є для домогосподарства."),
        ({"basis": ""}, "Виберіть, звідки це відомо."),
        ({"relation": "friend"}, "Не записано."),
    ],
)
def test_what_is_missing_about_somebody_else_is_asked_for_and_the_rest_is_kept(
    desk: Visitor, anybody: World, told: dict[str, str], said: str
) -> None:
    card, _ = anybody.expected(10)
    scan(desk, card.token)
    page = desk.press("Видано", {**NEW, **told}, status=422)
    assert page.verdict() == "GIVE"
    assert page.says(said)
    assert count(HandOver) == count(Proxy) == 0
    form, _ = page.form_with("Видано")
    kept = page.values(form)
    assert kept["collector"] == "new"
    assert all(kept[name] == value for name, value in NEW.items() if name not in told)
    assert desk.press("Видано", {**NEW}).verdict() == "GIVEN"


def test_who_was_revoked_meanwhile_is_refused_from_the_old_page(desk: Visitor, anybody: World) -> None:
    card, promise = anybody.expected(10)
    proxy = make_proxy(household=promise.household, name="Лисенко Олена", since=TODAY)
    db.session.commit()
    scan(desk, card.token)
    with transaction(audited=False):
        proxy.revoked_at = TEN
    page = desk.press("Видано", {"collector": f"proxy-{proxy.id}"}, status=409)
    assert page.says("Ця людина вже не може забирати для домогосподарства.")
    assert choices(page) == ["К▪▪▪▪▪ Г. (1954) · голова", "інша людина"]
    assert desk.press("Видано").verdict() == "GIVEN"


def test_a_form_that_names_whom_the_rule_does_not_let_collect_is_refused(desk: Visitor, open_day: World) -> None:
    open_day.proxy_rule(ProxyRule.FAMILY)
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    page = desk.press("Видано", NEW, status=422)
    assert page.says("За правилом програми ця людина не може отримати.")
    assert count(Proxy) == 0


# ---- one person for many households


def test_a_fourth_household_waits_for_the_lead_who_signs_right_there(
    desk: Visitor, anybody: World, oksana_works_here: None
) -> None:
    serve_three(desk, anybody)
    scan(desk, anybody.expected(10)[0].token)
    page = desk.press("Видано", NEW, status=422)
    assert page.says("Ще не записано. Сьогодні ця людина вже забирала для інших домогосподарств: 3.")
    assert page.says("Погоджує друга особа")
    assert count(HandOver) == 3
    assert desk.press("Видано", SIGNED).verdict() == "GIVEN"
    made = last_given()
    assert made.approval_reason == "сусідка двох лежачих"
    assert made.approved_by_id not in (None, made.staff_id)


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ({"Пароль того, хто погоджує": "не те слово"}, 422, "Логін або пароль неправильний."),
        ({"Логін того, хто погоджує": "dmytro"}, 422, "не може погоджувати винятки"),
        ({"Пароль того, хто погоджує": ""}, 422, "вводить тут свій логін і пароль"),
        ({"Чому це правильно?": ""}, 422, "Запишіть кількома словами, чому це правильно."),
        ({"Чому це правильно?": "а" * 201}, 422, "Не записано."),
    ],
)
def test_a_signature_that_is_not_right_gives_nothing_and_no_password_comes_back(
    desk: Visitor, anybody: World, oksana_works_here: None, *, told: dict[str, str], status: int, said: str
) -> None:
    serve_three(desk, anybody)
    scan(desk, anybody.expected(10)[0].token)
    desk.press("Видано", NEW, status=422)
    page = desk.press("Видано", {**SIGNED, **told}, status=status)
    assert page.says(said)
    assert cast.PASSWORD not in page.html
    assert "не те слово" not in page.html
    assert count(HandOver) == 3
    form, _ = page.form_with("Видано")
    assert page.values(form)["name"] == "Дяк Богдан"
    assert desk.press("Видано", SIGNED).verdict() == "GIVEN"


def test_without_a_lead_the_head_may_still_collect(desk: Visitor, anybody: World) -> None:
    """Nobody signs, so the fourth household is not given to Bohdan; its head was called and came."""
    serve_three(desk, anybody)
    _, promise = anybody.expected(10)
    head = str(promise.household.people[0].id)
    scan(desk, promise.household.cards[0].token)
    desk.press("Видано", NEW, status=422)
    assert desk.press("Видано", status=422).says("Потрібна згода керівника.")
    assert desk.press("Видано", {"collector": head}).verdict() == "GIVEN"


def test_guessing_the_password_of_the_lead_is_slowed_down(
    desk: Visitor, anybody: World, oksana_works_here: None
) -> None:
    serve_three(desk, anybody)
    scan(desk, anybody.expected(10)[0].token)
    desk.press("Видано", NEW, status=422)
    for _ in range(5):
        desk.press("Видано", {**SIGNED, "Пароль того, хто погоджує": "не те слово"}, status=422)
    page = desk.press("Видано", SIGNED, status=429)
    assert page.says("Зачекайте десять хвилин")
    assert page.verdict() == "GIVE"
    assert count(HandOver) == 3


def test_the_lead_at_the_desk_gives_only_the_reason(anybody: World, visit: Callable[..., Visitor]) -> None:
    lead = sit_down(visit(cast.OKSANA), anybody.lyceum, 1)
    serve_three(lead, anybody)
    scan(lead, anybody.expected(10)[0].token)
    page = lead.press("Видано", NEW, status=422)
    assert not page.says("Пароль того, хто погоджує")
    assert lead.press("Видано", {"Чому це правильно?": "везе всю вулицю"}).verdict() == "GIVEN"
    made = last_given()
    assert (made.approved_by_id, made.approval_reason) == (made.staff_id, "везе всю вулицю")


def test_the_head_collects_without_any_of_that(desk: Visitor, anybody: World) -> None:
    serve_three(desk, anybody)
    page = scan(desk, anybody.expected(10)[0].token)
    assert not page.says("Погоджує друга особа")
    assert desk.press("Видано").verdict() == "GIVEN"


# ---- neutral words


def test_a_card_under_check_is_told_quietly(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    card.blocked_at, card.block_reason = TEN, BlockReason.UNDER_CHECK
    db.session.commit()
    page = scan(desk, card.token)
    assert page.verdict() == "BLOCKED_CARD"
    assert page.says("Потрібна перевірка Запросіть до столу керівника видачі.")
    assert not page.says("не діє")
    assert page.root.find(".//section[@data-verdict]").get("class") == "band ask"  # type: ignore[union-attr]


def test_a_blank_card_says_that_it_is_not_linked_yet(
    desk: Visitor, open_day: World, visit: Callable[..., Visitor], blank: Card
) -> None:
    for code in (blank.token, blank.card_no):
        page = scan(desk, code)
        assert page.verdict() == "UNKNOWN_CARD"
        assert page.says("Цю картку ще нікому не дано.")
    assert page.says("Картку закріплять за столом реєстрації.")
    assert count(RefusedScan) == 2
    lead = sit_down(visit(cast.OKSANA), open_day.lyceum, 1)
    assert scan(lead, blank.token).says("закріпіть картку на його сторінці")


def test_a_household_that_is_not_assigned_is_sent_to_be_made_clear(
    desk: Visitor, open_day: World, wall_clock: Clock
) -> None:
    household = open_day.household()
    household.status = HouseholdStatus.UNDER_CHECK
    db.session.commit()
    page = scan(desk, household.cards[0].token)
    assert page.verdict() == "NOT_LISTED"
    assert page.says("У записі цього домогосподарства треба дещо уточнити. Скеруйте до столу реєстрації.")
