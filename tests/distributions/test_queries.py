"""Lists and days as pages need them, and how often the database is asked for them."""

from datetime import date, time, timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions import queries
from app.distributions.models import DistributionState
from tests.distributions.community import (
    NOW,
    ON_THE_DAY,
    TUESDAY,
    WEEK,
    Community,
    add_household,
    draft_plan,
    plan,
    publish_days,
    settle,
    slots_of,
)
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def community(database: None) -> Community:
    return settle()


def test_the_next_time_of_a_household_comes_first(community: Community) -> None:
    household = community.households[0]
    publish_days(community, TUESDAY)
    publish_days(community, date(2031, 12, 23))
    upcoming = queries.upcoming_entitlements(household.id, NOW)
    assert [row.slot.distribution.held_on for row in upcoming] == [TUESDAY, date(2031, 12, 23)]
    tomorrow = ON_THE_DAY + timedelta(days=1)
    assert [row.slot.distribution.held_on for row in queries.upcoming_entitlements(household.id, tomorrow)] == [
        date(2031, 12, 23)
    ]
    assert [row.slot.distribution.held_on for row in queries.past_entitlements(household.id, tomorrow)] == [TUESDAY]


@pytest.mark.parametrize("hour", [9, 20])
def test_the_time_of_today_waits_until_the_distribution_is_closed(community: Community, hour: int) -> None:
    (day,) = publish_days(community)
    household, at = community.households[0], clock.instant(TUESDAY, time(hour, 59))
    assert len(queries.upcoming_entitlements(household.id, at)) == 1
    day.state = DistributionState.CLOSED
    db.session.flush()
    assert queries.upcoming_entitlements(household.id, at) == []
    assert len(queries.past_entitlements(household.id, at)) == 1


def test_drafts_are_seen_by_nobody_outside(community: Community) -> None:
    plan(community)
    assert queries.upcoming_entitlements(community.households[0].id, NOW) == []
    assert queries.list_upcoming(TUESDAY) == []
    assert queries.distributions_today(community.lyceum.id, TUESDAY) == []
    ((cycle, drafts, first, last),) = queries.list_draft_cycles()
    assert (cycle.number, drafts, first, last) == (1, 1, TUESDAY, TUESDAY)


def test_a_day_lists_its_people_in_the_order_of_sheets(community: Community) -> None:
    (day,) = publish_days(community)
    rows = queries.day_of(day)
    assert [(row.slot.starts_at, row.place) for row in rows] == sorted((row.slot.starts_at, row.place) for row in rows)


def test_a_day_asks_the_database_as_often_for_many_as_for_few(community: Community) -> None:
    (day,) = publish_days(community)
    db.session.expire_all()
    with statements_of(db.engine) as sent:
        for row in queries.day_of(day):
            assert row.household.people
            assert row.household.cards
            assert row.household.street is not None
            assert [kit.kit_version.kit.name for kit in row.kits]
    assert len(sent) <= 5


def test_a_plan_asks_the_database_as_often_for_many_as_for_few(community: Community) -> None:
    (draft,) = plan(community)
    with statements_of(db.engine) as few:
        queries.days_of(draft_plan(draft.cycle_id))
    for _ in range(30):
        add_household(settlement=community.settlement, street=community.street, people=3)
    db.session.commit()
    with statements_of(db.engine) as many:
        queries.days_of(draft_plan(draft.cycle_id))
    assert len(many) <= len(few) <= 16


def test_past_days_come_latest_first_and_page_by_page(community: Community) -> None:
    days = [TUESDAY + timedelta(days=n) for n in range(3)]
    for day in days:
        add_household(settlement=community.settlement, street=community.street)
        db.session.commit()
        publish_days(community, day)
    later = TUESDAY + WEEK
    first = queries.list_past(later, limit=2)
    assert [fill.distribution.held_on for fill in first] == [days[2], days[1]]
    rest = queries.list_past(later, after=first[-1].distribution.id, limit=2)
    assert [fill.distribution.held_on for fill in rest] == [days[0]]
    assert [fill.distribution.held_on for fill in queries.list_upcoming(TUESDAY)] == days
    assert first[0].capacity == 32
    assert first[0].taken == 1


def test_free_slots_are_those_to_come_with_a_free_place(community: Community) -> None:
    (day,) = publish_days(community)
    slots = slots_of(day)
    slots[0].capacity = sum(row.slot_id == slots[0].id for row in queries.day_of(day))
    db.session.commit()
    assert [fill.slot.id for fill in queries.free_slots(day.cycle_id, NOW)] == [slot.id for slot in slots[1:]]
    after_nine = clock.instant(TUESDAY, time(9, 30))
    assert [fill.slot.id for fill in queries.free_slots(day.cycle_id, after_nine)] == [slot.id for slot in slots[2:]]


def test_full_slots_do_not_push_free_ones_off_the_list(community: Community) -> None:
    (day,) = publish_days(community)
    for slot in slots_of(day)[:2]:
        slot.capacity = max(1, sum(row.slot_id == slot.id for row in queries.day_of(day)))
    db.session.commit()
    first_free = slots_of(day)[2]
    assert [fill.slot.id for fill in queries.free_slots(day.cycle_id, NOW, limit=1)] == [first_free.id]


def test_a_cycle_runs_while_a_published_slot_is_ahead(community: Community) -> None:
    (day,) = publish_days(community)
    assert [cycle.id for cycle in queries.running_cycles(NOW)] == [day.cycle_id]
    assert queries.running_cycles(NOW, without=[day.cycle_id]) == []
    assert queries.running_cycles(clock.instant(TUESDAY, time(18))) == []


def test_today_at_a_location_lists_what_is_given_there(community: Community) -> None:
    (day,) = publish_days(community)
    assert [found.id for found in queries.distributions_today(community.lyceum.id, TUESDAY)] == [day.id]
    assert queries.distributions_today(community.lyceum.id, TUESDAY + WEEK) == []
    day.state = DistributionState.CLOSED
    db.session.commit()
    assert queries.distributions_today(community.lyceum.id, TUESDAY) == []


@pytest.mark.parametrize("get", [queries.get_distribution, queries.get_cycle, queries.get_programme])
def test_what_is_not_there_is_not_found(community: Community, get: object) -> None:
    with pytest.raises(NotFound):
        get(999)  # type: ignore[operator]
