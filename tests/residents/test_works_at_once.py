"""The same form from two phones at the same moment, on both databases; and every page of works on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.core.db import db
from app.public_works.models import SignUp
from tests.make import make_card, make_household, make_hub, make_location, make_person, make_settlement
from tests.make.works import make_order
from tests.residents.working import MONDAY, TUESDAY
from tests.visitor import Page, Visitor

TOKEN = "12345678901234567890"


def settle(app: Flask) -> Flask:
    """A household with a card, and a work on two days."""
    with app.app_context():
        settlement = make_settlement()
        make_location(hub=make_hub(), settlement=settlement)
        household = make_household(settlement=settlement)
        make_person(household=household, surname="Їжакевич", given="Зінаїда", born=1954)
        make_card(household=household, card_no="12345671", token=TOKEN)
        db.session.commit()
        make_order(settlement=settlement, days=[MONDAY, TUESDAY])
    return app


def ask(app: Flask) -> tuple[str, dict[str, object]]:
    """Where the form goes, and what is in it."""
    phone = Visitor(app)
    phone.open(f"/c/{TOKEN}")
    phone.press("Мої роботи і запис")
    asked = phone.press("Дні та запис")
    form, _ = asked.form_with("Записатися")
    day = next(field.attrib["value"] for field in form.iter("input") if field.get("name") == "days")
    return form.attrib["action"], {**asked.values(form), "given": "Зінаїда", "birth_year": "1954", "days": [day]}


def send_twice(app: Flask) -> list[Page]:
    action, data = ask(app)

    def send(_: int) -> Page:
        return Visitor(app).post(action, data)  # type: ignore[arg-type]

    with ThreadPoolExecutor() as pool:
        return list(pool.map(send, range(2)))


def check_once(app: Flask, pages: list[Page]) -> None:
    with app.app_context():
        (made,) = db.session.scalars(db.select(SignUp))
        assert all(page.says("Записано") and page.says(made.code) for page in pages)


def test_the_same_form_at_the_same_moment_signs_up_once(app: Flask) -> None:
    check_once(app, send_twice(settle(app)))


@pytest.mark.postgres
def test_the_same_form_at_the_same_moment_signs_up_once_on_postgres(postgres_app: Flask) -> None:
    check_once(postgres_app, send_twice(settle(postgres_app)))


@pytest.mark.postgres
def test_every_page_of_works_opens_on_postgres(postgres_app: Flask) -> None:
    action, data = ask(settle(postgres_app))
    phone = Visitor(postgres_app)
    phone.post(action, data)  # type: ignore[arg-type]
    assert phone.press("Дні, години, гроші").says("Не зможу прийти")
    assert phone.press("Роботи").says("Прибирання парку")
    for path in ("/w/", "/w/done", "/w/turns"):
        phone.open(path)
