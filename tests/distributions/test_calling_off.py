"""Days that were not held as planned: nobody is lost, and the old time stays to be read."""

from datetime import date, time, timedelta

import pytest

from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations
from app.distributions.models import Distribution, DistributionState, Entitlement, MoveCause, MoveList, WaitState
from app.distributions.operations import calling_off, moving
from app.distributions.queries import calling_off as queries
from app.hubs import calendar
from app.hubs.models import Hub, Location
from tests.distributions.community import (
    NOW,
    TUESDAY,
    Community,
    add_household,
    book,
    publish,
    publish_days,
    settle,
    slots_of,
)
from tests.distributions.community import plan as plan_days
from tests.distributions.giving import give, last_action
from tests.distributions.test_moving import entitlement, entries, everyone, moves, two_days
from tests.make import make_distribution, make_location, make_programme
from tests.make.distributions import make_cycle

pytestmark = pytest.mark.usefixtures("database")
THURSDAY = TUESDAY + timedelta(days=2)


@pytest.fixture
def community(database: None) -> Community:
    return settle()


def call_off(plan: queries.CalledOff, words: str = "Машина з наборами не приїхала.") -> MoveList:
    reason = moving.Reason(cause=plan.cause, words=words)
    with transaction():
        return calling_off.call_off(
            plan, digest=plan.proposal.digest, reason=reason, nonce="3" * 32, aid_log=aid_log, actor=KEEPER, at=NOW
        )  # fmt: skip


def postponed(day: Distribution, to_day: date) -> queries.CalledOff:
    return queries.postponed(day.id, to_day, aid_log=aid_log, at=NOW)


def cancelled(day: Distribution) -> queries.CalledOff:
    return queries.cancelled(day.id, aid_log=aid_log, at=NOW)


def new_day() -> Distribution:
    return db.session.scalars(db.select(Distribution).order_by(Distribution.id.desc()).limit(1)).one()


def test_a_postponed_day_is_held_at_the_same_hours_of_another_one(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    before = {row.id: (row.slot.starts_at, row.place) for row in everyone()}
    plan = postponed(day, THURSDAY)
    assert [(after.held_on, after.households) for after in plan.days] == [(THURSDAY, 12)]
    assert plan.without_phone == 12
    call_off(plan)
    assert day.state is DistributionState.CANCELLED
    held = new_day()
    assert (held.held_on, held.state, held.cycle_id) == (THURSDAY, DistributionState.PUBLISHED, day.cycle_id)
    assert {row.id: (row.slot.starts_at - timedelta(days=2), row.place) for row in everyone()} == before
    assert last_action()[0] == "call off days"


def test_the_hour_stays_on_the_wall_across_the_change_to_winter_time(community: Community) -> None:
    """On 26 October 2031 the clocks go back; nine in the morning stays nine."""
    community.programme.starts_on = date(2031, 10, 1)
    db.session.commit()
    early = clock.instant(date(2031, 10, 1), time(8))
    (day,) = plan_days(community, days=(date(2031, 10, 24),), at=early)
    publish(day.cycle_id, at=early)
    plan = queries.postponed(day.id, date(2031, 10, 28), aid_log=aid_log, at=early)
    assert clock.local(plan.new_slots[0].starts_at).time() == time(9)


def test_a_day_that_is_held_already_takes_those_of_the_postponed_one(community: Community) -> None:
    first, second = two_days(community)
    call_off(postponed(first, second.held_on))
    assert {row.slot.distribution_id for row in everyone()} == {second.id}
    assert new_day().id == second.id


def test_nothing_is_postponed_to_the_same_day_to_the_past_or_onto_a_draft(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    with pytest.raises(calling_off.SameDay):
        call_off(postponed(day, TUESDAY))
    with pytest.raises(operations.DayIsPast):
        call_off(postponed(day, clock.local_date(NOW) - timedelta(days=1)))
    make_distribution(cycle=day.cycle, location=day.location, held_on=THURSDAY, state=DistributionState.DRAFT)
    db.session.commit()
    with pytest.raises(calling_off.DraftThere):
        call_off(postponed(day, THURSDAY))


def test_curfew_and_power_cuts_make_the_new_day_shorter_and_the_rest_waits(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY, hours=(time(12), time(14, 30)))
    for slot in day.slots:
        slot.capacity = 2
    day.location.outage_queue = "3.1"
    db.session.get_one(Hub, 1).curfew_from = time(16)
    cut = [calendar.OutageHours("3.1", THURSDAY, time(11), time(13))]
    calendar.announce_outages(cut, actor=KEEPER, at=NOW)
    db.session.commit()
    plan = postponed(day, THURSDAY)
    assert (plan.is_cut, plan.hours.opens_at, plan.hours.closes_at) == (True, time(13), time(14))
    assert [clock.local(slot.starts_at).minute for slot in plan.new_slots] == [0, 15, 30, 45]
    assert (len(plan.proposal.moves), len(plan.proposal.left)) == (8, 4)
    call_off(plan)
    assert (new_day().opens_at, new_day().closes_at) == (time(13), time(14))
    assert len(entries(WaitState.WAITING)) == 4


def test_a_day_is_not_postponed_to_where_the_calendar_has_no_room(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    friday, saturday = THURSDAY + timedelta(days=1), THURSDAY + timedelta(days=2)
    day.location.outage_queue = "3.1"
    community.programme.ends_on = saturday
    calendar.add_holiday(THURSDAY, "День пам’яті", actor=KEEPER, at=NOW)
    calendar.announce_outages([calendar.OutageHours("3.1", friday, time(8), time(15))], actor=KEEPER, at=NOW)
    other = make_programme(kit=community.kit, starts_on=community.programme.starts_on, title="Гігієна")
    make_distribution(cycle=make_cycle(programme=other), location=day.location, held_on=saturday)
    db.session.commit()
    for to_day, why in (
        (THURSDAY, calling_off.DayOff),
        (friday, calling_off.WithoutPower),
        (saturday, calling_off.HoursTaken),
        (saturday + timedelta(days=1), calling_off.OutsideProgramme),
    ):
        with pytest.raises(why):
            call_off(postponed(day, to_day))
    assert day.state is DistributionState.PUBLISHED


def test_kept_places_are_kept_on_the_new_day_too(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY, hours=(time(9), time(11)))
    for slot in day.slots:
        slot.kept, slot.kept_until = 2, slot.starts_at
    day.kept, day.kept_until = 2, time(9)
    db.session.commit()
    call_off(postponed(day, THURSDAY))
    assert (new_day().kept, new_day().kept_until) == (2, time(9))
    assert [slot.kept_until == slot.starts_at for slot in new_day().slots] == [True] * 8
    assert all(slot.kept <= 2 for slot in new_day().slots)
    assert new_day().slots[-1].kept == 2


def test_a_cancelled_day_sends_everyone_to_other_days_and_the_rest_waits(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    make_distribution(
        cycle=day.cycle, location=day.location, held_on=THURSDAY, opens_at=time(9), closes_at=time(9, 30), capacity=4
    )
    db.session.commit()
    plan = cancelled(day)
    assert (len(plan.proposal.moves), len(plan.proposal.left)) == (8, 4)
    call_off(plan)
    assert day.state is DistributionState.CANCELLED
    assert len([row for row in everyone() if row.stands]) == 8
    assert len(entries(WaitState.WAITING)) == 4
    assert {entry.cause for entry in entries()} == {MoveCause.CANCELLED}


def test_what_was_given_stays_with_its_day(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    served = entitlement(community.households[0].id)
    give(served)
    plan = cancelled(day)
    assert plan.staying == 1
    call_off(plan)
    assert db.session.get(Entitlement, served.id).slot.distribution_id == day.id  # type: ignore[union-attr]
    assert day.state is DistributionState.PUBLISHED


def test_a_closed_location_sends_people_to_others_of_the_same_settlement(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    hub = db.session.scalars(db.select(Hub)).one()
    hall = _location(hub, community, "Будинок культури")
    there = make_distribution(cycle=day.cycle, location=hall, held_on=TUESDAY, opens_at=time(9), closes_at=time(10))
    db.session.commit()
    plan = queries.location_closed(community.lyceum.id, TUESDAY, None, aid_log=aid_log, at=NOW)
    call_off(plan)
    assert {row.slot.distribution_id for row in everyone()} == {there.id}
    assert {(move.cause, move.from_slot.starts_at == move.to_slot.starts_at) for move in moves() if move.to_slot} == {
        (MoveCause.LOCATION_CLOSED, True)
    }
    assert last_action()[0] == "call off days"


def test_nothing_is_moved_where_nothing_is_held(community: Community) -> None:
    plan = queries.location_closed(community.lyceum.id, TUESDAY, TUESDAY, aid_log=aid_log, at=NOW)
    with pytest.raises(calling_off.NothingHeld):
        call_off(plan)


def test_who_was_booked_meanwhile_is_not_left_on_a_cancelled_day(community: Community) -> None:
    first, _ = two_days(community)
    seen = cancelled(first)
    newcomer = add_household(settlement=community.settlement, street=community.street)
    db.session.commit()
    book(newcomer, slots_of(first)[3])
    with pytest.raises(operations.ListChanged):
        call_off(seen)
    assert first.state is DistributionState.PUBLISHED


def test_a_cancelled_day_can_be_planned_anew(community: Community) -> None:
    (day,) = publish_days(community, TUESDAY)
    call_off(cancelled(day))
    assert publish_days(community, TUESDAY)[0].id != day.id
    assert {row.stands for row in everyone() if row.slot.distribution_id != day.id} == {True}
    assert not entries(WaitState.WAITING)  # whoever waited has a place of the new list


def _location(hub: Hub, community: Community, name: str) -> Location:
    return make_location(hub=hub, settlement=community.settlement, name=name)
