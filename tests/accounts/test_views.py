"""The staff of the hub on screen."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import Role, Staff
from app.audit.models import AuditEntry
from app.core.db import db
from tests import cast
from tests.make import make_hub
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def hub(app: Flask) -> None:
    with app.app_context():
        make_hub()
        db.session.commit()


def traces(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)]


def find(app: Flask, login: str) -> Staff:
    with app.app_context():
        return db.session.query(Staff).filter_by(login=login).one()


def test_the_lead_takes_somebody_on_and_reads_the_first_password_once(app: Flask, visit: Visit) -> None:
    lead = visit(cast.OKSANA)
    lead.open("/staff")
    lead.follow("Додати працівника")
    page = lead.press("Створити", {"name": "Ніна Бджола", "roles": ["registrar"]})
    assert page.says("nina.bdzhola")
    password = re.search(r"[0-9]{5}-[0-9]{5}", page.text)
    assert password is not None
    assert traces(app) == ["create staff"]
    assert password[0] not in lead.open("/staff").html
    assert password[0] not in lead.follow("Ніна Бджола").html

    nina = visit()
    nina.open("/sign-in")
    page = nina.press("Увійти", {"login": "nina.bdzhola", "password": password[0]})
    assert page.path == "/me/password"


@pytest.mark.parametrize(
    ("fields", "sentence", "status"),
    [
        ({"name": "", "roles": ["lead"]}, "Напишіть ім’я", 422),
        ({"name": "  ", "roles": ["lead"]}, "Напишіть ім’я", 422),
        ({"name": "Ніна", "roles": []}, "Позначте хоча б одну роль", 422),
        ({"name": "Ніна", "login": "ніна", "roles": ["lead"]}, "малі латинські літери", 422),
        ({"name": "李", "roles": ["lead"]}, "Напишіть логін", 422),
        ({"name": "Інша", "login": "halyna", "roles": ["lead"]}, "Виберіть інший логін", 409),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, visit: Visit, fields: dict[str, object], sentence: str, status: int
) -> None:
    lead = visit(cast.OKSANA)
    lead.open("/staff/new")
    page = lead.press("Створити", fields, status=status)
    assert page.says(sentence)
    form, _ = page.form_with("Створити")
    assert page.values(form).get("roles", []) == fields["roles"]
    assert traces(app) == []


def test_a_role_that_opens_nothing_is_not_offered(visit: Visit) -> None:
    page = visit(cast.OKSANA).open("/staff/new")
    assert page.says("Реєстратор")
    assert page.says("Бригадир")
    assert not page.says("Донор")


def test_other_roles_hold_from_the_next_sign_in(app: Flask, visit: Visit) -> None:
    lead, dmytro = visit(cast.OKSANA), visit(cast.DMYTRO)
    lead.open(f"/staff/{find(app, 'dmytro').id}")
    assert lead.press("Зберегти ролі", {"roles": ["reviewer"]}).says("Ролі змінено")
    assert dmytro.open("/me").path == "/sign-in"
    assert traces(app) == ["change roles"]


def test_the_last_lead_is_told_why_not(app: Flask, visit: Visit) -> None:
    lead = visit(cast.OKSANA)
    lead.open(f"/staff/{find(app, 'oksana').id}")
    assert lead.press("Зберегти ролі", {"roles": ["admin"]}, status=409).says("останній керівник")
    assert traces(app) == []


def test_a_reset_password_is_shown_once(app: Flask, visit: Visit) -> None:
    lead, dmytro = visit(cast.OKSANA), visit(cast.DMYTRO)
    lead.open(f"/staff/{find(app, 'dmytro').id}")
    assert re.search(r"[0-9]{5}-[0-9]{5}", lead.press("Створити новий перший пароль").text)
    assert dmytro.open("/me").path == "/sign-in"
    assert traces(app) == ["reset password"]


def test_retiring_says_first_what_ends(app: Flask, visit: Visit) -> None:
    lead, dmytro = visit(cast.OKSANA), visit(cast.DMYTRO)
    visit(cast.DMYTRO)
    lead.open(f"/staff/{find(app, 'dmytro').id}")
    assert lead.follow("Закрити обліковий запис").says("Завершаться 2 відкриті сеанси")
    assert lead.press("Закрити").says("більше не працює")
    assert dmytro.open("/me").path == "/sign-in"
    assert lead.open("/staff").says("Більше не працюють")
    assert lead.open(f"/staff/{find(app, 'dmytro').id}").buttons().count("Зберегти ролі") == 0
    assert traces(app) == ["retire staff"]


def test_ones_own_account_has_no_way_to_shut_oneself_out(app: Flask, visit: Visit) -> None:
    page = visit(cast.OKSANA).open(f"/staff/{find(app, 'oksana').id}")
    assert not any("retirement" in link for link in page.links())
    assert "Створити новий перший пароль" not in page.buttons()


def test_the_table_of_roles_names_every_role(visit: Visit) -> None:
    page = visit(cast.OKSANA).open("/roles")
    assert len(page.rows()) == len(Role) + 1


@pytest.mark.parametrize("colleague", [cast.HALYNA, cast.DMYTRO, cast.IVAN, cast.LIUBOV])
def test_only_who_manages_staff_sees_staff(visit: Visit, colleague: cast.Colleague) -> None:
    visitor = visit(colleague)
    for path in ("/staff", "/staff/new", "/staff/1", "/staff/1/retirement", "/roles"):
        visitor.open(path, status=403)


def test_everyone_sees_their_own_account(visit: Visit) -> None:
    page = visit(cast.DMYTRO).open("/me")
    assert page.says("Працівник столу")
