"""People behind an order: who is let go when it is cancelled, and who is on site when it is stopped."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.households.models import Person
from app.hubs.models import Settlement
from app.public_works import operations, queries
from app.public_works.models import Channel, DayState, Shift, SignUp, SignUpDay, StopCause, WorkOrder
from app.public_works.operations import Incident, Wish
from app.public_works.queries import Present
from tests import cast
from tests.make import make_card, make_household, make_hub, make_person, make_settlement
from tests.make.staff import actor_of
from tests.make.works import make_order
from tests.visitor import Visitor

MONDAY = date(2026, 11, 30)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(3)]
AT = clock.instant(MONDAY - timedelta(days=7), time(10))
MONDAY_NOON = clock.instant(MONDAY, time(12))


@pytest.fixture
def settlement(database: None) -> Settlement:
    make_hub()
    return make_settlement()


def make_worker(settlement: Settlement, surname: str) -> Person:
    household = make_household(settlement=settlement)
    make_card(household=household)
    return make_person(household=household, surname=surname, given="Олег", born=1980)


def choose(order: WorkOrder, *people: Person, at: datetime = AT) -> list[SignUp]:
    """They sign up for every day, and every day is theirs."""
    made = []
    db.session.commit()
    for number, person in enumerate(people, start=1):
        wish = Wish([shift.id for shift in order.shifts])
        with transaction():
            made.append(
                operations.sign_up(
                    order.id, person.id, wish, channel=Channel.DESK, nonce=f"{number:032x}", actor=KEEPER, at=at
                )
            )
    for shift in db.session.scalars(select(Shift).where(Shift.order_id == order.id)):
        days = db.session.scalars(select(SignUpDay).where(SignUpDay.shift_id == shift.id).order_by(SignUpDay.id))
        for place, day in enumerate(days, start=1):
            day.state, day.place = DayState.CHOSEN, place
    db.session.commit()
    return made


def test_whoever_counted_on_it_is_let_go_and_worked_days_stay(settlement: Settlement) -> None:
    order = make_order(settlement=settlement, days=WEEK, at=AT)
    (made,) = choose(order, make_worker(settlement, "Гончар"))
    assert queries.count_people([shift.id for shift in order.shifts]) == 1
    with transaction():
        operations.cancel_order(order.id, "Знайдено снаряд", actor=KEEPER, at=MONDAY_NOON)
    db.session.expire_all()
    days = queries.get_sign_up(made.id).days
    assert [day.state for day in days] == [DayState.CHOSEN, DayState.CANCELLED, DayState.CANCELLED]
    assert [(day.place, day.reason) for day in days] == [(1, ""), (None, "Знайдено снаряд"), (None, "Знайдено снаряд")]
    assert queries.count_people([shift.id for shift in order.shifts]) == 1


def test_everybody_who_counted_on_a_cancelled_work_is_told_once(app: Flask, staff: dict[str, int]) -> None:
    today = clock.local_date(clock.now())
    with app.app_context():
        make_hub()
        days = [today + timedelta(days=ahead) for ahead in (1, 2)]
        order = make_order(settlement=make_settlement(), days=days, at=clock.now() - timedelta(days=3))
        choose(order, make_worker(order.settlement, "Гончар"), at=clock.now() - timedelta(days=2))
        order_id = order.id
    lead = Visitor(app).sign_in(cast.OKSANA)
    lead.open(f"/works/{order_id}/cancellation")
    page = lead.press("Скасувати роботу", {"reason": "Дощ"})
    assert page.path == f"/works/{order_id}/sign-ups"
    assert page.says("Роботу скасовано: 1 людина ще не знає")
    assert lead.press("Роздрукувати список із телефонами").says("роботу скасовано: Дощ")
    lead.open(f"/works/{order_id}/sign-ups")
    (box,) = [field.get("value") for field in page.root.iter("input") if field.get("name") == "days"]
    page = lead.press("Позначених повідомлено", {"days": [box]})
    assert page.says("Записано: повідомлено 1 людину")
    assert page.says("Усі знають, що роботу скасовано.")


def test_only_those_of_the_running_shift_are_expected_on_site(settlement: Settlement) -> None:
    order, other = (make_order(settlement=settlement, days=WEEK, at=AT) for _ in range(2))
    choose(order, make_worker(settlement, "Гончар"), make_worker(settlement, "Дяк"))
    present = queries.expected_on_site([order.id, other.id], MONDAY_NOON)
    assert present == [Present(order.id, "Гончар Олег", False), Present(order.id, "Дяк Олег", False)]
    assert not queries.expected_on_site([order.id], clock.instant(MONDAY, time(18)))
    assert not queries.expected_on_site([other.id], MONDAY_NOON)


def test_the_page_of_a_stop_counts_who_is_there(app: Flask, staff: dict[str, int]) -> None:
    """The room of the working day hands over who was called; the page asks it."""
    with app.app_context():
        make_hub()
        day = clock.local_date(clock.now()) + timedelta(days=7)
        order = make_order(settlement=make_settlement(), days=[day], at=clock.now() - timedelta(minutes=5))
        with transaction():
            incident = Incident(StopCause.INJURY)
            operations.stop_work(
                order.id, incident, nonce="a" * 32, actor=actor_of(order.foreman), at=clock.now()  # type: ignore[arg-type]
            )  # fmt: skip
    app.extensions["on_site"] = lambda order_ids, _at: [Present(order_ids[0], "Гончар Олег", True)]
    page = Visitor(app).sign_in(cast.MYKOLA).open("/work-stops/1")
    assert page.says("Гончар Олег")
    assert page.says("1 людина. Перелічіть людей в укритті.")
