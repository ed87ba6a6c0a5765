"""Yesterday at the lyceum is closed by two people, with JavaScript off."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from tests import cast
from tests.make import (
    make_card,
    make_distribution,
    make_entitlement,
    make_household,
    make_hub,
    make_kit,
    make_location,
    make_person,
    make_programme,
    make_settlement,
)
from tests.make.distributions import make_cycle
from tests.visitor import Visitor

YESTERDAY = clock.local_date(clock.now()) - timedelta(days=1)


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана, the morning after a day on which one household was expected and did not come."""
    with app.app_context():
        location = make_location(hub=make_hub(), settlement=make_settlement())
        cycle = make_cycle(programme=make_programme(kit=make_kit(), starts_on=YESTERDAY))
        day = make_distribution(cycle=cycle, location=location, held_on=YESTERDAY, closes_at=time(10))
        household = make_household(settlement=location.settlement)
        make_person(household=household, surname="Ковальчук", given="Ганна", born=1954)
        make_card(household=household)
        make_entitlement(household=household, slot=day.slots[0], place=1)
        db.session.commit()
    return visit(cast.OKSANA)


def count(lead: Visitor, *, status: int = 200, **fields: object) -> None:
    lead.open("/closings")
    lead.follow("Порахувати")
    lead.press("Порахувати", {f"lines-0-{name}": value for name, value in fields.items()}, status=status)


def test_the_lead_counts_and_the_storekeeper_confirms(lead: Visitor, visit: Callable[..., Visitor]) -> None:
    count(lead, sent="1", received="1", stays="1")
    assert lead.open("/closings/1").says("Підтвердити має інша людина")
    storekeeper = visit(cast.IVAN)
    storekeeper.open("/closings")
    storekeeper.follow("Підтвердити підрахунок")
    page = storekeeper.press("Підтвердити й закрити день")
    assert page.says("День закрито")
    assert page.says("Не прийшли")
    act = storekeeper.open("/closings/1/act")
    assert act.says("Акт закриття дня видачі")
    assert ["Надійшло", "1"] in act.rows()
    assert ["Лишилося", "1"] in act.rows()
    assert lead.open("/distributions").says("закрито")


def test_a_storekeeper_who_counted_calls_the_lead_to_this_computer(
    lead: Visitor, visit: Callable[..., Visitor]
) -> None:
    storekeeper = visit(cast.IVAN)
    count(storekeeper, sent="1", received="1", stays="1")
    storekeeper.press("Підтвердити й закрити день", status=409)
    page = storekeeper.press("Підтвердити й закрити день", {"login": cast.OKSANA.login, "password": cast.PASSWORD})
    assert page.says("День закрито")


def test_the_storekeeper_confirms_at_the_computer_of_the_lead_and_a_clerk_does_not(
    lead: Visitor, visit: Callable[..., Visitor]
) -> None:
    count(lead, sent="1", received="1", stays="1")
    for who in (cast.IVAN, cast.DMYTRO):
        visit(who)  # they have an account
    words = "Підтвердити й закрити день"
    page = lead.press(words, {"login": cast.DMYTRO.login, "password": cast.PASSWORD}, status=422)
    assert page.says("Покличте комірника або керівника видачі")
    assert lead.press(words, {"login": cast.IVAN.login, "password": cast.PASSWORD}).says("День закрито")


def test_a_field_left_empty_is_asked_for_and_nothing_typed_is_lost(lead: Visitor) -> None:
    count(lead, status=422, sent="7", received="6", stays="")
    page = lead.press("Порахувати", {"lines-0-stays": "6"})
    assert page.says("Підтвердити має інша людина")


def test_kits_that_are_missing_need_a_reason_on_the_page(lead: Visitor) -> None:
    count(lead, status=422, sent="7", received="7", stays="6")
    lead.press("Порахувати", {"lines-0-reason": "один набір розмок"})
    assert lead.open("/closings/1").says("один набір розмок")


def test_an_act_is_printed_only_when_two_have_signed(lead: Visitor) -> None:
    count(lead, sent="1", received="1", stays="1")
    lead.open("/closings/1/act", status=404)


def test_a_day_that_still_runs_accuses_nobody_of_not_coming(lead: Visitor) -> None:
    with lead.app.app_context():
        today, late = clock.local_date(clock.now()), time(23, 59)
        db.session.execute(
            db.text("UPDATE distributions SET held_on = :day, closes_at = :end"), {"day": today, "end": str(late)}
        )
        db.session.commit()
    page = lead.open("/distributions/1/closing")
    assert page.says("Видача триває до 23:59")
    assert page.says("ще не приходили: 1")


def test_nothing_to_close_says_what_will_be_here(lead: Visitor) -> None:
    with lead.app.app_context():
        db.session.execute(db.text("UPDATE distributions SET state = 'cancelled'"))
        db.session.commit()
    assert lead.open("/closings").says("Тут будуть дні, що минули")
