"""From the confirmed day to the money, page by page and without scripts; and questions that get an answer."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine
from flask import g
from sqlalchemy import select

from app.attendance import operations as attendance
from app.attendance.models import Attendance, Mark
from app.attendance.operations import Row
from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.pay.models import PayQuestion, PaySheet, PayState
from tests import cast
from tests.attendance.conftest import NINE, Site, after
from tests.make.staff import make_staff
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
TUESDAY_NOON = after(hours=27)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(TUESDAY_NOON, tick=False):
        yield


@pytest.fixture
def staff() -> dict[str, int]:
    """They come with the site."""
    return {}


@pytest.fixture
def oksana(confirmed: Site, visit: Visit) -> Visitor:
    """The lead; she confirmed the day and wrote none of its rows."""
    return visit(cast.OKSANA)


def another(visit: Visit, colleague: cast.Colleague) -> Visitor:
    """The site keeps one application context for the whole test, which remembers who came before."""
    for name in list(g):
        g.pop(name)
    return visit(colleague)


def make(visitor: Visitor) -> Page:
    visitor.open("/pay-sheets")
    visitor.follow("Скласти відомість")
    return visitor.press("Скласти відомість")


def sheets() -> list[PaySheet]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(PaySheet).order_by(PaySheet.id)))


def correct_the_half_day(site: Site) -> None:
    """It was a whole one: Oksana corrects it, Mykola confirms."""
    half = db.session.scalars(select(Attendance).where(Attendance.half_days == 1)).one()
    with transaction():
        attendance.correct(
            half.id, Row(Mark.WORKED, NINE, after(hours=8), break_minutes=60), reason="Не той час", actor=site.lead,
            at=TUESDAY_NOON,
        )  # fmt: skip
    with transaction():
        attendance.confirm(site.shift_id, actor=site.foreman, at=TUESDAY_NOON)


def test_a_day_is_due_previewed_and_put_on_a_sheet(oksana: Visitor) -> None:
    page = oksana.open("/pay-sheets")
    assert page.says("1\u00a0900,00")
    assert page.says("2,5")
    page = oksana.follow("Скласти відомість")
    assert page.says("Гончар Олег")
    assert page.says("760,00 грн за день")
    page = oksana.press("Скласти відомість")
    assert page.says("Відомість на виплату ВП-2026-0001")
    assert page.says("23.11.2026 відпрацьовано 7:00, днів: 1")
    assert oksana.open("/pay-sheets").says("Зараз до виплати нічого немає.")


def test_only_days_up_to_the_chosen_one_are_counted(oksana: Visitor, confirmed: Site) -> None:
    page = oksana.open(f"/works/{confirmed.order.id}/pay-sheets/new?until=2026-11-22")
    assert page.says("немає підтверджених днів")
    page = oksana.open(f"/works/{confirmed.order.id}/pay-sheets/new?until=колись")
    assert page.says("Напишіть дату")


def test_the_form_sent_twice_makes_one_sheet(oksana: Visitor, confirmed: Site) -> None:
    oksana.open(f"/works/{confirmed.order.id}/pay-sheets/new")
    assert oksana.page is not None
    form, _button = oksana.page.form_with("Скласти відомість")
    sent = oksana.page.values(form)
    for _time in range(2):
        page = oksana.post(f"/works/{confirmed.order.id}/pay-sheets", sent)
        assert page.says("ВП-2026-0001")
    assert len(sheets()) == 1
    other = {**sent, "nonce": "f" * 32}
    assert oksana.post(f"/works/{confirmed.order.id}/pay-sheets", other, status=409).says("немає підтверджених днів")


def test_a_sheet_is_approved_sent_and_paid_on_a_day(oksana: Visitor) -> None:
    make(oksana)
    page = oksana.press("Затвердити відомість")
    assert page.says("затверджено")
    oksana.press("Бухгалтер отримав")
    page = oksana.press("Виплачено", {"paid_on": "23.11.2026"}, status=422)
    assert page.says("не раніше")
    page = oksana.press("Виплачено", {"paid_on": "24.11.2026"})
    assert page.says("24.11.2026")
    assert [sheet.state for sheet in sheets()] == [PayState.PAID]
    assert oksana.open("/pay-sheets?state=paid").says("ВП-2026-0001")
    assert oksana.open("/pay-sheets?state=made").says("Такої відомості зараз немає.")


def test_who_wrote_attendance_reads_why_somebody_else_approves(confirmed: Site, visit: Visit) -> None:
    correct_the_half_day(confirmed)
    oksana = visit(cast.OKSANA)
    page = make(oksana)
    assert page.says("Ви писали табель, який враховує ця відомість")
    assert "Затвердити відомість" not in page.buttons()
    (sheet,) = sheets()
    form, _button = page.form_with("Анулювати відомість")
    token = {"csrf_token": str(page.values(form)["csrf_token"])}
    assert oksana.post(f"/pay-sheets/{sheet.id}/approval", token, status=409).says("не затверджує")
    assert [one.state for one in sheets()] == [PayState.MADE]


def test_a_correction_is_explained_on_the_next_sheet(oksana: Visitor, confirmed: Site) -> None:
    make(oksana)
    correct_the_half_day(confirmed)
    page = make(oksana)
    assert page.says(
        "взято назад: рядок табеля за 23.11.2026 виправлено (Не той час); його врахувала ВП-2026-0001: −0,5"
    )
    assert page.says("380,00")
    first, _second = sheets()
    oksana.open(f"/pay-sheets/{first.id}")
    page = oksana.press("Анулювати відомість", {"why": "Помилка"}, status=409)
    assert page.says("Відомість ВП-2026-0002 бере назад дні цієї.")


def test_a_sheet_is_annulled_with_a_reason_and_its_days_wait(oksana: Visitor) -> None:
    make(oksana)
    assert oksana.press("Анулювати відомість", {"why": " "}, status=422).says("Напишіть, чому")
    page = oksana.press("Анулювати відомість", {"why": "Не той період"})
    assert page.says("Не той період")
    assert make(oksana).says("ВП-2026-0002")


def test_the_accountant_gets_files_that_add_up_and_run_nothing(oksana: Visitor, confirmed: Site) -> None:
    person = confirmed.workers[0].person
    assert person is not None
    person.surname = "=SUM(A1)"
    db.session.commit()
    make(oksana)
    (sheet,) = sheets()
    oksana.open(f"/pay-sheets/{sheet.id}")
    taken = oksana.client.post(f"/pay-sheets/{sheet.id}/export", data={**_csrf(oksana), "format": "csv"})
    rows = list(csv.reader(StringIO(taken.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert sum(float(row[6].replace(",", ".")) for row in rows[1:]) == 1900
    assert all(row[6].endswith(",00") for row in rows[1:])
    assert {row[1][0] for row in rows[1:]} == {"'", "Г"}
    book = oksana.client.post(f"/pay-sheets/{sheet.id}/export", data={**_csrf(oksana), "format": "xlsx"})
    assert "xl/worksheets/sheet1.xml" in ZipFile(BytesIO(book.data)).namelist()
    db.session.rollback()
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "export pay sheet")).all()
    assert len(told) == 2


def _csrf(visitor: Visitor) -> dict[str, object]:
    assert visitor.page is not None
    form, _button = visitor.page.form_with("Завантажити – CSV")
    return visitor.page.values(form)


def test_the_paper_has_everybody_the_sum_in_words_and_three_signatures(oksana: Visitor) -> None:
    make(oksana)
    page = oksana.follow("Роздрукувати відомість")
    for words in (
        "ВП-2026-0001", "одна тисяча дев’ятсот гривень 00 копійок", "Керівник", "Бухгалтер", "Касир", "Утримано, грн",
        "Центр зайнятості", "Прибирання парку",
    ):  # fmt: skip
        assert page.says(words), words
    assert page.response.get_data(as_text=True).count("Гончар") == 3


def test_where_the_name_is_forgotten_the_code_stands(oksana: Visitor, confirmed: Site) -> None:
    make(oksana)
    sign_up = db.session.merge(confirmed.workers[0])
    sign_up.person_id = None
    db.session.commit()
    (sheet,) = sheets()
    page = oksana.open(f"/pay-sheets/{sheet.id}")
    assert page.says(sign_up.code)
    assert oksana.follow("Роздрукувати відомість").says(sign_up.code)


def test_a_question_told_at_the_desk_is_answered_by_the_lead(confirmed: Site, visit: Visit) -> None:
    desk = visit(cast.HALYNA)
    desk.open("/pay-questions")
    page = desk.press("Знайти їхню роботу", {"who": confirmed.workers[0].code.lower()})
    assert page.says("Прибирання парку")
    asking = desk.follow("Записати питання")
    assert not asking.says("Гончар"), "whoever takes a question down sees no list of who earned what"
    assert not asking.says("760,00")
    assert desk.press("Записати питання", status=422).says("Оберіть, про що")
    page = desk.press("Записати питання", {"kind": "not_paid", "text": "Обіцяли у п’ятницю"})
    assert page.says("01.12.2026")
    desk.open(f"/sign-ups/{confirmed.workers[0].id}/pay-questions")
    assert desk.press("Записати питання", {"kind": "not_paid"}, status=409).says("вже записано")
    assert desk.open("/pay-questions").says("Обіцяли у п’ятницю")
    question = db.session.scalars(select(PayQuestion)).one()
    desk.open(f"/pay-questions/{question.id}", status=403)
    lead = another(visit, cast.OKSANA)
    assert lead.open("/").says("1 питання про оплату без відповіді")
    lead.open(f"/pay-questions/{question.id}")
    assert lead.press("Надіслати відповідь", {"answer": ""}, status=422).says("Напишіть відповідь")
    page = lead.press("Надіслати відповідь", {"answer": "Гроші прийдуть 4 грудня."})
    assert page.says("На всі питання відповіли.")
    assert lead.open("/pay-questions?answered=y").says("Гроші прийдуть 4 грудня.")
    assert lead.open(f"/pay-questions/{question.id}").says("Гроші прийдуть")


def test_the_work_of_a_household_is_found_by_its_card(confirmed: Site, visit: Visit) -> None:
    household = confirmed.workers[0].household
    assert household is not None
    desk = visit(cast.HALYNA)
    desk.open("/pay-questions")
    assert desk.press("Знайти їхню роботу", {"who": household.cards[0].card_no}).says("Прибирання парку")
    assert desk.press("Знайти їхню роботу", {"who": "нікого"}).says("запису з таким кодом немає")


def test_a_question_without_an_answer_in_time_is_told_as_overdue(confirmed: Site, visit: Visit) -> None:
    desk = visit(cast.HALYNA)
    desk.open(f"/sign-ups/{confirmed.workers[0].id}/pay-questions")
    desk.press("Записати питання", {"kind": "hours"})
    assert not desk.open("/pay-questions").says("прострочено")
    with time_machine.travel(TUESDAY_NOON + timedelta(days=10), tick=False):
        assert another(visit, cast.OKSANA).open("/pay-questions").says("прострочено")


def test_nobody_else_sees_money_or_questions(confirmed: Site, visit: Visit) -> None:
    make_staff(cast.IVAN)
    db.session.commit()
    for who in (cast.MYKOLA, cast.IVAN):
        visitor = another(visit, who)
        for path in ("/pay-sheets", "/pay-questions", f"/works/{confirmed.order.id}/pay-sheets/new"):
            visitor.open(path, status=403)
    another(visit, cast.HALYNA).open("/pay-sheets", status=403)
