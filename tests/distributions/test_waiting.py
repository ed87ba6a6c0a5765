"""The waiting list: who waits, places that are held for a while, and every answer there is."""

from datetime import datetime, time, timedelta

import pytest

from app.checkin import aid_log
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import Refusal
from app.distributions import operations
from app.distributions.models import Entitlement, Slot, WaitingEntry, WaitState
from app.distributions.operations import waiting
from tests.distributions.community import (
    NOW,
    TUESDAY,
    WEEK,
    Community,
    book,
    draft_plan,
    plan,
    publish,
    publish_days,
    settle,
    slots_of,
)
from tests.distributions.giving import last_action
from tests.distributions.test_moving import entries
from tests.make import make_distribution

pytestmark = pytest.mark.usefixtures("database")
HOUR = (time(9), time(9, 30))
UNTIL = NOW + timedelta(hours=24)


@pytest.fixture
def community(database: None) -> Community:
    """Twenty households and sixteen places on the Tuesday: four wait."""
    settled = settle(households=20)
    publish_days(settled, TUESDAY, hours=HOUR)
    return settled


def another_day(community: Community, *, capacity: int = 1) -> Slot:
    cycle = db.session.scalars(db.select(WaitingEntry)).first().cycle  # type: ignore[union-attr]
    day = make_distribution(
        cycle=cycle, location=community.lyceum, held_on=TUESDAY + WEEK, opens_at=time(9), closes_at=time(9, 15),
        capacity=capacity,
    )  # fmt: skip
    db.session.commit()
    return slots_of(day)[0]


def offer(entry: WaitingEntry, slot: Slot, *, at: datetime = NOW, until: datetime = UNTIL) -> WaitingEntry:
    with transaction():
        return waiting.offer_place(entry.id, slot.id, held_until=until, aid_log=aid_log, actor=KEEPER, at=at)


def promised(entry: WaitingEntry) -> Entitlement:
    found = db.select(Entitlement).where(Entitlement.household_id == entry.household_id)
    return db.session.scalars(found).one()


def test_who_got_no_place_in_a_plan_waits_in_the_published_order(community: Community) -> None:
    assert len(entries(WaitState.WAITING)) == 4
    assert {entry.entitlement_id for entry in entries()} == {None}


def test_the_order_of_the_list_is_the_published_one(database: None) -> None:
    settled = settle(households=20)
    drafts = plan(settled, hours=HOUR)
    in_turn = draft_plan(drafts[0].cycle_id).in_turn_without_place
    publish(drafts[0].cycle_id)
    assert [entry.household_id for entry in entries()] == in_turn


def test_an_offered_place_is_held_and_confirmed(community: Community) -> None:
    slot = another_day(community)
    entry = entries()[0]
    offer(entry, slot)
    assert promised(entry).slot_id == slot.id
    assert (entry.state, entry.held_until) == (WaitState.OFFERED, UNTIL)
    with transaction():
        waiting.confirm_place(entry.id, actor=KEEPER, at=NOW)
    assert (entry.state, entry.held_until, entry.closed_at) == (WaitState.PLACED, None, NOW)
    assert promised(entry).stands
    assert last_action()[0] == "confirm place"


def test_a_held_place_is_nobody_elses(community: Community) -> None:
    slot = another_day(community)
    first, second, *_ = entries()
    offer(first, slot)
    with pytest.raises(operations.SlotFull):
        offer(second, slot)


def test_a_hold_ends_by_itself_and_the_place_goes_to_the_next(community: Community) -> None:
    slot = another_day(community)
    first, second, *_ = entries()
    since = first.since
    offer(first, slot)
    later = UNTIL + timedelta(minutes=1)
    offer(second, slot, at=later, until=later + timedelta(hours=1))
    db.session.expire_all()
    assert (first.state, first.since, promised(first).stands) == (WaitState.WAITING, since, False)
    assert promised(second).place == 1
    with pytest.raises(waiting.NotOffered), transaction():
        waiting.confirm_place(first.id, actor=KEEPER, at=later)


def test_who_declines_waits_no_more_and_frees_the_place(community: Community) -> None:
    slot = another_day(community)
    first, second, *_ = entries()
    offer(first, slot)
    with transaction():
        waiting.decline_place(first.id, actor=KEEPER, at=NOW)
    assert (first.state, promised(first).stands) == (WaitState.DECLINED, False)
    assert offer(second, slot).state is WaitState.OFFERED


def test_who_declined_is_given_no_place_by_a_later_list_but_may_still_ask(community: Community) -> None:
    first = entries()[0]
    with transaction():
        waiting.decline_place(first.id, actor=KEEPER, at=NOW)
    (later,) = publish_days(community, TUESDAY + timedelta(days=1), hours=HOUR)
    assert first.household_id not in db.session.scalars(db.select(Entitlement.household_id)).all()
    book(first.household, slots_of(later)[0])
    assert promised(first).stands


def test_an_offer_taken_back_leaves_the_turn_in_the_list(community: Community) -> None:
    slot = another_day(community)
    first = entries()[0]
    offer(first, slot)
    with transaction():
        waiting.take_back_offer(first.id, actor=KEEPER, at=NOW)
    assert entries(WaitState.WAITING)[0].id == first.id
    assert offer(first, slot).entitlement_id == promised(first).id  # the same promise lives again


def test_publishing_another_day_ends_the_waiting_of_those_it_has_places_for(community: Community) -> None:
    publish_days(community, TUESDAY + timedelta(days=1), hours=HOUR)
    db.session.expire_all()
    assert {entry.state for entry in entries()} == {WaitState.PLACED}


def test_booking_a_free_place_ends_the_waiting_too(community: Community) -> None:
    slot = another_day(community)
    entry = entries()[0]
    book(entry.household, slot)
    db.session.expire_all()
    assert (entry.state, entry.entitlement_id) == (WaitState.PLACED, promised(entry).id)


def test_a_hold_must_last_and_belong_to_the_cycle(community: Community) -> None:
    slot = another_day(community)
    entry = entries()[0]
    refusals: list[type[Refusal]] = []
    for until in (NOW, NOW - timedelta(hours=1)):
        with pytest.raises(waiting.HoldInThePast) as caught:
            offer(entry, slot, until=until)
        refusals.append(caught.type)
    assert refusals == [waiting.HoldInThePast] * 2


def test_a_household_can_say_that_it_comes_at_short_notice(community: Community) -> None:
    entry = entries()[0]
    with transaction():
        waiting.set_standby(entry.id, True, actor=KEEPER, at=NOW)
    assert entry.is_standby
    assert last_action()[0] == "note standby"
