"""Who may collect, lived through with JavaScript off: named, asked for at the desk, approved, listed, revoked."""

from collections.abc import Callable

from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.core.db import db
from app.distributions.models import ProxyRule
from app.households.models import Card
from tests import cast
from tests.desk_day import World, sit_down
from tests.visitor import Page, Visitor

BOHDAN = {"name": "Дяк Богдан", "birth_year": "1980", "relation": "neighbour", "basis": "note"}
SPELT = ("Богдан Дяк", "ДЯК БОГДАН", "Дяк  Богдан")


def test_a_good_neighbour_collects_for_a_street(open_day: World, visit: Callable[..., Visitor]) -> None:
    open_day.proxy_rule(ProxyRule.ANY_NAMED)
    cards = [open_day.expected(10, surname=name)[0] for name in ("Мельник", "Гончар", "Лисенко", "Ткач")]
    halyna = visit(cast.HALYNA)
    oksana, dmytro = visit(cast.OKSANA), sit_down(visit(cast.DMYTRO), open_day.lyceum)

    household_id = named_by_the_registrar(halyna, cards[0])
    known = scan(dmytro, cards[0]).box("Д▪▪▪▪▪ Б. (1980) · сусід")
    assert dmytro.press("Видано", {"collector": known}).verdict() == "GIVEN"
    for card, spelling in zip(cards[1:3], SPELT, strict=False):
        assert send(dmytro, card, spelling).verdict() == "GIVEN"

    page = send(dmytro, cards[3], SPELT[2], status=422)
    assert page.says("Потрібна згода керівника.")
    signed = {
        "Логін того, хто погоджує": "oksana",
        "Пароль того, хто погоджує": cast.PASSWORD,
        "Чому це правильно?": "возить усій вулиці",
    }
    assert dmytro.press("Видано", signed).verdict() == "GIVEN"

    page = oksana.open("/frequent-collectors")
    (row,) = [cells for cells in page.rows() if "1980" in cells[0]]
    assert row == ["Д▪▪▪▪▪ Б. (1980)", "4", "4", "4", "сусід Продукти щомісяця", "1"]
    assert oksana.press("Показати імена").says("Дяк")

    halyna.open(f"/households/{household_id}")
    assert halyna.press("відкликати").says("відкликано")

    db.session.commit()
    assert audit.check_chain().broken_at is None
    told = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert [action for action in told if "prox" in action or "collect" in action] == [
        "name proxy", "reveal collectors", "revoke proxy",
    ]  # fmt: skip


def named_by_the_registrar(halyna: Visitor, card: Card) -> int:
    """Bohdan may collect for this household from now on."""
    halyna.open(f"/households/{card.household_id}")
    halyna.follow("Записати, хто ще може забирати")
    assert halyna.press("Записати", BOHDAN).says("Д▪▪▪▪▪ Б. (1980)")
    assert card.household_id is not None
    return card.household_id


def scan(desk: Visitor, card: Card) -> Page:
    desk.open("/check-in")
    return desk.press("Перевірити", {"code": card.token})


def send(desk: Visitor, card: Card, name: str, *, status: int = 200) -> Page:
    """The household sends Bohdan, who is named at the desk as the clerk hears it."""
    scan(desk, card)
    return desk.press("Видано", {**BOHDAN, "collector": "new", "name": name, "basis": "spoken"}, status=status)
