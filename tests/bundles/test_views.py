"""Kits carried to people's homes, as the hub and the warden see them; JavaScript off."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.bundles import queries
from app.checkin.models import CollectorKind, HandOver, Method
from app.core.db import db
from app.distributions.models import Bundle, Entitlement, LineOutcome
from app.hubs.models import Street
from app.wardens.models import Side, WardenStreet
from tests import cast, make
from tests.desk_day import TEN, TODAY, Clock, World
from tests.make.staff import make_staff
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
INNA = cast.Colleague("inna", "Інна Лемішко", cast.OKSANA.roles)
"""A second lead."""


@pytest.fixture
def street(open_day: World) -> Street:
    """Tamara's street, with a bedridden neighbour and one who walks; Stepan has another one."""
    tamara, stepan = make_staff(cast.TAMARA), make_staff(cast.STEPAN)
    make_staff(INNA)
    street = make.make_street(settlement=open_day.lyceum.settlement, name="Миру", location=open_day.lyceum)
    other = make.make_street(settlement=open_day.lyceum.settlement, name="Нова", location=open_day.lyceum)
    for of, warden in ((street, tamara), (other, stepan)):
        db.session.add_all(
            WardenStreet(street_id=of.id, side=side, warden_id=warden.id, given_at=TEN) for side in Side
        )  # fmt: skip
    for surname, house, needs in (("Ковальчук", "12", True), ("Пономаренко", "3", True), ("Гай", "5", False)):
        household = make.make_household(settlement=street.settlement, street=street, house=house, needs_delivery=needs)
        given = "Тамара" if surname == "Пономаренко" else "Ганна"
        make.make_person(household=household, surname=surname, given=given, born=1954)
        make.make_card(household=household)
        open_day.promise(household, open_day.slot(10))
    db.session.commit()
    return street


@pytest.fixture
def lead(street: Street, visit: Visit) -> Visitor:
    return visit(cast.OKSANA)


def send(lead: Visitor) -> Page:
    """Tamara takes what is ticked."""
    page = lead.open("/bundles/new")
    page = lead.press("Показати", {"Чиї вулиці": page.option("Чиї вулиці", cast.TAMARA.name)})
    return lead.press("Відправити з цією людиною")


def only_bundle() -> Bundle:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Bundle).one()


def test_those_who_need_delivery_are_ticked_in_the_order_of_walking(lead: Visitor) -> None:
    page = send(lead)
    assert page.says("Передачу ПД-2026-0001 відправлено")
    rows = [row[0] for row in page.rows()]
    assert ["Миру, 3" in rows[1], "Миру, 12" in rows[2]] == [True, True]
    assert len(only_bundle().lines) == 2
    assert only_bundle().carrier_name == cast.TAMARA.name


def test_a_volunteer_carries_by_name(lead: Visitor) -> None:
    lead.open("/bundles/new")
    lead.press("Відправити", {"Або волонтер: прізвище та ім’я": "Лісова Марія"})
    assert (only_bundle().carrier_id, only_bundle().carrier_name) == (None, "Лісова Марія")


def test_somebody_must_carry_it(lead: Visitor) -> None:
    lead.open("/bundles/new")
    assert lead.press("Відправити", status=422).says("Виберіть, хто несе")


def test_what_was_given_meanwhile_is_told_on_the_same_page(lead: Visitor, open_day: World) -> None:
    lead.open("/bundles/new")
    _given_on_paper(db.session.query(Entitlement).first(), open_day)
    page = lead.press("Відправити", {"Або волонтер: прізвище та ім’я": "Лісова Марія"}, status=409)
    assert page.says("Нічого не відправлено")


def _given_on_paper(promise: Entitlement | None, world: World) -> None:
    assert promise is not None
    staff = make_staff(cast.Colleague("paper", "Паперова Людина", ()))
    db.session.add(
        HandOver(
            entitlement_id=promise.id, nonce="p" * 32, location_id=world.lyceum.id, desk=1, staff_id=staff.id,
            method=Method.TYPED, collector_kind=CollectorKind.MEMBER, happened_at=TEN, recorded_at=TEN,
        )
    )  # fmt: skip
    db.session.commit()


def test_the_slip_is_typed_in_by_its_number(lead: Visitor, wall_clock: Clock) -> None:
    send(lead)
    wall_clock.turn(13)
    lead.open("/bundles")
    page = lead.press("Внести цей акт", {"Номер передачі": "PD-2026-0001"})
    assert page.path.endswith("/entry")
    page = lead.press("Зберегти", {"rows-0-outcome": "given", "rows-0-clock": "11:20"})
    assert page.says("Збережено 1 рядок")
    assert page.says("відправлено 2 = видано 1 + повернуто 0 + втрачено 0 + у дорозі 1")
    lead.follow("Вносити далі")
    page = lead.press("Зберегти", {"rows-0-outcome": "refused", "rows-0-words": "поїхали"})
    assert page.says("враховано")
    assert [line.outcome for line in only_bundle().lines] == [LineOutcome.GIVEN, LineOutcome.REFUSED]
    assert queries.list_overdue(TODAY + timedelta(days=9)) == []


def test_every_row_given_takes_one_time(lead: Visitor, wall_clock: Clock) -> None:
    send(lead)
    wall_clock.turn(13)
    lead.open(f"/bundles/{only_bundle().id}/entry?given=all")
    assert lead.press("Зберегти", status=422).says("впишіть час тут або вгорі")
    assert lead.press("Зберегти", {"Час для рядків, де його немає": "11:45"}).says("Збережено 2 рядки")


def test_a_neighbour_signs_by_name(lead: Visitor, wall_clock: Clock) -> None:
    send(lead)
    wall_clock.turn(13)
    lead.open(f"/bundles/{only_bundle().id}/entry")
    row = {"rows-0-outcome": "given", "rows-0-taken_by": "neighbour", "rows-0-clock": "11:20"}
    assert lead.press("Зберегти", row, status=422).says("впишіть, хто підписав")


def test_an_unknown_number_is_told(lead: Visitor) -> None:
    lead.open("/bundles")
    assert lead.press("Внести цей акт", {"Номер передачі": "77"}, status=422).says("Такої передачі немає")


def test_a_warden_sees_her_own_bundle_and_no_other(lead: Visitor, visit: Visit) -> None:
    send(lead)
    tamara, stepan = visit(cast.TAMARA), visit(cast.STEPAN)
    assert tamara.open("/").says("Набори, які ви несете")
    page = tamara.open(f"/bundles/{only_bundle().id}")
    assert page.says("Ганна К.")
    assert not page.says("Ковальчук")
    assert not page.says("назад до столу")
    tamara.open(f"/bundles/{only_bundle().id}/slip")
    stepan.open(f"/bundles/{only_bundle().id}", status=404)
    stepan.open(f"/bundles/{only_bundle().id}/slip", status=404)
    assert not stepan.open("/").says("Набори, які ви несете")
    tamara.open("/bundles", status=403)


def test_who_comes_to_the_desk_all_the_same_is_served_when_the_line_is_back(lead: Visitor, visit: Visit) -> None:
    send(lead)
    line = only_bundle().lines[0]
    lead.open("/check-in/desk")
    lead.press("Відкрити стіл", {"desk": "1"})
    page = lead.press("Перевірити", {"code": line.entitlement.household.cards[0].token})
    assert page.verdict() == "OUT_WITH_BUNDLE"
    assert page.says("Передача ПД-2026-0001 повернеться")
    lead.follow("Відкрити передачу")
    lead.press("назад до столу")
    lead.open("/check-in")
    assert lead.press("Перевірити", {"code": line.entitlement.household.cards[0].token}).verdict() == "GIVE"


def test_a_late_bundle_stands_on_the_page_of_the_lead(lead: Visitor, visit: Visit, wall_clock: Clock) -> None:
    send(lead)
    wall_clock.turn(9, day=TODAY + timedelta(days=3))
    assert visit(cast.OKSANA).open("/").says("Не повернулася передача")


def test_lost_kits_need_another_lead(lead: Visitor) -> None:
    send(lead)
    lead.open(f"/bundles/{only_bundle().id}/loss")
    lost = {"outcome": "lost", "Чому це правильно?": "намокли в дорозі", "Пароль того, хто погоджує": cast.PASSWORD}
    own = lost | {"Логін того, хто погоджує": cast.OKSANA.login}
    assert lead.press("Врахувати", own, status=422).says("Друга людина – це не та")
    page = lead.press("Врахувати", lost | {"Логін того, хто погоджує": INNA.login})
    assert page.says("втрачено 2")
    assert [line.outcome for line in only_bundle().lines] == [LineOutcome.LOST] * 2


def test_two_facts_stand_side_by_side_and_a_person_decides(lead: Visitor, open_day: World, wall_clock: Clock) -> None:
    send(lead)
    _given_on_paper(only_bundle().lines[0].entitlement, open_day)
    wall_clock.turn(13)
    lead.open(f"/bundles/{only_bundle().id}/entry?given=all")
    page = lead.press("Зберегти", {"Час для рядків, де його немає": "11:45"})
    assert page.says("1 рядок суперечить відомому")
    assert page.says("Той, хто ніс, каже: видано 24.11.2026, 11:45")
    assert lead.open("/").says("1 доставка суперечить відомому")
    lead.open(page.path)
    lead.follow("Вирішити рядок 1")
    twice = {"ruling": "twice", "Чому це правильно?": "обидва записи правильні"}
    second = {"Логін того, хто погоджує": INNA.login, "Пароль того, хто погоджує": cast.PASSWORD}
    assert lead.press("Вирішити", twice, status=422).says("Друга людина вписує свій логін")
    assert lead.press("Вирішити", twice | second).says("видано двічі")
    db.session.rollback()
    assert queries.open_bundles() == []


def test_the_share_of_each_carrier_shows_her_own_household(lead: Visitor) -> None:
    send(lead)
    page = lead.open("/bundles/shares")
    assert page.says(cast.TAMARA.name)
    assert page.says("можливо, власне домогосподарство")
