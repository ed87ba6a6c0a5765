"""Money for a day's work, from the confirmed sheet to the day on which it was paid."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.attendance import operations as attendance
from app.attendance.models import Attendance, Mark
from app.attendance.operations import Row
from app.core.actors import Actor
from app.core.db import db, transaction
from app.pay import operations, queries
from app.pay.models import PayLine, PayQuestionKind, PaySheet, PayState
from app.pay.operations.questions import AnsweredAlready, AskedAlready, answer_by
from app.pay.operations.sheets import NothingDue, NotNow, NotPaidWork, PaidTooEarly, SamePerson
from app.public_works.models import ContractForm
from tests import cast
from tests.attendance.conftest import NINE, Site, after
from tests.make.staff import actor_of, make_staff
from tests.public_works.conftest import MONDAY, Gang

LATER = after(hours=30)


@pytest.fixture
def ivan(confirmed: Site) -> Actor:
    """Who had nothing to do with the attendance."""
    staff = make_staff(cast.IVAN)
    db.session.commit()
    return actor_of(staff)


def make(site: Site, *, until: date = MONDAY, nonce: str = "sheet") -> PaySheet:
    with transaction():
        return operations.make_sheet(site.order.id, until=until, nonce=nonce, actor=site.foreman, at=LATER)


def correct(site: Site, attendance_id: int) -> None:
    """The half day was a whole one; the lead corrects it and the foreman confirms."""
    with transaction():
        attendance.correct(
            attendance_id, Row(Mark.WORKED, NINE, after(hours=8), break_minutes=60), reason="Помилка", actor=site.lead,
            at=LATER,
        )  # fmt: skip
    with transaction():
        attendance.confirm(site.shift_id, actor=site.foreman, at=after(hours=31))


def test_a_sheet_counts_every_confirmed_day_once(confirmed: Site) -> None:
    sheet = make(confirmed)
    assert (sheet.number, sheet.state) == ("ВП-2026-0001", PayState.MADE)
    assert sorted((line.half_days, line.minutes, line.gross_minor) for line in sheet.lines) == [
        (1, 210, 380_00), (2, 420, 760_00), (2, 420, 760_00),
    ]  # fmt: skip
    assert operations.total(sheet) == 1_900_00
    with pytest.raises(NothingDue):
        make(confirmed, nonce="again")


def test_days_after_the_period_wait_for_the_next_sheet(confirmed: Site) -> None:
    with pytest.raises(NothingDue):
        make(confirmed, until=MONDAY - timedelta(days=1))


def test_who_took_attendance_or_made_the_sheet_does_not_approve_it(confirmed: Site, ivan: Actor) -> None:
    sheet = make(confirmed)
    with pytest.raises(SamePerson), transaction():
        operations.approve(sheet.id, actor=confirmed.foreman, at=LATER)
    with transaction():
        operations.approve(sheet.id, actor=ivan, at=LATER)
    assert sheet.state is PayState.APPROVED
    with pytest.raises(NotNow), transaction():
        operations.approve(sheet.id, actor=ivan, at=LATER)


def test_a_sheet_goes_to_the_accountant_and_is_paid_on_a_day_that_can_be(confirmed: Site, ivan: Actor) -> None:
    sheet = make(confirmed)
    with pytest.raises(NotNow), transaction():
        operations.send(sheet.id, actor=ivan, at=LATER)
    with transaction():
        operations.approve(sheet.id, actor=ivan, at=LATER)
    with transaction():
        operations.send(sheet.id, actor=ivan, at=LATER)
    for wrong in (MONDAY, MONDAY + timedelta(days=9)):
        with pytest.raises(PaidTooEarly), transaction():
            operations.mark_paid(sheet.id, paid_on=wrong, actor=ivan, at=LATER)
    with transaction():
        operations.mark_paid(sheet.id, paid_on=MONDAY + timedelta(days=1), actor=ivan, at=LATER)
    assert sheet.state is PayState.PAID
    account = queries.account_of(confirmed.workers[0])
    assert (account.half_days, account.minutes, account.uncounted_minor) == (2, 420, 0)
    assert (account.minor(PayState.PAID), account.minor(PayState.MADE)) == (760_00, 0)


def test_a_sheet_that_is_annulled_lets_its_days_go_to_another(confirmed: Site, ivan: Actor) -> None:
    first = make(confirmed)
    with transaction():
        operations.annul(first.id, why="Не той період", actor=ivan, at=LATER)
    second = make(confirmed, nonce="second")
    assert second.number == "ВП-2026-0002"
    assert operations.total(second) == operations.total(first) == 1_900_00
    with transaction():
        operations.approve(second.id, actor=ivan, at=LATER)
    with transaction():
        operations.send(second.id, actor=ivan, at=LATER)
    with pytest.raises(NotNow), transaction():
        operations.annul(second.id, why="Пізно", actor=ivan, at=LATER)


def test_a_row_corrected_after_its_sheet_is_settled_by_the_next_one(confirmed: Site) -> None:
    first = make(confirmed)
    wrong = db.session.scalars(select(Attendance).where(Attendance.half_days == 1)).one()
    correct(confirmed, wrong.id)
    second = make(confirmed, nonce="second")
    (line,) = second.lines
    assert (line.half_days, line.minutes, line.gross_minor) == (1, 210, 380_00)
    assert operations.total(first) + operations.total(second) == 3 * 760_00
    with pytest.raises(NothingDue):
        make(confirmed, nonce="third")


def test_a_row_corrected_before_any_sheet_is_counted_as_it_is_right(confirmed: Site) -> None:
    wrong = db.session.scalars(select(Attendance).where(Attendance.half_days == 1)).one()
    correct(confirmed, wrong.id)
    assert operations.total(make(confirmed)) == 3 * 760_00


def test_a_corrected_row_is_not_paid_before_it_is_confirmed_but_the_wrong_one_is_taken_back(confirmed: Site) -> None:
    make(confirmed)
    wrong = db.session.scalars(select(Attendance).where(Attendance.half_days == 1)).one()
    with transaction():
        attendance.correct(
            wrong.id, Row(Mark.ABSENT, reason="Не був"), reason="Помилка", actor=confirmed.lead, at=LATER
        )
    second = make(confirmed, nonce="second")
    assert [(line.half_days, line.gross_minor) for line in second.lines] == [(-1, -380_00)]


def test_a_question_is_answered_within_five_working_days_and_asked_once(confirmed: Site, ivan: Actor) -> None:
    sign_up_id = confirmed.workers[0].id
    with transaction():
        asked = operations.ask(sign_up_id, PayQuestionKind.NOT_PAID, "Де гроші?", nonce="q", actor=ivan, at=LATER)
    assert asked.answer_by == date(2026, 12, 1)
    with pytest.raises(AskedAlready), transaction():
        operations.ask(sign_up_id, PayQuestionKind.NOT_PAID, "", nonce="q2", actor=ivan, at=LATER)
    with transaction():
        operations.answer(asked.id, "Бухгалтер виплатить у п’ятницю.", actor=ivan, at=LATER)
    with pytest.raises(AnsweredAlready), transaction():
        operations.answer(asked.id, "Ще раз", actor=ivan, at=LATER)
    assert [question.answer for question in queries.list_questions_of([sign_up_id])]


@pytest.mark.parametrize(
    ("asked", "due"), [(date(2026, 11, 20), date(2026, 11, 27)), (date(2026, 11, 21), date(2026, 11, 27))], ids=str
)
def test_weekends_are_no_working_days(asked: date, due: date) -> None:
    assert answer_by(asked) == due


def test_what_is_due_is_listed_by_order(confirmed: Site) -> None:
    (due,) = queries.list_due()
    assert (due.order.id, due.first_on, due.last_on) == (confirmed.order.id, MONDAY, MONDAY)
    assert (due.people, due.half_days, due.gross_minor) == (3, 5, 1_900_00)
    make(confirmed)
    assert not queries.list_due()
    assert db.session.scalars(select(PayLine)).all()


def test_a_volunteer_of_17_has_hours_and_no_money(gang: Gang) -> None:
    order = gang.order(contract=ContractForm.VOLUNTEER, rate_minor=0, payer="", min_age=14)
    young = gang.person(born=2009)
    signed = gang.sign_up(young, order, guardian_name="Ірина Гончар", consented_on=date(2026, 11, 20))
    gang.share_out(order)
    foreman, lead, shift_id = actor_of(gang.foreman), gang.registrar, order.shifts[0].id
    site = Site(order, foreman, actor_of(make_staff(cast.OKSANA)), [signed], signed)
    db.session.commit()
    site.begin()
    site.write(0, Row(Mark.WORKED, NINE, after(hours=8), break_minutes=60))
    with transaction():
        attendance.confirm(shift_id, actor=site.lead, at=after(hours=9))
    with pytest.raises(NotPaidWork), transaction():
        operations.make_sheet(order.id, until=MONDAY, nonce="s", actor=lead, at=LATER)
    account = queries.account_of(signed)
    assert (account.half_days, account.minutes, account.uncounted_minor) == (2, 420, 0)
    assert not queries.list_due()
