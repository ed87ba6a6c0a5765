"""Whoever says no has answered: they did not fail to come, and nobody gives them another time by itself."""

from datetime import timedelta

from app.checkin import aid_log
from app.closing import queries
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import BundleLine, Entitlement, LineOutcome, Sheet
from app.distributions.operations import book_place
from app.reports import queries as reports
from app.reports.rules import Scope
from app.sheets.models import RowOutcome
from app.sheets.rules import Mark
from tests.closing.test_operations import EVENING, confirm, count, give, lead, storekeeper, world
from tests.closing.test_paper import enter, sheet, three
from tests.desk_day import TEN, TODAY, World
from tests.make.bundles import send

__all__ = ["lead", "sheet", "storekeeper", "three", "world"]


def refuse_at_the_door(promise: Entitlement, by: Actor) -> None:
    bundle = send([promise], carrier="Тамара", actor=by, at=TEN)
    line = db.session.scalars(db.select(BundleLine).where(BundleLine.bundle_id == bundle.id)).one()
    line.outcome, line.settled_at, line.note = LineOutcome.REFUSED, EVENING, "не потрібно"
    db.session.commit()


def test_who_refused_is_neither_absent_nor_given_another_time(
    sheet: Sheet, three: list[Entitlement], world: World, lead: Actor, storekeeper: Actor
) -> None:
    served, at_the_door, on_paper = three
    absent = world.expected(10, surname="Сусідська")[1]
    db.session.commit()
    give(served, lead)
    refuse_at_the_door(at_the_door, lead)
    enter(sheet, [Mark(3, RowOutcome.REFUSED)], lead)
    closed = confirm(count(world, lead, sent=4, received=4, stays=3), storekeeper)
    assert [(day.promised, day.served, day.refused, day.missed) for day in closed.days] == [(4, 1, 2, 1)]
    assert absent.slot.distribution_id == world.next_week.id
    assert {at_the_door.slot.distribution_id, on_paper.slot.distribution_id} == {world.today.id}
    assert all(promise.stands for promise in (at_the_door, on_paper))
    whole = reports.report(Scope(TODAY, TODAY)).whole
    assert (whole.entitled, whole.served, whole.refused, whole.missed) == (3, 1, 2, 1)


def test_who_took_it_after_all_is_served(three: list[Entitlement], world: World, lead: Actor) -> None:
    refuse_at_the_door(three[0], lead)
    give(three[0], lead, at=EVENING)
    (day,) = queries.look_at_day(world.lyceum.id, TODAY).served
    assert (day.promised, day.served, day.refused) == (3, 1, 0)
    assert reports.report(Scope(TODAY, TODAY)).whole.refused == 0


def test_a_refusal_is_about_the_time_that_it_had(three: list[Entitlement], world: World, lead: Actor) -> None:
    refuse_at_the_door(three[0], lead)
    later = EVENING + timedelta(minutes=1)
    with transaction():
        book_place(three[0].household_id, world.slot(10, of=world.next_week).id, aid_log=aid_log, actor=lead, at=later)
    assert queries.list_refused([world.today.id, world.next_week.id]) == set()
