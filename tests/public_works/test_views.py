"""Work orders as a lead and a foreman meet them: without scripts, page by page."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.hubs.models import Settlement
from app.public_works import queries
from app.public_works.models import OrderState, WorkOrder
from tests import cast
from tests.make import make_hub, make_settlement, make_staff
from tests.make.works import make_order
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
TODAY = clock.local_date(clock.now())
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
FRIDAY = MONDAY + timedelta(days=4)


def dmy(day: date) -> str:
    return day.strftime("%d.%m.%Y")


@pytest.fixture
def settlement(app: Flask, staff: dict[str, int]) -> Settlement:
    """A hub with one settlement, and Mykola who leads gangs."""
    with app.app_context():
        make_hub()
        made = make_settlement()
        make_staff(cast.MYKOLA)
        db.session.commit()
        db.session.refresh(made)
        db.session.expunge(made)
        return made


@pytest.fixture
def oksana(visit: Visit, settlement: Settlement) -> Visitor:
    return visit(cast.OKSANA)


PARK = {
    "title": "Прибирання парку", "place": "Парк біля школи", "customer": "Сільська рада", "rate": "760",
    "contract": "fixed_term", "payer": "Центр зайнятості", "tools": "Граблі – 10\nЛопата 5",
}  # fmt: skip
SAFE = {
    "clearance_no": "ДСНС-114/26", "clearance_by": "ДСНС", "cleared_on": dmy(TODAY), "clearance_until": dmy(FRIDAY),
    "briefing": "Не торкайтеся невідомого.", "gear": "рукавиці", "shelter": "Підвал школи",
    "first_aider": "Ганна", "emergency_phone": "0 44 000 00 99",
}  # fmt: skip


def order(app: Flask, settlement: Settlement, **changed: object) -> WorkOrder:
    with app.app_context():
        made = make_order(
            settlement=db.session.merge(settlement, load=False), days=[MONDAY, FRIDAY],
            at=clock.now() - timedelta(minutes=5), **changed,  # type: ignore[arg-type]
        )  # fmt: skip
        return queries.get_order(made.id)


def test_the_first_order_goes_from_an_empty_list_to_the_poster(oksana: Visitor) -> None:
    oksana.open("/works")
    oksana.follow("Записати перший наряд")
    page = oksana.press("Зберегти чернетку", {**PARK, "foreman": oksana.page.option("foreman", "Микола")})  # type: ignore[union-attr]
    assert page.says("НР-")
    oksana.press(
        "Додати зміни", {"first_on": dmy(MONDAY), "last_on": dmy(FRIDAY), "places": "12", "weekdays": ["0", "2", "4"]}
    )
    page = oksana.follow("Далі: що береже людей")
    page = oksana.press("Зберегти", SAFE)
    assert page.says("Усе є.")
    page = oksana.press("Оприлюднити")
    assert page.says("можна записуватися")
    assert [row[0] for row in page.rows() if "12" in row]
    poster = oksana.open("/works/poster")
    for words in ("Прибирання парку", "Парк біля школи", "760,00", "жеребкування"):
        assert poster.says(words)


def test_the_gate_says_what_is_missing_and_leads_there(oksana: Visitor) -> None:
    oksana.open("/works/new")
    oksana.press("Зберегти чернетку", PARK)
    page = oksana.open("/works/1")
    assert page.says("Чого бракує") or page.says("бракує")
    links = page.links()
    assert "/works/1/safety#clearance_no" in links
    assert "/works/1/edit#foreman" in links
    assert "/works/1/shifts" in links
    token = {"csrf_token": str(page.values(page.form_with("Вийти")[0])["csrf_token"])}
    page = oksana.post("/works/1/publication", token, status=422)
    assert page.says("Не оприлюднено")


def test_nothing_is_lost_on_bad_input(oksana: Visitor) -> None:
    oksana.open("/works/new")
    page = oksana.press("Зберегти чернетку", {**PARK, "rate": "багато", "min_age": "16"}, status=422)
    form, _button = page.form_with("Зберегти чернетку")
    kept = page.values(form)
    assert (kept["title"], kept["rate"], kept["min_age"]) == ("Прибирання парку", "багато", "16")
    assert str(kept["tools"]).split() == ["Граблі", "–", "10", "Лопата", "5"]


def test_half_of_a_pair_is_told(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    oksana.open("/works/new")
    page = oksana.press("Зберегти чернетку", {**PARK, "sign_up_at": ""}, status=422)
    assert page.says("Запишіть і день, і час")
    oksana.press("Зберегти чернетку", {**PARK, "sign_up_on": "", "sign_up_at": ""})
    week = {"first_on": dmy(MONDAY), "last_on": dmy(FRIDAY), "places": "5"}
    page = oksana.press("Додати зміни", {**week, "second_starts_at": "18:00"}, status=422)
    assert page.says("друга зміна")
    made = order(app, settlement)
    oksana.open(f"/works/{made.id}/edit")
    page = oksana.press("Зберегти", {"sign_up_on": "", "sign_up_at": ""}, status=422)
    assert page.says("до якого дня записуються")


def test_the_rule_of_age_is_told_in_words(oksana: Visitor) -> None:
    oksana.open("/works/new")
    page = oksana.press("Зберегти чернетку", {**PARK, "min_age": "16"}, status=422)
    assert page.says("від 14 до 17")


def test_low_pay_is_told_with_the_lowest_rate(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    made = order(app, settlement, rate_minor=20_000, is_published=False)
    page = oksana.open(f"/works/{made.id}")
    assert page.says("364,00")


def test_days_off_are_skipped_with_a_word(oksana: Visitor) -> None:
    oksana.open("/calendar")
    oksana.press("Додати день", {"held_on": dmy(MONDAY)})
    oksana.open("/works/new")
    oksana.press("Зберегти чернетку", PARK)
    week = {"first_on": dmy(MONDAY), "last_on": dmy(FRIDAY), "places": "5"}
    page = oksana.press("Додати зміни", week)
    assert page.says("вихідний")
    page = oksana.press("Додати зміни", week, status=422)
    assert page.says("вже є зміна")


def test_an_earlier_order_is_copied_but_not_its_clearance(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    made = order(app, settlement)
    oksana.open(f"/works/{made.id}")
    oksana.follow("Скопіювати в новий наряд")
    oksana.press("Зберегти чернетку", {"title": "Парк ще раз"})
    with app.app_context():
        copy = queries.get_order(made.id + 1)
        assert (copy.title, copy.place, copy.briefing, copy.state) == (
            "Парк ще раз", made.place, made.briefing, OrderState.DRAFT,
        )  # fmt: skip
        assert not copy.clearance_no


def test_a_published_order_changes_only_in_words(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    made = order(app, settlement)
    page = oksana.open(f"/works/{made.id}/edit")
    form, _ = page.form_with("Зберегти")
    assert not {"rate", "place", "min_age", "settlement"} & set(page.values(form))
    page = oksana.press("Зберегти", {"note": "Обід о 13:00"})
    assert page.says("Обід о 13:00")
    page = oksana.open(f"/works/{made.id}/safety")
    page = oksana.press("Зберегти", {"briefing": "Стійте."})
    assert page.says("інструктують знову")
    oksana.open(f"/works/{made.id}/safety")
    oksana.press("Зберегти", {"shelter": ""}, status=422)


def test_more_places_but_never_fewer(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    made = order(app, settlement)
    oksana.open(f"/works/{made.id}/shifts")
    oksana.press("Зберегти", {"places": "15"})
    page = oksana.press("Зберегти", {"places": "9"}, status=409)
    assert page.says("15")


def test_a_clearance_that_runs_out_is_told_on_every_page_of_the_order(
    app: Flask, settlement: Settlement, oksana: Visitor
) -> None:
    made = order(app, settlement)
    oksana.open(f"/works/{made.id}/safety")
    oksana.press("Зберегти", {"clearance_until": dmy(MONDAY)})
    for path in ("", "/shifts", "/safety", "/edit", "/cancellation", "/stop"):
        assert oksana.open(f"/works/{made.id}{path}").says("Роботу зупинено"), path
    assert not oksana.open("/works/poster").says(made.title)
    oksana.open(f"/works/{made.id}/safety")
    assert not oksana.press("Зберегти", {"clearance_until": dmy(FRIDAY)}).says("Роботу зупинено")


def test_a_foreman_stops_work_in_two_presses_and_the_lead_lets_it_go_on(
    app: Flask, settlement: Settlement, visit: Visit
) -> None:
    near, own = order(app, settlement, title="Дрова для самотніх"), order(app, settlement)
    mykola = visit(cast.MYKOLA)
    mykola.open("/works")
    page = mykola.follow("Зупинити")
    assert page.says(near.number)
    page = mykola.press("Зупинити роботи", {"cause": "explosive"})
    assert page.says("101")
    assert page.says("Підвал школи")
    told = mykola.press("Записати", {"text": "101 викликано"})
    assert told.says("Микола")
    assert told.says("101 викликано")
    mykola.press("Записати", {"text": " "}, status=422)
    for made in (own, near):
        assert mykola.open(f"/works/{made.id}").says("Роботу зупинено")
    oksana = visit(cast.OKSANA)
    oksana.open("/work-stops")
    oksana.open("/work-stops/1")
    oksana.follow("Дозволити кільком")
    oksana.press("Дозволити продовжити", {"reason": "Сапери оглянули", "orders": []}, status=422)
    oksana.open("/work-stops/1")
    oksana.follow("Дозволити продовжити")
    page = oksana.press("Дозволити продовжити", {"reason": "Сапери оглянули"}, status=422)
    assert page.says("новий дозвіл")
    paper = {"clearance_no": "ДСНС-2", "clearance_by": "ДСНС", "cleared_on": dmy(TODAY), "clearance_until": dmy(FRIDAY)}
    page = oksana.press("Дозволити продовжити", {"reason": "Сапери оглянули", **paper})
    assert page.says("Може тривати: НР-")
    assert not oksana.open(f"/works/{own.id}").says("Роботу зупинено")
    assert oksana.open(f"/works/{near.id}").says("Роботу зупинено")


def test_a_foreman_opens_only_the_own_works(app: Flask, settlement: Settlement, visit: Visit) -> None:
    with app.app_context():
        from app.accounts import queries as accounts

        lead = accounts.find_staff(cast.OKSANA.login)
        db.session.expunge_all()
    other = order(app, settlement, foreman=lead)
    mykola = visit(cast.MYKOLA)
    assert not mykola.open("/works").says(other.title)
    for path in ("", "/stop", "/card"):
        mykola.open(f"/works/{other.id}{path}", status=404)
    mykola.open(f"/works/{other.id}/safety", status=403)


def test_a_work_is_cancelled_with_a_reason_that_everybody_reads(
    app: Flask, settlement: Settlement, oksana: Visitor
) -> None:
    made = order(app, settlement)
    oksana.open(f"/works/{made.id}/cancellation")
    oksana.press("Скасувати роботу", {"reason": ""}, status=422)
    page = oksana.press("Скасувати роботу", {"reason": "Замовник відмовився"})
    assert page.says("Замовник відмовився")


def test_the_list_is_searched_and_looked_at_by_stage(app: Flask, settlement: Settlement, oksana: Visitor) -> None:
    order(app, settlement)
    order(app, settlement, title="Ремонт лавок", is_published=False)
    page = oksana.open("/works?words=лавок")
    assert page.says("Ремонт лавок")
    assert not page.says("Прибирання парку")
    page = oksana.open("/works?stage=open")
    assert page.says("Прибирання парку")
    assert not page.says("Ремонт лавок")
    assert oksana.open("/works?words=немає-такого").says("Такого наряду немає")


def test_rules_of_turns_and_the_lowest_pay(oksana: Visitor) -> None:
    page = oksana.open("/works/terms")
    assert [row[:2] for row in page.rows()][1:] == [["01.01.2026", "52,00"], ["01.01.2025", "48,00"]]
    oksana.press("Зберегти", {"days_cap": "8"})
    later = dmy(date(TODAY.year + 1, 1, 1))
    page = oksana.press("Додати дату", {"valid_from": later, "hour": "56", "source": "Закон"})
    assert page.says("56,00")
    oksana.press("Додати дату", {"valid_from": later, "hour": "5,6", "source": "Закон"}, status=422)
    assert oksana.press("Зберегти", {"days_cap": "80"}, status=422).says("від 1 до 31")


def test_the_order_card_has_a_row_of_ticks_for_each_shift(app: Flask, settlement: Settlement, visit: Visit) -> None:
    made = order(app, settlement, hours=(time(9), time(15)))
    page = visit(cast.MYKOLA).open(f"/works/{made.id}/card")
    rows = [row for row in page.rows() if row.count("☐") == 8]
    assert [row[0][:10] for row in rows] == [dmy(MONDAY), dmy(FRIDAY)]
    assert page.says("101")


def test_a_registrar_looks_and_does_not_plan(app: Flask, settlement: Settlement, visit: Visit) -> None:
    made = order(app, settlement)
    halyna = visit(cast.HALYNA)
    page = halyna.open(f"/works/{made.id}")
    assert "Зупинити роботи" not in page.text
    for path in ("/works/new", f"/works/{made.id}/edit", f"/works/{made.id}/cancellation", "/works/terms"):
        halyna.open(path, status=403)
    visit(cast.LIUBOV).open("/works", status=403)
