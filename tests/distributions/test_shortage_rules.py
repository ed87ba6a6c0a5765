"""Not enough for everyone: shares that suffice, and nobody passed over."""

from hypothesis import given
from hypothesis import strategies as st

from app.distributions.rules import Share, Shortfall, Supply, admitted, capped, certain_places, scaled, shortfalls

QUANTITIES = st.lists(st.integers(1, 16), min_size=1, max_size=60)


def test_a_truck_with_150_kits_instead_of_180() -> None:
    (short,) = shortfalls({7: 180}, [Supply(7, there=150, reserve_percent=3)])
    assert short == Shortfall(7, needed=180, there=150, reserve=4)
    assert (short.available, short.missing) == (146, 34)


def test_what_stock_is_not_kept_of_is_never_short() -> None:
    assert shortfalls({7: 180}, []) == []


def test_the_reserve_counts_too() -> None:
    assert shortfalls({7: 100}, [Supply(7, there=103, reserve_percent=3)]) == []
    assert [short.missing for short in shortfalls({7: 100}, [Supply(7, there=102, reserve_percent=3)])] == [1]


def test_a_smaller_share_is_at_least_one_kit() -> None:
    assert [Share(most=2).of(number) for number in (1, 2, 5)] == [1, 2, 2]
    assert [Share(percent=40).of(number) for number in (1, 2, 5)] == [1, 1, 2]
    assert capped([1, 1, 1], 2) is None
    assert scaled([1, 1, 1], 2) is None


@given(QUANTITIES, st.integers(0, 400))
def test_a_cap_suffices_and_one_more_would_not(quantities: list[int], available: int) -> None:
    share = capped(quantities, available)
    if share is None or share.most is None:
        assert len(quantities) > available
        return
    assert sum(map(share.of, quantities)) <= available
    assert share.most == max(quantities) or sum(map(Share(most=share.most + 1).of, quantities)) > available


@given(QUANTITIES, st.integers(0, 400))
def test_a_percentage_suffices_and_one_more_would_not(quantities: list[int], available: int) -> None:
    share = scaled(quantities, available)
    if share is None or share.percent is None:
        assert len(quantities) > available
        return
    assert sum(map(share.of, quantities)) <= available
    assert share.percent == 99 or sum(map(Share(percent=share.percent + 1).of, quantities)) > available


def test_nobody_is_passed_over_because_a_neighbour_needs_fewer() -> None:
    """Two kits are left; the next needs three. The one after it, who needs one, waits too."""
    order = [(1, {7: 3}), (2, {7: 3}), (3, {7: 1})]
    assert admitted(order, {7: 5}) == {1}


def test_whoever_needs_other_kits_does_not_wait_for_these() -> None:
    order = [(1, {7: 2}), (2, {7: 2, 8: 1}), (3, {8: 1}), (4, {8: 1, 9: 5})]
    assert admitted(order, {7: 3, 8: 3}) == {1, 3, 4}


@given(st.permutations([{7: 3}, {7: 1}, {7: 2}, {7: 2}, {7: 1, 8: 1}]), st.integers(0, 9), st.integers(0, 1))
def test_the_places_of_a_draw_are_there_whoever_is_drawn(needs: list[dict[int, int]], seven: int, eight: int) -> None:
    available = {7: seven, 8: eight}
    places = certain_places(needs, available)
    going = admitted(enumerate(needs), available)
    assert set(range(places)) <= going
