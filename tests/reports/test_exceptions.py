"""Section H of the report: emergency kits and what was not taken, by donor, kit and reason."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.checkin.models import EmergencyReason, RefusedReason
from app.core.actors import Actor
from app.core.db import db
from app.reports import queries
from app.reports.rules import Scope
from tests import cast
from tests.checkin.test_emergencies import issue
from tests.checkin.test_operations import give, take_back
from tests.checkin.test_refused import oil, whole
from tests.desk_day import TODAY, World
from tests.visitor import Visitor

TODAY_ONLY = Scope(TODAY, TODAY)


@pytest.fixture
def told(world: World, dmytro: Actor) -> World:
    """One family leaves two of three kits and the oil, another one gets an emergency kit."""
    promise = world.promise(world.household(), world.slot(10), quantity=3)
    db.session.commit()
    give(promise, world, dmytro, refused=[whole(promise, quantity=2), oil(promise)])
    issue(world, dmytro, reason=EmergencyReason.HOME_DAMAGED)
    return world


def test_emergency_kits_stand_by_donor_kit_and_reason(told: World) -> None:
    (row,) = queries.exceptions(TODAY_ONLY).emergencies
    assert (row.partner, row.kit) == ("Благодійний фонд для «Продукти щомісяця»", "Продуктовий набір")
    assert (row.reason, row.issues, row.kits, row.unregistered) == (EmergencyReason.HOME_DAMAGED, 1, 1, 1)


def test_what_was_not_taken_stands_by_thing_and_reason(told: World) -> None:
    rows = queries.exceptions(TODAY_ONLY).not_taken
    assert [(row.thing, row.reason, row.quantity) for row in rows] == [
        ("", RefusedReason.NOT_NEEDED, 2),
        ("Олія", RefusedReason.NOT_SUITABLE, 1),
    ]


def test_kits_that_were_not_taken_were_not_given(told: World) -> None:
    assert queries.report(TODAY_ONLY).whole.given_kits == 1
    (row,) = queries.page_of_log(TODAY_ONLY, after=None).rows
    assert row.kits == (("Продуктовий набір", 1),)


def test_emergency_kits_stand_beside_what_was_given_so_that_both_are_what_left_the_point(told: World) -> None:
    """As the act of closing has it. Nobody knows yet where somebody lives who is not registered."""
    report = queries.report(TODAY_ONLY)
    for totals in (report.whole, report.days[0].totals, report.locations[0].totals):
        assert (totals.given_kits, totals.emergency_kits, totals.all_kits) == (1, 1, 2)
    assert (report.urgent_elsewhere, queries.report(Scope(TODAY, TODAY, kit_id=9999)).whole.emergency_kits) == (1, 0)


def test_other_places_and_other_programmes_tell_nothing(told: World) -> None:
    elsewhere = queries.exceptions(Scope(TODAY, TODAY, location_id=told.village.id))
    assert (elsewhere.emergencies, elsewhere.not_taken) == ([], [])
    assert queries.exceptions(Scope(TODAY, TODAY, programme_id=9999)).emergency_kits == 0


def test_what_was_taken_back_tells_nothing(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    take_back(give(promise, world, dmytro, refused=[oil(promise)]), dmytro)
    assert queries.exceptions(TODAY_ONLY).not_taken == []


def test_the_reviewer_reads_and_takes_it_away(open_day: World, visit: Callable[..., Visitor], desk: Visitor) -> None:
    card, _ = open_day.expected(10)
    desk.open("/check-in")
    desk.press("Перевірити", {"code": card.token})
    value = desk.press("частину не взяли…").option("Що не взяли?", "увесь набір")
    desk.press("Видано", {"rows-0-what": value, "rows-0-reason": "unfamiliar"})
    liubov = visit(cast.LIUBOV)
    page = liubov.open("/reports/exceptions")
    assert page.says("увесь набір")
    assert page.says("незвичне")
    assert page.says("не взяли")
    liubov.press("Завантажити – CSV")
    assert liubov.page is not None
    assert "увесь набір" in liubov.page.response.get_data(as_text=True)
    db.session.commit()
    assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number.desc())).first() == (
        "export exceptions"
    )
