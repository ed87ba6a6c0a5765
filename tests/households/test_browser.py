"""Registering in a real Chromium: Enter adds the next person, a cut line loses nothing, nothing runs over."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.core.db import db
from app.households.models import Household
from tests import cast, live
from tests.make import make_hub, make_location, make_settlement, make_street
from tests.visitor import Visitor

pytestmark = pytest.mark.browser

REGISTER = "Зареєструвати й видати картку"


@pytest.fixture(params=[1280, 320], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, app: Flask, visit: Callable[..., Visitor], browser: Browser) -> Iterator[Page]:
    """The registering form before Halyna."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        location = make_location(hub=hub, settlement=settlement)
        make_street(settlement=settlement, name="Садова", location=location)
        db.session.commit()
    with live.serving(app) as address:
        context = browser.new_context(viewport={"width": request.param, "height": 800})
        page = live.signed_in(context, visit(cast.HALYNA), address).new_page()
        page.goto(address + "/households/new")
        yield page
        context.close()


def fill_all(page: Page) -> None:
    page.fill("#people-0-surname", "Шевченко")
    page.fill("#people-0-given", "Олена")
    page.fill("#people-0-birth", "1954")
    page.select_option("#people-0-sex", "female")
    page.fill("#street", "Садова")
    page.fill("#house", "21")
    page.get_by_label("усно").check()


def test_enter_adds_the_next_person_and_goes_there(app: Flask, page: Page) -> None:
    fill_all(page)
    page.press("#people-0-birth", "Enter")
    expect(page.locator("#people-1-surname")).to_be_focused()
    page.keyboard.type("Шевченко")
    page.fill("#people-1-given", "Іван")
    page.select_option("#people-1-sex", "male")
    page.select_option("#people-1-role", "child")
    assert page.input_value("#house") == "21"
    page.get_by_role("button", name=REGISTER).click()
    expect(page.get_by_text("Зареєстровано. Картка")).to_be_visible()
    assert "/households/1" in page.url
    with app.app_context():
        assert db.session.get_one(Household, 1).size == 2


def test_a_cut_line_says_so_and_keeps_what_was_typed(app: Flask, page: Page) -> None:
    fill_all(page)
    page.context.set_offline(True)
    page.get_by_role("button", name=REGISTER).click()
    expect(page.locator("#offline")).to_be_visible()
    assert page.input_value("#people-0-surname") == "Шевченко"
    page.context.set_offline(False)
    page.get_by_role("button", name=REGISTER).click()
    expect(page.get_by_text("Зареєстровано. Картка")).to_be_visible()
    with app.app_context():
        assert len(db.session.scalars(db.select(Household)).all()) == 1


def test_mistakes_are_said_first_and_nothing_runs_over(page: Page) -> None:
    page.get_by_role("button", name=REGISTER).click()
    expect(page.get_by_role("alert").filter(has_text="Запишіть прізвище.")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
