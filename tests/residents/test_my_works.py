"""What a resident reads of their own work, from the day they signed up to the day they were paid."""

from datetime import datetime, time, timedelta

from app.attendance import operations as attendance
from app.attendance.models import Mark
from app.attendance.operations import Row, Ticks
from app.audit.models import AuditEntry
from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import db, transaction
from app.draws import operations as draws
from app.hubs.models import Visibility
from app.pay import operations as pay
from app.pay.models import PayQuestion
from app.public_works import operations, queries
from app.public_works.models import ContractForm, DayState, HelpKind, HelpRequest, WorkKind
from tests import cast
from tests.make import make_household, make_person, make_street
from tests.make.staff import actor_of, make_staff
from tests.residents.conftest import Community
from tests.residents.working import (
    EVE,
    MONDAY,
    NOW,
    TUESDAY,
    Phone,
    Publish,
    at,
    be_offered,
    join,
    key_of,
    neighbour,
    phone,
    publish,
    share_out,
    sign_up,
    sign_ups,
    states,
    stop,
    wait_behind,
)
from tests.visitor import Page, Visitor

__all__ = ["phone", "publish"]

OPEN = "Дні, години, гроші"
NINE = clock.instant(MONDAY, time(9))
ALL = Ticks(is_clear=True, is_weather_fit=True, is_quiet=True, has_gear=True, has_first_aider=True, has_shelter=True)


def look(phone: Phone, moment: datetime = NOW) -> Page:
    """Open the one sign-up of the household at this moment."""
    with at(moment):
        return phone().press(OPEN)


def test_before_turns_are_decided_it_says_what_comes_next(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    sign_up(phone())
    told = look(phone)
    assert told.says("Записатися до 22.11.2026, 18:00")
    assert told.says("Парк біля школи")
    assert told.says("рукавиці, жилет")
    assert told.says("Підвал школи, 150 м")
    assert told.says("+380 44 000 00 99")


def test_a_place_that_is_not_for_everybody_is_told_to_those_who_work_there(
    community: Community, publish: Publish, phone: Phone
) -> None:
    order_id = publish(MONDAY, visibility=Visibility.CARD_HOLDERS)
    sign_up(phone(), MONDAY)
    assert not look(phone).says("Парк біля школи")
    with community.app.app_context():
        share_out(order_id)
    assert look(phone, EVE).says("Парк біля школи")


def test_a_draw_is_told_with_its_day_and_place(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish(MONDAY, places=1)
    with community.app.app_context():
        join(community, order_id)
        neighbour(community, order_id)
        with transaction():
            operations.post_draw(
                order_id, held_at=EVE + timedelta(hours=1), held_where="Ліцей", nonce="3" * 32, actor=KEEPER, at=EVE
            )
    assert look(phone, EVE).says("Жеребкування ЖР-2026-0001: 22.11.2026, 20:00, Ліцей.")
    with community.app.app_context():
        draw_id = queries.get_order(order_id).draw_id
        assert draw_id is not None
        with transaction():
            draws.hold(
                draw_id, public_number="271828", witnesses=("Г",), nonce="4" * 32, actor=KEEPER,
                at=EVE + timedelta(hours=1),
            )  # fmt: skip
        share_out(order_id)
    told, mine = look(phone, EVE + timedelta(hours=2)), states(community)[0]
    assert told.says("Ви працюєте." if mine is DayState.CHOSEN else "Ваше місце в черзі на цей день: 1.")


def test_whoever_waits_reads_why_and_their_place_in_the_queue(
    community: Community, publish: Publish, phone: Phone
) -> None:
    wait_behind(community, publish(MONDAY, places=1))
    told = look(phone, EVE)
    assert told.says("У списку очікування: місця розподілили раніше, ніж ви записалися")
    assert told.says("Ваше місце в черзі на цей день: 1.")
    assert told.says("Ви в резерві")
    over = look(phone, clock.instant(MONDAY, time(19)))
    assert over.says("Вільного місця не знайшлося.")
    assert not over.says("У списку очікування")


def test_the_place_in_the_queue_is_that_of_the_day(community: Community, publish: Publish, phone: Phone) -> None:
    """Two neighbours wait for Tuesday only."""
    order_id = publish(MONDAY, TUESDAY, places=1, reserve_percent=0)
    with community.app.app_context():
        neighbour(community, order_id)
        share_out(order_id)
        for number in range(2):
            other = neighbour(community, order_id, given=f"Петро {number}")
            with transaction():
                operations.cancel_day(other.days[0].id, reason="", actor=KEEPER, at=EVE)
        join(community, order_id, moment=EVE)
    told = look(phone, EVE)
    assert told.says("Ваше місце в черзі на цей день: 1.")
    assert told.says("Ваше місце в черзі на цей день: 3.")
    assert not told.says("Ви в резерві")


def test_an_offer_is_told_on_the_first_page_and_taken_with_one_button(
    community: Community, publish: Publish, phone: Phone
) -> None:
    be_offered(community, publish(MONDAY, places=1))
    with at(EVE):
        browser = phone()
        assert browser.open(f"/c/{community.card.token}").says("Вам пропонують місце в роботі")
        browser.press("Мої роботи і запис")
        asked = browser.press(OPEN)
        assert asked.says("Вам пропонують місце: понеділок, 23 листопада")
        assert browser.press("Так, прийду").says("Цей день ваш")
        again = browser.post(_action(asked, "Так, прийду"), {"key": key_of(community, moment=EVE), "answer": "yes"})
        assert again.says("Ви працюєте.")
    assert states(community) == [DayState.CANCELLED, DayState.CHOSEN]


def test_no_gives_the_place_to_the_next(community: Community, publish: Publish, phone: Phone) -> None:
    be_offered(community, publish(MONDAY, places=1))
    with at(EVE):
        browser = phone()
        browser.press(OPEN)
        assert browser.press("Ні, віддайте наступному").says("Місце дістанеться наступному")
    assert states(community) == [DayState.CANCELLED, DayState.LAPSED]


def test_an_answer_that_comes_too_late_is_told_so(community: Community, publish: Publish, phone: Phone) -> None:
    mine = be_offered(community, publish(MONDAY, places=1))
    day_id = sign_ups(community)[-1].days[0].id
    late = NINE - timedelta(minutes=1)
    assert look(phone, NINE).says("Час на відповідь минув.")
    with at(late):
        asked = phone().press(OPEN)
    with at(NINE):
        key = key_of(community, moment=late)
        told = _at(phone).post(f"/c/sign-ups/{mine}/days/{day_id}/answer", {"key": key, "answer": "yes"}, status=409)
    assert asked.says("Вам пропонують місце")
    assert not told.says("Ви працюєте.")


def _at(phone: Phone) -> Visitor:
    return phone()


def _action(page: Page, button: str) -> str:
    form, _ = page.form_with(button)
    return form.attrib["action"]


def test_a_day_is_given_up_with_a_reason_and_offered_to_the_next(
    community: Community, publish: Publish, phone: Phone
) -> None:
    order_id = publish(MONDAY, TUESDAY, places=1)
    with community.app.app_context():
        join(community, order_id)
        share_out(order_id)
        neighbour_waits(community, order_id)
    with at(EVE):
        browser = phone()
        asked = browser.press(OPEN)
        tuesday = asked.option("День", "24 листопада")
        told = browser.press(
            "Не чекайте на мене", {"День": tuesday, "Чому": "family", "Своїми словами, якщо хочете": "онука"}
        )
    assert told.says("Записали: ви не прийдете")
    assert told.says("треба бути з рідними: онука")
    assert states(community) == [DayState.CHOSEN, DayState.CANCELLED, DayState.WAITING, DayState.OFFERED]


def neighbour_waits(community: Community, order_id: int) -> None:
    neighbour(community, order_id)


def test_after_the_last_day_is_given_up_one_may_sign_up_anew(
    community: Community, publish: Publish, phone: Phone
) -> None:
    publish()
    browser = phone()
    sign_up(browser)
    browser.press(OPEN)
    told = browser.press("Не чекайте на мене", {"День": "all", "Чому": "busy"})
    assert told.says("Записали: ви не прийдете")
    (gone,) = sign_ups(community)
    assert gone.withdrawn_why == "не можу того дня"
    sign_up(phone(), TUESDAY)
    assert [one.withdrawn_at is None for one in sign_ups(community)] == [False, True]


def test_a_day_of_another_work_is_no_choice(community: Community, publish: Publish, phone: Phone) -> None:
    publish()
    browser = phone()
    sign_up(browser)
    browser.press(OPEN)
    browser.press("Не чекайте на мене", {"День": "999", "Чому": "busy"}, status=422)
    assert DayState.CANCELLED not in states(community)


def test_a_work_that_stands_still_says_why_and_keeps_the_place(
    community: Community, publish: Publish, phone: Phone
) -> None:
    order_id = publish()
    sign_up(phone())
    stop(community, order_id)
    assert phone().page.says("Роботу зупинено. Ваше місце збережено.")  # type: ignore[union-attr]
    told = look(phone)
    assert told.says("Роботу зупинено: знайдено вибухонебезпечний предмет. Ваше місце збережено.")
    assert not told.says("Парк біля школи")


def test_only_the_day_without_a_clearance_is_closed(community: Community, publish: Publish, phone: Phone) -> None:
    """The foreman may begin on Monday: whoever works then is not sent away."""
    order_id = publish(MONDAY, TUESDAY)
    with community.app.app_context():
        join(community, order_id)
        share_out(order_id)
        queries.get_order(order_id).clearance_until = MONDAY
        db.session.commit()
    told = look(phone, EVE)
    assert told.says("Ви працюєте. вівторок")
    assert told.says("Не приходьте: на цей день немає дозволу на територію. Ваше місце збережено.")
    assert told.says("Парк біля школи")


def test_a_cancelled_work_says_why(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish()
    sign_up(phone())
    with community.app.app_context(), transaction():
        operations.cancel_order(order_id, "Парк уже прибрали", actor=KEEPER, at=NOW)
    assert phone().page.says("Роботу скасовано. Парк уже прибрали")  # type: ignore[union-attr]
    told = look(phone)
    assert told.says("Роботу скасовано. Парк уже прибрали")
    assert "Не чекайте на мене" not in told.buttons()


# Hours and money


def work(community: Community, order_id: int) -> tuple[Actor, Actor]:
    """Zinaida works on Monday with an alarm of an hour and a half; who confirmed it and who did not."""
    with community.app.app_context():
        join(community, order_id)
        share_out(order_id)
        order = queries.get_order(order_id)
        assert order.foreman is not None
        foreman, lead = actor_of(order.foreman), actor_of(_staff(cast.OKSANA))
        sign_up_, shift_id = queries.list_active(order_id)[0], order.shifts[0].id
        sign_up_id, day_id = sign_up_.id, sign_up_.days[0].id
        with transaction():
            attendance.check_day(shift_id, ALL, reason="", nonce="a" * 32, actor=foreman, at=NINE)
        with transaction():
            attendance.brief(
                shift_id, [sign_up_id], instructor="Микола", held_at=NINE, nonce="b" * 32, actor=foreman, at=NINE
            )
        row = Row(Mark.WORKED, NINE, NINE + timedelta(hours=8), break_minutes=60, alarm_minutes=90)
        with transaction():
            attendance.write_rows(shift_id, {day_id: row}, actor=foreman, at=_evening())
        with transaction():
            attendance.confirm(shift_id, actor=lead, at=_evening())
        return foreman, lead


def _evening() -> datetime:
    return NINE + timedelta(hours=9)


def _staff(colleague: cast.Colleague):  # type: ignore[no-untyped-def]
    from app.accounts.models import Staff

    found = db.session.scalar(db.select(Staff).where(Staff.login == colleague.login))
    return found or make_staff(colleague)


def test_hours_and_money_are_told_up_to_the_day_of_payment(
    community: Community, publish: Publish, phone: Phone
) -> None:
    order_id = publish(MONDAY)
    foreman, lead = work(community, order_id)
    told = look(phone, _evening())
    assert told.says("Відпрацьовано, 7:00 год; тривога 90 хв")
    assert told.says("Днів: 1. Годин: 7:00.")
    assert told.says("Час тривоги оплачується")
    assert told.says("Ще не у відомості: 760,00 грн.")
    with community.app.app_context():
        ivan = actor_of(_staff(cast.IVAN))
        with transaction():
            sheet_id = pay.make_sheet(order_id, until=MONDAY, nonce="c" * 32, actor=foreman, at=_evening()).id
        with transaction():
            pay.approve(sheet_id, actor=ivan, at=_evening())
    assert look(phone, _evening()).says("Відомість ВП-2026-0001: 760,00 грн, затверджено.")
    with community.app.app_context():
        with transaction():
            pay.send(sheet_id, actor=lead, at=_evening())
        with transaction():
            pay.mark_paid(sheet_id, paid_on=MONDAY, actor=lead, at=_evening())
    assert look(phone, _evening()).says("760,00 грн, виплачено 23.11.2026.")


def test_a_question_about_money_is_asked_once_and_its_answer_is_read(
    community: Community, publish: Publish, phone: Phone
) -> None:
    work(community, publish(MONDAY))
    with at(_evening()):
        browser = phone()
        asked = browser.press(OPEN)
        assert asked.says("Скарга не вплине на вашу чергу.")
        form, _ = asked.form_with("Запитати")
        data = {**asked.values(form), "kind": "hours", "text": "Було ще пів години"}
        assert browser.post(form.attrib["action"], data).says("Відповімо до 30.11.2026")  # type: ignore[arg-type]
        assert browser.post(form.attrib["action"], data).says("Відповімо до 30.11.2026")  # type: ignore[arg-type]
        browser.press("Запитати", {"kind": "hours"}, status=409)
        browser.press("Запитати", status=422)
    with community.app.app_context():
        (question,) = db.session.scalars(db.select(PayQuestion))
        assert question.asked_by_id is None
    with at(_evening()):
        lead = Visitor(community.app).sign_in(cast.OKSANA)
        lead.open("/")
        lead.follow("1 питання про оплату без відповіді")
        assert lead.open(f"/pay-questions/{question.id}").says("Було ще пів години")
        lead.press("Надіслати відповідь", {"answer": "Дописали, дякуємо."})
        assert not lead.open("/").says("про оплату без відповіді")
    told = look(phone, _evening())
    assert told.says("Відповідь від 23.11.2026: Дописали, дякуємо.")
    assert not told.says(cast.OKSANA.name)


# Help for households


def ask_for_help(community: Community, order_id: int) -> None:
    """Ganna of Field Street needs firewood carried, on the first shift of the work."""
    with community.app.app_context():
        settlement = community.location.settlement
        street = make_street(settlement=settlement, name="Польова")
        household = make_household(settlement=settlement, street=street, house="12")
        make_person(household=household, surname="Лежача", given="Ганна")
        db.session.commit()
        shift = queries.get_order(order_id).shifts[0]
        request = HelpRequest(
            household_id=household.id, kind=HelpKind.FIREWOOD, note="біля сараю", asked_at=NOW, shift_id=shift.id,
            nonce="9" * 32,
        )  # fmt: skip
        db.session.add(request)
        db.session.commit()


def test_whoever_helps_sees_where_to_go_on_that_day_only(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish(
        MONDAY, kind=WorkKind.HELP, contract=ContractForm.VOLUNTEER, rate_minor=0, payer="", fits_limits=True
    )
    ask_for_help(community, order_id)
    with community.app.app_context():
        join(community, order_id)
        share_out(order_id)
    for hidden in (EVE, clock.instant(MONDAY, time(17))):
        told = look(phone, hidden)
        assert not told.says("Ганна")
        assert not told.says("Польова")
    told = look(phone, clock.instant(MONDAY, time(7)))
    assert told.says("Куди йти: Ганна , вул. Польова, 12")
    assert told.says("дрова: біля сараю")
    assert not told.says("Лежача")
    with community.app.app_context():
        looks = db.session.scalars(db.select(AuditEntry).where(AuditEntry.action == "open help sheet")).all()
        assert [(look.actor_name, look.subject_id) for look in looks] == [("resident", order_id)]
        with transaction():
            operations.cancel_order(order_id, "Дощ", actor=KEEPER, at=NINE + timedelta(hours=1))
    assert not look(phone, NINE + timedelta(hours=2)).says("Польова"), "the day had begun, and nobody goes there now"


def test_who_only_waits_for_a_place_is_told_no_address(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish(MONDAY, kind=WorkKind.HELP, contract=ContractForm.VOLUNTEER, rate_minor=0, payer="", places=1)
    ask_for_help(community, order_id)
    wait_behind(community, order_id)
    assert not look(phone, clock.instant(MONDAY, time(7))).says("Польова")


def test_a_stopped_work_sends_nobody_to_an_address(community: Community, publish: Publish, phone: Phone) -> None:
    order_id = publish(MONDAY, kind=WorkKind.HELP, contract=ContractForm.VOLUNTEER, rate_minor=0, payer="")
    ask_for_help(community, order_id)
    with community.app.app_context():
        join(community, order_id)
        share_out(order_id)
    with at(clock.instant(MONDAY, time(7))):
        stop(community, order_id)
        told = phone().press(OPEN)
    assert not told.says("Польова")
