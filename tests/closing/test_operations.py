"""The evening at the lyceum: counted by one, confirmed by another."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.audit import queries as audits
from app.checkin import operations as checkin
from app.checkin.models import EmergencyIssue, EmergencyReason, Method, RefusedItem, RefusedReason
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.closing import operations, queries
from app.closing.models import Closing
from app.closing.operations import AlreadyClosed, BundleStillOut, FiguresChanged, ReasonMissing, SamePerson
from app.closing.rules import Counted
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    DistributionState,
    Entitlement,
    WaitingEntry,
    WaitState,
)
from app.distributions.operations import NotOverYet
from tests import cast
from tests.desk_day import TEN, TODAY, World, build_world
from tests.make.staff import actor_of, make_staff

EVENING = clock.instant(TODAY, time(16))


@pytest.fixture
def world(database: None) -> World:
    return build_world()


@pytest.fixture
def lead(world: World) -> Actor:
    return _colleague(cast.OKSANA)


@pytest.fixture
def storekeeper(world: World) -> Actor:
    return _colleague(cast.IVAN)


def _colleague(who: cast.Colleague) -> Actor:
    staff = make_staff(who)
    db.session.commit()
    return actor_of(staff)


nonces: Iterator[str] = (f"{number:032x}" for number in range(1, 10_000))


def give(promise: Entitlement, by: Actor, *, at: datetime = TEN) -> int:
    with transaction():
        return checkin.hand_over(
            promise.id, place=Place(promise.slot.distribution.location_id, 2),
            taker=Taker(person_id=promise.household.people[0].id),
            method=Method.SCAN, card_id=promise.household.cards[0].id, nonce=next(nonces), actor=by, at=at,
        )  # fmt: skip


def three_households(world: World, lead: Actor) -> list[Entitlement]:
    """Three are expected, two come."""
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Шевченко", "Їжакевич")]
    for promise in promises[:2]:
        give(promise, lead)
    return promises


def count(world: World, by: Actor, *, at: datetime = EVENING, **counted: Any) -> Closing:
    day = queries.look_at_day(world.lyceum.id, TODAY)
    (version_id,) = day.known
    with transaction():
        return operations.count_up(
            world.lyceum.id, TODAY, {version_id: Counted(**counted)}, nonce=next(nonces), actor=by, at=at
        )


def confirm(closing: Closing, by: Actor, *, digest: str | None = None, at: datetime = EVENING) -> Closing:
    with transaction():
        return operations.confirm(closing.id, digest=digest or closing.digest, by=by, at=at + timedelta(minutes=5))


def test_two_people_close_a_day_and_its_figures_stay(world: World, lead: Actor, storekeeper: Actor) -> None:
    promises = three_households(world, lead)
    closing = count(world, lead, sent=3, received=3, stays=1)
    before = audits.head()
    closed = confirm(closing, storekeeper)
    (line,) = closed.lines
    assert (line.received, line.given, line.stays, line.difference) == (3, 2, 1, 0)
    assert [(day.promised, day.served, day.missed) for day in closed.days] == [(3, 2, 1)]
    assert (closed.audit_number, closed.audit_head) == (before.number, before.hash)
    assert world.today.state is DistributionState.CLOSED
    promises[0].household.people[0].sex = "male"
    db.session.commit()
    assert queries.get_closing(closed.id).digest == closing.digest


def test_who_did_not_come_has_another_time_when_the_day_is_closed(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    absent = three_households(world, lead)[2]
    closed = confirm(count(world, lead, sent=3, received=3, stays=1), storekeeper)
    assert absent.slot.distribution_id == world.next_week.id
    assert closed.days[0].move_list_id is not None
    assert (closed.days[0].promised, closed.days[0].missed) == (3, 1)


def test_a_kit_that_was_refused_whole_is_still_at_the_point(world: World, lead: Actor) -> None:
    _, promise = world.expected(10)
    hand_over_id = give(promise, lead)
    version_id = promise.kits[0].kit_version_id
    db.session.add(
        RefusedItem(hand_over_id=hand_over_id, kit_version_id=version_id, quantity=1, reason=RefusedReason.NOT_NEEDED)
    )
    db.session.commit()
    assert queries.look_at_day(world.lyceum.id, TODAY).known[version_id].given == 0


def test_an_emergency_kit_is_counted_apart_from_the_promised_ones(world: World, lead: Actor) -> None:
    promise = three_households(world, lead)[0]
    version_id = promise.kits[0].kit_version_id
    db.session.add(
        EmergencyIssue(
            location_id=world.lyceum.id, programme_id=world.today.cycle.programme_id, distribution_id=world.today.id,
            kit_version_id=version_id, quantity=1, reason=next(iter(EmergencyReason)), desk=1,
            given_by_id=lead.staff_id, happened_at=TEN, nonce=next(nonces),
        )
    )  # fmt: skip
    db.session.commit()
    known = queries.look_at_day(world.lyceum.id, TODAY).known[version_id]
    assert (known.given, known.emergency) == (2, 1)


def test_who_counted_cannot_confirm(world: World, lead: Actor) -> None:
    three_households(world, lead)
    closing = count(world, lead, sent=3, received=3, stays=1)
    with pytest.raises(SamePerson):
        confirm(closing, lead)


def test_a_kit_that_is_missing_needs_a_reason(world: World, lead: Actor) -> None:
    three_households(world, lead)
    with pytest.raises(ReasonMissing):
        count(world, lead, sent=3, received=3, stays=0)
    assert count(world, lead, sent=3, received=3, stays=0, reason="одного набору не знайшли").lines[0].difference == 1


def test_a_hand_over_after_the_count_asks_for_a_new_count(world: World, lead: Actor, storekeeper: Actor) -> None:
    promises = three_households(world, lead)
    closing = count(world, lead, sent=3, received=3, stays=1)
    give(promises[2], lead, at=EVENING)
    with pytest.raises(FiguresChanged):
        confirm(closing, storekeeper)
    again = count(world, lead, sent=3, received=3, stays=0)
    assert closing.superseded_at is not None
    assert confirm(again, storekeeper).lines[0].given == 3


def test_what_was_looked_at_is_what_is_confirmed(world: World, lead: Actor, storekeeper: Actor) -> None:
    three_households(world, lead)
    closing = count(world, lead, sent=3, received=3, stays=1)
    with pytest.raises(FiguresChanged):
        confirm(closing, storekeeper, digest="0" * 64)


def test_a_day_is_closed_once(world: World, lead: Actor, storekeeper: Actor) -> None:
    three_households(world, lead)
    closing = confirm(count(world, lead, sent=3, received=3, stays=1), storekeeper)
    with pytest.raises(AlreadyClosed):
        confirm(closing, storekeeper)
    with pytest.raises(AlreadyClosed):
        count(world, lead, sent=3, received=3, stays=1)


def test_nobody_closes_a_day_that_still_runs(world: World, lead: Actor) -> None:
    three_households(world, lead)
    with pytest.raises(NotOverYet):
        count(world, lead, at=TEN, sent=3, received=3, stays=1)


def test_a_bundle_that_is_out_blocks_closing(world: World, lead: Actor) -> None:
    promises = three_households(world, lead)
    bundle = Bundle(
        year=2026, serial=1, kind=BundleKind.WARDEN, location_id=world.lyceum.id, carrier_name="Тамара",
        sent_at=TEN, sent_by_id=lead.staff_id, return_by=TODAY, nonce=next(nonces),
    )  # fmt: skip
    bundle.lines = [BundleLine(row_no=1, entitlement_id=promises[2].id)]
    db.session.add(bundle)
    db.session.commit()
    with pytest.raises(BundleStillOut):
        count(world, lead, sent=3, received=3, stays=1)


def test_a_hand_over_taken_back_after_closing_stands_in_the_next_closing(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Шевченко")]
    mistaken = give(promises[0], lead)
    give(promises[1], lead)
    first = confirm(count(world, lead, sent=2, received=2, stays=0), storekeeper)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING + timedelta(hours=1))
    assert queries.corrections_after(first) == (1, 0)
    assert queries.get_closing(first.id).lines[0].given == 2
    world.promise(world.household("Мельник"), world.slot(10, of=world.next_week))
    db.session.commit()
    next_day = queries.look_at_day(world.lyceum.id, world.next_week.held_on)
    (known,) = next_day.known.values()
    assert (known.opening, known.given, known.corrected) == (0, 0, 1)


def test_a_family_whose_hand_over_was_taken_back_after_closing_waits_for_another_time(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """Nobody can give it in a closed day, and nobody is forgotten."""
    promise = world.expected(10)[1]
    mistaken = give(promise, lead)
    confirm(count(world, lead, sent=1, received=1, stays=0), storekeeper)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING + timedelta(hours=1))
    entry = db.session.scalars(select(WaitingEntry)).one()
    assert (entry.household_id, entry.state) == (promise.household_id, WaitState.WAITING)
    assert not promise.stands


def test_a_place_without_a_distribution_has_nothing_to_close(world: World) -> None:
    with pytest.raises(NotFound):
        queries.look_at_day(world.lyceum.id, TODAY + timedelta(days=2))
