"""Perhaps the same family, in a real Chromium: the box comes beside the name, and nobody loses their place."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.core.db import db
from app.households.models import Household
from tests import cast, live
from tests.browser.accessibility import problems
from tests.make import make_card, make_household, make_hub, make_location, make_person, make_settlement, make_street
from tests.visitor import Visitor

pytestmark = pytest.mark.browser

REGISTER, ANOTHER = "Зареєструвати й видати картку", "Це інша родина: зареєструвати"
PERHAPS = "Можливо, це та сама родина"


@pytest.fixture(params=[1280, 320], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, app: Flask, visit: Callable[..., Visitor], browser: Browser) -> Iterator[Page]:
    """The registering form before Halyna; Наталія Шевченко of Садова 21 is registered."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        street = make_street(
            settlement=settlement, name="Садова", location=make_location(hub=hub, settlement=settlement)
        )
        home = make_household(settlement=settlement, street=street, house="21", phone1="+380207852503")
        make_person(household=home, surname="Шевченко", given="Наталія", patronymic="Іванівна", born=1954)
        make_card(household=home, card_no="12345671")
        db.session.commit()
    with live.serving(app) as address:
        context = browser.new_context(viewport={"width": request.param, "height": 800})
        page = live.signed_in(context, visit(cast.HALYNA), address).new_page()
        page.goto(address + "/households/new")
        yield page
        context.close()


def type_name(page: Page) -> None:
    page.fill("#people-0-surname", "Шевченко")
    page.fill("#people-0-given", "Наталья")
    page.fill("#people-0-patronymic", "Ивановна")
    page.fill("#people-0-birth", "1954")
    page.press("#people-0-birth", "Tab")


def test_the_box_comes_beside_the_name_and_takes_no_focus(page: Page) -> None:
    type_name(page)
    expect(page.locator("#alike")).to_contain_text(PERHAPS)
    expect(page.locator("#people-0-sex")).to_be_focused()
    assert "Наталія" not in page.content()
    assert problems(page, page.viewport_size["width"]) == []  # type: ignore[index]


def test_a_cut_line_while_typing_says_nothing(page: Page) -> None:
    page.context.set_offline(True)
    type_name(page)
    page.wait_for_timeout(800)
    expect(page.locator("#offline")).to_be_hidden()


def test_the_question_is_asked_first_and_enter_never_answers_it(app: Flask, page: Page) -> None:
    type_name(page)
    page.select_option("#people-0-sex", "female")
    page.fill("#street", "Садова")
    page.fill("#house", "21")
    page.get_by_label("усно").check()
    page.get_by_role("button", name=REGISTER).click()
    expect(page.get_by_role("alert").filter(has_text=PERHAPS)).to_be_focused()
    assert problems(page, page.viewport_size["width"]) == []  # type: ignore[index]
    page.press("#house", "Enter")
    page.wait_for_timeout(500)
    assert count(app) == 1
    page.get_by_role("button", name=REGISTER).click()
    page.get_by_role("button", name=ANOTHER).click()
    expect(page.get_by_text("Зареєстровано. Картка")).to_be_visible()
    assert count(app) == 2


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Household)) or 0
