"""Perhaps this is the same family: asked before anything is saved, answered once."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import db
from app.households.models import DuplicatePair, Household, PairDecision, Person
from app.hubs.models import Street
from tests import cast
from tests.make import make_card, make_household, make_hub, make_location, make_person, make_settlement, make_street
from tests.visitor import Visitor

Visit = Callable[..., Visitor]

REGISTER, ANOTHER = "Зареєструвати й видати картку", "Це інша родина: зареєструвати"
NATALIA = {
    "people-0-surname": "Шевченко",
    "people-0-given": "Наталья",
    "people-0-patronymic": "Ивановна",
    "people-0-birth": "12.05.1954",
    "people-0-sex": "female",
    "Вулиця": "Садова",
    "Будинок": "21",
    "Телефон": "020 785 25 03",
    "notice_method": "spoken",
}


@pytest.fixture
def halyna(app: Flask, visit: Visit) -> Visitor:
    """The registrar, at a hub where Наталія Шевченко of Садова 21 is registered already."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        street = make_street(
            settlement=settlement, name="Садова", location=make_location(hub=hub, settlement=settlement)
        )
        add_natalia(street)
    return visit(cast.HALYNA)


def add_natalia(street: Street, **fields: object) -> Household:
    household = make_household(
        settlement=street.settlement, street=street, house="21", phone1="+380207852503", **fields
    )
    make_person(
        household=household, surname="Шевченко", given="Наталія", patronymic="Іванівна", born=1954, sex="female"
    )
    make_card(household=household, card_no="12345671")
    db.session.commit()
    return household


def count(app: Flask, model: type = Household) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def test_the_same_family_in_another_spelling_is_shown_before_saving(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    page = halyna.press(REGISTER, NATALIA, status=409)
    assert page.says("Можливо, це та сама родина")
    assert page.says("Ш▪▪▪▪▪ Н. 1954")
    assert page.says("Збігається: ")
    assert page.says("телефон")
    assert "Наталія" not in page.html
    kept = page.values(page.form_with(REGISTER)[0])
    assert (kept["people-0-given"], kept["house"], kept["notice_method"]) == ("Наталья", "21", "spoken")
    assert count(app) == 1
    assert halyna.follow("Це та сама родина: відкрити запис").says("Картка 1234 5671")


def test_another_family_is_registered_and_never_asked_about_again(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.press(REGISTER, NATALIA, status=409)
    assert halyna.press(ANOTHER).says("Зареєстровано. Картка")
    with app.app_context():
        (pair,) = db.session.scalars(db.select(DuplicatePair))
        assert (pair.first_id, pair.second_id, pair.decision) == (1, 2, PairDecision.NOT_THE_SAME)
        assert pair.decided_by_id is not None
        assert pair.strength > 0


def test_pressing_register_again_asks_again(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.press(REGISTER, NATALIA, status=409)
    halyna.press(REGISTER, status=409)
    assert count(app) == 1


def test_saying_another_family_of_one_says_nothing_of_the_next(app: Flask, halyna: Visitor) -> None:
    """Between the question and the answer a colleague registered one more that is alike."""
    halyna.open("/households/new")
    halyna.press(REGISTER, NATALIA, status=409)
    with app.app_context():
        household = make_household(
            settlement=db.session.scalars(db.select(Street)).one().settlement, phone1="+380207852503"
        )
        make_person(household=household, surname="Шевченко", given="Наталія", patronymic="Іванівна", born=1954)
        db.session.commit()
    halyna.press(ANOTHER, status=409)
    assert count(app) == 2
    halyna.press(ANOTHER)
    assert count(app) == 3


def test_a_corrected_form_is_no_longer_asked_about(app: Flask, halyna: Visitor) -> None:
    halyna.open("/households/new")
    halyna.press(REGISTER, NATALIA, status=409)
    other = {"people-0-surname": "Їжакевич", "people-0-given": "Степан", "people-0-patronymic": "Федорович"}
    elsewhere = {"people-0-birth": "1987", "people-0-sex": "male", "Телефон": "020 111 22 33", "Будинок": "4"}
    assert halyna.press(REGISTER, {**other, **elsewhere}).says("Зареєстровано. Картка")
    assert count(app, DuplicatePair) == 0


def test_the_same_form_twice_shows_what_it_made(app: Flask, halyna: Visitor) -> None:
    page = halyna.open("/households/new")
    other = {**NATALIA, "people-0-surname": "Їжакевич", "people-0-given": "Ганна", "Телефон": "", "Будинок": "9"}
    first = halyna.press(REGISTER, {**other, "people-0-birth": "1970"}).path
    halyna.page = page
    assert halyna.press(REGISTER, {**other, "people-0-birth": "1970"}).path == first
    assert count(app) == 2


def test_the_box_stands_beside_the_name_as_soon_as_there_is_enough(app: Flask, halyna: Visitor) -> None:
    page = halyna.open("/households/new")
    token = page.values(page.form_with(REGISTER)[0])["csrf_token"]
    ajax = {"HX-Request": "true", "HX-Target": "alike"}
    so_far = {"csrf_token": token, "act": "look", "people-0-surname": "Шевченко", "settlement": "1"}
    box = halyna.client.post("/households/new", data=so_far, headers=ajax)
    assert box.status_code == 200
    assert "та сама родина" not in box.text
    more = {"people-0-given": "Наталья", "people-0-birth": "1954", "phone1": "020 785 25 03", "phone2": "12"}
    box = halyna.client.post("/households/new", data={**so_far, **more}, headers=ajax)
    assert "Можливо, це та сама родина" in box.text
    assert "<h1" not in box.text
    assert "Шевченко" not in box.text
    assert count(app, Household) == 1


@pytest.mark.parametrize("nonsense", ["", "99.99.2000", "٣"])
def test_a_look_at_a_form_full_of_nonsense_is_quiet(halyna: Visitor, nonsense: str) -> None:
    page = halyna.open("/households/new")
    token = page.values(page.form_with(REGISTER)[0])["csrf_token"]
    names = {"people-0-surname": "Ш", "people-0-given": "Н"}
    fields = dict.fromkeys(("people-0-birth", "people-0-sex", "settlement", "street", "phone1"), nonsense)
    answer = halyna.client.post("/households/new", data={"csrf_token": token, "act": "look", **names, **fields})
    assert answer.status_code == 200


# ---- one more person


def test_somebody_who_stands_elsewhere_is_shown_before_they_are_added(app: Flask, halyna: Visitor) -> None:
    with app.app_context():
        street = db.session.scalars(db.select(Street)).one()
        home = make_household(settlement=street.settlement, street=street, house="5")
        make_person(household=home, surname="Бойко", given="Федір", born=1980)
        db.session.commit()
        home_id = home.id
    mother = {
        "Прізвище": "Шевченко", "Ім’я": "Наталья", "По батькові": "Ивановна", "Народження": "1954",
        "sex": "female", "role": "parent",
    }  # fmt: skip
    mother["birth"] = mother.pop("Народження")
    for path, button in (
        (f"/households/{home_id}/people/new", "Зберегти"),
        (f"/households/{home_id}/arrival", "Записати"),
    ):
        halyna.open(path)
        day = {"happened_on": "01.11.2026"} if path.endswith("arrival") else {}
        page = halyna.press(button, {**mother, **day}, status=409)
        assert page.says("Ш▪▪▪▪▪ Н. 1954")
        assert page.says("Перевести людину звідти")
    page = halyna.press("Це інша людина: записати")
    assert page.says("2 особи")
    assert count(app, Person) == 3
    assert count(app, DuplicatePair) == 0
