"""One household's times, as its page and the page of its times tell them on a distribution day."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.checkin.models import HandOver, RefusedItem, RefusedReason
from app.core.db import db
from app.distributions.models import Distribution, DistributionState
from app.households.models import Household
from tests import cast
from tests.desk_day import TODAY, Clock, World, sit_down
from tests.distributions.giving import give as hand_over
from tests.make import make_card, make_distribution, make_household
from tests.make.distributions import make_cycle
from tests.statements import statements_of
from tests.visitor import Page, Visitor

Visit = Callable[..., Visitor]
NEXT, LAST = "Найближчий час", "Остання допомога"


@pytest.fixture
def halyna(open_day: World, visit: Visit) -> Visitor:
    return visit(cast.HALYNA)


def promise_next_month(day: World, household: Household) -> Distribution:
    programme = day.today.cycle.programme
    later = make_distribution(
        cycle=make_cycle(programme=programme, number=2), location=day.lyceum, held_on=TODAY + timedelta(days=30)
    )
    day.promise(household, day.slot(9, 15, of=later), quantity=3)
    db.session.commit()
    return later


def give(visit: Visit, day: World, household: Household) -> None:
    desk = sit_down(visit(cast.DMYTRO), day.lyceum)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": household.cards[0].token})
    desk.press("Видано")


def of(page: Page, heading: str, *, until: str) -> str:
    """What stands between two words of a page."""
    return page.text.partition(heading)[2].partition(until)[0]


def test_the_page_of_a_household_tells_the_next_time_in_one_line(open_day: World, halyna: Visitor) -> None:
    card, _ = open_day.expected(11, 15)
    page = halyna.open(f"/households/{card.household_id}")
    assert page.fact(NEXT) == "вівторок, 24 листопада, 11:15–11:30, Ліцей · Продуктовий набір × 1"
    assert page.fact(LAST) == "ще нічого не отримували"
    assert halyna.follow("Коли отримують допомогу і що вже отримали").says("11:15–11:30")


def test_without_a_promise_it_says_so(open_day: World, halyna: Visitor) -> None:
    household = open_day.household()
    db.session.commit()
    assert halyna.open(f"/households/{household.id}").fact(NEXT) == "не призначено"


def test_what_was_given_today_is_the_last_aid_and_not_the_next(open_day: World, halyna: Visitor, visit: Visit) -> None:
    card, _ = open_day.expected(10)
    promise_next_month(open_day, card.household)
    give(visit, open_day, card.household)
    page = halyna.open(f"/households/{card.household_id}")
    assert page.fact(NEXT) == "четвер, 24 грудня, 09:15–09:30, Ліцей · Продуктовий набір × 3"
    assert page.fact(LAST) == "24.11.2026, Продуктовий набір × 1"
    times = halyna.open(f"/households/{card.household_id}/slots")
    assert "24 грудня" in of(times, "Далі", until="Раніше")
    assert "24 листопада" not in of(times, "Далі", until="Раніше")


def test_what_was_given_is_told_without_what_was_left_at_the_desk(open_day: World, halyna: Visitor) -> None:
    family = open_day.household()
    three = open_day.promise(family, open_day.slot(10), quantity=3)
    hand_over(three)
    made = db.session.scalars(db.select(HandOver)).one()
    version_id = three.kits[0].kit_version_id
    db.session.add(
        RefusedItem(hand_over_id=made.id, kit_version_id=version_id, quantity=1, reason=RefusedReason.NOT_NEEDED)
    )
    db.session.commit()
    assert halyna.open(f"/households/{family.id}").fact(LAST) == "24.11.2026, Продуктовий набір × 2"
    assert halyna.open(f"/households/{family.id}/slots").says("Продуктовий набір × 2")


def test_who_is_late_may_still_come_until_the_distribution_is_closed(
    open_day: World, halyna: Visitor, wall_clock: Clock
) -> None:
    card, _ = open_day.expected(9, 15)
    wall_clock.turn(18)
    halyna.sign_in(cast.HALYNA)
    late = "сьогодні: час 09:15–09:30 минув, ще можна прийти"
    assert halyna.open(f"/households/{card.household_id}").fact(NEXT).startswith(late)
    times = halyna.open(f"/households/{card.household_id}/slots")
    assert times.says(late)
    assert not times.says("не отримано")
    open_day.today.state = DistributionState.CLOSED
    db.session.commit()
    assert halyna.open(f"/households/{card.household_id}").fact(NEXT) == "не призначено"
    assert halyna.open(f"/households/{card.household_id}/slots").says("не отримано")


def test_a_day_that_passed_without_coming_is_not_the_last_aid(
    open_day: World, halyna: Visitor, wall_clock: Clock
) -> None:
    card, _ = open_day.expected(9, 15)
    wall_clock.turn(8, day=TODAY + timedelta(days=1))
    halyna.sign_in(cast.HALYNA)
    assert halyna.open(f"/households/{card.household_id}").fact(LAST) == "ще нічого не отримували"
    assert halyna.open(f"/households/{card.household_id}/slots").says("не отримано")


def test_the_lines_cost_three_statements_however_many_promises(open_day: World, halyna: Visitor) -> None:
    household = open_day.household()
    db.session.commit()

    def statements() -> int:
        with statements_of(db.engine) as sent:
            halyna.open(f"/households/{household.id}")
        return len(sent)

    statements()  # the first page of an hour also looks for what is to be forgotten
    without = statements()
    open_day.promise(household, open_day.slot(10))
    promise_next_month(open_day, household)
    assert statements() == without


def test_a_corrected_size_does_not_reach_what_is_published(open_day: World, halyna: Visitor) -> None:
    household = make_household(settlement=open_day.lyceum.settlement, is_minimal=True, declared_size=2)
    make_card(household=household)
    promise = open_day.promise(household, open_day.slot(11), quantity=2)
    db.session.commit()
    promised = (promise.quantity, promise.people_count)
    halyna.open(f"/households/{household.id}/edit")
    page = halyna.press("Зберегти", {"Скільки вас осіб?": "5", "default_location": str(open_day.lyceum.id)})
    assert page.says("5 осіб")
    assert page.fact(NEXT).endswith("× 2")
    db.session.refresh(promise)
    assert (promise.quantity, promise.people_count) == promised
