"""After the turns are shared: who joins, who is taken in, and what a stop does to an offer."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.households.models import HouseholdStatus
from app.public_works import operations
from app.public_works.models import DayState, Demand, NotChosenWhy, SignUp, StopCause
from app.public_works.operations import Change, Incident
from app.public_works.operations.orders import ListPosted
from app.public_works.operations.sign_ups import WorksAtThatTime
from app.public_works.operations.waiting import NobodyWaits, NothingSuits
from app.public_works.rules import Limits
from tests.make.works import safety_of
from tests.public_works.conftest import EVE, MONDAY, TUESDAY, Gang, days_of

STATE = DayState
FRIDAY = date(2026, 11, 27)


def states(sign_up: SignUp) -> list[DayState]:
    return [day.state for day in days_of(sign_up)]


def leave(gang: Gang, sign_up: SignUp) -> None:
    with transaction():
        operations.withdraw(sign_up.id, why="Їде", actor=gang.registrar, at=EVE)


def test_a_place_that_falls_free_goes_first_to_a_household_of_which_nobody_works_that_day(gang: Gang) -> None:
    order = gang.order(places=2)
    anna, other = gang.person("Анна"), gang.sign_up(gang.person(), order)
    gang.sign_up(anna, order)
    gang.share_out(order)
    husband = gang.sign_up(gang.person("Антон", of=anna), order, at=EVE)
    stranger = gang.sign_up(gang.person("Богдан"), order, at=EVE)
    leave(gang, other)
    assert (states(husband), states(stranger)) == ([STATE.WAITING], [STATE.OFFERED])
    leave(gang, stranger)
    assert states(husband) == [STATE.OFFERED], "nobody else waits"


def test_nobody_is_put_to_work_that_harms_them_because_they_came_later(gang: Gang) -> None:
    order = gang.order(demand=Demand.HEAVY, places=2)
    gang.share_out(order)
    limited = gang.sign_up(gang.person(), order, at=EVE, limits=Limits(no_lifting=True))
    (day,) = days_of(limited)
    assert (day.state, day.why) == (STATE.WAITING, NotChosenWhy.LIMITS)
    with pytest.raises(NothingSuits), transaction():
        operations.take_from_queue(day.id, actor=gang.registrar, at=EVE)
    able = gang.sign_up(gang.person("Богдан"), order, at=EVE)
    assert states(able) == [STATE.CHOSEN], "who cannot take the place keeps nobody from it"


def test_nobody_is_taken_in_who_works_elsewhere_at_that_hour_or_withdrew(gang: Gang) -> None:
    order, person = gang.order(places=1), gang.person()
    leaves = gang.sign_up(gang.person("Богдан"), order)
    gang.share_out(order)
    waits = gang.sign_up(person, order, at=EVE)
    elsewhere = gang.order(title="Сквер")
    gang.sign_up(person, elsewhere)
    gang.share_out(elsewhere)
    leave(gang, leaves)
    (day,) = days_of(waits)
    with pytest.raises(WorksAtThatTime), transaction():
        operations.take_from_queue(day.id, actor=gang.registrar, at=EVE)
    begun = clock.instant(MONDAY, clock.local(day.shift.starts_at).time()) + timedelta(minutes=5)
    with transaction():
        operations.withdraw(waits.id, why="Їде", actor=gang.registrar, at=begun)
    with pytest.raises(NobodyWaits), transaction():
        operations.take_from_queue(day.id, actor=gang.registrar, at=begun)


def test_places_of_a_day_that_has_begun_are_not_shared_any_more(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY)
    signed = gang.sign_up(gang.person(), order)
    at_noon = clock.instant(MONDAY, clock.local(order.shifts[0].starts_at).time()) + timedelta(hours=3)
    with transaction():
        operations.share_out(
            order.id, digest=gang.propose(order, at_noon).digest, actor=gang.registrar, at=at_noon
        )  # fmt: skip
    assert states(signed) == [STATE.WAITING, STATE.CHOSEN]
    with transaction():  # they stand at the gate
        operations.take_from_queue(days_of(signed)[0].id, actor=gang.registrar, at=at_noon)


def test_no_place_is_offered_on_a_day_that_the_clearance_leaves_out(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY, places=1)
    leaves = gang.sign_up(gang.person(), order)
    gang.share_out(order)
    waits = gang.sign_up(gang.person("Богдан"), order, at=EVE)
    with transaction():
        shorter = safety_of(cleared_on=date(2026, 7, 1), until=MONDAY)
        operations.set_safety(order.id, shorter, actor=gang.registrar, at=EVE)
    leave(gang, leaves)
    assert states(waits) == [STATE.OFFERED, STATE.WAITING]


def test_an_offer_does_not_run_out_while_nobody_could_say_yes(gang: Gang) -> None:
    order = gang.order(FRIDAY, places=1)
    leaves = gang.sign_up(gang.person(), order)
    gang.share_out(order)
    waits = gang.sign_up(gang.person("Богдан"), order, at=EVE)
    leave(gang, leaves)
    with transaction():
        stop = operations.stop_work(
            order.id, Incident(StopCause.WEATHER), nonce="stop", actor=gang.registrar, at=EVE
        )  # fmt: skip
    after_it = EVE + timedelta(hours=30)
    with transaction():
        operations.release(stop.id, [order.id], "Дощ минув", actor=gang.registrar, at=after_it)
    (day,) = days_of(waits)
    assert day.held_until == after_it + timedelta(hours=24)
    with transaction():
        operations.accept(day.id, actor=gang.registrar, at=after_it)


def test_who_left_or_turned_out_to_be_too_young_keeps_nobody_from_a_place(gang: Gang) -> None:
    order = gang.order(places=1)
    left, young, here = (gang.person(given) for given in ("Анна", "Артем", "Богдан"))
    signed = [gang.sign_up(person, order) for person in (left, young, here)]
    assert left.household is not None
    left.household.status, young.birth_on, young.birth_year = HouseholdStatus.MOVED, date(2010, 5, 1), 2010
    db.session.commit()
    gang.share_out(order)
    assert [states(one) for one in signed] == [[STATE.WAITING], [STATE.WAITING], [STATE.CHOSEN]]


def test_while_a_list_hangs_nobody_lets_others_join(gang: Gang) -> None:
    order = gang.order(places=1)
    for given in ("Анна", "Богдан"):
        gang.sign_up(gang.person(given), order)
    with transaction():
        operations.post_draw(
            order.id, held_at=EVE, held_where="Ліцей", nonce="draw", actor=gang.registrar, at=EVE - timedelta(hours=2)
        )
    change = Change(
        customer="Рада",
        purpose="",
        norm="",
        note="",
        foreman_id=gang.foreman.id,
        sign_up_until=EVE + timedelta(hours=1),
    )
    with pytest.raises(ListPosted), transaction():
        operations.change_published(order.id, change, actor=gang.registrar, at=EVE)


def test_an_offer_outlasts_the_days_on_which_the_clearance_left_it_out(gang: Gang) -> None:
    order = gang.order(MONDAY, FRIDAY, places=1)
    leaves = gang.sign_up(gang.person(), order)
    gang.share_out(order)
    waits = gang.sign_up(gang.person("Богдан"), order, at=EVE)
    leave(gang, leaves)
    later = EVE + timedelta(hours=30)
    for until, at in ((MONDAY, EVE), (FRIDAY, later)):
        with transaction():
            operations.set_safety(
                order.id, safety_of(cleared_on=date(2026, 7, 1), until=until), actor=gang.registrar, at=at
            )  # fmt: skip
        with transaction():
            operations.move_up(order.id, actor=gang.registrar, at=later)
    assert days_of(waits)[1].held_until == later + timedelta(hours=24)
