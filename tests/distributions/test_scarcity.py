"""Whoever offers a place is told when the kits may not suffice for one more household, and may give it all the same."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkin import aid_log
from app.core.db import db
from app.distributions.queries.scarcity import scarce_kits
from app.distributions.rules import Promised, Scarce, find_scarce
from app.stock.rules import Available
from tests import cast
from tests.desk_day import TEN, TODAY, World, sit_down
from tests.make.stock import make_lot
from tests.statements import statements_of
from tests.visitor import Visitor

Visit = Callable[..., Visitor]
FOOD = 7
SCARCE = "Ще одному домогосподарству може не вистачити"


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def test_the_last_kit_is_enough_for_one_and_not_for_two() -> None:
    lots = {FOOD: [Available(0, 3, None)]}
    promised = [Promised(FOOD, day(0), 2)]
    assert find_scarce({FOOD: 1}, lots, promised, [day(0)]) == []
    assert find_scarce({FOOD: 2}, lots, promised, [day(0)]) == [Scarce(FOOD, day(0), there=3, promised=2)]


def test_what_is_promised_for_later_days_leaves_enough_for_this_one() -> None:
    lots = {FOOD: [Available(0, 10, None)]}
    promised = [Promised(FOOD, day(0), 5), Promised(FOOD, day(7), 5)]
    assert find_scarce({FOOD: 1}, lots, promised, [day(0)]) == []
    (scarce,) = find_scarce({FOOD: 1}, lots, promised, [day(0), day(7)])
    assert (scarce.day, scarce.promised) == (day(7), 10)


def test_what_expires_is_given_first_and_is_not_missed_afterwards() -> None:
    lots = {FOOD: [Available(0, 5, day(1)), Available(1, 5, None)]}
    promised = [Promised(FOOD, day(0), 5)]
    assert find_scarce({FOOD: 5}, lots, promised, [day(7)]) == []
    assert find_scarce({FOOD: 6}, lots, promised, [day(7)]) == [Scarce(FOOD, day(7), there=5, promised=5)]


def test_nothing_is_said_of_what_stock_is_not_kept_of_and_of_what_the_household_is_not_given() -> None:
    assert find_scarce({FOOD: 9}, {}, [Promised(FOOD, day(0), 9)], [day(0)]) == []
    assert find_scarce({}, {FOOD: [Available(0, 0, None)]}, [], [day(0)]) == []


@given(
    st.lists(st.integers(0, 9), max_size=4), st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9))),
    st.integers(0, 5), st.integers(1, 4),
)  # fmt: skip
def test_without_last_days_it_is_a_plain_sum(
    lots: list[int], promises: list[tuple[int, int]], on: int, need: int
) -> None:
    supplies = {FOOD: [Available(number, kits, None) for number, kits in enumerate(lots)]}
    promised = [Promised(FOOD, day(number), kits) for number, kits in promises]
    left = sum(lots) - sum(kits for number, kits in promises if number <= on)
    assert bool(find_scarce({FOOD: need}, supplies, promised, [day(on)])) == (max(left, 0) < need)


# ---- on the pages


@pytest.fixture
def two_kits(open_day: World) -> World:
    """Two kits are there; one family is promised one of them today and one waits for next week."""
    open_day.expected(10)
    make_lot(kit=open_day.today.cycle.programme.kits[0].kit, quantity=2)
    return open_day


def test_the_page_of_free_times_warns_and_books_all_the_same(two_kits: World, visit: Visit) -> None:
    family = two_kits.household("Шевченко")
    db.session.commit()
    path = f"/households/{family.id}/cycles/{two_kits.today.cycle_id}/free-slots"
    halyna = visit(cast.HALYNA)
    assert not halyna.open(path).says(SCARCE)
    two_kits.promise(two_kits.household("Бондаренко"), two_kits.slot(11))
    db.session.commit()
    page = halyna.open(path)
    assert page.says("Продуктовий набір: у запасі 2, а до 24 листопада включно іншим уже обіцяно 2")
    assert page.says(SCARCE)
    field = page.root.find(".//input[@name='slot']")
    assert field is not None
    assert halyna.press("Призначити цей час", {"slot": field.attrib["value"]}).says("Час призначено")


def test_who_only_moves_takes_their_own_kit_along(two_kits: World, visit: Visit) -> None:
    _, promise = two_kits.expected(11, surname="Бондаренко")
    path = f"/households/{promise.household_id}/cycles/{two_kits.today.cycle_id}/free-slots"
    assert not visit(cast.HALYNA).open(path).says(SCARCE)


def test_the_desk_is_told_before_it_gives_a_free_place(two_kits: World, visit: Visit) -> None:
    two_kits.expected(11, surname="Бондаренко")
    family = two_kits.household("Шевченко")
    db.session.commit()
    desk = sit_down(visit(cast.DMYTRO), two_kits.lyceum)
    desk.open("/check-in")
    page = desk.press("Перевірити", {"code": family.cards[0].token})
    assert page.verdict() == "NOT_LISTED"
    assert page.says("у запасі 2, а до 24 листопада включно іншим уже обіцяно 2")
    assert desk.press("Видати зараз").verdict() == "GIVE"


def test_a_hub_that_keeps_no_stock_is_asked_one_thing(world: World) -> None:
    family = world.household("Шевченко")
    cycle = world.today.cycle
    assert len(cycle.programme.kits) == 1
    with statements_of(db.engine) as sent:
        assert scarce_kits(cycle, family.id, [TODAY], aid_log=aid_log, at=TEN) == ()
    assert len(sent) == 1
