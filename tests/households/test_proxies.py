"""Who may collect for a household besides its own people."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.households import operations, proxies
from app.households.models import Household, Proxy, ProxyBasis, ProxyRelation
from app.households.proxies import ProxyDraft, ProxyState
from app.households.queries import proxies as proxy_queries
from tests import cast
from tests.make import make_card, make_household, make_hub, make_person, make_proxy, make_settlement
from tests.visitor import Page, Visitor

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
WEEK = timedelta(days=7)
NAME = "Записати, хто ще може забирати"


def drafted(name: str = "Дяк Богдан", born: int = 1980, **told: Any) -> ProxyDraft:
    facts: dict[str, Any] = {
        "relation": ProxyRelation.NEIGHBOUR,
        "basis": ProxyBasis.SPOKEN,
        "valid_from": TODAY,
        "valid_to": proxies.usual_end(TODAY),
    }
    return ProxyDraft(name, born, **{**facts, **told})


def act(verb: Any, *args: Any, **fields: Any) -> Any:
    with transaction():
        return verb(*args, actor=KEEPER, at=AT, **fields)


def count(kind: type) -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.fixture
def household(database: None) -> Household:
    household = make_household(settlement=make_settlement())
    make_person(household=household, surname="Шевченко", given="Олена", born=1954)
    make_card(household=household)
    db.session.commit()
    return household


# ---- one person under any spelling


@pytest.mark.parametrize(
    "told",
    ["Богдан Дяк", "ДЯК  БОГДАН", "Дьяк Богдан", "Дяк Богдан Петрович", "Bohdan Diak", "Дяк Бoгдан"],
)
def test_one_person_has_one_key_however_the_name_is_told(told: str) -> None:
    assert proxies.name_key(told) == proxies.name_key("Дяк Богдан")


def test_forms_of_a_given_name_and_double_surnames_are_one_person_too() -> None:
    assert proxies.name_key("Александр Ткач") == proxies.name_key("Ткач Олександр")
    assert proxies.name_key("Мар’яна Криничанська-Ґудзь") == proxies.name_key("Ґудзь-Криничанська Мар'яна")
    assert proxies.name_key("Їжакевич Олена Петрівна") == proxies.name_key("Олена Їжакевич")


@pytest.mark.parametrize("other", ["Дяк Ілля", "Дячук Богдан", "Дяк"])
def test_another_name_has_another_key(other: str) -> None:
    assert proxies.name_key(other) != proxies.name_key("Дяк Богдан")


@pytest.mark.parametrize(
    ("fields", "on", "state"),
    [
        ({}, TODAY, ProxyState.VALID),
        ({}, TODAY + timedelta(days=90), ProxyState.VALID),
        ({}, TODAY + timedelta(days=91), ProxyState.OVER),
        ({}, TODAY - timedelta(days=1), ProxyState.NOT_YET),
        ({"used_at": AT}, TODAY, ProxyState.USED),
        ({"used_at": AT, "revoked_at": AT}, TODAY, ProxyState.REVOKED),
    ],
)
def test_a_proxy_collects_within_its_days_until_it_is_used_or_revoked(
    fields: dict[str, Any], on: date, state: ProxyState
) -> None:
    proxy = Proxy(valid_from=TODAY, valid_to=proxies.usual_end(TODAY), **fields)
    assert proxies.state(proxy, on=on) is state


# ---- naming


def test_a_neighbour_is_named_for_ninety_days(household: Household) -> None:
    made = act(operations.name_proxy, household.id, drafted(), nonce="a" * 32)
    assert (made.name, made.birth_year, made.valid_to) == ("Дяк Богдан", 1980, date(2027, 2, 22))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("name proxy", household.id)
    assert json.loads(entry.details)["relation"] == "neighbour"
    assert "Дяк" not in entry.details


def test_the_same_form_twice_names_one_person(household: Household) -> None:
    act(operations.name_proxy, household.id, drafted(), nonce="a" * 32)
    with pytest.raises(operations.SentTwice):
        act(operations.name_proxy, household.id, drafted("Хтось Інший"), nonce="a" * 32)
    assert count(Proxy) == 1


def test_nobody_is_named_twice_for_one_household(household: Household) -> None:
    first = act(operations.name_proxy, household.id, drafted(), nonce="a" * 32)
    with pytest.raises(operations.ProxyAlreadyNamed):
        act(operations.name_proxy, household.id, drafted("Богдан Дяк"), nonce="b" * 32)
    act(operations.revoke_proxy, first.id)
    assert act(operations.name_proxy, household.id, drafted(), nonce="c" * 32).id != first.id


def test_a_proxy_is_revoked_at_once_and_only_once(household: Household) -> None:
    made = act(operations.name_proxy, household.id, drafted(), nonce="a" * 32)
    assert [one.id for one in proxy_queries.list_valid_proxies(household.id, on=TODAY)] == [made.id]
    assert act(operations.revoke_proxy, made.id).revoked_at == AT
    assert proxy_queries.list_valid_proxies(household.id, on=TODAY) == []
    with pytest.raises(operations.ProxyAlreadyRevoked):
        act(operations.revoke_proxy, made.id)
    with pytest.raises(NotFound):
        act(operations.revoke_proxy, 999)


def test_only_those_who_may_collect_that_day_are_valid(household: Household) -> None:
    make_proxy(household=household, name="Дяк Богдан", since=TODAY, until=TODAY + WEEK)
    make_proxy(household=household, name="Гончар Ілля", since=TODAY - 2 * WEEK, until=TODAY - WEEK)
    used = make_proxy(household=household, name="Лисенко Ян", since=TODAY, is_one_time=True)
    used.used_at = AT
    db.session.commit()
    assert [one.name for one in proxy_queries.list_valid_proxies(household.id, on=TODAY)] == ["Дяк Богдан"]
    assert len(proxy_queries.list_proxies(household.id, on=TODAY)) == 3


def test_one_person_is_counted_over_households_but_not_as_a_warden(household: Household) -> None:
    for name, born, relation in (
        ("Богдан Дяк", 1980, ProxyRelation.NEIGHBOUR),
        ("Дяк Богдан", 1980, ProxyRelation.WARDEN),
        ("Дяк Богдан", 1981, ProxyRelation.NEIGHBOUR),
    ):
        other = make_household(settlement=household.settlement)
        make_proxy(household=other, name=name, born=born, relation=relation, since=TODAY)
    make_proxy(household=household, name="Дяк Богдан", since=TODAY)
    db.session.commit()
    assert proxy_queries.count_households(drafted()) == 2


# ---- the registrar's page


@pytest.fixture
def shevchenko(app: Flask) -> int:
    with app.app_context():
        make_hub()
        household = make_household(settlement=make_settlement())
        make_person(household=household, surname="Шевченко", given="Олена", born=1954)
        make_card(household=household)
        db.session.commit()
        return household.id


@pytest.fixture
def halyna(visit: Callable[..., Visitor], shevchenko: int) -> Visitor:
    """The registrar."""
    return visit(cast.HALYNA)


def name(visitor: Visitor, household_id: int, *, status: int = 200, **told: str) -> Page:
    visitor.open(f"/households/{household_id}")
    visitor.follow(NAME)
    fields = {"name": "Дяк Богдан", "birth_year": "1980", "relation": "neighbour", "basis": "note"}
    return visitor.press("Записати", {**fields, **told}, status=status)


def test_the_registrar_names_a_neighbour_and_revokes_them(halyna: Visitor, shevchenko: int) -> None:
    page = halyna.open(f"/households/{shevchenko}")
    assert page.says("Нікого іншого не записано.")
    page = name(halyna, shevchenko)
    assert page.says("Записано. Чи може ця людина забрати, залежить від правила програми.")
    assert page.says("Чи може хтось із них забрати, залежить від правила програми.")
    assert page.says("Д▪▪▪▪▪ Б. (1980)")
    assert page.says("сусід")
    assert page.says("підписана записка")
    assert "Дяк" not in page.html
    page = halyna.press("відкликати")
    assert page.says("Ця людина більше не може забирати")
    assert page.says("відкликано")
    assert "відкликати" not in page.buttons()


def test_the_name_is_shown_with_a_trace(app: Flask, halyna: Visitor, shevchenko: int) -> None:
    name(halyna, shevchenko, phone="020 785 25 03")
    assert halyna.press("Показати імена й телефони").says("Дяк Богдан (1980) +380 20 785 25 03")
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number.desc())).first() == (
            "reveal household"
        )


def test_for_one_time_and_until_a_day(app: Flask, halyna: Visitor, shevchenko: int) -> None:
    until = clock.local_date(clock.now()) + WEEK
    page = name(halyna, shevchenko, how_long="until", until=f"{until:%d.%m.%Y}")
    assert page.says(f"може забирати до {until:%d.%m.%Y}")
    assert name(halyna, shevchenko, name="Гончар Ілля", how_long="once").says("один раз, до")
    page = name(halyna, shevchenko, name="Лисенко Ян", how_long="until", until="01.01.2020", status=422)
    assert page.says("Запишіть останній день: сьогодні або пізніше.")


def test_nobody_is_named_for_longer_than_a_year(app: Flask, halyna: Visitor, shevchenko: int) -> None:
    latest = proxies.latest_end(clock.local_date(clock.now()))
    too_late = latest + timedelta(days=1)
    page = name(halyna, shevchenko, how_long="until", until=f"{too_late:%d.%m.%Y}", status=422)
    assert page.says("Представника записують щонайбільше на рік. Запишіть раніший день.")
    with app.app_context():
        assert count(Proxy) == 0
    assert name(halyna, shevchenko, how_long="until", until=f"{latest:%d.%m.%Y}").says(f"до {latest:%d.%m.%Y}")


@pytest.mark.parametrize(("since", "latest"), [(TODAY, date(2027, 11, 24)), (date(2028, 2, 29), date(2029, 2, 28))])
def test_a_year_ends_on_the_same_date_of_the_next(since: date, latest: date) -> None:
    assert proxies.latest_end(since) == latest


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "Запишіть прізвище та ім’я."),
        ({"name": "Дяк"}, "Запишіть прізвище та ім’я літерами."),
        ({"name": "1234 5678"}, "Запишіть прізвище та ім’я літерами."),
        ({"birth_year": "1899"}, "Перевірте рік"),
        ({"birth_year": "3000"}, "Перевірте рік"),
        ({"birth_year": ""}, "Запишіть рік народження"),
        ({"relation": ""}, "Виберіть, ким ця людина є"),
        ({"basis": ""}, "Виберіть, звідки це відомо."),
        ({"how_long": "forever"}, ""),
    ],
)
def test_what_is_missing_is_asked_for(
    app: Flask, halyna: Visitor, shevchenko: int, told: dict[str, str], said: str
) -> None:
    assert name(halyna, shevchenko, status=422, **told).says(said)
    with app.app_context():
        assert count(Proxy) == 0


def test_who_is_named_by_many_is_told_already_here(app: Flask, halyna: Visitor, shevchenko: int) -> None:
    with app.app_context():
        place = db.session.get_one(Household, shevchenko).settlement
        for _ in range(proxies.MOST_HOUSEHOLDS_A_DAY):
            make_proxy(household=make_household(settlement=place), name="Богдан Дяк")
        db.session.commit()
    assert name(halyna, shevchenko).says("Цю людину назвали 4 домогосподарства.")


def test_a_clerk_at_the_desk_names_nobody_here(visit: Callable[..., Visitor], shevchenko: int) -> None:
    visit(cast.DMYTRO).open(f"/households/{shevchenko}/proxies/new", status=403)
