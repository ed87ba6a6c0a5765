"""Roles, logins and passwords, decided without a database."""

import pytest

from app.accounts import labels, rules
from app.accounts.models import Role
from app.core.actors import Permission


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Оксана Руденко", "oksana.rudenko"),
        ("Дмитро Їжакевич", "dmytro.yizhakevych"),
        ("Мар’яна Щербина", "mariana.shcherbyna"),
        ("Юрій Згурський", "yurii.zghurskyi"),
        ("Anna-Maria O'Neil", "anna.maria.oneil"),
        ("李", ""),
        ("Я", "ya"),
        ("А", ""),
    ],
)
def test_a_login_is_made_of_the_name(name: str, login: str) -> None:
    assert rules.suggest_login(name) == login


def test_a_long_name_gives_a_login_that_fits() -> None:
    assert rules.is_login(rules.suggest_login("Олександра-Магдалина Вишневецька-Корибутівна-Збаразька"))


@pytest.mark.parametrize("login", ["oksana", "o2", "oksana.rudenko-2"])
def test_a_login_can_be_typed_on_any_keyboard(login: str) -> None:
    assert rules.is_login(login)


@pytest.mark.parametrize("login", ["оксана", "Oksana", "o", "2oksana", "oksana rudenko", "a" * 41, "", "oksana\n"])
def test_other_logins_are_refused(login: str) -> None:
    assert not rules.is_login(login)


def test_a_first_password_may_be_typed_with_or_without_its_dash() -> None:
    assert rules.read_password("12345-67890") == rules.read_password("12345 67890") == "1234567890"


def test_a_password_of_ones_own_is_taken_as_it_is() -> None:
    assert rules.read_password("три-слова поруч 7") == "три-слова поруч 7"
    assert rules.read_password("й") == rules.read_password("й")


@pytest.mark.parametrize("password", ["12345678", "Password1", "oksana", "йцукенгшщ", "ababababab", "anasko"])
def test_what_is_easy_to_guess_is_not_taken(password: str) -> None:
    assert rules.is_guessable(password, "oksana")


def test_three_words_are_taken() -> None:
    assert not rules.is_guessable("тихе-плесо-2026", "oksana")


def test_who_registers_does_not_give_and_who_gives_does_not_register() -> None:
    registrar, clerk = rules.ROLE_PERMISSIONS[Role.REGISTRAR], rules.ROLE_PERMISSIONS[Role.DESK_CLERK]
    assert Permission.GIVE_AID not in registrar
    assert Permission.REGISTER_HOUSEHOLDS not in clerk


def test_only_the_administrator_wipes() -> None:
    assert [r for r, p in rules.ROLE_PERMISSIONS.items() if Permission.WIPE_TRAINING in p] == [Role.ADMIN]


def test_every_role_that_can_be_given_says_what_it_does() -> None:
    assert set(labels.ROLE_LINES) == set(rules.roles_with_work())


def test_somebody_with_two_roles_may_do_what_each_may() -> None:
    both = rules.permissions_of([Role.DESK_CLERK, Role.REVIEWER])
    assert {Permission.GIVE_AID, Permission.REVIEW_LOGS} <= both
    assert rules.permissions_of([]) == frozenset()
