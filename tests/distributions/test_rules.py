"""Amounts, slots, days, and who collects when: values in, values out."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock
from app.distributions import rules
from app.distributions.models import AgeBand, Unit
from app.distributions.rules import Amount, Candidate, NotPlaced, OpenSlot, Usual
from app.households.models import HouseholdStatus, Sex

TUESDAY = date(2026, 11, 24)

# ---- amounts


@pytest.mark.parametrize(
    ("amount", "people", "kits"),
    [
        (Amount(Unit.HOUSEHOLD, 1), 5, 1),
        (Amount(Unit.HOUSEHOLD, 2), 1, 2),
        (Amount(Unit.PERSON, 1), 4, 4),
        (Amount(Unit.PERSON, 2), 3, 6),
        (Amount(Unit.SIZE_TABLE, sizes=((1, 1), (3, 2), (6, 3))), 2, 1),
        (Amount(Unit.SIZE_TABLE, sizes=((1, 1), (3, 2), (6, 3))), 3, 2),
        (Amount(Unit.SIZE_TABLE, sizes=((1, 1), (3, 2), (6, 3))), 30, 3),
        (Amount(Unit.SIZE_TABLE, sizes=((3, 2),)), 2, 0),
    ],
)
def test_kits_are_counted_as_the_programme_says(amount: Amount, people: int, kits: int) -> None:
    assert rules.quantity_for(amount, people) == kits


@pytest.mark.parametrize(
    ("born", "year", "band"),
    [
        (date(2026, 11, 24), 2026, AgeBand.UNDER_3),
        (date(2023, 11, 25), 2023, AgeBand.UNDER_3),
        (date(2023, 11, 24), 2023, AgeBand.UNDER_6),
        (date(2008, 11, 25), 2008, AgeBand.UNDER_18),
        (date(2008, 11, 24), 2008, AgeBand.ADULT),
        (date(1966, 11, 24), 1966, AgeBand.OLDER),
        (None, 1966, AgeBand.OLDER),
        (None, 1967, AgeBand.ADULT),
        (None, None, AgeBand.UNKNOWN),
    ],
)
def test_a_birthday_changes_the_band_on_its_day(born: date | None, year: int | None, band: AgeBand) -> None:
    assert rules.age_band(born, year, TUESDAY) is band


def test_people_of_one_kind_are_counted_together() -> None:
    woman = (Sex.FEMALE, AgeBand.OLDER, True)
    groups = rules.count_groups([woman, (Sex.MALE, AgeBand.ADULT, False), woman])
    assert {(group.sex, group.people) for group in groups} == {(Sex.FEMALE, 2), (Sex.MALE, 1)}


# ---- slots


@pytest.mark.parametrize(
    ("desks", "slot", "service", "site_cap", "capacity"),
    [
        (2, 15, 3, 20, 8),  # field guide 5.3: 15 min × 8 with two desks
        (1, 20, 3, 20, 5),  # and 20 min × 5 with one
        (3, 15, 3, 20, 10),  # three desks could serve 12, but half of the site's cap holds
        (3, 60, 3, 20, 10),
        (1, 10, 60, 20, 0),  # not one household is served within ten minutes
        (5, 15, 3, 1, 0),  # nobody may wait here
    ],
)
def test_a_slot_holds_what_the_formula_says(desks: int, slot: int, service: int, site_cap: int, capacity: int) -> None:
    assert rules.slot_capacity(desks=desks, slot_minutes=slot, service_minutes=service, site_cap=site_cap) == capacity


@pytest.mark.parametrize("slot_minutes", rules.SLOT_MINUTES)
@pytest.mark.parametrize("desks", [1, 2, 3, 10])
def test_a_slot_by_the_formula_is_safe_at_any_length_from_a_quarter_of_an_hour(slot_minutes: int, desks: int) -> None:
    """Field guide 6.1: half of the site's cap in a slot keeps the peak below the cap."""
    capacity = rules.slot_capacity(desks=desks, slot_minutes=slot_minutes, service_minutes=3, site_cap=20)
    peak = rules.planned_peak(
        (window.starts_at, capacity) for window in rules.windows(TUESDAY, time(9), time(15), slot_minutes)
    )
    assert peak <= 20 or slot_minutes == 10


@pytest.mark.parametrize(
    ("slot_minutes", "households", "mean", "p95"),
    [(10, 150, 7, 9), (15, 150, 8, 10), (30, 150, 11, 13), (60, 150, 20, 23), (15, 120, 6, 8), (15, 200, 10, 13)],
)
def test_the_planned_peak_is_near_the_simulated_one(slot_minutes: int, households: int, mean: int, p95: int) -> None:
    """Field guide 5.4 counts one person a household; the estimate adds companions."""
    starts = rules.windows(TUESDAY, time(9), time(15), slot_minutes)
    share, rest = divmod(households, len(starts))
    loads = [(window.starts_at, share + (n % len(starts) < rest)) for n, window in enumerate(starts)]
    peak = rules.planned_peak(loads)
    assert mean * 1.3 - 1 <= peak <= p95 * 1.3 + 4


@pytest.mark.parametrize(("slot_minutes", "desks", "peak"), [(10, 2, 15), (15, 2, 16), (20, 2, 20), (20, 1, 10)])
def test_all_who_have_a_time_within_half_an_hour_are_within_the_cap_of_the_usual_plan(
    slot_minutes: int, desks: int, peak: int
) -> None:
    """Field guide 5.3: slots of 15 minutes × 8 with two desks, at a place for 20."""
    capacity = rules.slot_capacity(desks=desks, slot_minutes=slot_minutes, service_minutes=3, site_cap=20)
    full = [(one.starts_at, capacity) for one in rules.windows(TUESDAY, time(9), time(15), slot_minutes)]
    assert rules.planned_peak(full) == peak


def test_another_programme_ten_minutes_later_counts_into_the_same_half_hour() -> None:
    nine = rules.windows(TUESDAY, time(9), time(10), 30)[0].starts_at
    assert rules.planned_peak([(nine, 7), (nine + timedelta(minutes=25), 8)]) == 15
    assert rules.planned_peak([(nine, 7), (nine + timedelta(minutes=30), 8)]) == 11  # 8 with their companions


def test_an_empty_day_has_no_peak() -> None:
    assert rules.planned_peak([]) == 0


def test_only_whole_slots_are_made() -> None:
    made = rules.windows(TUESDAY, time(9), time(9, 50), 20)
    assert [clock.local(window.starts_at).strftime("%H:%M") for window in made] == ["09:00", "09:20"]


def test_the_lowest_free_row_is_taken() -> None:
    assert [rules.lowest_free(taken) for taken in ((), {1, 2}, {1, 3}, {2})] == [1, 3, 2, 1]


# ---- days


@pytest.mark.parametrize(("day", "number"), [(date(2026, 11, 1), 1), (date(2026, 11, 30), 1), (date(2026, 12, 1), 2)])
def test_cycles_follow_each_other_from_the_start(day: date, number: int) -> None:
    turn = rules.turn_of(day, starts_on=date(2026, 11, 1), cycle_days=30)
    assert (turn.number, turn.starts_on <= day <= turn.ends_on) == (number, True)


def test_a_plan_names_weekdays_of_a_span_and_single_days() -> None:
    days = rules.planned_days(date(2026, 11, 23), date(2026, 11, 29), {1, 3}, [date(2026, 12, 7), date(2026, 11, 24)])
    assert days == [date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 7)]


@pytest.mark.parametrize(("last", "number"), [(None, "HUB-2026-0001"), ("HUB-2026-0041", "HUB-2026-0042")])
def test_numbers_follow_each_other(last: str | None, number: str) -> None:
    assert rules.next_number("HUB", 2026, last) == number


# ---- who collects when


def slots_of(*, days: int = 1, count: int = 4, capacity: int = 8, location: int = 1) -> list[OpenSlot]:
    """``count`` quarter-hour slots from nine on each of ``days`` from the Tuesday."""
    made = []
    for day in range(days):
        for window in rules.windows(TUESDAY + timedelta(days=day), time(9), time(15), 15)[:count]:
            made.append(OpenSlot(100 * location + day, location, window.starts_at, window.ends_at, capacity))
    return made


def people(count: int, **fields: object) -> list[Candidate]:
    return [Candidate(n, (1,), **fields) for n in range(1, count + 1)]  # type: ignore[arg-type]


def seats(outcome: rules.Outcome) -> dict[int, int]:
    return {placed.household_id: placed.slot for placed in outcome.placements}


def test_everyone_has_a_place_when_there_are_enough() -> None:
    outcome = rules.assign(people(32), slots_of(), seed=7)
    assert len(outcome.placements) == 32
    assert outcome.not_placed == ()


def test_who_never_received_goes_before_who_did() -> None:
    served = [Candidate(n, (1,), last_aid_on=date(2026, 10, n)) for n in range(1, 9)]
    fresh = [Candidate(n, (1,)) for n in range(11, 15)]
    outcome = rules.assign(served + fresh, slots_of(count=1), seed=7)
    assert set(seats(outcome)) == {11, 12, 13, 14, 1, 2, 3, 4}
    assert outcome.not_placed == tuple((n, NotPlaced.NO_CAPACITY) for n in (5, 6, 7, 8))


def test_who_needs_assistance_chooses_first() -> None:
    helped = Candidate(50, (1,), is_assisted=True, last_aid_on=date(2026, 11, 20))
    outcome = rules.assign([*people(16), helped], slots_of(count=2), seed=7)
    assert seats(outcome)[50] == 0
    assert len(outcome.not_placed) == 1


def test_one_place_of_eight_is_kept_for_who_needs_assistance() -> None:
    """Fourteen others fill seven places of each slot; a fifteenth gets a kept one, because nothing else is left."""
    fill = Counter(seats(rules.assign(people(14), slots_of(count=2), seed=7)).values())
    assert fill == {0: 7, 1: 7}
    assert len(rules.assign(people(16), slots_of(count=2), seed=7).placements) == 16


def test_the_lot_decides_among_equals_and_anyone_can_check_it() -> None:
    outcome = rules.assign(people(20), slots_of(count=1), seed=2026)
    drawn = sorted(range(1, 21), key=lambda n: rules.lot(2026, n))
    assert set(seats(outcome)) == set(drawn[:8])
    assert rules.lot(2026, 5) == sha256(b"2026:5").hexdigest()


def test_another_number_draws_another_list() -> None:
    lists = {frozenset(seats(rules.assign(people(20), slots_of(count=1), seed=seed))) for seed in range(5)}
    assert len(lists) > 1


def test_a_household_keeps_its_weekday_and_hour() -> None:
    slots = slots_of(days=7)
    usual = Usual(weekday=3, minute=9 * 60 + 30)
    outcome = rules.assign(people(3, usual=usual), slots, seed=7)
    starts = {clock.local(slots[n].starts_at) for n in seats(outcome).values()}
    assert {(start.weekday(), start.hour, start.minute) for start in starts} == {(3, 9, 30)}


def test_when_its_weekday_is_not_planned_any_time_will_do() -> None:
    outcome = rules.assign(people(3, usual=Usual(6, 540)), slots_of(), seed=7)
    assert len(outcome.placements) == 3


@pytest.mark.parametrize("size", range(2, 7))
def test_a_street_goes_together_but_never_stands_in_one_place(size: int) -> None:
    neighbours = [Candidate(n, (1,), street_id=5) for n in range(1, size + 1)]
    strangers = [Candidate(n, (1,), street_id=n) for n in range(20, 30)]
    chosen = {n: slot for n, slot in seats(rules.assign(neighbours + strangers, slots_of(), seed=7)).items() if n < 20}
    assert len(set(chosen.values())) == 2
    assert max(chosen.values()) - min(chosen.values()) == 1


def test_a_long_street_is_spread_over_pairs_of_slots() -> None:
    neighbours = [Candidate(n, (1,), street_id=5) for n in range(1, 25)]
    fill = Counter(seats(rules.assign(neighbours, slots_of(days=2, count=8), seed=7)).values())
    assert max(fill.values()) <= 4


def test_neighbours_are_never_parted_by_a_night() -> None:
    neighbours = [Candidate(n, (1,), street_id=5) for n in (1, 2)]
    chosen = seats(rules.assign(neighbours, slots_of(days=2, count=1), seed=7))
    assert len(chosen) == 2  # one slot a day has no neighbour, so they are placed one by one


def test_a_household_goes_to_its_own_location() -> None:
    slots = slots_of(location=1) + slots_of(location=2)
    outcome = rules.assign([Candidate(1, (2,)), Candidate(2, (1,))], slots, seed=7)
    assert {placed.household_id: slots[placed.slot].location_id for placed in outcome.placements} == {1: 2, 2: 1}


def test_when_one_of_two_locations_is_full_the_other_serves() -> None:
    slots = slots_of(location=1, count=1, capacity=1) + slots_of(location=2, count=1, capacity=1)
    outcome = rules.assign([Candidate(1, (1, 2)), Candidate(2, (1, 2))], slots, seed=7)
    assert {slots[placed.slot].location_id for placed in outcome.placements} == {1, 2}


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (Candidate(1, ()), NotPlaced.NO_LOCATION),
        (Candidate(1, (9,)), NotPlaced.NOT_IN_PLAN),
        (Candidate(1, (1,), barrier=NotPlaced.MOVED), NotPlaced.MOVED),
    ],
)
def test_who_has_no_place_is_named_with_the_reason(candidate: Candidate, reason: NotPlaced) -> None:
    assert rules.assign([candidate], slots_of(), seed=7).not_placed == ((1, reason),)


@pytest.mark.parametrize(
    ("status", "is_entitled", "size", "kits", "reason"),
    [
        (HouseholdStatus.ACTIVE, False, 2, 1, None),
        (HouseholdStatus.ACTIVE, True, 2, 1, NotPlaced.ALREADY_ENTITLED),
        (HouseholdStatus.UNDER_CHECK, False, 2, 1, NotPlaced.UNDER_CHECK),
        (HouseholdStatus.INACTIVE, False, 2, 1, NotPlaced.INACTIVE),
        (HouseholdStatus.MOVED, False, 2, 1, NotPlaced.MOVED),
        (HouseholdStatus.ACTIVE, False, 0, 1, NotPlaced.NO_PEOPLE),
        (HouseholdStatus.ACTIVE, False, 31, 31, NotPlaced.TOO_MANY_PEOPLE),
        (HouseholdStatus.ACTIVE, False, 2, 0, NotPlaced.NO_AMOUNT),
    ],
)
def test_who_is_kept_out_is_told_why(
    status: HouseholdStatus, is_entitled: bool, size: int, kits: int, reason: NotPlaced | None
) -> None:
    assert rules.barrier(status=status, is_entitled=is_entitled, people=size, quantity=kits) is reason


def test_a_household_of_people_counted_elsewhere_is_told_so() -> None:
    nobody_left = {"status": HouseholdStatus.ACTIVE, "is_entitled": False, "people": 0, "quantity": 0}
    assert rules.barrier(**nobody_left, covered=1) is NotPlaced.COVERED
    assert rules.barrier(**{**nobody_left, "people": 1, "quantity": 1}, covered=1) is None


def test_who_is_told_of_but_not_named_is_counted_as_unknown() -> None:
    named = [(Sex.FEMALE, AgeBand.ADULT, False)]
    assert rules.count_groups(named, 2) == (
        rules.Group(Sex.FEMALE, AgeBand.ADULT, False, 1),
        rules.Group(Sex.NOT_STATED, AgeBand.UNKNOWN, False, 2),
    )


def test_the_proposed_draw_number_follows_from_the_plan() -> None:
    numbers = ["HUB-2026-0002", "HUB-2026-0001"]
    assert rules.proposed_seed(numbers) == rules.proposed_seed(reversed(numbers))
    assert rules.proposed_seed(numbers) != rules.proposed_seed(["HUB-2026-0003"])


# ---- whatever the register and the plan

LOCATIONS = (1, 2, 3)
candidates = st.builds(
    Candidate,
    household_id=st.integers(1, 10_000),
    location_ids=st.lists(st.sampled_from((*LOCATIONS, 9)), max_size=2, unique=True).map(tuple),
    street_id=st.none() | st.integers(1, 4),
    is_assisted=st.booleans(),
    last_aid_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    usual=st.none() | st.builds(Usual, st.integers(0, 6), st.integers(0, 1439)),
    barrier=st.none() | st.sampled_from([NotPlaced.MOVED, NotPlaced.ALREADY_ENTITLED]),
)
registers = st.lists(candidates, max_size=60, unique_by=lambda candidate: candidate.household_id)


@st.composite
def timetables(draw: st.DrawFn) -> list[OpenSlot]:
    made = []
    for location in draw(st.sets(st.sampled_from(LOCATIONS))):
        for day in range(draw(st.integers(1, 3))):
            start = datetime(2026, 11, 23, 7, tzinfo=UTC) + timedelta(days=day)
            for n in range(draw(st.integers(1, 4))):
                at = start + timedelta(minutes=15 * n)
                capacity = draw(st.integers(1, 10))
                made.append(OpenSlot(10 * location + day, location, at, at + timedelta(minutes=15), capacity))
    return made


@settings(max_examples=150, deadline=None)
@given(registers, timetables(), st.integers(0, 999_999))
def test_whatever_comes_the_assignment_is_fair_and_whole(
    register: list[Candidate], slots: list[OpenSlot], seed: int
) -> None:
    outcome = rules.assign(register, slots, seed=seed)
    placed = {placement.household_id: placement for placement in outcome.placements}
    named = dict(outcome.not_placed)

    assert len(placed) == len(outcome.placements), "nobody twice"
    assert placed.keys() | named.keys() == {candidate.household_id for candidate in register}, "placed or named"
    assert not placed.keys() & named.keys()

    rows: dict[int, list[int]] = defaultdict(list)
    for placement in outcome.placements:
        rows[placement.slot].append(placement.place)
    for slot, places in rows.items():
        assert sorted(places) == list(range(1, len(places) + 1)), "rows without gaps"
        assert len(places) <= slots[slot].capacity, "never more than fit"

    by_id = {candidate.household_id: candidate for candidate in register}
    for household_id, placement in placed.items():
        assert slots[placement.slot].location_id in by_id[household_id].location_ids

    waiting = [candidate for candidate in rules.in_order(register, seed) if named.get(candidate.household_id)]
    turn = {candidate.household_id: n for n, candidate in enumerate(rules.in_order(register, seed))}
    for candidate in waiting:
        if named[candidate.household_id] is NotPlaced.NO_CAPACITY:
            for household_id, placement in placed.items():
                if slots[placement.slot].location_id in candidate.location_ids:
                    assert turn[household_id] < turn[candidate.household_id], "nobody jumps the order"

    assert rules.assign(list(reversed(register)), slots, seed=seed) == outcome, "the same list whatever comes first"
