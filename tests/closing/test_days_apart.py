"""Days that do not end one after the other: kits on their way overnight, a day left open, goods that went elsewhere."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.bundles import operations as bundles
from app.bundles.operations import Carrier
from app.bundles.rules import Mark
from app.checkin import aid_log
from app.checkin.models import EmergencyIssue, EmergencyReason
from app.closing import operations, queries, unposted
from app.closing.models import Closing
from app.closing.operations import EarlierDayOpen
from app.closing.queries import Day
from app.closing.rules import Counted
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions import operations as distributions
from app.distributions.models import BundleKind, Distribution, DistributionState, LineOutcome, Programme
from app.distributions.operations import ClosedThere
from app.distributions.operations import calling_off as moving_days
from app.distributions.queries import calling_off
from app.stock import ledger
from app.stock import operations as stock
from app.stock.models import Lot
from app.stock.operations import Delivery, LineDraft
from app.stock.rules import Pick
from app.stock.unposted import Gone
from tests.closing.test_goods import balanced, left, receive, send
from tests.closing.test_operations import (
    EVENING,
    confirm,
    count,
    give,
    lead,
    nonces,
    storekeeper,
    three_households,
    world,
)
from tests.desk_day import TEN, TODAY, World
from tests.distributions.community import draft_plan
from tests.make import make_kit, make_programme

__all__ = ["lead", "storekeeper", "world"]

TOMORROW_NOON = clock.instant(TODAY + timedelta(days=1), time(12))


def test_kits_that_a_warden_gives_the_day_after_are_given_on_the_day_they_left(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    promises = three_households(world, lead)
    with transaction():
        bundle = bundles.send_bundle(
            [promises[2].id], kind=BundleKind.WARDEN, carrier=Carrier("Тамара"),
            return_by=TODAY + timedelta(days=1), nonce=next(nonces), actor=lead, at=TEN,
        )  # fmt: skip
    with transaction():
        bundles.enter_lines(
            bundle.id, [Mark(1, LineOutcome.GIVEN, at=TOMORROW_NOON)],
            saves=0, nonce=next(nonces), actor=lead, at=TOMORROW_NOON,
        )  # fmt: skip
    (known,) = queries.look_at_day(world.lyceum.id, TODAY).known.values()
    assert known.given == 3
    confirm(count(world, lead, at=TOMORROW_NOON, sent=3, received=3, stays=0), storekeeper, at=TOMORROW_NOON)
    (known,) = _next_week(world).known.values()
    assert (known.opening, known.corrected) == (0, 0)


def test_goods_that_came_for_the_next_day_are_not_missing_from_this_one(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (20, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 3)
    three_households(world, lead)
    send(world, storekeeper, lead, 5, at=TOMORROW_NOON)
    (known,) = queries.look_at_day(world.lyceum.id, TODAY).known.values()
    assert (known.opening, known.received, known.given) == (0, 3, 2)
    confirm(count(world, lead, at=TOMORROW_NOON, stays=1), storekeeper, at=TOMORROW_NOON)
    (known,) = _next_week(world).known.values()
    assert (known.opening, known.sent, known.received) == (1, 5, 5)
    assert left(world.lyceum.id) == 6
    assert balanced()


def test_goods_that_went_back_before_the_evening_are_not_missing(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8)
    three_households(world, lead)
    (lot_id,) = db.session.scalars(select(Lot.id))
    with transaction():
        stock.send(
            from_store_id=ledger.store_at(world.lyceum.id).id, to_location_id=None, picks=[Pick(lot_id, 4)],
            carrier="Петро", happened_at=TEN, nonce=next(nonces), actor=storekeeper, at=TEN,
        )  # fmt: skip
    closing = count(world, lead, stays=2)
    assert (closing.lines[0].received, closing.lines[0].difference) == (4, 0)


def test_days_are_closed_one_after_the_other(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8)
    three_households(world, lead)
    evening = clock.instant(world.next_week.held_on, time(16))
    with pytest.raises(EarlierDayOpen), transaction():
        operations.count_up(world.lyceum.id, world.next_week.held_on, {}, nonce=next(nonces), actor=lead, at=evening)


def _next_week(world: World) -> Day:
    world.promise(world.household("Мельник"), world.slot(12, of=world.next_week))
    db.session.commit()
    return queries.look_at_day(world.lyceum.id, world.next_week.held_on)


def test_nothing_more_is_held_at_a_place_on_a_day_that_two_people_have_signed(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """It could never be closed, and no later day before it."""
    three_households(world, lead)
    evening = make_programme(kit=make_kit(code="HYG-F", name="Гігієнічний набір"), starts_on=TODAY, title="Гігієна")
    db.session.commit()
    (draft,) = _plan(evening, world, lead, at=TEN)
    drafted = draft_plan(draft.cycle_id, at=EVENING)
    confirm(count(world, lead, sent=3, received=3, stays=1, at=EVENING), storekeeper)
    with pytest.raises(ClosedThere), transaction():
        distributions.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=lead, at=EVENING)
    with transaction():
        distributions.drop_draft(draft.id, actor=lead, at=EVENING)
    with pytest.raises(ClosedThere):
        _plan(evening, world, lead, at=EVENING)
    later = calling_off.postponed(world.next_week.id, TODAY, aid_log=aid_log, at=EVENING)
    with pytest.raises(ClosedThere):
        moving_days.check(later, at=EVENING)


def _plan(programme: Programme, world: World, by: Actor, *, at: datetime) -> Sequence[Distribution]:
    with transaction():
        return distributions.plan_distributions(
            programme.id, days=[TODAY], location_ids=[world.lyceum.id], opens_at=time(18), closes_at=time(19),
            slot_minutes=15, actor=by, at=at,
        )  # fmt: skip


def test_an_emergency_kit_of_a_day_before_the_first_closing_stands_in_that_closing(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """Nothing was held on that day: it has no closing of its own."""
    receive(world, storekeeper, (20, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8)
    programme, week = world.today.cycle.programme, world.next_week.held_on
    (version_id,) = db.session.scalars(select(Lot.kit_version_id))
    world.today.state = DistributionState.CANCELLED
    urgent(world, lead, programme, version_id)
    assert unposted.kits_gone() == {(world.lyceum.id, version_id): Gone(given=1)}
    evening = clock.instant(week, time(16))
    with transaction():
        made = operations.count_up(
            world.lyceum.id, week, {version_id: Counted(stays=7)}, nonce=next(nonces), actor=lead, at=evening
        )
    assert (made.lines[0].corrected, made.lines[0].difference) == (-1, 0)
    confirm(made, storekeeper, at=evening)
    assert left(world.lyceum.id) == 7
    assert unposted.kits_gone() == {}


def urgent(world: World, by: Actor, programme: Programme, version_id: int) -> None:
    """Somebody in need gets a kit at the lyceum at ten today."""
    issue = EmergencyIssue(
        location_id=world.lyceum.id, programme_id=programme.id, kit_version_id=version_id, quantity=1,
        reason=EmergencyReason.NOT_REGISTERED, desk=2, given_by_id=by.staff_id, happened_at=TEN, nonce=next(nonces),
    )  # fmt: skip
    db.session.add(issue)
    db.session.commit()


def test_a_point_that_gives_out_of_the_warehouse_counts_since_the_warehouse_has_books(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """What was given without a distribution stands in its first closing; open days come first there too."""
    receive(world, storekeeper, (20, TODAY + timedelta(days=90)))
    programme, week = world.today.cycle.programme, world.next_week.held_on
    (version_id,) = db.session.scalars(select(Lot.kit_version_id))
    give(world.expected(10)[1], lead)
    urgent(world, lead, programme, version_id)
    evening = clock.instant(week, time(16))

    def count_week() -> Closing:
        came = {version_id: Counted(sent=2, received=2, reason="з учора")}
        with transaction():
            return operations.count_up(world.lyceum.id, week, came, nonce=next(nonces), actor=lead, at=evening)

    with pytest.raises(EarlierDayOpen):
        count_week()
    world.today.state = DistributionState.CANCELLED
    db.session.commit()
    made = count_week()
    assert (made.lines[0].corrected, made.lines[0].difference) == (-2, 0)
    confirm(made, storekeeper, at=evening)
    assert left(None) == 18
    assert unposted.kits_gone() == {}


def test_kits_given_before_there_were_books_of_them_are_missing_from_none(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """Though books of another kit were kept at the place by then."""
    receive(world, storekeeper, (20, TODAY + timedelta(days=90)))
    send(world, storekeeper, lead, 8)
    soap = make_kit(code="HYG-F", name="Гігієнічний набір")
    world.today.state = DistributionState.CANCELLED
    urgent(world, lead, world.today.cycle.programme, soap.versions[0].id)
    assert soap.versions[0].id in _next_week(world).known, "of kits without books the paper says what was there"
    with transaction():
        stock.receive(
            Delivery(
                partner_name="Фонд", happened_at=TOMORROW_NOON, received_by="Іван Ґудзь", witness="Оксана Руденко",
                lines=[LineDraft(kit_id=soap.id, documented=5, counted=5)],
            ),
            nonce=next(nonces), actor=storekeeper, at=TOMORROW_NOON,
        )  # fmt: skip
    assert soap.versions[0].id not in _next_week(world).known
    assert unposted.kits_gone() == {}
