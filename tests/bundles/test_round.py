"""A field laptop from door to door, and everything that a person on a round does coming home; JavaScript off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.bundles import queries
from app.bundles.models import DoorNote, NoteKind
from app.checkin.models import CollectorKind, DeliveryRequest, EmergencyIssue, HandOver, RefusedItem
from app.core.db import db
from app.distributions.models import LineOutcome, ProxyRule
from app.households.models import Card, Proxy
from app.hubs.models import Street
from app.stock.models import KitLine
from tests import cast, make
from tests.bundles.test_field import bring, give, give_back, hub, laptop, open_work, outcomes, scan, take_work
from tests.bundles.test_views import INNA
from tests.desk_day import TODAY, Clock, World
from tests.make.staff import make_staff
from tests.visitor import Page, Visitor

__all__ = ["hub", "laptop"]

GIVEN, RETURNED, REFUSED, LOST = (
    LineOutcome.GIVEN, LineOutcome.RETURNED, LineOutcome.REFUSED, LineOutcome.LOST,
)  # fmt: skip
HOMES = (("Ковальчук", "12", 10), ("Пономаренко", "3", 12), ("Гай", "5", 10), ("Їжакевич", "8", 13))


@pytest.fixture
def street(open_day: World) -> Street:
    """Four families on one street, with hours over the whole day."""
    street = make.make_street(settlement=open_day.lyceum.settlement, name="Миру", location=open_day.lyceum)
    for surname, house, hour in HOMES:
        household = make.make_household(settlement=street.settlement, street=street, house=house)
        make.make_person(household=household, surname=surname, given="Ганна", born=1954)
        make.make_card(household=household)
        open_day.promise(household, open_day.slot(hour))
    db.session.commit()
    return street


@pytest.fixture
def field(hub: Visitor, street: Street, laptop: Callable[..., Flask]) -> Visitor:
    """Dmytro on this street, at two minutes past ten."""
    _bundle_id, work = take_work(hub)
    return open_work(laptop(), work)


def token(number: int) -> str:
    """Of the family that stands at this place of HOMES, as the hub knows it."""
    return db.session.scalars(select(Card.token).order_by(Card.id)).all()[number]


def knock(field: Visitor, house: str) -> Page:
    """The page about this door, from the list of who is left."""
    page = field.open("/field-work")
    row = next(row for row in page.rows() if row and row[0] == house)
    assert row
    links = [link for link in page.links() if link.startswith("/field-work/doors/")]
    houses = [row[0] for row in page.rows() if len(row) > 1 and row[0][:1].isdigit()]
    return field.open(links[houses.index(house)])


def note(field: Visitor, house: str, kind: NoteKind, words: str = "", *, status: int = 200) -> Page:
    knock(field, house)
    return field.press("Записати", {"kind": kind.value, "words": words}, status=status)


def come_home(hub: Visitor, field: Visitor) -> Page:
    page = bring(hub, give_back(field))
    look_again()
    return page


def look_again() -> None:
    """See what requests wrote meanwhile."""
    db.session.rollback()
    db.session.expire_all()


# ---- who is left


def test_the_list_is_walked_house_by_house(field: Visitor) -> None:
    page = field.open("/field-work")
    assert page.says("Лишилося 4 домогосподарства з 4")
    assert page.says("вул. Миру")
    assert [row[0] for row in page.rows() if row[0][:1].isdigit()] == ["3", "5", "8", "12"]
    assert not page.says("Ковальчук")


def test_whoever_has_it_is_done_and_whose_hour_is_over_is_left_all_the_same(field: Visitor, wall_clock: Clock) -> None:
    wall_clock.turn(12, 30)
    _look(field, token(0))
    field.press("Видати зараз")
    page = field.open("/field-work")
    assert page.says("Лишилося 3 домогосподарства з 4")
    assert page.says("видано 12:30")
    (row,) = [row for row in page.rows() if row[0] == "5"]
    assert "минув" in " ".join(row)
    (ahead,) = [row for row in page.rows() if row[0] == "8"]
    assert "минув" not in " ".join(ahead)


def test_from_the_list_one_comes_to_the_band(field: Visitor) -> None:
    field.open("/field-work")
    household = {"household": "1..search"}
    page = field.press("Видати", household)
    assert page.verdict() == "GIVE"
    field.press("Видано")
    field.follow("Хто лишився")


# ---- at any time


def test_at_the_door_it_is_given_before_its_time_and_the_hub_shows_it(
    hub: Visitor, field: Visitor, wall_clock: Clock
) -> None:
    page = _look(field, token(3))
    assert page.verdict() == "TOO_EARLY"
    assert page.says("Час цього домогосподарства ще не настав: вівторок, 24 листопада, 13:00–13:15")
    field.press("Видати зараз")
    page = come_home(hub, field)
    assert page.says("Раніше чи пізніше свого часу видано 1 домогосподарству")
    assert page.says("раніше свого часу, 13:00–13:15")
    assert outcomes(1) == [RETURNED, RETURNED, RETURNED, GIVEN]


def test_at_the_door_it_is_given_after_its_time_and_on_the_next_day(
    hub: Visitor, field: Visitor, wall_clock: Clock
) -> None:
    wall_clock.turn(13)
    page = _look(field, token(0))
    assert page.verdict() == "GIVE"
    assert page.says("Час цього домогосподарства вже минув: вівторок, 24 листопада, 10:00–10:15")
    field.press("Видати зараз")
    wall_clock.turn(9, day=TODAY + timedelta(days=1))
    field.sign_in(cast.DMYTRO)
    page = _look(field, token(2))
    assert page.says("На виїзді можна видати будь-коли")
    field.press("Видати зараз")
    hub.sign_in(cast.OKSANA)
    page = come_home(hub, field)
    assert page.text.count("пізніше свого часу, 10:00–10:15") == 2


def _look(visitor: Visitor, code: str) -> Page:
    visitor.open("/check-in")
    return visitor.press("Перевірити", {"code": code})


def test_at_the_hub_time_is_what_it_was(desk: Visitor, open_day: World, wall_clock: Clock) -> None:
    card = open_day.expected(13)[0]
    make.make_entitlement(household=open_day.household("Повна"), slot=open_day.slot(10), place=9)
    open_day.slot(10).capacity = 1
    db.session.commit()
    page = _look(desk, card.token)
    assert (page.verdict(), "Видати зараз" in page.text) == ("TOO_EARLY", False)


# ---- why not


def test_what_is_noted_at_doors_comes_home_once(hub: Visitor, field: Visitor) -> None:
    note(field, "3", NoteKind.REFUSED, "мають удосталь")
    page = note(field, "5", NoteKind.NOT_AT_HOME)
    assert page.says("Лишилося 3 домогосподарства з 4"), "somebody comes by once more"
    assert page.says("нікого немає вдома, 10:02")
    note(field, "8", NoteKind.DAMAGED, "намок")
    give(field, token(0))
    done = give_back(field)
    page = bring(hub, done)
    assert outcomes(1) == [GIVEN, RETURNED, REFUSED, RETURNED]
    assert page.says("не взяли, 10:02: мають удосталь")
    assert page.says("набори пошкоджено, 10:02: намок")
    assert page.says("враховано")
    bring(hub, done)
    bring(hub, give_back(field))
    assert db.session.query(DoorNote).count() == 3
    assert outcomes(1) == [GIVEN, RETURNED, REFUSED, RETURNED]


def test_the_last_word_on_a_door_counts(hub: Visitor, field: Visitor) -> None:
    note(field, "3", NoteKind.NOT_AT_HOME)
    note(field, "3", NoteKind.REFUSED)
    note(field, "12", NoteKind.REFUSED)
    give(field, token(0))
    note(field, "5", NoteKind.LOST, "помилка")
    field.open("/field-work/doors/3")
    field.press("Записати", {"kind": "not_at_home", "words": ""})
    come_home(hub, field)
    assert outcomes(1) == [GIVEN, RETURNED, REFUSED, RETURNED]
    assert queries.count_open() == (0, 0)


def test_what_was_given_is_not_noted_as_not_given(field: Visitor) -> None:
    give(field, token(0))
    page = field.open("/field-work/doors/1")
    assert page.says("Тут видано")
    assert field.press("Записати", {"kind": "refused"}, status=409).says("Спершу скасуйте видачу")


def test_what_happened_to_kits_is_said_in_words(field: Visitor) -> None:
    assert note(field, "3", NoteKind.LOST, status=422).says("Напишіть кількома словами")


def test_after_the_work_is_given_back_nothing_more_is_noted(field: Visitor) -> None:
    knock(field, "3")
    page = field.page
    give_back(field)
    field.page = page
    assert field.press("Записати", {"kind": "refused"}, status=409).says("вже здано")


def test_lost_kits_wait_for_two_people(hub: Visitor, field: Visitor) -> None:
    make_staff(INNA)
    db.session.commit()
    note(field, "3", NoteKind.LOST, "упало в річку")
    page = come_home(hub, field)
    assert page.says("Про 1 домогосподарство записано, що набори втрачено")
    assert outcomes(1) == [RETURNED, RETURNED, None, RETURNED]
    assert [(one.out, one.losses) for one in queries.open_bundles()] == [(1, 1)], "the day is not closed before"
    assert hub.open("/").says("набори втрачено")
    hub.open("/bundles/1")
    hub.follow("Вирішити рядок 3")
    said = {"outcome": "lost", "Чому це правильно?": "бачили обоє", "Пароль того, хто погоджує": cast.PASSWORD}
    assert hub.press("Вирішити", said | {"Логін того, хто погоджує": cast.OKSANA.login}, status=422).says(
        "Друга людина"
    )
    page = hub.press("Вирішити", said | {"Логін того, хто погоджує": INNA.login})
    assert page.says("втрачено 1")
    assert outcomes(1) == [RETURNED, RETURNED, LOST, RETURNED]
    assert queries.open_bundles() == []


# ---- what else a person on a round does


def test_a_neighbour_named_at_the_door_and_a_part_not_taken_come_home(
    hub: Visitor, open_day: World, street: Street, laptop: Callable[..., Flask]
) -> None:
    version = open_day.today.cycle.programme.kits[0].kit.versions[0]
    flour = KitLine(kit_version_id=version.id, position=9, name="Борошно", amount="3 кг")
    db.session.add(flour)
    open_day.proxy_rule(ProxyRule.ANY_NAMED)
    other = make.make_proxy(household=open_day.household("Інша"), name="Зовсім Інший")
    db.session.commit()
    _bundle_id, work = take_work(hub)
    field = open_work(laptop(), work)
    _look(field, token(0))
    field.press("частину не взяли", {"collector": "new"})
    field.press(
        "Видано",
        {
            "collector": "new", "name": "Гай Ніна", "birth_year": "1960", "relation": "neighbour", "basis": "spoken",
            "rows-0-what": f"{version.id}.{flour.id}", "rows-0-reason": "not_needed",
        },
    )  # fmt: skip
    come_home(hub, field)
    made = db.session.query(HandOver).one()
    proxy = db.session.get_one(Proxy, made.proxy_id)
    assert (made.collector_kind, made.collector_name) == (CollectorKind.PROXY, "Гай Ніна")
    assert (proxy.name, proxy.birth_year, proxy.household_id) == ("Гай Ніна", 1960, made.entitlement.household_id)
    assert proxy.id != other.id
    assert proxy.used_at == made.happened_at
    item = db.session.query(RefusedItem).one()
    assert (item.hand_over_id, item.kit_line_id, item.quantity) == (made.id, flour.id, 1)


def test_an_emergency_kit_of_the_field_is_registered_at_the_hub(
    hub: Visitor, open_day: World, street: Street, laptop: Callable[..., Flask]
) -> None:
    open_day.today.cycle.programme.emergency_percent = 20
    open_day.promise(open_day.household("Велика"), open_day.slot(9), quantity=10)
    db.session.commit()
    _bundle_id, work = take_work(hub)
    field = open_work(laptop(), work)
    scan(field, "12345678901234567890")
    page = field.follow("Аварійний набір")
    kit = next(one.attrib["value"] for one in page.root.iter("input") if one.get("name") == "kit")
    field.press("Видати аварійний набір", {"reason": "just_arrived", "kit": kit})
    done = give_back(field)
    page = bring(hub, done)
    assert page.says("На виїзді видано 1 аварійний набір")
    bring(hub, done)
    look_again()
    issue = db.session.query(EmergencyIssue).one()
    assert (issue.location_id, issue.household_id, issue.quantity) == (open_day.lyceum.id, None, 1)


def test_what_is_to_be_brought_another_time_is_on_the_list_at_the_hub(hub: Visitor, field: Visitor) -> None:
    _look(field, token(0))
    field.follow("прийшов хтось інший")
    field.press("Додати до списку доставки")
    come_home(hub, field)
    assert db.session.query(DeliveryRequest).one().entitlement_id == 1
    assert outcomes(1)[0] is RETURNED


def test_the_list_is_only_on_the_laptop(hub: Visitor, desk: Visitor) -> None:
    desk.open("/field-work", status=404)
    desk.open("/field-work/doors/1", status=404)


# ---- at the hub before leaving


def test_hours_that_are_over_say_so_when_work_is_taken(hub: Visitor, street: Street, wall_clock: Clock) -> None:
    wall_clock.turn(12, 5)
    page = hub.open("/bundles/laptops/new")
    assert page.says("10:00–10:15 · минув")
    assert not page.says("11:00–11:15")
    assert not page.says("13:00–13:15 · минув")
    assert page.says("2 домогосподарства")
