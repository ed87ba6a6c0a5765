"""The turns are shared, a place falls free, and the next is asked."""

from datetime import date, timedelta

import pytest

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db, transaction
from app.draws import operations as draws
from app.draws.models import DrawState
from app.households.models import Sex
from app.public_works import operations
from app.public_works.models import DayState, Demand, NotChosenWhy, SignUp, WorkOrder
from app.public_works.operations.turns import (
    AlreadyShared,
    DrawFirst,
    DrawPosted,
    ListChanged,
    NoDrawNeeded,
    StillSigningUp,
)
from app.public_works.operations.waiting import DayIsOver, NobodyWaits, NoPlaceToGive, NotOffered, ShiftFull
from app.public_works.rules import Limits
from tests.public_works.conftest import EVE, FRIDAY_BEFORE, MONDAY, Gang, days_of

STATE = DayState


@pytest.fixture
def park(gang: Gang) -> WorkOrder:
    """Two places on one Monday."""
    return gang.order(demand=Demand.HEAVY)


def state_of(sign_up: SignUp) -> tuple[DayState, int | None]:
    (day,) = days_of(sign_up)
    return day.state, day.place


def post_draw(gang: Gang, order: WorkOrder, nonce: str = "draw") -> None:
    with transaction():
        operations.post_draw(
            order.id, held_at=EVE, held_where="Ліцей", nonce=nonce, actor=gang.registrar, at=EVE - timedelta(hours=2)
        )


def hold_draw(gang: Gang, order: WorkOrder) -> None:
    assert order.draw_id is not None
    with transaction():
        draws.hold(
            order.draw_id, public_number="314159", witnesses=("Ганна",), nonce="hold", actor=gang.registrar, at=EVE
        )


def drawn(gang: Gang, order: WorkOrder, *people: SignUp) -> list[SignUp]:
    """Post, hold and share; the people in the order of their lots."""
    post_draw(gang, order)
    hold_draw(gang, order)
    gang.share_out(order)
    assert order.draw is not None
    position = {entry.reference: entry.position or 0 for entry in order.draw.entries}
    return sorted(people, key=lambda one: position[one.id])


def test_with_places_for_all_turns_are_shared_without_a_draw(gang: Gang, park: WorkOrder) -> None:
    pair = [gang.sign_up(gang.person(), park) for _ in range(2)]
    with pytest.raises(NoDrawNeeded):
        post_draw(gang, park)
    gang.share_out(park)
    assert [state_of(one) for one in pair] == [(STATE.CHOSEN, 1), (STATE.CHOSEN, 2)]
    with pytest.raises(AlreadyShared):
        gang.share_out(park)


def test_nobody_shares_turns_while_people_still_sign_up(gang: Gang, park: WorkOrder) -> None:
    park.sign_up_until = EVE + timedelta(hours=1)
    gang.sign_up(gang.person(), park)
    with pytest.raises(StillSigningUp):
        gang.share_out(park)


def test_one_too_many_is_drawn_in_the_open_under_codes(gang: Gang, park: WorkOrder) -> None:
    three = [gang.sign_up(gang.person(), park) for _ in range(3)]
    with pytest.raises(DrawFirst):
        gang.share_out(park)
    in_order = drawn(gang, park, *three)
    assert park.draw is not None
    assert park.draw.state is DrawState.DRAWN
    assert {entry.pseudonym for entry in park.draw.entries} == {one.code for one in three}
    assert [state_of(one) for one in in_order] == [(STATE.CHOSEN, 1), (STATE.CHOSEN, 2), (STATE.WAITING, None)]
    (last,) = days_of(in_order[2])
    assert (last.why, last.sign_up.position) == (NotChosenWhy.BY_DRAW, 1)


def test_a_second_list_is_not_posted_while_the_first_hangs(gang: Gang, park: WorkOrder) -> None:
    for _ in range(3):
        gang.sign_up(gang.person(), park)
    post_draw(gang, park)
    with pytest.raises(DrawPosted):
        post_draw(gang, park)
    assert park.draw_id is not None
    with transaction():
        draws.annul(park.draw_id, why="Світло зникло", actor=gang.registrar, at=EVE)
    post_draw(gang, park, nonce="again")
    assert park.draw is not None
    assert park.draw.state is DrawState.POSTED


def test_a_cancelled_work_takes_the_list_that_hangs_down(gang: Gang, park: WorkOrder) -> None:
    for _ in range(3):
        gang.sign_up(gang.person(), park)
    post_draw(gang, park)
    with transaction():
        operations.cancel_order(park.id, "Знайдено снаряд", actor=gang.registrar, at=EVE)
    assert park.draw is not None
    assert (park.draw.state, park.draw.annulled_why) == (DrawState.ANNULLED, "Знайдено снаряд")
    last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (last.action, park.draw.number in last.details) == ("cancel work order", True)


def test_what_was_looked_at_is_what_is_decided(gang: Gang, park: WorkOrder) -> None:
    first = gang.sign_up(gang.person(), park)
    gang.sign_up(gang.person(), park)
    digest = gang.propose(park).digest
    with transaction():
        operations.withdraw(first.id, why="Хворію", actor=gang.registrar, at=FRIDAY_BEFORE)
    with pytest.raises(ListChanged), transaction():
        operations.share_out(park.id, digest=digest, actor=gang.registrar, at=EVE)


def test_a_place_that_is_given_up_is_offered_to_the_next_at_once(gang: Gang, park: WorkOrder) -> None:
    first, second, third = drawn(gang, park, *(gang.sign_up(gang.person(), park) for _ in range(3)))
    with transaction():
        operations.cancel_day(days_of(first)[0].id, reason="Не можу", actor=gang.registrar, at=EVE)
    (offered,) = days_of(third)
    assert (offered.state, offered.place) == (STATE.OFFERED, 1)
    assert offered.held_until == min(EVE + timedelta(hours=24), offered.shift.starts_at)
    with transaction():
        operations.accept(offered.id, actor=gang.registrar, at=EVE)
    assert [state_of(one)[0] for one in (first, second, third)] == [STATE.CANCELLED, STATE.CHOSEN, STATE.CHOSEN]
    with pytest.raises(NoPlaceToGive), transaction():
        operations.cancel_day(days_of(first)[0].id, reason="ще раз", actor=gang.registrar, at=EVE)


def test_a_hold_is_a_real_place_until_its_hour_and_then_the_next_ones(gang: Gang, park: WorkOrder) -> None:
    _first, second, third, fourth = drawn(gang, park, *(gang.sign_up(gang.person(), park) for _ in range(4)))
    early = EVE - timedelta(hours=3)
    with transaction():
        operations.cancel_day(days_of(second)[0].id, reason="Не можу", actor=gang.registrar, at=early)
    with pytest.raises(ShiftFull), transaction():
        operations.take_from_queue(days_of(fourth)[0].id, actor=gang.registrar, at=EVE)
    (held,) = days_of(third)
    assert held.held_until is not None
    with pytest.raises(NotOffered), transaction():
        operations.accept(held.id, actor=gang.registrar, at=held.held_until)
    assert held.held_until == early + timedelta(hours=24)
    with transaction():
        operations.decline(held.id, actor=gang.registrar, at=EVE)
    assert [state_of(one)[0] for one in (third, fourth)] == [STATE.LAPSED, STATE.OFFERED]


def test_an_offer_nobody_answers_goes_on_by_itself_when_the_list_is_moved_up(gang: Gang) -> None:
    order = gang.order(MONDAY + timedelta(days=4), places=1, demand=Demand.HEAVY)
    first, second, third = drawn(gang, order, *(gang.sign_up(gang.person(), order) for _ in range(3)))
    with transaction():
        operations.withdraw(first.id, why="Не можу", actor=gang.registrar, at=EVE)
    assert state_of(second) == (STATE.OFFERED, 1)
    with transaction():
        assert operations.move_up(order.id, actor=gang.registrar, at=EVE + timedelta(hours=24)) == 1
    assert (state_of(second), state_of(third)) == ((STATE.LAPSED, None), (STATE.OFFERED, 1))


def test_at_the_roll_call_the_foreman_takes_the_next_from_the_list(gang: Gang, park: WorkOrder) -> None:
    first, _second, third = drawn(gang, park, *(gang.sign_up(gang.person(), park) for _ in range(3)))
    begins = days_of(first)[0].shift.starts_at
    with pytest.raises(DayIsOver), transaction():
        operations.cancel_day(days_of(first)[0].id, reason="Не прийшов", actor=gang.registrar, at=begins)
    park.shifts[0].places = 3
    db.session.commit()
    with transaction():
        operations.take_from_queue(days_of(third)[0].id, actor=gang.registrar, at=begins + timedelta(minutes=20))
    assert state_of(third) == (STATE.CHOSEN, 3)
    with pytest.raises(NobodyWaits), transaction():
        operations.take_from_queue(days_of(third)[0].id, actor=gang.registrar, at=begins + timedelta(minutes=21))


def test_whose_household_worked_within_sixty_days_comes_after_those_who_have_not(gang: Gang) -> None:
    before = gang.order(MONDAY - timedelta(days=30), title="Жовтень")
    father = gang.person()
    made = gang.sign_up(father, before, at=FRIDAY_BEFORE - timedelta(days=40))
    made.days[0].state, made.days[0].place = DayState.CHOSEN, 1
    order = gang.order(places=1)
    son = gang.sign_up(gang.person("Матвій", of=father), order)
    neighbour = gang.sign_up(gang.person(), order)
    assert (son.is_first_time, neighbour.is_first_time) == (False, True)
    post_draw(gang, order)
    hold_draw(gang, order)
    gang.share_out(order)
    (waits,) = days_of(son)
    assert (waits.state, waits.why) == (STATE.WAITING, NotChosenWhy.WORKED_LATELY)
    assert state_of(neighbour) == (STATE.CHOSEN, 1)


def test_a_household_at_its_cap_waits_and_reads_why(gang: Gang) -> None:
    week = gang.order(*(MONDAY - timedelta(days=back) for back in range(5, 15)), places=1, title="Два тижні")
    busy = gang.person()
    made = gang.sign_up(busy, week, at=FRIDAY_BEFORE - timedelta(days=20))
    for day in made.days:
        day.state, day.place = DayState.CHOSEN, 1
    order = gang.order(places=1)
    again, other = gang.sign_up(busy, order), gang.sign_up(gang.person(), order)
    post_draw(gang, order)
    hold_draw(gang, order)
    gang.share_out(order)
    (waits,) = days_of(again)
    assert (waits.state, waits.why) == (STATE.WAITING, NotChosenWhy.HOUSEHOLD_CAP)
    assert state_of(other) == (STATE.CHOSEN, 1)


def test_heavy_work_is_not_for_who_must_not_lift_and_a_woman_has_her_share_of_the_rest(gang: Gang) -> None:
    heavy, light = gang.order(demand=Demand.HEAVY), gang.order(demand=Demand.LIGHT, title="Сортування")
    person = gang.person()
    limited = gang.sign_up(person, heavy, limits=Limits(no_lifting=True))
    gang.share_out(heavy)
    (day,) = days_of(limited)
    assert (day.state, day.why) == (STATE.WAITING, NotChosenWhy.LIMITS)
    men = [gang.sign_up(gang.person(), light) for _ in range(3)]
    woman = gang.sign_up(gang.person("Софія", sex=Sex.FEMALE), light)
    drawn(gang, light, *men, woman)
    assert state_of(woman)[0] is STATE.CHOSEN, "40 % of two places is one place first offered to women"


def test_the_day_before_counts_within_its_own_period_only(gang: Gang) -> None:
    old = gang.order(date(2026, 8, 3), places=1, title="Літо")
    person = gang.person()
    made = gang.sign_up(person, old, at=clock.instant(date(2026, 8, 1), clock.local(EVE).time()))
    made.days[0].state, made.days[0].place = DayState.CHOSEN, 1
    order = gang.order(places=1)
    gang.sign_up(person, order)
    (applicant,) = gang.propose(order).applicants
    assert (applicant.household_days, applicant.has_worked_lately) == (0, False)


def test_a_list_that_nobody_need_be_drawn_from_any_more_is_taken_down(gang: Gang, park: WorkOrder) -> None:
    signed = [gang.sign_up(gang.person(), park) for _ in range(3)]
    post_draw(gang, park)
    with transaction():
        operations.withdraw(signed[0].id, why="Їде", actor=gang.registrar, at=EVE)
    gang.share_out(park)
    assert park.draw is not None
    assert park.draw.state is DrawState.ANNULLED
    assert [state_of(one)[0] for one in signed[1:]] == [STATE.CHOSEN, STATE.CHOSEN]
