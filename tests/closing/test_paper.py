"""What stands on paper about the day, and what of it no hand-over carries: whoever counts is told."""

from datetime import time, timedelta

import pytest

from app.checkin import aid_log
from app.closing import queries
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import BundleLine, DistributionState, Entitlement, LineOutcome, Sheet
from app.distributions.operations import book_place
from app.distributions.operations import calling_off as operations
from app.distributions.operations.moving import Reason
from app.distributions.queries import calling_off
from app.sheets import operations as sheets
from app.sheets import queries as typed
from app.sheets.models import RowOutcome, Settlement
from app.sheets.rules import Mark
from tests.closing.test_operations import EVENING, confirm, count, give, lead, nonces, storekeeper, world
from tests.desk_day import TEN, TODAY, World
from tests.make.bundles import send
from tests.make.sheets import print_sheets

__all__ = ["lead", "storekeeper", "world"]


@pytest.fixture
def three(world: World) -> list[Entitlement]:
    """Three neighbours who are expected at ten."""
    return [world.expected(10, surname=surname)[1] for surname in ("Ковальчук", "Шевченко", "Їжакевич")]


@pytest.fixture
def sheet(three: list[Entitlement], world: World, lead: Actor) -> Sheet:
    """Their sheet, with blank rows from the fourth on."""
    (printed,) = print_sheets(world.today, actor=lead, at=TEN - timedelta(hours=15))
    return printed


def enter(sheet: Sheet, marks: list[Mark], by: Actor) -> None:
    with transaction():
        sheets.save_sheet(
            sheet.id, marks, signed_at=time(10), is_finished=True, saves=0, nonce=next(nonces), actor=by, at=EVENING
        )


def settle(settlement: Settlement, by: Actor) -> None:
    for conflict in typed.list_conflicts():
        db.session.commit()
        with transaction():
            sheets.settle_conflict(conflict.entry_id, settlement, reason="прийшли вдруге", actor=by, at=EVENING)


def test_kits_that_were_given_once_more_are_told_to_whoever_counts(
    sheet: Sheet, three: list[Entitlement], world: World, lead: Actor
) -> None:
    give(three[0], lead)
    stranger = world.household("Сусідська")
    db.session.commit()
    enter(sheet, [Mark(1, RowOutcome.GIVEN), Mark(4, RowOutcome.GIVEN, card_no=stranger.cards[0].card_no)], lead)
    settle(Settlement.SECOND_KIT, lead)
    day = queries.look_at_day(world.lyceum.id, TODAY)
    ((version_id, known),) = day.known.items()
    assert (known.given, day.given_beyond(version_id), day.beyond[None]) == (1, 1, 1)
    closing = count(world, lead, sent=3, received=3, stays=0, reason="дві видачі понад обіцяне")
    assert closing.lines[0].difference == 2


def test_a_line_that_was_given_a_second_time_is_told_too(three: list[Entitlement], world: World, lead: Actor) -> None:
    bundle = send(three[2:], carrier="Тамара", actor=lead, at=TEN)
    line = db.session.scalars(db.select(BundleLine).where(BundleLine.bundle_id == bundle.id)).one()
    line.outcome, line.settled_at = LineOutcome.TWICE, EVENING
    db.session.commit()
    day = queries.look_at_day(world.lyceum.id, TODAY)
    assert [day.given_beyond(version_id) for version_id in day.known] == [1]


def test_a_family_that_signed_here_and_is_expected_elsewhere_is_served_where_its_kits_left(
    sheet: Sheet, three: list[Entitlement], world: World, lead: Actor, storekeeper: Actor
) -> None:
    with transaction():
        book_place(three[0].household_id, world.slot(10, of=world.next_week).id, aid_log=aid_log, actor=lead, at=TEN)
    enter(sheet, [Mark(number, RowOutcome.GIVEN) for number in (1, 2, 3)], lead)
    settle(Settlement.PAPER_IS_RIGHT, lead)
    closed = confirm(count(world, lead, sent=3, received=3, stays=0), storekeeper)
    assert [(day.promised, day.served) for day in closed.days] == [(3, 3)]
    assert closed.lines[0].given == 3
    (next_week,) = queries.look_at_day(world.lyceum.id, world.next_week.held_on).served
    assert next_week.promised == 0


def test_whoever_looks_at_a_day_before_an_open_one_is_sent_to_that_one_first(
    world: World, three: list[Entitlement], lead: Actor, storekeeper: Actor
) -> None:
    assert queries.look_at_day(world.lyceum.id, world.next_week.held_on).earlier is None
    confirm(count(world, lead, sent=3, received=3, stays=3), storekeeper)
    later = world.second_programme()
    later.held_on = TODAY + timedelta(days=2)
    db.session.commit()
    assert queries.look_at_day(world.lyceum.id, world.next_week.held_on).earlier == later


def test_paper_of_a_day_that_was_called_off_after_some_were_served_is_closed_as_usual(
    sheet: Sheet, three: list[Entitlement], world: World, lead: Actor, storekeeper: Actor
) -> None:
    """A power cut: one family signed, then everybody was moved, and the sheet is typed in the evening."""
    plan = calling_off.cancelled(world.today.id, aid_log=aid_log, at=TEN)
    reason = Reason(cause=plan.cause, words="Немає світла.")
    db.session.commit()
    with transaction():
        operations.call_off(
            plan, digest=plan.proposal.digest, reason=reason, nonce=next(nonces), aid_log=aid_log, actor=lead, at=TEN
        )
    assert world.today.state is DistributionState.CANCELLED
    enter(sheet, [Mark(1, RowOutcome.GIVEN)], lead)
    settle(Settlement.PAPER_IS_RIGHT, lead)
    assert world.today.state is DistributionState.PUBLISHED
    closed = confirm(count(world, lead, sent=1, received=1, stays=0), storekeeper)
    assert [(day.promised, day.served) for day in closed.days] == [(1, 1)]
