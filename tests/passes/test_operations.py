"""Passes are issued, withdrawn, and let people in and out; nothing twice, also at the same moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal
from app.hubs.models import Settlement
from app.passes import operations, queries
from app.passes.models import Pass, Passage
from app.passes.operations import (
    InAlready,
    NotIn,
    NotValid,
    OverAlready,
    RouteNeeded,
    SentTwice,
    TooLong,
    WithdrawnAlready,
)
from app.passes.rules import PassState
from tests.competing import compete
from tests.passes.conftest import HOUR, Issue, new_nonce

pytestmark = pytest.mark.usefixtures("database")


def let_in(one: Pass, at: datetime, **how: Any) -> Passage:
    with transaction():
        return operations.let_in(one.id, nonce=new_nonce(), actor=KEEPER, at=at, **how)


def let_out(one: Pass, at: datetime) -> Passage:
    with transaction():
        return operations.let_out(one.id, actor=KEEPER, at=at)


def state(one: Pass, at: datetime) -> PassState:
    db.session.expire_all()
    return queries.row_of(queries.get_pass(one.id), at=at).state


def test_numbers_follow_each_other(issue: Issue, at: datetime) -> None:
    numbers = [issue().number for _ in range(3)]
    assert numbers == [f"ПР-{at.year}-000{number}" for number in (1, 2, 3)]


def test_a_pass_knows_its_route_in_order(issue: Issue, road: list[int]) -> None:
    there_and_on = issue(settlement_ids=road[::-1])
    names = [stop.settlement.name for stop in queries.get_pass(there_and_on.id).route]
    assert names == ["Верболози", "Тихе Плесо"]


def test_the_same_form_issues_one_pass(issue: Issue, road: list[int], at: datetime) -> None:
    draft = operations.Draft("Добрі руки", "Ірина Гук", "", 1, at, at + HOUR, road)
    nonce = new_nonce()
    with transaction():
        operations.issue(draft, nonce=nonce, actor=KEEPER, at=at)
    with pytest.raises(SentTwice), transaction():
        operations.issue(draft, nonce=nonce, actor=KEEPER, at=at)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"hours": 24.01}, TooLong), ({"settlement_ids": []}, RouteNeeded), ({"settlement_ids": [1, 1]}, RouteNeeded)],
)
def test_what_is_not_issued(issue: Issue, changed: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        issue(**changed)


def test_nothing_is_issued_for_the_past(road: list[int], at: datetime) -> None:
    draft = operations.Draft("Добрі руки", "Ірина Гук", "", 1, at - 2 * HOUR, at - HOUR, road)
    with pytest.raises(OverAlready), transaction():
        operations.issue(draft, nonce=new_nonce(), actor=KEEPER, at=at)


def test_in_and_out_and_in_again(issue: Issue, at: datetime) -> None:
    one = issue()
    let_in(one, at)
    assert queries.see_inside(at=at).people == 5
    let_out(one, at + HOUR)
    let_in(one, at + 2 * HOUR, people=3)
    inside = queries.see_inside(at=at + 2 * HOUR)
    assert (inside.people, inside.overdue) == (3, 0)
    assert len(queries.get_pass(one.id).passages) == 2


def test_who_is_in_leaves_also_when_the_clock_was_put_back(issue: Issue, at: datetime) -> None:
    one = issue()
    let_in(one, at)
    assert let_out(one, at - HOUR / 2).left_at == at


def test_nobody_comes_in_twice_or_leaves_twice(issue: Issue, at: datetime) -> None:
    one = issue()
    with pytest.raises(NotIn):
        let_out(one, at)
    let_in(one, at)
    with pytest.raises(InAlready):
        let_in(one, at)
    let_out(one, at)
    with pytest.raises(NotIn):
        let_out(one, at)


@pytest.mark.parametrize(("begins", "hours"), [(HOUR, 8), (-8 * HOUR, 7)], ids=["before", "after"])
def test_only_a_valid_pass_lets_in(issue: Issue, at: datetime, begins: timedelta, hours: float) -> None:
    one = issue(begins=begins, hours=hours)
    with pytest.raises(NotValid):
        let_in(one, at)


def test_a_withdrawn_pass_lets_nobody_in_and_everybody_out(issue: Issue, at: datetime) -> None:
    one = issue()
    let_in(one, at)
    with transaction():
        operations.revoke(one.id, why="обстріл", actor=KEEPER, at=at)
    assert state(one, at) is PassState.WITHDRAWN
    assert queries.see_inside(at=at).overdue == 1
    let_out(one, at + HOUR)
    with pytest.raises(NotValid):
        let_in(one, at + HOUR)
    with pytest.raises(WithdrawnAlready), transaction():
        operations.revoke(one.id, why="обстріл", actor=KEEPER, at=at)


def test_whoever_stays_too_long_stands_first_and_may_leave(issue: Issue, at: datetime) -> None:
    long, short = issue(), issue(hours=2)
    let_in(long, at)
    let_in(short, at + timedelta(minutes=5))
    later = at + 2 * HOUR
    assert [(row.one.id, row.is_overdue) for row in queries.see_inside(at=later).rows] == [
        (short.id, True),
        (long.id, False),
    ]
    let_out(short, later)
    assert queries.see_inside(at=later).overdue == 0


def test_how_many_may_be_in_each_settlement(issue: Issue, road: list[int], at: datetime) -> None:
    let_in(issue(), at)
    let_in(issue(settlement_ids=road[:1]), at, people=2)
    inside = queries.see_inside(at=at)
    assert (inside.people, inside.by_settlement) == (7, {"Верболози": 5, "Тихе Плесо": 7})


def test_an_unknown_pass_is_not_found(at: datetime) -> None:
    with pytest.raises(NotFound), transaction():
        operations.let_out(77, actor=KEEPER, at=at)


def test_the_database_keeps_a_forgotten_pass_whole(issue: Issue, at: datetime) -> None:
    one = db.session.get_one(Pass, issue().id)
    one.forgotten_at = at
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


# ---- at the same moment


@pytest.fixture(params=["app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def racing(request: pytest.FixtureRequest) -> Flask:
    hub: Flask = request.getfixturevalue(request.param)
    return hub


def in_hub(hub: Flask, at: datetime) -> int:
    """A valid pass in this database."""
    from tests import make

    with hub.app_context():
        if db.session.scalar(db.select(Settlement.id)) is None:
            make.make_hub()
            make.make_settlement()
            db.session.commit()
        ids = list(db.session.scalars(db.select(Settlement.id)))
        draft = operations.Draft("Добрі руки", "Ірина Гук", "", 4, at, at + HOUR, ids[:1])
        with transaction():
            return operations.issue(draft, nonce=new_nonce(), actor=KEEPER, at=at).id


def test_two_posts_at_one_gate_let_them_in_once(racing: Flask, at: datetime) -> None:
    pass_id = in_hub(racing, at)
    acts: list[Callable[[], object]] = [
        partial(operations.let_in, pass_id, nonce=new_nonce(), actor=KEEPER, at=at) for _ in range(4)
    ]
    assert compete(racing, acts) == ["InAlready"] * 3 + ["done"]
    with racing.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Passage)) == 1
    outs: list[Callable[[], object]] = [lambda: operations.let_out(pass_id, actor=KEEPER, at=at) for _ in range(3)]
    assert compete(racing, outs) == ["NotIn"] * 2 + ["done"]


def test_passes_issued_at_once_have_numbers_of_their_own(racing: Flask, at: datetime) -> None:
    in_hub(racing, at)
    with racing.app_context():
        ids = list(db.session.scalars(db.select(Settlement.id)))[:1]
    draft = operations.Draft("Добрі руки", "Ірина Гук", "", 4, at, at + HOUR, ids)
    acts: list[Callable[[], object]] = [
        partial(operations.issue, draft, nonce=new_nonce(), actor=KEEPER, at=at) for _ in range(4)
    ]
    assert compete(racing, acts) == ["done"] * 4
    with racing.app_context():
        assert sorted(db.session.scalars(db.select(Pass.serial))) == [1, 2, 3, 4, 5]
