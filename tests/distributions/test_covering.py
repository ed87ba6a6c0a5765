"""Who was counted in one household is not counted in another one in the same cycle."""

from datetime import timedelta

import pytest

from app.checkin import aid_log
from app.core.db import db
from app.distributions import operations, queries
from app.distributions.models import AgeBand, CoveredPerson
from app.distributions.rules import Group, NotPlaced
from app.households.models import Household, Sex
from tests.distributions.community import (
    NOW,
    TUESDAY,
    Community,
    add_household,
    book,
    draft_plan,
    plan,
    publish_days,
    settle,
    slots_of,
)
from tests.make import make_card, make_household, make_person
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def community(database: None) -> Community:
    return settle(households=3)


def leave(source: Household, community: Community, *, with_wife: bool = False) -> Household:
    """The last person of a household lives on their own from now on; their wife may be new to the register."""
    cycles = operations.hold_open_cycles(NOW)
    person = source.people[-1]
    operations.cover([person.id], source.id, cycles)
    household = make_household(settlement=community.settlement, street=community.street, house="9")
    person.household = household
    if with_wife:
        make_person(household=household, surname="Гончар", given="Дарина", born=1995, role="spouse")
    make_card(household=household)
    db.session.commit()
    return household


def record_of(household: Household, cycle_id: int) -> queries.Record:
    cycle = queries.get_cycle(cycle_id)
    (found,) = queries.read_register(
        cycle, location_ids=(), aid_log=aid_log, on=TUESDAY, only=household.id
    )  # fmt: skip
    return found


def test_who_left_an_entitled_household_is_assigned_only_in_the_next_cycle(community: Community) -> None:
    (day,) = publish_days(community)
    son = leave(community.households[2], community)
    assert record_of(son, day.cycle_id).candidate.barrier is NotPlaced.COVERED
    with pytest.raises(operations.AlreadyCounted):
        book(son, slots_of(day)[0])
    plan(community, days=[TUESDAY + timedelta(days=1)])
    assert (son.id, NotPlaced.COVERED) in draft_plan(day.cycle_id).outcome.not_placed
    (later,) = publish_days(community, TUESDAY + timedelta(days=30))
    assert later.cycle_id != day.cycle_id
    assert {place.household_id for place in queries.day_of(later)} >= {son.id}


def test_who_joins_the_one_who_left_is_counted_alone(community: Community) -> None:
    (day,) = publish_days(community)
    couple = leave(community.households[2], community, with_wife=True)
    record = record_of(couple, day.cycle_id)
    assert (record.people_count, record.quantity, record.candidate.barrier) == (1, 1, None)
    assert book(couple, slots_of(day)[0]).people_count == 1


def test_nothing_is_written_where_nothing_was_promised(community: Community) -> None:
    (draft,) = plan(community)
    son = leave(community.households[2], community)
    assert db.session.scalars(db.select(CoveredPerson)).all() == []
    assert record_of(son, draft.cycle_id).candidate.barrier is None


def test_leaving_twice_is_written_once(community: Community) -> None:
    publish_days(community)
    cycles = operations.hold_open_cycles(NOW)
    first, second = community.households[1:3]
    person = second.people[-1]
    assert operations.cover([person.id], second.id, cycles) == 1
    person.household = first
    assert operations.cover([person.id], first.id, cycles) == 1
    (row,) = db.session.scalars(db.select(CoveredPerson))
    assert row.person_id == person.id


def test_a_cycle_that_has_ended_is_not_asked(community: Community) -> None:
    publish_days(community)
    assert operations.hold_open_cycles(NOW + timedelta(days=60)) == []


def test_who_is_told_of_but_not_named_is_counted(community: Community) -> None:
    """Of a list with numbers of people only the head may be known by name."""
    household = add_household(settlement=community.settlement, street=community.street, people=2, declared_size=4)
    (draft,) = plan(community)
    record = record_of(household, draft.cycle_id)
    assert (record.people_count, record.quantity) == (4, 4)
    assert Group(Sex.NOT_STATED, AgeBand.UNKNOWN, False, 2) in record.groups
    assert sum(group.people for group in record.groups) == 4


def test_more_named_than_told_are_all_counted(community: Community) -> None:
    household = add_household(settlement=community.settlement, street=community.street, people=3, declared_size=2)
    (draft,) = plan(community)
    assert record_of(household, draft.cycle_id).people_count == 3
    people = sum(len(household.people) for household in community.households)
    assert queries.reach_of(community.programme, on=TUESDAY).people == people + 3


def test_the_register_is_read_in_as_few_statements_as_before(community: Community) -> None:
    (draft,) = plan(community)
    cycle = queries.get_cycle(draft.cycle_id)
    with statements_of(db.engine) as sent:
        queries.read_register(cycle, location_ids=(community.lyceum.id,), aid_log=aid_log, on=TUESDAY)
    assert len(sent) <= 11, sent  # of them three for the kits of the programme, three for who waits or was given lately
