"""Settings and places on screen."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.core.db import db
from app.hubs import queries
from tests import cast
from tests.make import make_hub
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def lead(app: Flask, visit: Visit) -> Visitor:
    with app.app_context():
        make_hub()
        db.session.commit()
    return visit(cast.OKSANA)


def traces(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)]


def test_places_are_set_up_from_nothing(app: Flask, lead: Visitor) -> None:
    lead.open("/settings")
    assert lead.follow("Пункти видачі").says("спершу додайте населений пункт")
    lead.follow("Додати населений пункт")
    lead.press("Зберегти", {"Назва": "Тихе Плесо", "Вид": "township"})
    page = lead.press("Додати вулиці", {"Нові вулиці, кожна з нового рядка": "вул. Шкільна\nпров. Тихий"})
    assert page.says("Додано 2 вулиці")
    assert page.says("пров. Тихий")
    lead.open("/locations")
    lead.follow("Додати пункт видачі")
    fields = {
        "Назва": "Ліцей",
        "Вулиця і будинок": "вул. Шкільна, 12",
        "Орієнтир: як знайти вхід": "вхід з двору",
        "Скільки столів?": "3",
        "Є укриття": "y",
        "Черга відключень": "3.1",
    }
    assert lead.press("Зберегти", fields).says("вхід з двору")
    lead.open("/settlements")
    page = lead.follow("селище Тихе Плесо")
    location = {"Пункт видачі для позначених вулиць": "1"}
    assert lead.press("Записати пункт", location).says("Пункт видачі записано для 2 вулиць")
    with app.app_context():
        assert {s.default_location_id for s in queries.list_streets(1)} == {1}
        ours = queries.get_location(1)
        assert (ours.desks, ours.has_shelter, ours.outage_queue, ours.capacity_on_site) == (3, True, "3.1", 20)
    assert traces(app) == ["add settlement", "add streets", "add location", "assign streets"]


def test_streets_without_a_location_are_ticked_already(app: Flask, lead: Visitor) -> None:
    test_places_are_set_up_from_nothing(app, lead)
    page = lead.press("Додати вулиці", {"Нові вулиці, кожна з нового рядка": "Нова"})
    ticked = [box.get("value") for box in page.root.iter("input") if "checked" in box.attrib]
    assert len(ticked) == 1


def test_a_street_is_corrected_and_removed(app: Flask, lead: Visitor) -> None:
    test_places_are_set_up_from_nothing(app, lead)
    lead.open("/streets/2/edit")
    assert lead.press("Зберегти", {"Назва": "Тихенький"}).says("пров. Тихенький")
    lead.open("/streets/2/edit")
    assert lead.press("Зберегти", {"Назва": "Шкільна", "Вид": "street"}, status=409).says("вже є")
    lead.open("/streets/2/edit")
    assert lead.press("Вилучити вулицю").says("Вилучено")


def test_a_settlement_in_use_is_not_removed(app: Flask, lead: Visitor) -> None:
    test_places_are_set_up_from_nothing(app, lead)
    lead.open("/settlements/1/edit")
    assert lead.press("Вилучити населений пункт", status=409).says("Вилучити не можна")


def test_a_closed_location_stays_in_the_list_and_says_so(app: Flask, lead: Visitor) -> None:
    test_places_are_set_up_from_nothing(app, lead)
    lead.open("/locations/1/edit")
    assert lead.press("Зберегти", {"is_active": ""}).says("закрито")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"Назва": ""}, "Напишіть назву"),
        ({"Скільки столів?": "0"}, "від 1 до 50"),
        ({"Скільки столів?": "١٢"}, "ціле число цифрами"),
        ({"Скільки столів?": "9" * 10}, "завелике"),
        ({"Скільки людей може бути на місці одночасно?": "1001"}, "від 1 до 1000"),
        ({"Телефон пункту видачі": "12"}, "телефон із кодом"),
        ({"Назва": "Лiцей"}, "латинські літери"),
    ],
)
def test_a_wrong_location_says_what_to_do_once(
    app: Flask, lead: Visitor, fields: dict[str, object], sentence: str
) -> None:
    test_places_are_set_up_from_nothing(app, lead)
    lead.open("/locations/1/edit")
    page = lead.press("Зберегти", fields, status=422)
    assert page.says(sentence)
    assert sum("error" in (p.get("class") or "") for p in page.root.iter("p")) == 1


def test_the_hub_is_renamed(app: Flask, lead: Visitor) -> None:
    lead.open("/settings")
    lead.follow("Назва, телефон і адреса в інтернеті")
    fields = {"Назва хабу": "Хаб «Клуб»", "Адреса сторінок для мешканців": "https://hub.example.org/"}
    assert lead.press("Зберегти", fields).says("Хаб «Клуб»")
    with app.app_context():
        assert queries.get_hub().public_address == "https://hub.example.org"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("Код ЄДРПОУ організації", "123"),
        ("Код ЄДРПОУ організації", "١٢٣٤٥٦٧٨"),
        ("Адреса сторінок для мешканців", "hub.example.org"),
        ("Телефон хабу", ""),
    ],
)
def test_wrong_details_of_the_hub_are_refused(lead: Visitor, field: str, typed: str) -> None:
    lead.open("/settings/hub")
    lead.press("Зберегти", {field: typed}, status=422)


def test_english_is_remembered(lead: Visitor) -> None:
    lead.open("/settings")
    assert lead.press("English").says("Settlements and streets")
    assert lead.open("/me").says("My account")
    assert lead.press("Українська").says("Мій обліковий запис")


@pytest.mark.parametrize("colleague", [cast.HALYNA, cast.DMYTRO, cast.IVAN, cast.LIUBOV])
def test_only_who_manages_places_opens_settings(visit: Visit, colleague: cast.Colleague) -> None:
    visitor = visit(colleague)
    for path in ("/settings", "/settings/hub", "/settlements", "/locations", "/settlements/1", "/streets/1/edit"):
        visitor.open(path, status=403)
