"""Where households go whose time was taken away."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock
from app.distributions.rules import Expected, LeftOver, Moved, Mover, Opening, planned_peak, propose

MONDAY = date(2031, 11, 24)
ROOMY = {1: Expected(1000), 2: Expected(1000)}


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return clock.instant(MONDAY + timedelta(days=day), time(hour, minute))


def mover(number: int, starts_at: datetime, **known: object) -> Mover:
    usual: dict[str, object] = {
        "cycle_id": 1, "location_ids": (1,), "from_slot_id": 900, "from_place": number, "from_location_id": 1,
    }  # fmt: skip
    return Mover(entitlement_id=number, starts_at=starts_at, **{**usual, **known})  # type: ignore[arg-type]


def opening(slot_id: int, starts_at: datetime, free: int = 1, **known: object) -> Opening:
    usual: dict[str, object] = {"cycle_id": 1, "location_id": 1}
    return Opening(slot_id=slot_id, starts_at=starts_at, free=free, **{**usual, **known})  # type: ignore[arg-type]


def slots(rows: tuple[Moved, ...]) -> dict[int, int | None]:
    return {row.mover.entitlement_id: row.to.slot_id if row.to else None for row in rows}


def test_a_later_place_today_comes_before_the_same_hour_tomorrow() -> None:
    openings = [opening(1, on(1, 10)), opening(2, on(0, 9)), opening(3, on(0, 14))]
    assert slots(propose([mover(1, on(0, 10))], openings, ROOMY).rows) == {1: 3}


def test_on_another_day_the_hour_stays_as_near_as_can_be() -> None:
    openings = [opening(n, on(1, hour)) for n, hour in enumerate((9, 11, 13), start=1)]
    late, early = mover(1, on(0, 15)), mover(2, on(0, 9))
    assert slots(propose([late, early], openings, ROOMY).rows) == {1: 3, 2: 1}


def test_after_an_alarm_the_next_day_is_filled_from_its_first_slot() -> None:
    openings = [opening(n, on(1, hour)) for n, hour in enumerate((9, 11, 13), start=1)]
    assert slots(propose([mover(1, on(0, 15))], openings, ROOMY, keeps_hour=False).rows) == {1: 1}


def test_who_is_inside_goes_first_then_who_needs_assistance_then_by_the_old_time() -> None:
    movers = [
        mover(1, on(0, 9)),
        mover(2, on(0, 10)),
        mover(3, on(0, 11), is_assisted=True),
        mover(4, on(0, 12), is_inside=True),
    ]
    openings = [opening(n, on(0, 13, minute)) for n, minute in enumerate((0, 15, 30), start=1)]
    assert slots(propose(movers, openings, ROOMY).rows) == {4: 1, 3: 2, 1: 3, 2: None}


def test_who_is_inside_may_be_served_before_the_old_time() -> None:
    openings = [opening(1, on(0, 10)), opening(2, on(0, 14))]
    assert slots(propose([mover(1, on(0, 12), is_inside=True)], openings, ROOMY).rows) == {1: 1}


def test_a_place_of_another_programme_is_nobodys_place() -> None:
    found = propose([mover(1, on(0, 9))], [opening(1, on(1, 9), cycle_id=2)], ROOMY).rows
    assert [(row.to, row.reason) for row in found] == [(None, LeftOver.NO_DAY)]


def test_nobody_who_cannot_climb_steps_is_sent_to_steps() -> None:
    stairs = opening(1, on(1, 9), location_id=2, is_step_free=False)
    frail = mover(1, on(0, 9), location_ids=(1, 2), needs_step_free=True)
    assert [row.reason for row in propose([frail], [stairs], ROOMY).rows] == [LeftOver.NO_STEP_FREE]
    used_to_it = mover(1, on(0, 9), location_ids=(2,), from_location_id=2, needs_step_free=True)
    assert slots(propose([used_to_it], [stairs], ROOMY).rows) == {1: 1}


def test_what_others_expect_at_the_place_counts_towards_its_cap() -> None:
    """Twenty persons at once are fifteen households: ten of another programme leave room for five."""
    site = {1: Expected(20, [(on(1, 9), 10)])}
    found = propose([mover(n, on(0, 9)) for n in range(1, 9)], [opening(1, on(1, 9), free=50)], site)
    assert len(found.moves) == 5
    assert {row.reason for row in found.left} == {LeftOver.NO_PLACE}


def test_an_equivalent_day_takes_everyone_at_the_same_hour() -> None:
    hours = [on(0, 9) + timedelta(minutes=15 * n) for n in range(24)]
    movers = [mover(8 * n + k, at) for n, at in enumerate(hours) for k in range(8)]
    openings = [opening(-n, at + timedelta(days=3), free=8) for n, at in enumerate(hours, start=1)]
    found = propose(movers, openings, {1: Expected(1000)})
    assert all(row.to and row.to.starts_at == row.mover.starts_at + timedelta(days=3) for row in found.rows)


def test_the_digest_tells_two_lists_apart() -> None:
    movers, openings = [mover(n, on(0, 9)) for n in (1, 2)], [opening(1, on(1, 9))]
    seen = propose(movers, openings, ROOMY)
    assert propose(movers[::-1], openings, ROOMY).digest == seen.digest
    assert propose(movers, [opening(1, on(1, 9), free=2)], ROOMY).digest != seen.digest


MINUTES = st.integers(0, 23).map(lambda n: 9 * 60 + 15 * n)
MOVERS = st.lists(
    st.tuples(MINUTES, st.sampled_from([(1,), (2,), (1, 2), (2, 1), ()]), st.booleans(), st.booleans(), st.booleans()),
    max_size=40,
)
OPENINGS = st.lists(
    st.tuples(st.integers(0, 3), MINUTES, st.integers(1, 2), st.integers(1, 6), st.integers(1, 2)), max_size=25,
    unique_by=lambda found: found[:3],
)  # fmt: skip
LOADS = st.lists(st.tuples(st.integers(0, 3), MINUTES, st.integers(1, 12)), max_size=8)


def _moment(day: int, minute: int) -> datetime:
    return on(day, minute // 60, minute % 60)


@settings(max_examples=300, deadline=None)
@given(MOVERS, OPENINGS, LOADS, st.integers(5, 30), st.booleans())
def test_nobody_is_lost_or_placed_twice_and_no_place_overflows(
    homes: list[tuple[int, tuple[int, ...], bool, bool, bool]],
    offered: list[tuple[int, int, int, int, int]],
    loads: list[tuple[int, int, int]],
    cap: int,
    keeps_hour: bool,
) -> None:
    movers = [
        mover(n, _moment(0, minute), location_ids=places, is_inside=inside, is_assisted=assisted, needs_step_free=frail)
        for n, (minute, places, inside, assisted, frail) in enumerate(homes, start=1)
    ]
    openings = [
        opening(n, _moment(day, minute), free, location_id=place, cycle_id=cycle, is_step_free=place == 1)
        for n, (day, minute, place, free, cycle) in enumerate(offered, start=1)
    ]
    expected = [(_moment(day, minute), households) for day, minute, households in loads]
    sites = {1: Expected(cap, expected), 2: Expected(cap)}
    found = propose(movers, openings, sites, keeps_hour=keeps_hour)

    assert sorted(row.mover.entitlement_id for row in found.rows) == list(range(1, len(movers) + 1))
    taken = Counter(row.to for row in found.moves)
    assert all(number <= place.free for place, number in taken.items() if place)
    for place in (1, 2):
        before = list(sites[place].loads)
        coming = [(row.to.starts_at, 1) for row in found.moves if row.to and row.to.location_id == place]
        if coming:
            assert planned_peak(before + coming) <= max(cap, planned_peak(before))
    for row in found.moves:
        assert row.to is not None
        assert row.to.cycle_id == 1
        assert row.to.location_id in row.mover.location_ids
        assert row.to.starts_at >= row.mover.starts_at or row.mover.is_inside
        assert row.to.is_step_free or not row.mover.needs_step_free
    again = propose(movers[::-1], openings[::-1], sites, keeps_hour=keeps_hour)
    assert again == found
