"""A lead plans with JavaScript off: programme, days, picture, publishing; a registrar moves one household."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from app.distributions import queries
from app.distributions.models import Distribution, DistributionState, Entitlement, Programme, Slot
from app.households.models import Household
from app.hubs.models import Partner
from tests import cast
from tests.distributions.community import add_household
from tests.make import make_hub, make_kit, make_location, make_settlement, make_street
from tests.visitor import Page, Visitor

FIRST = clock.local_date(clock.now()) + timedelta(days=3)


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана, in a hub with a kit, two locations and twelve households on one street."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        make_settlement(name="Верболози")
        lyceum = make_location(hub=hub, settlement=settlement, is_step_free=False)
        street = make_street(settlement=settlement, name="Садова", location=lyceum)
        for n in range(12):
            add_household(settlement=settlement, street=street, people=1 + n % 3, needs_step_free=n == 0)
        make_kit()
        db.session.commit()
    return visit(cast.OKSANA)


def describe_programme(lead: Visitor, *, status: int = 200, **fields: object) -> Page:
    lead.open("/programmes/new")
    usual = {
        "title": "Продукти щомісяця",
        "partner": "Фонд «Спільний стіл»",
        "starts_on": FIRST.isoformat(),
        "rule_text": "Один набір на особу раз на 30 днів, бо продуктів у крамниці немає.",
    }
    return lead.press("Зберегти програму", {**usual, **fields}, status=status)


def plan_days(lead: Visitor, *, status: int = 200, **fields: object) -> Page:
    lead.open("/programmes/1/plan")
    usual = {
        "locations": ["1"],
        "first": FIRST.isoformat(),
        "last": (FIRST + timedelta(days=1)).isoformat(),
        "opens_at": "09:00",
        "closes_at": "10:00",
    }
    return lead.press("Показати, хто вміщається", {**usual, **fields}, status=status)


def publish(lead: Visitor) -> Page:
    lead.follow("Перейти до оприлюднення")
    return lead.press("Оприлюднити список")


def test_from_an_empty_hub_to_a_published_list(lead: Visitor) -> None:
    page = lead.open("/distributions")
    assert page.says("Тут будуть оприлюднені видачі")
    page = describe_programme(lead)
    assert page.says("Зараз мають право 12 домогосподарств")
    assert page.says("24 набори")
    page = plan_days(lead)
    assert page.says("12 домогосподарств отримають час")
    assert page.says("Усі мають час")
    page = lead.follow("Перейти до оприлюднення")
    assert page.says("Призначити час 12 домогосподарствам?")
    assert page.says("бо продуктів у крамниці немає")
    page = lead.press("Оприлюднити список")
    assert page.says("Оприлюднено: 12 домогосподарств мають свій час")
    assert page.says("HUB-")
    with lead.app.app_context():
        assert db.session.query(Entitlement).count() == 12


def test_without_a_rule_for_the_public_one_is_proposed(lead: Visitor) -> None:
    page = describe_programme(lead, rule_text="", status=422)
    assert page.says("Продуктовий набір – по 1 на кожну особу. Видається раз на 30 днів.")
    assert page.says("Для кожного зареєстрованого домогосподарства.")
    page = lead.press("Зберегти програму")
    assert page.says("Для кожного зареєстрованого домогосподарства.")


def test_a_size_table_must_be_whole(lead: Visitor) -> None:
    page = describe_programme(lead, unit="size_table", **{"sizes-0-people_from": "1"}, status=422)
    assert page.says("Заповніть обидва числа")
    page = describe_programme(
        lead,
        unit="size_table",
        **{"sizes-0-people_from": "1", "sizes-0-quantity": "1", "sizes-1-people_from": "3", "sizes-1-quantity": "2"},
    )
    assert page.says("від 1 особи – 1 набір")
    assert page.says("від 3 осіб – 2 набори")


def test_the_same_form_sent_twice_makes_one_programme(lead: Visitor) -> None:
    page = lead.open("/programmes/new")
    form, _ = page.form_with("Зберегти програму")
    data = page.values(form) | {
        "title": "Продукти",
        "partner": "Фонд",
        "starts_on": FIRST.isoformat(),
        "rule_text": "Усім.",
    }
    for _attempt in range(2):
        assert lead.client.post("/programmes", data=data).status_code == 303
    with lead.app.app_context():
        assert db.session.query(Programme).count() == 1


def test_a_taken_title_is_told_beside_the_field(lead: Visitor) -> None:
    describe_programme(lead)
    page = describe_programme(lead, status=409)
    assert page.says("Програма з такою назвою вже є")


def test_terms_change_and_the_partner_is_one_of_the_list(lead: Visitor) -> None:
    describe_programme(lead)
    lead.follow("Змінити умови")
    page = lead.press("Зберегти зміни", {"cycle_days": "14", "decision_no": "17-в", "settlements": ["2"]})
    assert page.says("раз на 14 днів")
    assert page.says("село Верболози") or page.says("селище Верболози")
    assert page.says("Зараз мають право 0 домогосподарств")
    with lead.app.app_context():
        assert db.session.query(Partner).count() == 1


def test_days_outside_the_programme_are_refused_in_a_sentence(lead: Visitor) -> None:
    describe_programme(lead)
    page = plan_days(lead, first=(FIRST - timedelta(days=1)).isoformat(), status=409)
    assert page.says("поза строком програми")


def test_days_one_by_one(lead: Visitor) -> None:
    describe_programme(lead)
    listed = ", ".join((FIRST + timedelta(days=n)).strftime("%d.%m.%Y") for n in (0, 5))
    plan_days(lead, first="", last="", listed=listed)
    with lead.app.app_context():
        assert db.session.query(Distribution).count() == 2
    page = plan_days(lead, first="", last="", listed="позавтра", status=422)
    assert page.says("«позавтра» – не дата")
    page = plan_days(lead, last="", status=422)
    assert page.says("Запишіть і перший, і останній день.")


def test_the_same_plan_sent_twice_is_planned_once(lead: Visitor) -> None:
    describe_programme(lead)
    page = lead.open("/programmes/1/plan")
    form, _ = page.form_with("Показати, хто вміщається")
    data = page.values(form) | {
        "locations": "1",
        "listed": FIRST.isoformat(),
        "opens_at": "09:00",
        "closes_at": "10:00",
    }
    answers = [lead.client.post("/programmes/1/plan", data=data) for _attempt in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/cycles/1/preview")}


def test_who_does_not_fit_is_named_by_card_with_the_reason(lead: Visitor) -> None:
    describe_programme(lead)
    page = plan_days(lead, last=FIRST.isoformat(), closes_at="09:15")
    assert page.says("8 домогосподарств отримають час на 8 місцях. 4 не вміщаються.")
    assert page.says("немає вільного місця в їхньому пункті – 4")
    cards = [link for link in page.links() if link.startswith("/households/")]
    assert len(cards) >= 4


def test_needing_no_steps_is_warned_about(lead: Visitor) -> None:
    describe_programme(lead)
    assert plan_days(lead).says("1 домогосподарству потрібен вхід без сходів")


def test_longer_slots_can_be_tried_and_taken(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    page = lead.follow("20")
    assert page.says("Так було б, якби час отримання тривав 20 хвилин")
    page = lead.press("Узяти по 20 хвилин")
    assert page.says("тривають 20 хвилин")
    with lead.app.app_context():
        assert {day.slot_minutes for day in db.session.query(Distribution)} == {20}


def test_a_number_drawn_before_witnesses_changes_the_draw(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    page = lead.press("Жеребкувати з цим числом", {"seed": "4711"})
    assert page.says("4711")
    page = lead.follow("Перейти до оприлюднення")
    assert "4711" in page.text


def test_a_list_that_changed_is_shown_again_before_it_is_published(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    lead.follow("Перейти до оприлюднення")
    with lead.app.app_context():
        someone = db.session.query(Household).first()
        add_household(settlement=someone.settlement, street=someone.street)  # type: ignore[union-attr]
        db.session.commit()
    page = lead.press("Оприлюднити список", status=409)
    assert page.says("Список змінився")
    assert page.says("13 домогосподарствам")
    page = lead.press("Оприлюднити список")
    assert page.says("Оприлюднено: 13")


@pytest.mark.parametrize("lost", ["seed", "digest"])
def test_nothing_is_published_without_saying_which_list(lead: Visitor, lost: str) -> None:
    describe_programme(lead)
    plan_days(lead)
    page = lead.follow("Перейти до оприлюднення")
    form, _ = page.form_with("Оприлюднити список")
    values = {name: value for name, value in page.values(form).items() if name != lost}
    assert lead.client.post("/cycles/1/publish", data=values).status_code == 422


def test_publishing_twice_shows_the_first_success(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    page = lead.follow("Перейти до оприлюднення")
    form, _ = page.form_with("Оприлюднити список")
    for _attempt in range(2):
        answer = lead.client.post("/cycles/1/publish", data=page.values(form))
        assert (answer.status_code, answer.location) == (303, "/distributions")


def test_a_day_of_a_plan_is_changed_and_dropped(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    lead.open("/distributions/1/edit")
    lead.press("Зберегти зміни", {"closes_at": "12:00"})
    lead.open("/distributions/2/edit")
    page = lead.press("Прибрати цей день")
    assert page.says("прибрано з плану")
    with lead.app.app_context():
        (left,) = db.session.query(Distribution)
        assert left.closes_at.hour == 12


def test_a_published_day_shows_its_slots_and_is_not_edited(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead, last=FIRST.isoformat())
    publish(lead)
    page = lead.open("/distributions/1")
    assert page.says("12 з 32")
    assert any("09:00–09:15" in row for row in page.rows())
    lead.open("/distributions/1/edit")
    lead.press("Зберегти зміни", status=409)


def test_a_registrar_moves_a_household_to_another_time(lead: Visitor, visit: Callable[..., Visitor]) -> None:
    describe_programme(lead)
    plan_days(lead)
    publish(lead)
    registrar = visit(cast.HALYNA)
    registrar.open("/households/1/slots")
    registrar.follow("Перенести на інший час")
    with lead.app.app_context():
        old = db.session.query(Entitlement).filter_by(household_id=1).one()
        free = next(fill for fill in queries.free_slots(1, clock.now()) if fill.slot.id != old.slot_id)
        target = free.slot.id
    page = registrar.press("Перенести на цей час", {"slot": str(target)})
    assert page.says("Час призначено")
    registrar.open("/households/1/cycles/1/free-slots")
    assert registrar.press("Перенести на цей час", status=422).says("Виберіть час")
    with lead.app.app_context():
        assert db.session.query(Entitlement).filter_by(household_id=1).one().slot_id == target


def test_who_registered_late_is_booked(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    publish(lead)
    with lead.app.app_context():
        someone = db.session.query(Household).first()
        late = add_household(settlement=someone.settlement, street=someone.street).id  # type: ignore[union-attr]
        db.session.commit()
    page = lead.open(f"/households/{late}/slots")
    assert page.says("Ще немає в списку")
    lead.follow("Записати на вільне місце")
    with lead.app.app_context():
        slot_id = queries.free_slots(1, clock.now())[0].slot.id
    page = lead.press("Призначити цей час", {"slot": str(slot_id)})
    assert page.says("Час призначено")
    page = lead.open(f"/households/{late}/slots")
    assert page.says("Перенести на інший час")


def test_a_full_time_is_refused_in_a_sentence(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead, closes_at="09:30", last=FIRST.isoformat())
    publish(lead)
    lead.open("/households/1/cycles/1/free-slots")
    with lead.app.app_context():
        own = db.session.query(Entitlement).filter_by(household_id=1).one().slot_id
        other = db.session.query(Slot).filter(Slot.id != own).one()
        other.capacity = db.session.query(Entitlement).filter_by(slot_id=other.id).count()
        slot_id = other.id
        db.session.commit()
    assert lead.press("Перенести на цей час", {"slot": str(slot_id)}, status=409).says("уже заповнено")


@pytest.mark.parametrize(
    "path", ["/cycles/99/preview", "/cycles/99/publish", "/distributions/99", "/programmes/99", "/households/99/slots"]
)
def test_what_is_not_there_is_not_found(lead: Visitor, path: str) -> None:
    lead.open(path, status=404)


@pytest.mark.parametrize(
    "nonsense", ["seed=-1", "minutes=17", "why=because", "from=%D9%A1", "after=1e9", "seed=99999999999"]
)
def test_nonsense_in_an_address_is_not_heard(lead: Visitor, nonsense: str) -> None:
    describe_programme(lead)
    plan_days(lead)
    lead.open(f"/cycles/1/preview?{nonsense}")


@pytest.mark.parametrize("path", ["/programmes/new", "/programmes/1/plan", "/cycles/1/preview", "/cycles/1/publish"])
def test_a_desk_clerk_does_not_plan(lead: Visitor, visit: Callable[..., Visitor], path: str) -> None:
    describe_programme(lead)
    plan_days(lead)
    visit(cast.DMYTRO).open(path, status=403)


def test_a_storekeeper_sees_what_is_planned_without_cards(lead: Visitor, visit: Callable[..., Visitor]) -> None:
    describe_programme(lead)
    plan_days(lead)
    page = visit(cast.IVAN).open("/distributions")
    assert page.says("Продукти щомісяця")
    assert not any("preview" in link for link in page.links())


def test_an_ukrainian_page_names_the_day(lead: Visitor) -> None:
    describe_programme(lead)
    plan_days(lead)
    publish(lead)
    days = ("понеділок", "вівторок", "середа", "четвер", "пʼятниця", "п’ятниця", "субота", "неділя")
    assert any(lead.open("/distributions/1").says(day) for day in days)
    with lead.app.app_context():
        assert db.session.get_one(Distribution, 1).state is DistributionState.PUBLISHED
