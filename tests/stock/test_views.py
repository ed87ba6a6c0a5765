"""The storekeeper describes kits, changes them and retires them, with JavaScript off."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import db
from app.stock import catalogue, queries
from app.stock.models import Kit
from tests import cast
from tests.make import make_kit
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def kit(app: Flask) -> int:
    with app.app_context():
        kit_id = make_kit().id
        db.session.commit()
    return kit_id


def test_an_empty_store_offers_typical_kits_to_start_from(visit: Visit) -> None:
    ivan = visit(cast.IVAN)
    page = ivan.open("/kits")
    assert page.says("Тут будуть набори")
    for typical in catalogue.TYPICAL:
        assert f"/kits/new?start={typical.code}" in page.links()
    ivan.follow("Продуктовий набір")
    page = ivan.press("Зберегти набір")
    assert page.says("Збережено: версія 1.")
    assert ["Борошно", "3 кг"] in page.rows()
    assert page.says("один набір важить 13 кг")
    assert ["Продуктовий набір", "FOOD30", "13 кг", "1", "в ужитку"] in ivan.open("/kits").rows()


def test_a_kit_of_ones_own(visit: Visit) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/kits/new")
    page = ivan.press(
        "Зберегти набір",
        {
            "Як називається набір?": "Набір для пікніка",
            "Короткий код": "picnic",
            "Що в ньому є?": "Сир – 1 кг\nХліб 2 шт.",
            "Скільки кілограмів важить один набір?": "2,25",
        },
    )
    assert page.says("Код PICNIC")
    assert page.rows()[1:] == [["Сир", "1 кг"], ["Хліб", "2 шт."]]


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(visit: Visit) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/kits/new")
    typed = {"name": "Набір", "code": "продукти", "contents": "я" * 90, "weight": "п’ять"}
    page = ivan.press("Зберегти набір", typed, status=422)
    assert page.says("Рядок 1 задовгий")
    assert page.says("Лише латинські літери, цифри та дефіс")
    assert page.says("Запишіть кілограми цифрами")
    form, _button = page.form_with("Зберегти набір")
    values = page.values(form)
    assert values["contents"] == "я" * 90
    assert values["weight"] == "п’ять"


def test_a_change_makes_a_version_and_shows_the_old_one(visit: Visit, kit: int) -> None:
    ivan = visit(cast.IVAN)
    ivan.open(f"/kits/{kit}")
    ivan.follow("Змінити вміст")
    page = ivan.press("Зберегти як нову версію", {"Що в ньому є?": "Борошно – 2 кг"})
    assert page.says("Збережено: версія 2.")
    assert page.says("Що було раніше")
    assert ["Борошно", "2 кг"] in page.rows()
    assert ["Борошно", "3 кг"] in page.rows()


def test_the_same_form_sent_twice_shows_the_first_success(visit: Visit, kit: int, app: Flask) -> None:
    ivan = visit(cast.IVAN)
    page = ivan.open(f"/kits/{kit}/contents")
    form, _button = page.form_with("Зберегти")
    sent = {**page.values(form), "contents": "Борошно – 2 кг"}
    for _time in range(2):
        assert ivan.post(f"/kits/{kit}/contents", sent).says("Збережено: версія 2.")
    new = ivan.open("/kits/new?start=BABY")
    form, _button = new.form_with("Зберегти")
    for _time in range(2):
        assert ivan.post("/kits/new", new.values(form)).says("Збережено: версія 1.")
    with app.app_context():
        assert sorted(len(kit.versions) for kit in queries.list_kits()) == [1, 2]


def test_of_two_storekeepers_the_second_sees_what_the_first_wrote(visit: Visit, kit: int) -> None:
    ivan, oksana = visit(cast.IVAN), visit(cast.OKSANA)
    ivan.open(f"/kits/{kit}/contents")
    oksana.open(f"/kits/{kit}/contents")
    ivan.press("Зберегти як нову версію", {"contents": "Борошно – 2 кг"})
    page = oksana.press("Зберегти як нову версію", {"contents": "Борошно – 4 кг"}, status=409)
    assert page.says("Хтось щойно змінив цей набір")
    assert ["Борошно", "2 кг"] in page.rows()
    assert oksana.press("Зберегти як нову версію").says("Збережено: версія 3.")


def test_a_taken_code_is_told(visit: Visit, kit: int) -> None:
    ivan = visit(cast.IVAN)
    ivan.open("/kits/new?start=FOOD30")
    assert ivan.press("Зберегти набір", status=409).says("Набір із таким кодом уже є")


def test_a_kit_is_retired_and_comes_back(visit: Visit, kit: int, app: Flask) -> None:
    ivan = visit(cast.IVAN)
    ivan.open(f"/kits/{kit}")
    assert ivan.press("Вивести з ужитку").says("виведено з ужитку")
    with app.app_context():
        assert not db.session.get_one(Kit, kit).is_active
    assert ivan.press("Повернути в ужиток").says("Цей набір знову в ужитку")
    assert ivan.post(f"/kits/{kit}/restore", csrf(ivan, kit), status=409).says("Цей набір уже в ужитку")


def csrf(visitor: Visitor, kit: int) -> dict[str, str]:
    page = visitor.open(f"/kits/{kit}")
    form, _button = page.form_with("Вивести")
    return {"csrf_token": str(page.values(form)["csrf_token"])}


def test_kits_are_not_for_the_desk(visit: Visit, kit: int) -> None:
    dmytro = visit(cast.DMYTRO)
    for path in ("/kits", "/kits/new", f"/kits/{kit}", f"/kits/{kit}/contents"):
        dmytro.open(path, status=403)


def test_there_is_no_page_for_no_kit(visit: Visit) -> None:
    visit(cast.IVAN).open("/kits/99", status=404)
