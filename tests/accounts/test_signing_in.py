"""Coming in, going out, and what was typed when the session had ended."""

import json
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete

from app.accounts import operations
from app.accounts.models import Role, Staff, StaffSession
from app.audit.models import AuditEntry
from app.core.db import db, transaction
from tests import cast
from tests.make import make_hub, make_staff
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def hub(app: Flask) -> None:
    with app.app_context():
        make_hub()
        db.session.commit()


def sign_in(visitor: Visitor, login: str, password: str, *, status: int = 200) -> Page:
    visitor.open("/sign-in")
    return visitor.press("Увійти", {"login": login, "password": password}, status=status)


def end_all_sessions(app: Flask) -> None:
    """Twelve idle hours, or a dismissal."""
    with app.app_context(), transaction(audited=False):
        db.session.execute(delete(StaffSession))


def test_staff_sign_in_by_name_and_land_on_today(visit: Visit) -> None:
    page = sign_in(visit(), "Halyna", cast.PASSWORD)
    assert page.path == "/"
    assert page.says(cast.HALYNA.name)


def test_a_stranger_comes_to_the_page_they_asked_for(visit: Visit) -> None:
    stranger = visit()
    assert stranger.open("/me").path == "/sign-in"
    assert stranger.press("Увійти", {"login": "halyna", "password": cast.PASSWORD}).path == "/me"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"])
def test_signing_in_never_leads_to_another_site(visit: Visit, elsewhere: str) -> None:
    stranger = visit()
    stranger.open("/sign-in?next=" + elsewhere)
    assert stranger.press("Увійти", {"login": "halyna", "password": cast.PASSWORD}).path == "/"


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(visit: Visit) -> None:
    unknown = sign_in(visit(), "nobody", cast.PASSWORD, status=422)
    wrong = sign_in(visit(), "nobody", "не те слово", status=422)
    right_login = sign_in(visit(), "halyna", "не те слово", status=422)
    assert alike(unknown, "nobody") == alike(wrong, "nobody") == alike(right_login, "halyna")


def test_a_retired_person_gets_the_same_answer_too(app: Flask, visit: Visit) -> None:
    with app.app_context(), transaction(audited=False):
        staff = db.session.query(Staff).filter_by(login="halyna").one()
        staff.retired_at = staff.created_at
    assert sign_in(visit(), "halyna", cast.PASSWORD, status=422).says("Логін або пароль")


def test_after_five_wrong_passwords_the_right_one_waits_too(visit: Visit) -> None:
    stranger = visit()
    for _ in range(operations.MOST_FAILURES):
        sign_in(stranger, "halyna", "не те слово", status=422)
    assert sign_in(stranger, "halyna", cast.PASSWORD, status=429).says("десять хвилин")
    assert sign_in(visit(), "dmytro", cast.PASSWORD).path == "/"


def test_signing_in_leaves_a_trace(app: Flask, visit: Visit) -> None:
    sign_in(visit(), "halyna", cast.PASSWORD)
    with app.app_context():
        assert [entry.action for entry in db.session.query(AuditEntry)] == ["sign in"]


def test_signing_out_ends_the_session_on_the_server(app: Flask, visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/me")
    with halyna.client.session_transaction() as cookie:
        token = cookie["token"]
    assert halyna.press("Вийти").path == "/sign-in"
    with halyna.client.session_transaction() as cookie:
        cookie["token"] = token
    assert halyna.client.get("/me").status_code == 303


def test_who_is_signed_in_is_not_asked_again(visit: Visit) -> None:
    assert visit(cast.HALYNA).open("/sign-in").path == "/"


def test_a_typed_form_survives_an_ended_session(app: Flask, visit: Visit) -> None:
    lead = visit(cast.OKSANA)
    lead.open("/staff/new")
    end_all_sessions(app)
    page = lead.press(
        "Створити", {"name": "Ніна «Квітка» Бджола", "login": "nina", "roles": ["registrar", "reviewer"]}, status=401
    )
    assert page.says("Те, що ви ввели, збережено на цій сторінці")
    with app.app_context():
        assert db.session.query(Staff).filter_by(login="nina").count() == 0
    lead.press("Увійти", {"login": "oksana", "password": "з помилкою"}, status=422)
    page = lead.press("Увійти", {"login": "oksana", "password": cast.PASSWORD})
    assert page.says("Нічого не втрачено")
    assert lead.press("Продовжити").says("nina")
    with app.app_context():
        nina = db.session.query(Staff).filter_by(login="nina").one()
        assert nina.name == "Ніна «Квітка» Бджола"
        assert {role.role for role in nina.roles} == {Role.REGISTRAR, Role.REVIEWER}


def test_passwords_are_not_carried(app: Flask, visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/me/password")
    end_all_sessions(app)
    fields = {"current": cast.PASSWORD, "password": "нове-гарне-слово", "repeated": "нове-гарне-слово"}
    page = halyna.press("Зберегти пароль", fields, status=401)
    assert "нове" not in page.html
    assert cast.PASSWORD not in page.html


def test_what_was_typed_goes_on_under_the_rights_of_who_signed_in(app: Flask, visit: Visit) -> None:
    lead = visit(cast.OKSANA)
    lead.open("/staff/new")
    end_all_sessions(app)
    lead.press("Створити", {"name": "Ніна", "login": "nina", "roles": ["lead"]}, status=401)
    lead.press("Увійти", {"login": "dmytro", "password": cast.PASSWORD})
    lead.press("Продовжити", status=403)


@pytest.mark.parametrize(
    "carried",
    [
        "{",
        "[]",
        "[1, 2]",
        json.dumps(["//evil.example", [["a", "b"]]]),
        json.dumps(["https://evil.example/", []]),
        json.dumps(["/staff/new", [["a"]]]),
        json.dumps(["/staff/new", [["a", 1]]]),
        json.dumps({"path": "/"}),
        "[" * 100_000,
    ],
)
def test_a_made_up_carried_form_is_ignored(visit: Visit, carried: str) -> None:
    stranger = visit()
    stranger.open("/sign-in")
    fields = {"login": "halyna", "password": cast.PASSWORD, "carried": carried}
    assert stranger.press("Увійти", fields).path == "/"


def test_a_carried_lone_surrogate_does_not_break_the_page(visit: Visit) -> None:
    stranger = visit()
    stranger.open("/sign-in")
    fields = {"login": "halyna", "password": cast.PASSWORD, "carried": '["/staff/new", [["\\ud800", "a\\ud800b"]]]'}
    assert stranger.press("Увійти", fields).says("Нічого не втрачено")


def test_a_request_of_htmx_is_answered_bare_so_that_the_page_stays(visit: Visit) -> None:
    stranger = visit()
    stranger.open("/sign-in")
    token = stranger.page.values(stranger.page.form_with("Увійти")[0])["csrf_token"]  # type: ignore[union-attr]
    answer = stranger.client.post("/staff/new", data={"csrf_token": token}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (401, b"")


def test_every_staff_page_says_what_to_do_when_the_session_has_ended(visit: Visit) -> None:
    notice = next(e for e in visit(cast.HALYNA).open("/me").root.iter("p") if e.get("id") == "signed-out")
    assert "hidden" in notice.attrib
    assert [link.get("href") for link in notice.iter("a")] == ["/sign-in"]


def test_a_first_password_opens_nothing_but_its_change(app: Flask, visit: Visit) -> None:
    with app.app_context():
        make_staff(cast.Colleague("nina", "Ніна", (Role.LEAD,))).must_change_password = True
        db.session.commit()
    nina = visit()
    assert sign_in(nina, "nina", cast.PASSWORD).path == "/me/password"
    for path in ("/", "/staff", "/me", "/settings"):
        assert nina.open(path).path == "/me/password"
    page = nina.press("Зберегти пароль", {"password": cast.PASSWORD, "repeated": cast.PASSWORD}, status=422)
    assert page.says("Це ваш теперішній пароль")
    assert nina.press("Зберегти пароль", {"password": "бджола-груша-9", "repeated": "бджола-груша-9"}).path == "/"
    assert nina.open("/staff").path == "/staff"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(visit: Visit) -> None:
    here, elsewhere = visit(cast.HALYNA), visit(cast.HALYNA)
    here.open("/me")
    here.follow("Змінити мій пароль")
    fields = {"current": cast.PASSWORD, "password": "бджола-груша-9", "repeated": "бджола-груша-9"}
    assert here.press("Зберегти пароль", fields).path == "/"
    assert here.open("/me").path == "/me"
    assert elsewhere.open("/me").path == "/sign-in"
    assert sign_in(visit(), "halyna", "бджола-груша-9").path == "/"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"current": "не те", "password": "бджола-груша-9", "repeated": "бджола-груша-9"}, "Логін або пароль"),
        ({"current": cast.PASSWORD, "password": "бджола", "repeated": "бджола"}, "Щонайменше 8"),
        ({"current": cast.PASSWORD, "password": "бджола-груша-9", "repeated": "бджола-груша-8"}, "різні"),
        ({"current": cast.PASSWORD, "password": "aaaaaaaaaa", "repeated": "aaaaaaaaaa"}, "легко вгадати"),
    ],
)
def test_a_bad_new_password_is_told_what_is_wrong(visit: Visit, fields: dict[str, object], sentence: str) -> None:
    halyna = visit(cast.HALYNA)
    halyna.open("/me/password")
    assert halyna.press("Зберегти пароль", fields, status=422).says(sentence)


def test_a_forgotten_password_is_reset_at_the_laptop(app: Flask, visit: Visit) -> None:
    oksana = visit(cast.OKSANA)
    said = app.test_cli_runner().invoke(args=["accounts", "reset-password", "OKSANA"])
    assert said.exit_code == 0
    assert re.fullmatch(r"[0-9]{5}-[0-9]{5}\n", said.output)
    assert oksana.open("/me").path == "/sign-in"
    assert sign_in(visit(), "oksana", said.output.strip()).path == "/me/password"


def test_resetting_an_unknown_login_says_so(app: Flask, staff: dict[str, int]) -> None:
    said = app.test_cli_runner().invoke(args=["accounts", "reset-password", "nobody"])
    assert said.exit_code == 1
    assert "nobody" in said.output


def alike(page: Page, login: str) -> str:
    """The page without what differs for good reason: the typed login, the token, the time."""
    without_token = re.sub(r'name="csrf_token" value="[^"]*"', "", page.html)
    return re.sub(r"\d{2}:\d{2}", "", without_token.replace(f'value="{login}"', ""))
