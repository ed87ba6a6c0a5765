"""Until a day is closed the shelf holds less than the books say, and the storekeeper is told by how much."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.bundles import operations as bundles
from app.bundles.queries import count_outcomes as bundles_of
from app.bundles.rules import Mark
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin.models import RefusedItem, RefusedReason
from app.closing import unposted
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import LineOutcome
from app.distributions.queries.scarcity import scarce_kits
from app.stock import ledger
from app.stock import queries as stock
from app.stock.models import Kit
from tests import cast
from tests.closing.test_goods import change_contents, close, lead, left, receive, send, storekeeper, world
from tests.closing.test_operations import EVENING, give, nonces, three_households
from tests.desk_day import TEN, TODAY, World, build_world
from tests.make.bundles import send as carry
from tests.make.staff import actor_of, make_staff
from tests.statements import statements_of
from tests.visitor import Visitor

__all__ = ["lead", "storekeeper", "world"]
LATER = TODAY + timedelta(days=90)


def shelves() -> list[tuple[int | None, int, int, int]]:
    """Location (None for the warehouse), books, given, there."""
    seen = stock.see_shelves(unposted.kits_gone())
    return [(shelf.store.location_id, shelf.books, shelf.given, shelf.there) for shelf in seen]


def test_what_was_given_today_is_missing_on_the_shelf_until_the_day_is_closed(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, LATER))
    send(world, storekeeper, lead, 8)
    assert shelves() == []
    three_households(world, lead)
    assert shelves() == [(world.lyceum.id, 8, 2, 6)]
    close(world, lead, storekeeper, stays=6)
    assert shelves() == []


def test_what_a_carrier_has_is_on_no_shelf_until_it_comes_back_or_its_day_is_closed(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    """Of three kits that were carried one is given, one comes back, one is lost: each is missing once."""
    receive(world, storekeeper, (10, LATER))
    send(world, storekeeper, lead, 8)
    promises = [world.expected(10, surname=name)[1] for name in ("Ковальчук", "Шевченко", "Їжакевич")]
    bundle = carry(promises, carrier="Тамара", actor=lead, at=TEN)
    assert shelves() == [(world.lyceum.id, 8, 0, 5)]
    with transaction():
        marks = [Mark(1, LineOutcome.GIVEN, at=TEN + timedelta(hours=1)), Mark(2, LineOutcome.RETURNED)]
        bundles.enter_lines(bundle.id, marks, saves=0, nonce=next(nonces), actor=lead, at=EVENING)
    assert shelves() == [(world.lyceum.id, 8, 1, 6)]
    with transaction():
        by = Approval(storekeeper, "обстріл")
        bundles.take_all_back(bundle.id, LineOutcome.LOST, approval=by, actor=lead, at=EVENING)
    assert shelves() == [(world.lyceum.id, 8, 1, 6)]
    close(world, lead, storekeeper, stays=6, lost=1, reason="обстріл")
    assert shelves() == []
    assert left(world.lyceum.id) == 6
    assert bundles_of(world.next_week.id) == {}, "whoever is owed it still has another time, and lost nothing there"


def test_a_point_without_goods_of_its_own_gives_out_of_the_warehouse(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, LATER))
    three_households(world, lead)
    assert shelves() == [(None, 10, 2, 8)]


def test_old_kits_given_for_a_newer_version_are_missing_on_their_own_shelf(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, LATER))
    send(world, storekeeper, lead, 8)
    change_contents(storekeeper)
    three_households(world, lead)
    assert shelves() == [(world.lyceum.id, 8, 2, 6)]


def test_what_was_taken_back_before_closing_was_never_given(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, LATER))
    mistaken = give(world.expected(10)[1], lead)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING)
    assert shelves() == []


def test_a_kit_that_came_back_after_closing_lies_on_the_shelf_and_in_no_book(
    world: World, lead: Actor, storekeeper: Actor
) -> None:
    receive(world, storekeeper, (10, LATER))
    mistaken = give(world.expected(10)[1], lead)
    close(world, lead, storekeeper, sent=1, received=1)
    with transaction():
        checkin.reverse_hand_over(mistaken, reason="помилка", actor=lead, at=EVENING + timedelta(hours=1))
    assert shelves() == [(None, 9, -1, 10)]


def test_a_kit_that_was_refused_whole_stayed_on_the_shelf(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, LATER))
    promise = world.expected(10)[1]
    given = give(promise, lead)
    version_id = promise.kits[0].kit_version_id
    refused = RefusedItem(
        hand_over_id=given, kit_version_id=version_id, quantity=1, reason=RefusedReason.NOT_NEEDED
    )  # fmt: skip
    db.session.add(refused)
    db.session.commit()
    assert shelves() == []


def test_what_was_given_before_books_were_kept_is_in_none_of_them(
    world: World, lead: Actor, storekeeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_households(world, lead)
    assert unposted.kits_gone() == {}
    kit = db.session.scalars(select(Kit)).one()
    monkeypatch.setattr("tests.closing.test_goods.MORNING", EVENING + timedelta(days=1))
    receive(world, storekeeper, (10, LATER))
    assert stock.is_kept(kit.id)
    assert unposted.kits_gone() == {}


def test_the_figure_is_found_in_the_small_indexes_of_what_waits(world: World, lead: Actor, storekeeper: Actor) -> None:
    receive(world, storekeeper, (10, LATER))
    three_households(world, lead)
    with statements_of(db.engine) as sent:
        unposted.kits_gone()
    _books, given, carried = sent
    plan = _plan(given)
    steps = [line[-1] for line in plan if " hand_overs" in line[-1] or " emergency_issues" in line[-1]]
    assert len(steps) == 8
    assert all("_uncounted" in step for step in steps), steps
    assert [line[-1] for line in _plan(carried) if "uq_bundle_lines_out" in line[-1]], "what is out is found as such"


def _plan(statement: str) -> list[Any]:
    asked = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (0,) * statement.count("?"))
    return list(asked)


@pytest.fixture
def given_two(app: Flask, staff: dict[str, int]) -> int:
    """A day on which two of ten kits were given, at the store of the lyceum, whose id this is."""
    with app.app_context():
        world = build_world()
        oksana, ivan = (actor_of(db.session.get_one(Staff, staff[login])) for login in ("oksana", "ivan"))
        db.session.commit()
        receive(world, ivan, (10, LATER))
        send(world, ivan, oksana, 8)
        three_households(world, oksana)
        return ledger.store_at(world.lyceum.id).id


def test_the_storekeeper_reads_it_wherever_figures_stand(
    given_two: int, visit: Callable[..., Visitor], app: Flask
) -> None:
    ivan = visit(cast.IVAN)
    told = "за обліком 8, видано і ще не проведено 2, на полиці має бути 6"
    here = f"?store={given_two}"
    pages = (
        "/stock",
        "/kits/1",
        "/kits/1/card",
        f"/kits/1/card{here}",
        f"/transfers/new{here}",
        f"/dispatches/new{here}",
    )
    for path in (*pages, f"/stores/{given_two}", f"/stores/{given_two}/write-off"):
        assert ivan.open(path).says(told), path
    assert ivan.open(f"/stores/{given_two}/stock-take").says("Спершу закрийте дні видачі")
    with app.app_context():
        warehouse = next(store.id for store in stock.list_stores() if store.kind == "warehouse")
    assert not ivan.open(f"/stores/{warehouse}/stock-take").says("видано і ще не проведено")


@pytest.mark.postgres
def test_the_figure_is_the_same_on_postgresql(postgres_app: Flask) -> None:
    with postgres_app.app_context():
        world = build_world()
        oksana, ivan = (actor_of(make_staff(who)) for who in (cast.OKSANA, cast.IVAN))
        db.session.commit()
        receive(world, ivan, (10, LATER))
        three_households(world, oksana)
        assert shelves() == [(None, 10, 2, 8)]
        family = world.household("Шевченко")
        db.session.commit()
        scarce = scarce_kits(world.today.cycle, family.id, [TODAY], aid_log=aid_log, at=EVENING)
        assert [(one.there, one.promised) for one in scarce] == []
        close(world, oksana, ivan, sent=2, received=2)
        assert shelves() == []
