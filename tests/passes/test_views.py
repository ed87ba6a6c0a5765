"""Passes as the hub uses them, without JavaScript: issue, check, in and out, and what a stranger's phone is told."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from app.core.db import db
from app.passes.models import Pass, Passage
from tests import cast
from tests.make.staff import make_staff
from tests.passes.conftest import HOUR, Issue
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
ONE_WINDOW = 14_000
"""Bytes that come in one round trip."""


@pytest.fixture
def halyna(visit: Visit, road: list[int]) -> Visitor:
    """Registrar: issues and checks."""
    return visit(cast.HALYNA)


@pytest.fixture
def gate(app: Flask, visit: Visit) -> Visitor:
    """A foreman at the entrance: checks only."""
    with app.app_context():
        make_staff(cast.MYKOLA)
        db.session.commit()
    return visit(cast.MYKOLA)


def facts(at: datetime) -> dict[str, object]:
    end = clock.local(at + 3 * HOUR)
    return {
        "Організація": "Добрі руки", "Старший групи: ім’я та прізвище": "Ірина Гук", "Телефон старшого": "0501234567",
        "Скільки людей разом із водієм": "5", "Номерний знак": "аа1234вв", "До котрої години": f"{end:%H:%M}",
    }  # fmt: skip


def the_pass() -> Pass:
    return db.session.scalars(db.select(Pass)).one()


def told(visit: Visit, one: Pass, *, status: int = 200) -> Page:
    return visit().open(f"/p/{one.token}", status=status)


# ---- issuing


def test_a_plate_that_grows_in_capitals_is_measured_as_it_is_kept(
    halyna: Visitor, road: list[int], at: datetime
) -> None:
    halyna.open("/passes/new")
    typed = facts(at) | {"route-0": str(road[0]), "Номерний знак": "ß" * 16}
    halyna.press("Видати", typed, status=422)


def test_a_pass_from_the_form_to_the_paper(app: Flask, halyna: Visitor, road: list[int], at: datetime) -> None:
    halyna.open("/passes")
    halyna.follow("Видати перепустку")
    page = halyna.press("Видати", facts(at) | {"route-0": str(road[1]), "route-1": str(road[0])})
    assert page.says("Перепустка ПР-")
    assert page.says("дійсна")
    assert page.says("Верболози → Тихе Плесо")
    assert page.says("АА1234ВВ")
    paper = halyna.follow("Роздрукувати")
    assert paper.says("ПЕРЕПУСТКА")
    assert paper.says("Добрі руки")
    assert paper.says("103")
    with app.app_context():
        assert the_pass().leader_phone == "+380501234567"


def test_the_same_form_sent_twice_shows_the_one_pass(
    app: Flask, halyna: Visitor, road: list[int], at: datetime
) -> None:
    halyna.open("/passes/new")
    form = halyna.page
    assert form is not None
    first = halyna.press("Видати", facts(at) | {"route-0": str(road[0])})
    halyna.page = form
    assert halyna.press("Видати", facts(at) | {"route-0": str(road[0])}).path == first.path
    with app.app_context():
        assert the_pass().serial == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"Організація": ""}, "Напишіть, хто їде: організацію."),
        ({"Скільки людей разом із водієм": "61"}, "від 1 до 60"),
        ({"Скільки людей разом із водієм": "п’ять"}, "Напишіть ціле число"),
        ({"День": "31.02.2026"}, "день.місяць.рік"),
        ({"День": "01.03.2024"}, "Цей час уже минув."),
        ({"route-0": ""}, "Виберіть населені пункти маршруту"),
        ({"Телефон старшого": "12"}, "050 123 45 67"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    halyna: Visitor, road: list[int], at: datetime, changed: dict[str, object], sentence: str
) -> None:
    halyna.open("/passes/new")
    page = halyna.press("Видати", facts(at) | {"route-0": str(road[0])} | changed, status=422)
    assert page.says(sentence)
    form, _submit = page.form_with("Видати")
    assert page.values(form)["leader_name"] == "Ірина Гук"


def test_a_group_that_comes_again_is_not_typed_again(app: Flask, halyna: Visitor, issue: Issue, at: datetime) -> None:
    one = issue()
    halyna.open(f"/passes/{one.id}")
    page = halyna.follow("Видати знову тій самій групі")
    form, _submit = page.form_with("Видати")
    values = page.values(form)
    assert (values["organisation"], values["names"], values["plate"]) == (
        "Добрі руки",
        "Павло Гук\nОлег Рись",
        "АА1234ВВ",
    )
    assert halyna.press("Видати").says("-0002")


# ---- at the entrance


def test_two_presses_let_a_group_in_and_out(app: Flask, gate: Visitor, issue: Issue) -> None:
    issue()
    gate.open("/passes?tab=valid")
    page = gate.press("Впустити")
    assert page.says("Зараз на території: 5 осіб")
    assert page.says("Верболози: 5")
    assert page.says("Тихе Плесо: 5")
    assert page.says("+380 20 785 25 99")
    page = gate.press("Виїхали")
    assert page.says("Зараз нікого немає")
    with app.app_context():
        assert db.session.scalars(db.select(Passage)).one().left_at is not None


@pytest.mark.parametrize("typed", ["token", "number", "serial"])
def test_a_scanned_or_typed_code_shows_everything_and_lets_in(gate: Visitor, issue: Issue, typed: str) -> None:
    one = issue()
    code = {"token": f"https://hub.example/p/{one.token}", "number": one.number, "serial": "1"}[typed]
    gate.open("/passes/check")
    page = gate.press("Перевірити", {"code": code})
    assert page.verdict() == "VALID"
    assert page.says("Ірина Гук")
    assert page.says("АА1234ВВ")
    page = gate.press("Впустити", {"Скільки приїхало": "3"})
    assert page.says("на території з")
    assert page.says("3 особи")
    assert gate.press("Виїхали").says("Виїхали.")


def test_a_code_of_nothing_is_told(gate: Visitor, road: list[int]) -> None:
    gate.open("/passes/check")
    assert gate.press("Перевірити", {"code": "99999"}, status=404).says("Такої перепустки немає")
    assert gate.press("Перевірити", {"code": ""}, status=422).says("Зчитайте код")


def test_somebody_else_has_let_them_in_meanwhile(halyna: Visitor, gate: Visitor, issue: Issue) -> None:
    issue()
    halyna.open("/passes?tab=valid")
    gate.open("/passes?tab=valid")
    halyna.press("Впустити")
    assert gate.press("Впустити", status=409).says("Вони вже на території.")


def test_pressed_twice_it_is_let_in_once_and_no_error(app: Flask, gate: Visitor, issue: Issue) -> None:
    issue()
    page = gate.open("/passes?tab=valid")
    gate.press("Впустити")
    gate.page = page
    assert gate.press("Впустити").says("Впущено.")
    with app.app_context():
        assert len(db.session.scalars(db.select(Passage)).all()) == 1


def test_a_pass_that_is_over_lets_nobody_in(gate: Visitor, issue: Issue) -> None:
    one = issue(begins=-8 * HOUR, hours=7)
    page = gate.open("/passes/check")
    page = gate.press("Перевірити", {"code": one.number})
    assert page.verdict() == "EXPIRED"
    assert "Впустити" not in page.buttons()


def test_withdrawn_with_a_reason(halyna: Visitor, visit: Visit, issue: Issue) -> None:
    one = issue()
    halyna.open(f"/passes/{one.id}")
    assert halyna.press("Скасувати перепустку", {"Чому її скасовують?": ""}, status=422).says("Напишіть чому")
    assert halyna.press("Скасувати перепустку", {"Чому її скасовують?": "обстріл"}).says("обстріл")
    page = told(visit, one)
    assert page.says("НЕ ДІЙСНА: скасовано")
    assert not page.says("обстріл")


def test_found_by_organisation_or_number(halyna: Visitor, issue: Issue) -> None:
    issue()
    issue(organisation="Теплий дім")
    halyna.open("/passes")
    page = halyna.press("Знайти", {"code": "теплии дім"})
    assert page.says("Теплий дім")
    assert not page.says("Добрі руки")
    assert halyna.press("Знайти", {"code": "ПР 1"}).says("Добрі руки")
    assert halyna.press("Знайти", {"code": "Немає таких"}).says("Нічого не знайдено.")


@pytest.mark.parametrize(
    ("tab", "begins", "words"), [("coming", HOUR, "ще не дійсна"), ("over", -9 * HOUR, "строк минув")]
)
def test_each_part_of_the_list_has_its_passes(
    halyna: Visitor, issue: Issue, tab: str, begins: timedelta, words: str
) -> None:
    issue(begins=begins, hours=2)
    assert halyna.open(f"/passes?tab={tab}").says(words)
    assert halyna.open("/passes?tab=valid").says("Тут перепусток немає.")
    assert halyna.open("/passes?tab=нісенітниця").says("Зараз нікого немає.")


# ---- what the code tells everybody


def test_a_code_tells_nothing_of_people(visit: Visit, issue: Issue) -> None:
    page = told(visit, issue())
    assert page.says("ДІЙСНА")
    assert page.says("Добрі руки")
    assert page.says("5 осіб")
    assert page.says("Тихе Плесо → Верболози")
    for secret in ("Гук", "Рись", "АА1234ВВ", "білий", "785 25 99", "380207852599"):
        assert secret not in page.html


@pytest.mark.parametrize(
    ("begins", "words"), [(-HOUR, "ДІЙСНА"), (HOUR, "ЩЕ НЕ ДІЙСНА"), (-9 * HOUR, "НЕ ДІЙСНА: строк минув")]
)
def test_the_code_says_how_it_stands(visit: Visit, issue: Issue, begins: timedelta, words: str) -> None:
    assert told(visit, issue(begins=begins, hours=3)).says(words)


def test_the_page_is_one_small_answer_without_script_or_cookie(app: Flask, issue: Issue) -> None:
    answer = app.test_client().get(f"/p/{issue().token}")
    assert len(answer.data) < ONE_WINDOW
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_in_english_too(app: Flask, issue: Issue) -> None:
    answer = app.test_client().get(f"/p/{issue().token}?lang=en")
    assert "VALID" in answer.text


def test_guessing_is_stopped_and_a_right_code_still_works(app: Flask, visit: Visit, issue: Issue) -> None:
    one, stranger = issue(), app.test_client()
    answers = [stranger.get(f"/p/{number:020d}").status_code for number in range(70)]
    assert set(answers[:60]) == {404}
    assert set(answers[60:]) == {429}
    assert told(visit, one).says("ДІЙСНА")
    assert stranger.get("/p/ПР-2026-0001").status_code == 429


# ---- who may


@pytest.mark.parametrize("path", ["/passes", "/passes/check", "/passes/1"])
def test_who_checks_sees_and_others_do_not(visit: Visit, gate: Visitor, issue: Issue, path: str) -> None:
    issue()
    gate.open(path)
    visit(cast.IVAN).open(path, status=403)
    visit(cast.LIUBOV).open(path, status=403)


@pytest.mark.parametrize("path", ["/passes/new", "/passes/1/paper"])
def test_who_only_checks_issues_nothing(gate: Visitor, halyna: Visitor, issue: Issue, path: str) -> None:
    issue()
    halyna.open(path)
    gate.open(path, status=403)


# ---- on a phone and on paper


@pytest.mark.browser
@pytest.mark.poppler
def test_the_paper_is_one_page(app: Flask, halyna: Visitor, issue: Issue, browser: Browser, tmp_path: Path) -> None:
    from tests.households.test_cards import print_paper

    one = issue(organisation="Благодійна організація «Дуже довга назва міжнародного фонду допомоги»")
    paper = print_paper(app, browser, halyna, f"/passes/{one.id}/paper", tmp_path)
    assert paper.sizes() == ["portrait"]
    assert re.search(r"ПР-\d{4}-0001", paper.pages()[0])
