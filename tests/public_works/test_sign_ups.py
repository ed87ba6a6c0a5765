"""Signing up for work, and what is in the way of it."""

from datetime import date, time, timedelta

import pytest

from app.core import clock
from app.core.db import transaction
from app.households.models import Sex
from app.public_works import operations
from app.public_works.models import ContractForm, DayState, Demand, NotChosenWhy, StopCause
from app.public_works.operations import Incident
from app.public_works.operations.holding import NotOpen, StandsStill
from app.public_works.operations.sign_ups import (
    AgeUnknown,
    AidAtThatTime,
    AlreadySignedUp,
    GuardianNeeded,
    NoDayChosen,
    NothingToWithdraw,
    SigningUpOver,
    TooYoung,
    WorksAtThatTime,
)
from tests.public_works.conftest import EVE, FRIDAY_BEFORE, MONDAY, TUESDAY, Gang, days_of


def test_somebody_signs_up_for_three_days_and_waits_for_the_turns(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY, TUESDAY + timedelta(days=1))
    made = gang.sign_up(gang.person(born=date(1990, 5, 1)), order)
    assert [day.state for day in days_of(made)] == [DayState.WANTED] * 3
    assert (made.age, made.code.isalnum(), made.is_first_time) == (36, True, True)


def test_the_same_person_does_not_sign_up_twice_but_again_after_withdrawing(gang: Gang) -> None:
    order = gang.order()
    person = gang.person()
    first = gang.sign_up(person, order)
    with pytest.raises(AlreadySignedUp):
        gang.sign_up(person, order)
    with transaction():
        operations.withdraw(first.id, why="Захворіла дитина", actor=gang.registrar, at=FRIDAY_BEFORE)
    assert gang.sign_up(person, order).id != first.id
    with pytest.raises(NothingToWithdraw), transaction():
        operations.withdraw(first.id, why="ще раз", actor=gang.registrar, at=FRIDAY_BEFORE)


def test_sixteen_year_olds_work_as_volunteers_only_and_with_a_guardian(gang: Gang) -> None:
    paid = gang.order()
    free = gang.order(rate_minor=0, payer="", contract=ContractForm.VOLUNTEER, min_age=14, demand=Demand.LIGHT)
    teenager = gang.person(born=date(2010, 3, 1))
    with pytest.raises(TooYoung) as refused:
        gang.sign_up(teenager, paid)
    assert refused.value.values == {"age": 18}
    with pytest.raises(GuardianNeeded):
        gang.sign_up(teenager, free)
    with pytest.raises(GuardianNeeded):  # the day of the consent is still to come
        gang.sign_up(teenager, free, guardian_name="Ганна Гончар", consented_on=date(2026, 11, 21))
    made = gang.sign_up(teenager, free, guardian_name="Ганна Гончар", consented_on=date(2026, 11, 20))
    assert (made.age, made.guardian_name) == (16, "Ганна Гончар")


def test_whose_birthday_is_unknown_is_taken_for_the_younger_age(gang: Gang) -> None:
    order = gang.order()
    with pytest.raises(TooYoung):
        gang.sign_up(gang.person(born=2008), order)
    with pytest.raises(AgeUnknown):
        gang.sign_up(gang.person(born=None), order)
    assert gang.sign_up(gang.person(born=2007), order).age == 18


def test_work_at_the_hour_of_the_aid_is_refused_with_the_hour(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY)
    person = gang.person()
    gang.aid_at(person, MONDAY, time(10))
    with pytest.raises(AidAtThatTime) as refused:
        gang.sign_up(person, order)
    assert refused.value.values == {"day": "23.11.2026", "time": "10:00"}
    assert gang.sign_up(person, order, 1).days[0].shift.held_on == MONDAY + timedelta(days=1)


def test_a_small_overlap_with_the_aid_is_no_obstacle(gang: Gang) -> None:
    order = gang.order(hours=(time(9, 5), time(17)))
    person = gang.person()
    gang.aid_at(person, MONDAY, time(9))
    assert gang.sign_up(person, order).id


def test_who_has_a_place_elsewhere_at_that_hour_is_refused(gang: Gang) -> None:
    park, school = gang.order(), gang.order(title="Школа")
    person = gang.person()
    gang.sign_up(person, park)
    gang.sign_up(person, school)
    gang.share_out(park)
    other = gang.order(title="Бібліотека", hours=(time(12), time(18)))
    with pytest.raises(WorksAtThatTime):
        gang.sign_up(person, other)


def test_nobody_signs_up_where_work_stands_still(gang: Gang) -> None:
    order = gang.order()
    incident = Incident(StopCause.EXPLOSIVE, note="Біля лавки")
    with transaction():
        operations.stop_work(order.id, incident, nonce="stop", actor=gang.registrar, at=FRIDAY_BEFORE)
    with pytest.raises(StandsStill):
        gang.sign_up(gang.person(), order)


def test_nobody_signs_up_for_a_day_behind_the_clearance_or_for_a_draft(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY)
    order.clearance_until = MONDAY
    person = gang.person()
    with pytest.raises(StandsStill):
        gang.sign_up(person, order)
    assert gang.sign_up(person, order, 0).id
    draft = gang.order(is_published=False)
    with pytest.raises(NotOpen):
        gang.sign_up(person, draft)


def test_a_day_that_has_begun_cannot_be_chosen(gang: Gang) -> None:
    order = gang.order(MONDAY, TUESDAY)
    gang.share_out(order)
    with pytest.raises(NoDayChosen):
        gang.sign_up(gang.person(), order, at=clock.instant(MONDAY, time(9)))


def test_who_comes_when_turns_are_shared_takes_a_free_place_or_waits_last(gang: Gang) -> None:
    order = gang.order()
    gang.sign_up(gang.person(), order)
    gang.share_out(order)
    (second,) = days_of(gang.sign_up(gang.person(), order, at=EVE))
    (third,) = days_of(gang.sign_up(gang.person(sex=Sex.FEMALE), order, at=EVE))
    assert (second.state, second.place) == (DayState.CHOSEN, 2)
    assert (third.state, third.why, third.sign_up.position) == (DayState.WAITING, NotChosenWhy.CAME_LATER, 1)


def test_between_the_end_of_signing_up_and_the_sharing_nobody_joins(gang: Gang) -> None:
    order = gang.order()
    with pytest.raises(SigningUpOver):
        gang.sign_up(gang.person(), order, at=EVE)
    gang.sign_up(gang.person(), order)
    gang.share_out(order)
    assert gang.sign_up(gang.person(), order, at=EVE).id
