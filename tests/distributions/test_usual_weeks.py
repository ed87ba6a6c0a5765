"""A month for the lyceum out of its usual week, with JavaScript off."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, queries
from app.distributions.models import Distribution, DistributionState, Slot
from app.distributions.operations import SlotFull
from app.distributions.queries import templates as weeks
from app.hubs.models import Location, Street
from tests import cast
from tests.distributions.community import add_household
from tests.make import make_hub, make_kit, make_location, make_programme, make_settlement, make_street
from tests.visitor import Page, Visitor

TODAY = clock.local_date(clock.now())
TUESDAY = TODAY + timedelta(days=7 + (1 - TODAY.weekday()) % 7)


@pytest.fixture
def lead(app: Flask, visit: Callable[..., Visitor]) -> Visitor:
    """Оксана, in a hub with one programme and the lyceum on power queue 3.1."""
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        lyceum = make_location(hub=hub, settlement=settlement)
        lyceum.outage_queue = "3.1"
        make_street(settlement=settlement, name="Садова", location=lyceum)
        make_programme(kit=make_kit(), starts_on=TODAY, cycle_days=14)
        db.session.commit()
    return visit(cast.OKSANA)


def write_week(lead: Visitor, *, status: int = 200, **fields: object) -> Page:
    lead.open("/templates/new")
    usual = {
        "programme": "1", "location": "1", "weekday": "1", "every_weeks": "2", "begins_on": f"{TUESDAY:%d.%m.%Y}",
        "opens_at": "09:00", "closes_at": "15:00", "desks": "2",
    }  # fmt: skip
    return lead.press("Зберегти день", {**usual, **fields}, status=status)


def look(lead: Visitor, days: int = 35) -> Page:
    lead.open("/templates")
    span = {"first": f"{TODAY + timedelta(days=1):%d.%m.%Y}", "last": f"{TUESDAY + timedelta(days=days):%d.%m.%Y}"}
    return lead.press("Показати, які дні вийдуть", span)


def planned(lead: Visitor) -> list[tuple[date, time, time]]:
    with lead.app.app_context():
        rows = db.session.execute(select(Distribution.held_on, Distribution.opens_at, Distribution.closes_at))
        return sorted(tuple(row) for row in rows)


def test_every_second_tuesday_is_written_once_and_laid_over_a_month(lead: Visitor) -> None:
    assert write_week(lead).says("кожен другий вівторок")
    page = look(lead)
    assert page.says("виходить 3 дні")
    page = lead.press("Запланувати 3 дні")
    assert page.says("Заплановано 3 дні")
    days = [TUESDAY, TUESDAY + timedelta(days=14), TUESDAY + timedelta(days=28)]
    assert planned(lead) == [(day, time(9), time(15)) for day in days]
    assert look(lead).says("там уже заплановано")


def test_holidays_and_power_cuts_are_gone_around(lead: Visitor) -> None:
    write_week(lead, every_weeks="1")
    lead.open("/calendar")
    page = lead.press("Зберегти комендантську годину", {"begins": "21:00", "ends": ""}, status=422)
    assert page.says("Напишіть обидва значення")
    lead.press("Додати день", {"held_on": f"{TUESDAY:%d.%m.%Y}", "name": "День пам’яті"})
    lead.press("Зберегти години", {"lines": f"3.1 {TUESDAY + timedelta(days=7):%d.%m.%Y} 12:00–14:00"})
    page = look(lead, 8)
    assert page.says("день без видачі")
    assert page.says("09:00–12:00")
    lead.press("Запланувати 1 день")
    assert planned(lead) == [(TUESDAY + timedelta(days=7), time(9), time(12))]


def test_before_a_month_is_planned_it_says_how_many_are_without_a_time(lead: Visitor) -> None:
    write_week(lead, every_weeks="1")
    page = look(lead, 0)
    assert page.says("нікому видавати")
    with lead.app.app_context():
        lyceum = db.session.get_one(Location, 1)
        street = db.session.scalars(select(Street)).one()
        for _ in range(2):
            add_household(settlement=lyceum.settlement, street=street)
        db.session.commit()
    page = look(lead, 0)
    assert not page.says("нікому видавати")
    assert page.says("192")  # 24 slots of 8 places
    assert planned(lead) == []


def test_the_list_says_how_long_a_slot_is_how_many_desks_and_what_is_kept(lead: Visitor) -> None:
    page = write_week(lead, slot_minutes="20", desks="", kept="2", kept_until="12:00")
    assert page.says("20 хвилин 2"), "as many desks as the location has"
    assert page.says("2 до 12:00")


def test_a_calendar_that_changed_meanwhile_is_looked_at_again(lead: Visitor) -> None:
    write_week(lead)
    look(lead)
    form = dict(lead.page.values(lead.page.form_with("Запланувати 3 дні")[0]))
    lead.open("/calendar")
    lead.press("Додати день", {"held_on": f"{TUESDAY:%d.%m.%Y}"})
    page = lead.post("/templates/stamp", form, status=409)  # type: ignore[arg-type]
    assert page.says("Календар змінився")
    assert planned(lead) == []


def test_curfew_ends_a_day_two_hours_earlier(lead: Visitor) -> None:
    lead.open("/calendar")
    lead.press("Зберегти комендантську годину", {"begins": "16:00", "ends": "06:00"})
    write_week(lead)
    assert look(lead, 1).says("09:00–14:00")


@pytest.mark.parametrize("line", ["7.1 24.11.2026 11:00–15:00", "3.1 24.11.2026 15:00–11:00", "завтра не буде світла"])
def test_a_line_that_is_no_announcement_is_named_and_nothing_typed_is_lost(lead: Visitor, line: str) -> None:
    lead.open("/calendar")
    page = lead.press("Зберегти години", {"lines": line}, status=422)
    assert page.says("Рядок 1")
    assert line in page.text


def test_a_day_taken_out_of_the_week_comes_no_more(lead: Visitor) -> None:
    write_week(lead)
    lead.open("/templates/1")
    lead.press("Прибрати цей день із шаблону")
    assert lead.open("/templates").says("Тут будуть дні тижня")


def test_hours_too_short_for_one_slot_are_refused_with_a_sentence(lead: Visitor) -> None:
    assert write_week(lead, status=422, closes_at="09:10").says("Візьміть довші години")


def test_the_day_after_the_next_one_follows_from_the_usual_week(lead: Visitor) -> None:
    write_week(lead)
    with lead.app.app_context():
        assert weeks.following_day(1, 1, TUESDAY) == TUESDAY + timedelta(days=14)
        assert weeks.following_day(1, 1, TUESDAY - timedelta(days=3)) == TUESDAY
        assert weeks.following_day(1, 2, TUESDAY) is None


def test_kept_places_are_for_who_comes_without_a_time_until_their_hour(lead: Visitor) -> None:
    with lead.app.app_context():
        location = db.session.get_one(Location, 1)
        for _ in range(3):
            add_household(settlement=location.settlement, street=None, people=1)
        db.session.commit()
        day = Distribution(
            number="T-1", cycle=operations.planning.cycle_of(queries.get_programme(1), TUESDAY), location=location,
            held_on=TUESDAY, opens_at=time(9), closes_at=time(10), desks=1, state=DistributionState.PUBLISHED,
        )  # fmt: skip
        begins = clock.instant(TUESDAY, time(9))
        day.slots = [
            Slot(
                starts_at=begins, ends_at=begins + timedelta(minutes=15), capacity=2, kept=1,
                kept_until=begins - timedelta(hours=1),
            )
        ]  # fmt: skip
        db.session.add(day)
        db.session.commit()
        slot_id, cycle_id, before, after = day.slots[0].id, day.cycle_id, begins - timedelta(hours=2), begins

        def book(household_id: int, at: datetime, *, takes_kept: bool = False) -> None:
            with transaction():
                operations.book_place(
                    household_id, slot_id, takes_kept=takes_kept, aid_log=aid_log, actor=KEEPER, at=at
                )

        book(1, before)
        with pytest.raises(SlotFull):
            book(2, before)
        assert queries.free_slots(cycle_id, before) == []
        assert [fill.slot.id for fill in queries.free_slots(cycle_id, before, with_kept=True)] == [slot_id]
        assert [fill.slot.id for fill in queries.free_slots(cycle_id, after)] == [slot_id]
        book(2, before, takes_kept=True)
        with pytest.raises(SlotFull):
            book(3, after, takes_kept=True)
    assert lead.open("/distributions/1").says("2 з 2, 1 з них тримаємо вільним до 08:00")
