"""Whose turn it is, as it is told to those who were not chosen."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.public_works.models import NotChosenWhy
from app.public_works.rules.turns import Applicant, Seats, choose, is_draw_needed, share

MONDAY = date(2026, 11, 23)
WHY = NotChosenWhy


def seats(places: int, *, shift: int = 1, first_offered: int = 0, day: int = 0) -> Seats:
    return Seats(shift, MONDAY + timedelta(days=day), places, first_offered)


def applicant(
    number: int, *, wanted: tuple[int, ...] = (1,), household: int | None = None, **facts: object
) -> Applicant:
    plain = Applicant(sign_up_id=number, household_id=household or 100 + number, wanted=wanted, lot=number)
    return replace(plain, **facts)  # type: ignore[arg-type]


def test_with_places_for_all_everyone_works_and_nobody_draws() -> None:
    people = [applicant(number) for number in range(1, 4)]
    assert not is_draw_needed(people, [seats(3)])
    turns = choose(people, [seats(3)], days_cap=10)
    assert turns.chosen == [(1, 1), (2, 1), (3, 1)]
    assert not turns.waiting
    assert not turns.positions


def test_one_too_many_is_decided_by_lot_and_reads_a_place_in_the_queue() -> None:
    people = [applicant(1, lot=3), applicant(2, lot=1), applicant(3, lot=2)]
    assert is_draw_needed(people, [seats(2)])
    turns = choose(people, [seats(2)], days_cap=10)
    assert turns.chosen == [(2, 1), (3, 1)]
    assert turns.waiting == {(1, 1): WHY.BY_DRAW}
    assert turns.positions == {1: 1}


def test_who_has_worked_lately_comes_after_who_has_not_whatever_the_lot() -> None:
    people = [applicant(1, lot=1, has_worked_lately=True), applicant(2, lot=2)]
    turns = choose(people, [seats(1)], days_cap=10)
    assert turns.chosen == [(2, 1)]
    assert turns.waiting == {(1, 1): WHY.WORKED_LATELY}


def test_a_household_at_its_cap_waits_while_others_want_the_place() -> None:
    people = [applicant(1, lot=1, household_days=10), applicant(2, lot=2)]
    turns = choose(people, [seats(1)], days_cap=10)
    assert turns.chosen == [(2, 1)]
    assert turns.waiting == {(1, 1): WHY.HOUSEHOLD_CAP}


def test_when_nobody_else_waits_the_cap_keeps_no_place_empty() -> None:
    people = [applicant(1, household_days=10), applicant(2)]
    assert set(choose(people, [seats(2)], days_cap=10).chosen) == {(1, 1), (2, 1)}


def test_days_of_this_order_count_towards_the_cap() -> None:
    days = [seats(1, shift=shift, day=shift) for shift in (1, 2, 3)]
    people = [applicant(1, wanted=(1, 2, 3), lot=1), applicant(2, wanted=(1, 2, 3), lot=2)]
    turns = choose(people, days, days_cap=2)
    assert turns.chosen == [(1, 1), (1, 2), (2, 3)]
    assert turns.waiting[1, 3] is WHY.HOUSEHOLD_CAP


def test_one_of_a_household_works_a_day_while_others_wait() -> None:
    mother, son = applicant(1, household=7, lot=1), applicant(2, household=7, lot=2)
    neighbour = applicant(3, lot=3)
    turns = choose([mother, son, neighbour], [seats(2)], days_cap=10)
    assert turns.chosen == [(1, 1), (3, 1)]
    assert turns.waiting == {(2, 1): WHY.HOUSEHOLD_ONE}
    assert len(choose([mother, son], [seats(2)], days_cap=10).chosen) == 2


def test_two_halves_of_one_day_are_one_day_of_the_household_and_one_person_may_work_both() -> None:
    halves = [seats(1, shift=1), seats(1, shift=2)]
    mother = applicant(1, wanted=(1, 2), lot=1, household_days=9)
    neighbour = applicant(2, wanted=(1, 2), lot=2)
    assert choose([mother, neighbour], halves, days_cap=10).chosen == [(1, 1), (1, 2)]


def test_a_share_of_the_places_goes_first_to_women_and_people_with_limits() -> None:
    men = [applicant(number, lot=number) for number in (1, 2, 3, 4)]
    women = [applicant(number, lot=number, is_first_offered=True) for number in (5, 6)]
    turns = choose([*men, *women], [seats(4, first_offered=2)], days_cap=10)
    assert {key for key, _ in turns.chosen} == {1, 2, 5, 6}
    assert set(turns.waiting.values()) == {WHY.FIRST_SHARE}


def test_a_share_that_nobody_takes_up_returns_to_everybody() -> None:
    men = [applicant(number) for number in (1, 2, 3)]
    assert len(choose(men, [seats(3, first_offered=2)], days_cap=10).chosen) == 3


def test_a_task_that_does_not_suit_and_an_hour_that_is_taken_are_told_as_such() -> None:
    people = [applicant(1, is_fit=False), applicant(2, clashes=frozenset({1}))]
    turns = choose(people, [seats(5)], days_cap=10)
    assert not turns.chosen
    assert turns.waiting == {(1, 1): WHY.LIMITS, (2, 1): WHY.CLASH}


def test_a_broken_place_of_a_share_counts_whole() -> None:
    assert [share(places, 40) for places in (0, 1, 5, 6, 10)] == [0, 1, 2, 3, 4]
    assert share(10, 0) == 0
    assert share(3, 100) == 3


SHIFTS = (1, 2, 3)
people_of = st.lists(
    st.builds(
        Applicant,
        sign_up_id=st.integers(1, 40),
        household_id=st.integers(1, 12),
        wanted=st.sets(st.sampled_from(SHIFTS), min_size=1).map(lambda found: tuple(sorted(found))),
        lot=st.integers(1, 60),
        household_days=st.integers(0, 12),
        has_worked_lately=st.booleans(),
        is_first_offered=st.booleans(),
        is_fit=st.booleans(),
        clashes=st.frozensets(st.sampled_from(SHIFTS)),
    ),
    max_size=30,
    unique_by=lambda one: one.sign_up_id,
)
plans = st.tuples(*(st.integers(1, 6) for _ in SHIFTS)).map(
    lambda places: [
        seats(n, shift=shift, day=shift // 2, first_offered=n // 2) for shift, n in zip(SHIFTS, places, strict=True)
    ]
)


@given(people=people_of, plan=plans, cap=st.integers(1, 10), shuffle=st.integers(0, 1_000))
def test_whatever_comes_no_place_stays_empty_while_somebody_able_waits(
    people: list[Applicant], plan: list[Seats], cap: int, shuffle: int
) -> None:
    turns = choose(people, plan, days_cap=cap)
    by_key = {one.sign_up_id: one for one in people}
    told = {(one.sign_up_id, shift) for one in people for shift in one.wanted}
    assert set(turns.chosen) | set(turns.waiting) == told
    assert len(turns.chosen) + len(turns.waiting) == len(told)
    taken = Counter(shift for _, shift in turns.chosen)
    for shift in plan:
        assert taken[shift.shift_id] <= shift.places
        able = [
            why
            for (_, key), why in turns.waiting.items()
            if key == shift.shift_id and why not in (WHY.LIMITS, WHY.CLASH)
        ]
        assert not able or taken[shift.shift_id] == shift.places
    for key, shift_id in turns.chosen:
        assert by_key[key].is_fit
        assert shift_id not in by_key[key].clashes
    assert sorted(turns.positions.values()) == list(range(1, len(turns.positions) + 1))
    Random(shuffle).shuffle(people)
    again = choose(people, list(reversed(plan)), days_cap=cap)
    assert (again.chosen, dict(again.waiting)) == (turns.chosen, dict(turns.waiting))


@given(people=people_of, plan=plans, cap=st.integers(1, 10))
def test_nobody_who_wants_the_same_and_stands_no_worse_is_passed_over(
    people: list[Applicant], plan: list[Seats], cap: int
) -> None:
    turns = choose(people, plan, days_cap=cap)
    by_key = {one.sign_up_id: one for one in people}
    for (key, shift), why in turns.waiting.items():
        if why is not WHY.BY_DRAW:
            continue
        one = by_key[key]
        behind = [other for other, taken in turns.chosen if taken == shift and _stands_worse(by_key[other], one)]
        assert not behind, "a lower lot has the place, and the draw is blamed for it"


def _stands_worse(other: Applicant, one: Applicant) -> bool:
    return (other.has_worked_lately, other.lot, other.sign_up_id) > (one.has_worked_lately, one.lot, one.sign_up_id)
