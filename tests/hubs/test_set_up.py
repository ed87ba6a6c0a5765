"""The first visit: a code, then a hub of one's own or the example."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.audit.models import AuditEntry
from app.core import codes
from app.core.db import db
from app.hubs import queries
from app.hubs.models import Hub
from app.web.limits import Throttle
from tests import cast
from tests.make import make_hub
from tests.visitor import Visitor

HUB = {
    "Назва хабу": "Хаб «Ліцей»",
    "Організація, яка веде хаб": "ГО «Поряд»",
    "Телефон хабу": "050 123-45-67",
    "Літери для номерів видач": "tp",
    "Ваше ім’я та прізвище": "Оксана Руденко",
    "Ваш логін": "Oksana",
    "Новий пароль": "тихе-плесо-2026",
    "Новий пароль ще раз": "тихе-плесо-2026",
}


def printed_code(app: Flask) -> str:
    return app.test_cli_runner().invoke(args=["hubs", "set-up-code"]).output.strip()


def at_the_second_step(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.open("/")
    visitor.press("Далі", {"Код налаштування": printed_code(app)})
    return visitor


def test_every_page_of_an_unopened_hub_leads_to_set_up(app: Flask) -> None:
    visitor = Visitor(app)
    for path in ("/", "/me", "/staff", "/settings", "/check-in", "/households"):
        assert visitor.open(path).path == "/set-up", path


def test_a_machine_asks_after_health_even_before_set_up(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")
    assert "Set-Cookie" not in answer.headers


def test_the_lead_opens_the_hub_with_the_code_of_the_terminal(app: Flask) -> None:
    visitor = at_the_second_step(app)
    page = visitor.press("Відкрити хаб", HUB)
    assert page.path == "/"
    assert page.says("Оксана Руденко")
    assert page.says("Перші кроки")
    with app.app_context():
        hub = queries.get_hub()
        assert (hub.name, hub.code, hub.phone, hub.is_training) == ("Хаб «Ліцей»", "TP", "+380501234567", False)
        assert [entry.action for entry in db.session.query(AuditEntry)] == ["open hub"]
    visitor.press("Вийти")
    assert visitor.press("Увійти", {"Логін": "oksana", "Пароль": "тихе-плесо-2026"}).path == "/"


def test_the_code_is_printed_until_the_hub_is_open(app: Flask) -> None:
    code = printed_code(app)
    assert len(code) == 9
    assert code == printed_code(app)
    with app.app_context():
        make_hub()
        db.session.commit()
    assert printed_code(app) == ""


def test_another_machine_has_another_code() -> None:
    assert codes.set_up_code(b"a" * 32) != codes.set_up_code(b"b" * 32)


def test_without_the_code_there_is_no_second_step(app: Flask) -> None:
    visitor = Visitor(app)
    assert visitor.open("/set-up/hub").path == "/set-up"
    visitor.press("Далі", {"Код налаштування": "0000 0000"}, status=422)
    assert visitor.page is not None
    assert visitor.page.says("Код не той")
    assert visitor.open("/set-up/hub").path == "/set-up"


def test_a_stranger_cannot_post_past_the_code(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/set-up")
    assert visitor.page is not None
    token = str(visitor.page.values(visitor.page.form_with("Далі")[0])["csrf_token"])
    for path in ("/set-up/hub", "/set-up/example"):
        assert visitor.post(path, {"csrf_token": token}).path == "/set-up"
    with app.app_context():
        assert queries.find_hub() is None


def test_the_code_cannot_be_guessed(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/set-up")
    for number in range(10):
        visitor.press("Далі", {"Код налаштування": f"{number:08d}"}, status=422)
    page = visitor.press("Далі", {"Код налаштування": printed_code(app)}, status=429)
    assert page.says("десять хвилин")


def test_a_right_code_forgets_the_wrong_ones(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.open("/set-up")
    visitor.press("Далі", {"Код налаштування": "1"}, status=422)
    visitor.press("Далі", {"Код налаштування": printed_code(app)})
    with app.app_context():
        assert db.session.query(Throttle).count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("Назва хабу", "", "Напишіть назву хабу"),
        ("Телефон хабу", "0", "Напишіть телефон із кодом"),
        ("Літери для номерів видач", "ХАБ", "латинських літер"),
        ("Ваш логін", "оксана", "латинські літери"),
        ("Новий пароль", "oksana", "Щонайменше 8"),
        ("Новий пароль ще раз", "інше", "Паролі різні"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(app: Flask, field: str, typed: str, sentence: str) -> None:
    visitor = at_the_second_step(app)
    page = visitor.press("Відкрити хаб", {**HUB, field: typed}, status=422)
    assert page.says(sentence)
    assert page.values(page.form_with("Відкрити хаб")[0])["organisation"] == "ГО «Поряд»"


def test_set_up_is_closed_once_the_hub_is_open(app: Flask) -> None:
    visitor = at_the_second_step(app)
    late = at_the_second_step(app)
    visitor.press("Відкрити хаб", HUB)
    assert late.press("Відкрити хаб", {**HUB, "Назва хабу": "Інший"}).path in ("/set-up", "/sign-in")
    assert visitor.open("/set-up").path == "/"
    with app.app_context():
        assert db.session.query(Hub).count() == 1


def test_the_example_is_marked_tells_who_may_sign_in_and_is_wiped(app: Flask) -> None:
    visitor = at_the_second_step(app)
    page = visitor.press("Відкрити навчальну громаду")
    assert page.says("НАВЧАННЯ")
    accounts = page.rows()[1:]
    assert len(accounts) >= 5
    assert visitor.open("/").says("НАВЧАННЯ")

    _, _, login, password = accounts[1]
    colleague = Visitor(app)
    colleague.open("/sign-in")
    assert colleague.press("Увійти", {"Логін": login, "Пароль": password}).path == "/"

    visitor.open("/settings")
    visitor.follow("Стерти навчальну громаду і почати справжню роботу")
    visitor.press("Стерти все", {"Назва хабу": "Хаб"}, status=409)
    with app.app_context():
        name = queries.get_hub().name
    assert visitor.press("Стерти все", {"Назва хабу": name}).path == "/set-up"
    assert colleague.open("/").path == "/set-up"
    assert at_the_second_step(app).press("Відкрити хаб", HUB).path == "/"


def test_only_the_administrator_of_a_training_may_wipe_it(app: Flask, visit: Callable[..., Visitor]) -> None:
    with app.app_context():
        make_hub()
        db.session.commit()
    visit(cast.HALYNA).open("/settings/wipe", status=403)
    page = visit(cast.OKSANA).open("/settings/wipe")
    assert "Стерти все" not in page.buttons()
