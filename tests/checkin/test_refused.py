"""Better no help than this: what a household did not take, and why."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.checkin import queries
from app.checkin.models import HandOver, RefusedItem, RefusedReason
from app.checkin.operations import MoreThanPromised, Refused
from app.core.actors import Actor
from app.core.db import db
from app.distributions.models import Entitlement
from app.residents import queries as residents
from tests.checkin.test_operations import give, take_back
from tests.desk_day import TEN, World
from tests.visitor import Page, Visitor


def whole(promise: Entitlement, *, quantity: int = 1, reason: RefusedReason = RefusedReason.NOT_NEEDED) -> Refused:
    return Refused(promise.kits[0].kit_version_id, None, quantity, reason)


def oil(promise: Entitlement) -> Refused:
    """The second thing in the kit."""
    version = promise.kits[0].kit_version
    return Refused(version.id, version.lines[1].id, 1, RefusedReason.NOT_SUITABLE)


def scan(desk: Visitor, code: str) -> Page:
    desk.open("/check-in")
    return desk.press("Перевірити", {"code": code})


def test_what_was_not_taken_is_kept_with_the_hand_over_and_its_one_entry(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    made = give(promise, world, dmytro, refused=[oil(promise)])
    (kept,) = queries.list_refused(made)
    assert (kept.kit_line and kept.kit_line.name, kept.reason) == ("Олія", RefusedReason.NOT_SUITABLE)
    line = db.session.scalars(select(AuditEntry)).one()
    assert '"not_taken":["not_suitable"]' in line.details.replace(" ", "")


def test_whole_kits_stay_at_the_point(world: World, dmytro: Actor) -> None:
    family = world.household()
    promise = world.promise(family, world.slot(10), quantity=3)
    db.session.commit()
    made = give(promise, world, dmytro, refused=[whole(promise, quantity=2), oil(promise)])
    (claim,) = queries.list_claims(family.id, TEN)
    ((turn,),) = (slot.turns for slot in queries.get_day(world.today.id).slots if slot.turns)
    (told,) = residents.outlook(family.id, at=TEN).given.promises  # type: ignore[union-attr]
    said = [claim.portions[0], queries.get_hand_over(made).portions[0], turn, told.portions[0]]
    assert [one.quantity for one in said] == [1, 1, 1, 1], "every page says what was taken"
    version_id = promise.kits[0].kit_version_id
    assert queries.count_refused([world.today.id]) == {(world.today.id, version_id): 2}


def test_what_was_taken_back_is_not_counted(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    take_back(give(promise, world, dmytro, refused=[whole(promise)]), dmytro)
    assert queries.count_refused([world.today.id]) == {}


def test_more_than_was_promised_is_not_refused(world: World, dmytro: Actor) -> None:
    _, promise = world.expected(10)
    too_much = replace(oil(promise), quantity=2)
    for refused in ([whole(promise, quantity=2)], [too_much], [Refused(9999, None, 1, RefusedReason.OTHER)]):
        with pytest.raises(MoreThanPromised):
            give(promise, world, dmytro, refused=refused)
    assert db.session.scalars(select(HandOver)).all() == []


def test_a_part_is_left_at_the_desk(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    page = ask(desk)
    value = page.option("Що не взяли?", "Олія")
    page = desk.press("Видано", {"rows-0-what": value, "rows-0-reason": "unfamiliar"})
    assert page.verdict() == "GIVEN"
    db.session.commit()
    kept = db.session.scalars(select(RefusedItem)).one()
    assert (kept.quantity, kept.reason, kept.kit_line_id is not None) == (1, RefusedReason.UNFAMILIAR, True)


def ask(desk: Visitor) -> Page:
    """Press the quiet button of the band: it sends the same form to another address."""
    assert desk.page is not None
    return desk.press("частину не взяли…")


def test_the_question_says_that_kits_are_counted(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    assert ask(desk).says("Зі скількох наборів?")


def test_a_reason_is_asked_for(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    value = ask(desk).option("Що не взяли?", "увесь набір")
    page = desk.press("Видано", {"rows-0-what": value}, status=422)
    assert page.says("Оберіть, чому не взяли.")
    assert db.session.scalars(select(HandOver)).all() == []


def test_nothing_chosen_is_a_hand_over_as_any(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    ask(desk)
    assert desk.press("Видано").verdict() == "GIVEN"
    db.session.commit()
    assert db.session.scalars(select(RefusedItem)).all() == []


def test_a_kit_of_somebody_else_cannot_be_refused(desk: Visitor, open_day: World) -> None:
    card, _ = open_day.expected(10)
    scan(desk, card.token)
    ask(desk)
    desk.press("Видано", {"rows-0-what": "777", "rows-0-reason": "other"}, status=422)
