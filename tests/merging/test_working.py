"""Public works of a person or a family that was written down twice: nobody stands twice, nothing is lost."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from app.core.actors import Actor
from app.core.db import db, transaction
from app.households.models import Household, Person, PersonRole, Sex
from app.households.rules import Occasion
from app.merging import operations
from app.merging.models import Merge
from app.merging.rules.splitting import Move
from app.public_works.models import (
    Channel,
    DayState,
    HelpKind,
    HelpOutcome,
    HelpRequest,
    Shift,
    SignUp,
    SignUpDay,
)
from tests import make
from tests.desk_day import TEN, TODAY, World
from tests.merging.acts import merge, nonce, undo
from tests.privacy.work_record import write_order, write_shift

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shifts(world: World, oksana: Actor) -> Sequence[Shift]:
    """Two days of one order with two places each."""
    assert oksana.staff_id
    order = write_order(world.lyceum.settlement, foreman_id=oksana.staff_id, closed_at=None)
    return [write_shift(order, on=TODAY + timedelta(days=days)) for days in (1, 2)]


@pytest.fixture
def twice(world: World) -> tuple[Household, Household]:
    """One family under two names."""
    return world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")


def sign_up(person: Person, days: dict[Shift, int | None], *, minutes: int = 0) -> SignUp:
    """Signed up for these shifts, with a place or waiting for one."""
    made = SignUp(
        order_id=next(iter(days)).order_id, code=nonce()[-8:], person_id=person.id, household_id=person.household_id,
        sex=Sex.FEMALE, age=40, channel=Channel.DESK, signed_at=TEN + minutes * MINUTE, nonce=nonce(),
    )  # fmt: skip
    made.days = [
        SignUpDay(shift_id=shift.id, place=place, state=DayState.CHOSEN if place else DayState.WAITING, changed_at=TEN)
        for shift, place in days.items()
    ]
    db.session.add(made)
    db.session.flush()
    return made


def ask(household: Household, *, shift: Shift | None = None, minutes: int = 0) -> HelpRequest:
    request = HelpRequest(
        household_id=household.id, kind=HelpKind.FIREWOOD, asked_at=TEN + minutes * MINUTE, nonce=nonce(),
        shift_id=shift.id if shift else None,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    return request


def places(made: SignUp) -> dict[date, tuple[DayState, int | None]]:
    db.session.expire_all()
    return {day.shift.held_on: (day.state, day.place) for day in made.days}


def one_family(twice: tuple[Household, Household], actor: Actor) -> Merge:
    kept, merged = twice
    return merge(kept, merged, actor, same={merged.people[0]: kept.people[0]}, at=TEN + 10 * MINUTE)


def test_of_two_sign_ups_for_one_order_the_earlier_stays_and_has_the_places_of_both(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    first, second = shifts
    earlier = sign_up(twice[1].people[0], {first: None})
    later = sign_up(twice[0].people[0], {first: 1, second: 2}, minutes=5)
    one_family(twice, oksana)
    assert places(earlier) == {first.held_on: (DayState.CHOSEN, 1), second.held_on: (DayState.CHOSEN, 2)}
    assert places(later) == {first.held_on: (DayState.CANCELLED, None)}
    assert (later.withdrawn_why, later.withdrawn_at) == ("записано двічі", TEN + 10 * MINUTE)
    assert {earlier.person_id, later.person_id} == {twice[0].people[0].id}
    assert {earlier.household_id, later.household_id} == {twice[0].id}


def test_undone_each_has_their_own_days_again(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    first, second = shifts
    earlier = sign_up(twice[1].people[0], {first: None})
    later = sign_up(twice[0].people[0], {first: 1, second: 2}, minutes=5)
    owners = [(made.person_id, made.household_id) for made in (earlier, later)]
    undo(one_family(twice, oksana), oksana, at=TEN + 20 * MINUTE)
    assert places(earlier) == {first.held_on: (DayState.WAITING, None)}
    assert places(later) == {first.held_on: (DayState.CHOSEN, 1), second.held_on: (DayState.CHOSEN, 2)}
    assert [(made.person_id, made.household_id) for made in (earlier, later)] == owners
    assert later.withdrawn_at is None


def test_both_chosen_for_a_day_leave_one_place_to_others_and_who_took_it_keeps_it(
    world: World, twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    first = shifts[0]
    earlier = sign_up(twice[0].people[0], {first: 1})
    later = sign_up(twice[1].people[0], {first: 2}, minutes=5)
    made = one_family(twice, oksana)
    assert places(later)[first.held_on] == (DayState.CANCELLED, None)
    neighbour = sign_up(world.household("Бондар", "Іван").people[0], {first: 2})
    undo(made, oksana, at=TEN + 20 * MINUTE)
    assert places(neighbour)[first.held_on] == (DayState.CHOSEN, 2)
    assert places(earlier)[first.held_on] == (DayState.CHOSEN, 1)
    assert places(later)[first.held_on] == (DayState.WAITING, None), "no place is free any more"


def test_whoever_gave_the_place_up_since_keeps_to_it(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    first = shifts[0]
    earlier = sign_up(twice[0].people[0], {first: None})
    later = sign_up(twice[1].people[0], {first: 2}, minutes=5)
    made = one_family(twice, oksana)
    day = earlier.days[0]
    day.state, day.place, day.reason = DayState.CANCELLED, None, "захворіла"
    undo(made, oksana, at=TEN + 20 * MINUTE)
    assert places(earlier)[first.held_on] == (DayState.CANCELLED, None)
    assert places(later)[first.held_on] == (DayState.CHOSEN, 2)


def test_forgotten_since_a_sign_up_still_goes_home(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    earlier = sign_up(twice[0].people[0], {shifts[0]: None})
    later = sign_up(twice[1].people[0], {shifts[0]: None}, minutes=5)
    made = one_family(twice, oksana)
    for forgotten in (earlier, later):
        forgotten.person_id = None
    later.withdrawn_why = "—"
    undo(made, oksana, at=TEN + 20 * MINUTE)
    db.session.expire_all()
    assert (earlier.household_id, later.household_id) == (twice[0].id, twice[1].id)
    assert later.withdrawn_at is not None


def test_of_two_open_requests_for_help_stays_the_one_somebody_is_on_the_way_to(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    mine, theirs = ask(twice[0]), ask(twice[1], shift=shifts[0], minutes=5)
    made = one_family(twice, oksana)
    db.session.expire_all()
    assert (mine.outcome, theirs.outcome) == (HelpOutcome.NOT_DONE, None)
    assert {mine.household_id, theirs.household_id} == {twice[0].id}
    undo(made, oksana, at=TEN + 20 * MINUTE)
    db.session.expire_all()
    assert (mine.outcome, mine.settled_at, theirs.outcome) == (None, None, None)
    assert (mine.household_id, theirs.household_id) == (twice[0].id, twice[1].id)


def test_help_asked_for_anew_is_not_asked_twice(
    twice: tuple[Household, Household], shifts: Sequence[Shift], oksana: Actor
) -> None:
    mine, theirs = ask(twice[0]), ask(twice[1], shift=shifts[0], minutes=5)
    made = one_family(twice, oksana)
    theirs.outcome, theirs.settled_at = HelpOutcome.DONE, TEN + 12 * MINUTE
    db.session.commit()
    anew = ask(twice[0], minutes=15)
    undo(made, oksana, at=TEN + 20 * MINUTE)
    db.session.expire_all()
    assert (mine.outcome, anew.outcome) == (HelpOutcome.NOT_DONE, None)
    assert (theirs.outcome, theirs.household_id) == (HelpOutcome.DONE, twice[1].id)


def test_works_of_one_person_written_in_two_households_come_home_with_them(
    world: World, shifts: Sequence[Shift], oksana: Actor
) -> None:
    here, there = world.household("Ковальчук", "Ганна"), world.household("Бондар", "Іван")
    twin = make.make_person(household=there, surname="Ковальчук", given="Ганна", role=PersonRole.OTHER)
    made = sign_up(twin, {shifts[0]: 1})
    db.session.commit()
    with transaction():
        one = operations.merge_people(here.people[0].id, twin.id, {}, nonce=nonce(), actor=oksana, at=TEN)
    db.session.expire_all()
    assert (made.person_id, made.household_id) == (here.people[0].id, here.id)
    undo(one, oksana)
    db.session.expire_all()
    assert (made.person_id, made.household_id) == (twin.id, there.id)


def test_whoever_moves_takes_their_works_along(world: World, shifts: Sequence[Shift], oksana: Actor) -> None:
    here, there = world.household("Ковальчук", "Ганна"), world.household("Бондар", "Іван")
    son = make.make_person(household=here, surname="Ковальчук", given="Остап", role=PersonRole.CHILD)
    stays, goes = sign_up(here.people[0], {shifts[0]: 1}), sign_up(son, {shifts[1]: 1})
    db.session.commit()
    move = Move(roles={son.id: PersonRole.OTHER}, occasion=Occasion(on=TODAY, nonce=nonce()), new_head_id=None)
    with transaction():
        operations.transfer_people(here.id, there.id, move, actor=oksana, at=TEN)
    db.session.expire_all()
    assert (stays.household_id, goes.household_id) == (here.id, there.id)


def test_what_somebody_signed_up_for_since_goes_home_with_them(
    world: World, shifts: Sequence[Shift], oksana: Actor
) -> None:
    here, there = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Остап")
    ostap = there.people[0]
    one = merge(here, there, oksana)
    made = sign_up(db.session.get_one(Person, ostap.id), {shifts[0]: 1})
    assert made.household_id == here.id
    undo(one, oksana)
    db.session.expire_all()
    assert (made.person_id, made.household_id) == (ostap.id, there.id)
    assert places(made) == {shifts[0].held_on: (DayState.CHOSEN, 1)}
