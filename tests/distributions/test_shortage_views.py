"""The screen at which publishing stops, with JavaScript off, and what a household reads about it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import queries
from app.draws import operations as draws
from app.draws import queries as drawn
from app.draws.models import Draw
from app.households.models import Card
from app.hubs.models import Settlement
from tests import cast
from tests.distributions.community import add_household
from tests.distributions.test_shortage import short_of_kits
from tests.visitor import Page, Visitor

WHY = "Чому не вистачає і чому саме так? Це прочитає кожен."
REASON = "Машина привезла менше, ніж обіцяли."


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана; twelve households need 24 kits on Tuesday and 20 are there."""
    with app.app_context():
        short_of_kits(there=20)
    return visit(cast.OKSANA)


def publish(lead: Visitor) -> Page:
    lead.open("/cycles/1/publish")
    return lead.press("Оприлюднити список")


def address_of(app: Flask, household_id: int) -> str:
    with app.app_context():
        return "/c/" + db.session.scalars(db.select(Card.token).where(Card.household_id == household_id)).one()


def test_publishing_stops_at_the_screen(lead: Visitor) -> None:
    assert lead.open("/cycles/1/preview").says("Наборів менше, ніж потрібно для цього плану")
    page = lead.open("/cycles/1/publish")
    assert page.says("Нестача: Продукти щомісяця")
    assert page.says("усім порівну, але менше · спершу декому · жеребкування")


def test_a_publish_from_an_old_page_is_stopped_too(app: Flask, lead: Visitor) -> None:
    with app.app_context():
        drafted = queries.draft_plan(1, seed=None, aid_log=aid_log, at=clock.now())
    lead.open("/distributions")
    token = lead.page.values(lead.page.form_with("Вийти")[0])["csrf_token"] if lead.page else ""
    sent = {"seed": str(drafted.seed), "digest": drafted.digest, "csrf_token": token}
    assert lead.post("/cycles/1/publish", sent, status=409).says("Спершу вирішіть, хто що отримає")


def test_everyone_gets_less_and_reads_why(app: Flask, lead: Visitor) -> None:
    lead.open("/cycles/1/shortage?way=smaller_share")
    page = lead.press("Вирішити: всім не більше цього числа (разом 20)", {WHY: REASON})
    assert page.says("не більше 2 наборів на домогосподарство")
    publish(lead)
    stranger = Visitor(app).open(address_of(app, 3))
    assert stranger.says("не більше 2 наборів на домогосподарство")
    assert stranger.says(REASON.rstrip("."))
    poster = lead.open("/distributions/1/poster")
    assert poster.says("потрібно 24, можна видати 20")
    assert poster.says("не більше 2 наборів на домогосподарство")


def test_a_reason_is_needed(lead: Visitor) -> None:
    lead.open("/cycles/1/shortage?way=smaller_share")
    assert lead.press("Вирішити: всім не більше цього числа (разом 20)", status=422).says("Запишіть причину")


def test_some_first_is_shown_in_numbers_before_it_is_decided(app: Flask, lead: Visitor) -> None:
    lead.open("/cycles/1/shortage?way=first_to_some")
    page = lead.press("Показати, хто отримає", {"first_to": ["older", "infants"]})
    assert page.says("Домогосподарства з людьми від 60 років: отримають 10 з 12")
    assert page.says("10 домогосподарств отримають усе, 2 чекають")
    page = lead.press("Так і вирішити", {WHY: REASON})
    assert page.says("Спершу домогосподарства з дитиною до 2 років, з людьми від 60 років")
    publish(lead)
    pages = [Visitor(app).open(address_of(app, one)) for one in range(1, 13)]
    assert sum(page.says("Ви в списку очікування") for page in pages) == 2, "who waits reads it on their own page"
    with app.app_context():
        newcomer = add_household(settlement=db.session.scalars(db.select(Settlement)).one(), street=None).id
        db.session.commit()
    assert "не вистачає" not in Visitor(app).open(address_of(app, newcomer)).text, "it concerns nobody else"


def test_a_decision_is_taken_back_with_a_button(lead: Visitor) -> None:
    lead.open("/cycles/1/shortage?way=first_to_some")
    lead.press("Так і вирішити", {WHY: REASON})
    assert lead.press("Скасувати це рішення").says("Воно залишається записаним")


def test_all_days_are_postponed_and_the_poster_says_so(lead: Visitor) -> None:
    lead.open("/cycles/1/shortage?way=postpone")
    page = lead.press("Перенести всім", {"Який день стане першим?": "27.11.2031", WHY: REASON})
    assert page.says("Перший день – четвер, 27 листопада")
    assert lead.open("/shortage-decisions/1/poster").says("Видачу перенесено всім")


def test_a_draw_from_the_list_to_the_page_of_a_household(app: Flask, lead: Visitor) -> None:
    """The lead orders it; it is held; the list follows; a household reads its own name and number."""
    tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
    lead.open("/cycles/1/shortage?way=draw")
    said = {"У який день жеребкування?": f"{tomorrow:%d.%m.%Y}", "О котрій годині?": "10:00", WHY: REASON}
    page = lead.press("Скласти список і таємне число", said)
    assert page.says("До жеребкування ЖР-")
    with app.app_context():
        draw = drawn.get_draw(1)
        name = next(entry.pseudonym for entry in draw.entries if entry.reference == 1)
    assert Visitor(app).open(address_of(app, 1)).says(f"У списку жеребкування ви – {name}")
    hold(app)
    publish(lead)
    with app.app_context():
        order = drawn.order_of(1)
    last = max(order, key=order.__getitem__)
    first = min(order, key=order.__getitem__)
    assert Visitor(app).open(address_of(app, first)).says("місце є")
    assert Visitor(app).open(address_of(app, last)).says("ви чекаєте, номер")
    assert "Що робити?" not in lead.open("/cycles/1/shortage").text
    why = lead.open(f"/households/{last}/cycles/1/why")
    assert why.says("Порядок визначає жеребкування")
    assert why.says("ви чекаєте, номер")
    assert "За цим порядком" not in why.text, "the usual order says nothing where a draw decided"


def hold(app: Flask) -> None:
    with app.app_context():
        held_at = db.session.scalars(db.select(Draw.held_at)).one()
        with transaction():
            draws.hold(1, public_number="461352", witnesses=("А", "Б"), nonce="hold", actor=KEEPER, at=held_at)


def test_the_same_form_twice_is_one_decision(app: Flask, lead: Visitor) -> None:
    form = lead.open("/cycles/1/shortage?way=first_to_some")
    for _ in range(2):
        lead.page = form
        lead.press("Так і вирішити", {WHY: REASON})
    with app.app_context():
        assert len(queries.list_decisions(1)) == 1
