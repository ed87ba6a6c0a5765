"""The desk as the clerk sees it, with JavaScript off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.checkin.models import HandOver, Method, RefusedScan, Reversal
from app.core import codes
from app.core.db import db
from app.distributions.models import DistributionState
from app.households.models import BlockReason, Card
from tests import cast
from tests.desk_day import TEN, TODAY, Clock, World, sit_down
from tests.make import make_household, make_person
from tests.visitor import Page, Visitor


def scan(desk: Visitor, code: str) -> Page:
    desk.open("/check-in")
    return desk.press("Перевірити", {"code": code})


def last_given() -> HandOver:
    db.session.commit()  # the test's own view of the database ends, a newer one begins
    return db.session.scalars(select(HandOver).order_by(HandOver.id.desc())).first()  # type: ignore[return-value]


def count(kind: type) -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def traces(action: str) -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0


# ---- choosing the desk


def test_the_desk_is_chosen_once_and_remembered(open_day: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(cast.DMYTRO)
    visitor.open("/check-in")
    visitor.press("Відкрити стіл", {"location": str(open_day.lyceum.id), "desk": "2"})
    page = visitor.open("/check-in")
    assert page.says("Стіл 2 · Ліцей")


def test_the_only_place_of_today_is_not_asked_for(open_day: World, visit: Callable[..., Visitor]) -> None:
    open_day.at_village.state = DistributionState.CLOSED
    db.session.commit()
    assert visit(cast.DMYTRO).open("/check-in").says("Стіл 1 · Ліцей")


def test_a_location_that_was_closed_still_gives_what_it_promised(
    open_day: World, visit: Callable[..., Visitor]
) -> None:
    open_day.village.is_active = False
    db.session.commit()
    assert sit_down(visit(cast.DMYTRO), open_day.village).open("/check-in").says("Стіл 2 · Садова")


def test_a_scan_before_the_desk_is_chosen_asks_where_it_stands(open_day: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(cast.DMYTRO)
    visitor.open("/check-in/desk")
    token = visitor.page.root.find(".//input[@name='csrf_token']").get("value")  # type: ignore[union-attr]
    page = visitor.post("/check-in", {"code": "1", "csrf_token": token})
    assert page.path == "/check-in/desk"


def test_a_desk_number_is_a_small_number(open_day: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(cast.DMYTRO)
    visitor.open("/check-in/desk")
    page = visitor.press("Відкрити стіл", {"location": str(open_day.lyceum.id), "desk": "99"}, status=422)
    assert page.says("Запишіть число від 1 до 50.")


def test_a_location_that_is_gone_is_asked_for_again(desk: Visitor, open_day: World) -> None:
    with desk.client.session_transaction() as cookie:
        cookie["desk"] = [9999, 1, None]
    assert desk.open("/check-in").path == "/check-in/desk"


def test_names_shown_always_leave_a_trace(open_day: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(cast.DMYTRO)
    visitor.open("/check-in/desk")
    form, _ = visitor.page.form_with("Відкрити стіл")  # type: ignore[union-attr]
    data = visitor.page.values(form)  # type: ignore[union-attr]
    data.pop("is_masked")
    visitor.client.post("/check-in/desk", data={**data, "location": open_day.lyceum.id})
    assert traces("open names") == 1
    card, _ = open_day.expected(10)
    assert scan(visitor, card.token).says("Ковальчук Ганна")
    visitor.sign_in(cast.OKSANA)
    assert not scan(visitor, card.token).says("Ковальчук"), "the next one at this laptop has not opened them"


def test_a_reviewer_has_no_desk(open_day: World, visit: Callable[..., Visitor]) -> None:
    visit(cast.LIUBOV).open("/check-in", status=403)


# ---- the band


def test_a_card_is_scanned_and_aid_is_given(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    page = scan(desk, card.token)
    assert page.verdict() == "GIVE"
    assert page.says("Видати")
    assert page.says("Продуктовий набір × 1")
    page = desk.press("Видано")
    assert page.verdict() == "GIVEN"
    made = last_given()
    assert (made.entitlement_id, made.method, made.desk) == (promise.id, Method.SCAN, 2)
    assert made.collector_person_id == promise.household.people[0].id


def test_the_band_says_what_helps_this_household(desk: Visitor, open_day: World) -> None:
    household = open_day.household(needs_carrying=True, cannot_sign=True)
    open_day.promise(household, open_day.slot(10), quantity=3)
    db.session.commit()
    page = scan(desk, household.cards[0].token)
    assert page.says("Продуктовий набір × 3")
    assert page.says("Допоможіть донести до виходу")
    assert page.says("Не може підписати")


def test_a_typed_number_is_recorded_as_typed(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, f"{card.card_no[:4]} {card.card_no[4:]}")
    desk.press("Видано")
    assert last_given().method is Method.TYPED


def test_the_second_scan_says_when_where_and_by_whom(desk: Visitor, open_day: World, wall_clock: Clock) -> None:
    card, promise = open_day.expected(10)
    scan(desk, card.token)
    desk.press("Видано")
    wall_clock.turn(10, 30)
    page = scan(desk, card.token)
    assert page.verdict() == "ALREADY_GIVEN"
    assert page.says("24.11.2026, 10:02 · Ліцей, стіл 2")
    assert page.says("член домогосподарства К▪▪▪▪▪ Г.")
    assert not page.says("Ковальчук")
    assert count(RefusedScan) == 1
    refused = db.session.scalars(select(RefusedScan)).one()
    assert (refused.verdict, refused.entitlement_id, refused.card_id) == ("ALREADY_GIVEN", promise.id, card.id)


def test_late_is_given_and_said(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(9)
    page = scan(desk, card.token)
    assert page.verdict() == "GIVE"
    assert page.says("Запізнення: час був 09:00–09:15. Місце збережено.")


def test_too_early_says_when_to_come_or_gives_to_a_free_place(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(11, 15)
    page = scan(desk, card.token)
    assert page.verdict() == "TOO_EARLY"
    assert page.says("Ваш час – 11:15.")
    assert desk.press("Видати зараз: є вільне місце").verdict() == "GIVEN"
    assert last_given().entitlement_id == promise.id


def test_too_early_is_not_given_when_every_place_is_taken(desk: Visitor, open_day: World) -> None:
    open_day.slot(10).capacity = 1
    open_day.expected(10)
    card, _ = open_day.expected(11, 15, surname="Бондаренко")
    page = scan(desk, card.token)
    assert page.verdict() == "TOO_EARLY"
    assert "Видати зараз: є вільне місце" not in page.buttons()


def test_another_day_another_place_and_nothing_at_all(desk: Visitor, open_day: World) -> None:
    later = open_day.household("Бондаренко")
    open_day.promise(later, open_day.slot(9, 15, of=open_day.next_week))
    elsewhere = open_day.household("Мельник")
    open_day.promise(elsewhere, open_day.slot(10, of=open_day.at_village))
    unlisted = open_day.household("Шевченко")
    db.session.commit()
    page = scan(desk, later.cards[0].token)
    assert page.verdict() == "WRONG_DAY"
    assert page.says("вівторок, 1 грудня, 09:15–09:30, Ліцей")
    page = scan(desk, elsewhere.cards[0].token)
    assert page.verdict() == "WRONG_LOCATION"
    assert page.says("10:00–10:15, Садова")
    page = scan(desk, unlisted.cards[0].token)
    assert page.verdict() == "NOT_LISTED"
    assert page.says("Наступне вільне місце: 10:15")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (BlockReason.REPLACED, "Її замінили на нову."),
        (
            BlockReason.LOST,
            "Її записано як загублену, але вона могла знайтися. Привітно проведіть людину до реєстратора.",
        ),
        (BlockReason.NOT_PRINTED, "Її замінили на нову."),
        (BlockReason.UNDER_CHECK, "Потрібна перевірка Запросіть до столу керівника видачі. Скажіть лише:"),
    ],
)
def test_a_blocked_card_is_told_in_neutral_words(
    desk: Visitor, open_day: World, reason: BlockReason, words: str
) -> None:
    card, _ = open_day.expected(10)
    card.blocked_at, card.block_reason = TEN, reason
    db.session.commit()
    page = scan(desk, card.token)
    assert page.verdict() == "BLOCKED_CARD"
    assert page.says(words)


def test_an_unknown_card_and_a_mistyped_number(desk: Visitor, open_day: World) -> None:
    page = scan(desk, "12345678901234567890")
    assert page.verdict() == "UNKNOWN_CARD"
    assert page.says("Такої картки в хабі немає.")
    number = codes.new_card_no()
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    page = scan(desk, wrong)
    assert page.verdict() == "UNKNOWN_CARD"
    assert page.says("У номері помилка.")
    assert page.says(f"{wrong[:4]} {wrong[4:]}")
    assert count(RefusedScan) == 2


def test_an_empty_field_says_what_to_do(desk: Visitor, open_day: World) -> None:
    page = scan(desk, "   ")
    assert page.verdict() is None
    assert page.says("Скануйте картку, введіть її 8 цифр або напишіть прізвище.")


def test_the_lead_gets_the_ways_on(open_day: World, visit: Callable[..., Visitor]) -> None:
    card, promise = open_day.expected(11, 15)
    lead = sit_down(visit(cast.OKSANA), open_day.lyceum, 1)
    page = scan(lead, card.token)
    assert f"/households/{promise.household_id}" in page.links()
    assert f"/households/{promise.household_id}/slots" in page.links()


def test_each_programme_of_the_day_has_its_own_band(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    open_day.promise(promise.household, open_day.slot(10, of=open_day.second_programme()))
    db.session.commit()
    assert scan(desk, card.token).says("Продуктовий набір × 1")
    page = desk.press("Видано")
    assert page.verdict() == "GIVE"
    assert page.says("Гігієнічний набір × 1")
    page = desk.press("Видано")
    assert page.verdict() == "GIVEN"
    assert count(HandOver) == 2
    assert scan(desk, card.token).verdict() == "ALREADY_GIVEN"


def test_a_band_that_was_not_confirmed_is_not_lost_when_the_next_card_is_scanned(
    desk: Visitor, open_day: World
) -> None:
    first, _ = open_day.expected(10)
    second, _ = open_day.expected(10, surname="Бондаренко")
    scan(desk, first.token)
    form = desk.page.root.find(".//input[@name='pending']")  # type: ignore[union-attr]
    assert form.get("form") == "scan", "it travels with the next scan"
    page = send_with_pending(desk, second.token, form.get("value"))
    assert page.says("не підтверджено: видачу за нею не записано")
    page = desk.press("Повернутися до неї")
    assert page.verdict() == "GIVE"
    assert page.says(f"{first.card_no[:4]} {first.card_no[4:]}")


def send_with_pending(desk: Visitor, code: str, pending: str) -> Page:
    token = desk.page.root.find(".//input[@name='csrf_token']").get("value")  # type: ignore[union-attr]
    return desk.post("/check-in", {"code": code, "pending": pending, "csrf_token": token})


# ---- confirming


def test_the_same_form_twice_shows_the_original_success(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = scan(desk, card.token)
    form, _ = page.form_with("Видано")
    values = page.values(form)
    first, second = (desk.client.post("/check-in/give", data=values) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(HandOver) == 1


def test_a_quicker_desk_is_told_in_a_band_and_not_as_an_error(
    desk: Visitor, open_day: World, visit: Callable[..., Visitor]
) -> None:
    card, _ = open_day.expected(10)
    neighbour = sit_down(visit(cast.OKSANA), open_day.lyceum, 1)
    scan(desk, card.token)
    scan(neighbour, card.token)
    desk.press("Видано")
    page = neighbour.press("Видано", status=409)
    assert page.verdict() == "ALREADY_GIVEN"
    assert page.says("стіл 2")


def test_another_member_collects(desk: Visitor, open_day: World) -> None:
    card, promise = open_day.expected(10)
    son = make_person(household=promise.household, surname="Ковальчук", given="Юрій", born=1980, role="other")
    make_person(household=promise.household, surname="Ковальчук", given="Назар", born=2018, may_collect=False)
    db.session.commit()
    page = scan(desk, card.token)
    assert page.says("К▪▪▪▪▪ Ю. (1980)")
    assert not page.says("2018")
    desk.press("Видано", {"collector": str(son.id)})
    assert last_given().collector_person_id == son.id


def test_a_household_without_names_is_served(desk: Visitor, open_day: World) -> None:
    household = make_household(settlement=open_day.lyceum.settlement, is_minimal=True, declared_size=2)
    card = Card(household=household, card_no=codes.new_card_no(), token=codes.new_token(), issued_at=TEN)
    db.session.add(card)
    open_day.promise(household, open_day.slot(10))
    db.session.commit()
    assert scan(desk, card.token).says("хто тримає картку")
    assert desk.press("Видано").verdict() == "GIVEN"


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "short"},
        {"household": "1.2"},
        {"household": ""},
        {"collector": "everyone"},
        {"entitlement": "9" * 12},
        {"entitlement": ""},
    ],
)
def test_a_form_that_no_page_of_ours_made_gives_nothing(
    desk: Visitor, open_day: World, changes: dict[str, str]
) -> None:
    card, _ = open_day.expected(10)
    page = scan(desk, card.token)
    form, _ = page.form_with("Видано")
    answer = desk.client.post("/check-in/give", data={**page.values(form), **changes})
    assert answer.status_code == 422
    assert count(HandOver) == 0


def test_a_promise_that_is_gone_is_told_in_the_band(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = scan(desk, card.token)
    form, _ = page.form_with("Видано")
    answer = desk.client.post("/check-in/give", data={**page.values(form), "entitlement": "12345"})
    assert answer.status_code == 409
    assert 'data-verdict="GIVE"' in answer.text, "as it is by now"
    assert count(HandOver) == 0


# ---- names


def test_names_are_masked_until_revealed_and_that_is_recorded(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = scan(desk, card.token)
    assert page.says("К▪▪▪▪▪ Г. (1954)")
    assert "Ковальчук" not in page.html
    page = desk.press("Показати імена (це буде записано)")
    assert page.says("Ковальчук Ганна (1954)")
    assert traces("reveal names") == 1
    assert desk.press("Видано").verdict() == "GIVEN"
    assert "Ковальчук" not in desk.open("/check-in").html


def test_a_surname_leads_to_a_choice_and_to_the_band(desk: Visitor, open_day: World) -> None:
    _, promise = open_day.expected(10)
    page = scan(desk, "ковальчук")
    assert page.says("Знайдено 1 домогосподарство")
    assert page.verdict() is None
    assert "Ковальчук" not in page.html
    page = desk.press("К▪▪▪▪▪ Г. (1954)")
    assert page.verdict() == "GIVE"
    assert page.says("не показали, знайдено за іменем")
    desk.press("Видано")
    made = last_given()
    assert (made.method, made.card_id, made.entitlement_id) == (Method.SEARCH, None, promise.id)


def test_more_than_eight_of_one_name_ask_for_a_narrower_question(desk: Visitor, open_day: World) -> None:
    for _ in range(9):
        open_day.expected(10)
    page = scan(desk, "ковальчук")
    assert page.says("Знайдено багато")
    assert page.says("Це не всі.")
    assert page.html.count("К▪▪▪▪▪ Г. (1954)") == 8


def test_nobody_found_says_what_else_to_try(desk: Visitor, open_day: World) -> None:
    assert scan(desk, "Невідоменко").says("Нікого не знайдено")


# ---- taking back


def test_one_press_takes_back_ones_own_hand_over(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    desk.press("Видано")
    page = desk.press("скасувати")
    assert page.says("Видачу скасовано")
    assert count(Reversal) == 1
    assert scan(desk, card.token).verdict() == "GIVE"


def test_taking_back_twice_is_taking_back_once(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    page = desk.press("Видано")
    form, button = page.form_with("скасувати")
    values = {**page.values(form), "hand_over": button.get("value")}
    for _ in range(2):
        assert desk.client.post("/check-in/take-back", data=values).status_code == 303
    assert count(Reversal) == 1


def test_after_a_quarter_of_an_hour_the_clerk_asks_the_lead(
    desk: Visitor, open_day: World, wall_clock: Clock, visit: Callable[..., Visitor]
) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    page = desk.press("Видано")
    form, button = page.form_with("скасувати")
    wall_clock.at = TEN + timedelta(minutes=16)
    assert "скасувати" not in desk.open("/check-in").buttons()
    answer = desk.client.post("/check-in/take-back", data={**page.values(form), "hand_over": button.get("value")})
    assert answer.status_code == 403
    lead = visit(cast.OKSANA)
    lead.open(f"/hand-overs/{last_given().id}/reversal")
    lead.press("Скасувати видачу", status=422)
    page = lead.press("Скасувати видачу", {"reason": "переплутали картки"})
    assert page.says("Видачу скасовано.")
    assert count(Reversal) == 1
    assert db.session.scalars(select(Reversal)).one().reason == "переплутали картки"


# ---- the day


def test_the_slot_that_runs_now_is_counted_at_the_head(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    open_day.expected(10, surname="Бондаренко")
    assert desk.open("/check-in").says("10:02 · на 10:00 видано 0 з 2")
    scan(desk, card.token)
    assert desk.press("Видано").says("10:02 · на 10:00 видано 1 з 2")


def test_a_slot_in_which_nobody_is_expected_counts_nothing(desk: Visitor) -> None:
    page = desk.open("/check-in")
    assert page.says("10:02")
    assert not page.says("видано 0 з 0")


def test_the_day_is_a_checklist_for_the_phone(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    open_day.expected(9, surname="Бондаренко")
    scan(desk, card.token)
    desk.press("Видано")
    page = desk.open(f"/distributions/{open_day.today.id}/day")
    assert page.says("видано 1 з 2")
    assert page.says("спізнюються: 1")
    assert page.says("видано 10:02")
    assert page.says(f"{card.card_no[:4]} {card.card_no[4:]}")
    assert "Ковальчук" not in page.html


def test_the_success_of_another_place_or_day_is_not_shown(desk: Visitor, open_day: World, wall_clock: Clock) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    assert desk.press("Видано").verdict() == "GIVEN"
    number = last_given().id
    wall_clock.turn(9, day=TODAY + timedelta(days=1))
    assert desk.client.get(f"/check-in?given={number}").status_code in (200, 303)
    for address in (f"/check-in?given={number}", "/check-in?given=٣", "/check-in?given=" + "9" * 30):
        assert 'data-verdict="GIVEN"' not in desk.client.get(address).text


# ---- a part of the page for htmx


def test_htmx_gets_only_the_answer(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    page = desk.open("/check-in")
    values = page.values(page.form_with("Перевірити")[0])
    answer = desk.client.post("/check-in", data={**values, "code": card.token}, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="answer">')
    assert 'data-verdict="GIVE"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert "<h1" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]
