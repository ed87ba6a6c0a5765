"""A working day and its money on PostgreSQL, two at a time, and what becomes of it without locks and constraints.

A race that nobody can lose proves nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.attendance import operations as attendance
from app.attendance.models import Attendance, CallHow, RollCall
from app.core.actors import Actor
from app.core.db import db, transaction
from app.pay import operations as pay
from app.public_works import operations as works
from app.public_works.models import DayState, SignUpDay
from tests.attendance.conftest import NINE, Site, after, site, worked
from tests.competing import compete, unlocked
from tests.public_works.conftest import MONDAY, gang

__all__ = ["gang", "site"]

pytestmark = pytest.mark.postgres
Act = Callable[[], object]


@pytest.fixture
def database(postgres_app: Flask) -> Iterator[None]:
    """The park stands on PostgreSQL here."""
    with postgres_app.app_context():
        yield


def take_down(wall: str) -> None:
    """For the rest of the test. Nobody else is at the database by then, or it would wait for them for ever."""
    db.session.rollback()
    db.session.execute(db.text("SET LOCAL lock_timeout = '5s'"))
    db.session.execute(db.text(wall))
    db.session.commit()


def two(act: Callable[[Actor], object], *actors: Actor) -> Sequence[Act]:
    """The same by two people at once."""
    return [lambda actor=actor: act(actor) for actor in actors]  # type: ignore[misc]


def test_two_at_one_roll_call_write_one_name_once(site: Site, postgres_app: Flask) -> None:
    site.begin()
    hands, days, at = (site.foreman, site.lead), (site.day(0).id, site.day(1).id), after(minutes=5)
    db.session.commit()

    def call(day_id: int) -> Sequence[Act]:
        return two(
            lambda actor: attendance.call(day_id, 1, how=CallHow.LIST, called_at=at, actor=actor, at=at), *hands
        )  # fmt: skip

    assert compete(postgres_app, call(days[0])) == ["CalledAlready", "done"]
    take_down("ALTER TABLE roll_calls DROP CONSTRAINT uq_roll_calls_sign_up_day_id_round")
    with unlocked(postgres_app):
        assert compete(postgres_app, call(days[1])) == ["done", "done"]
    called = db.session.scalars(select(RollCall.sign_up_day_id)).all()
    assert sorted(called) == sorted((days[0], days[1], days[1]))


def test_two_write_one_row_once(site: Site, postgres_app: Flask) -> None:
    site.begin()
    hands, days, shift_id = (site.foreman, site.lead), (site.day(0).id, site.day(1).id), site.shift_id
    db.session.commit()

    def write(day_id: int) -> Sequence[Act]:
        return two(
            lambda actor: attendance.write_rows(shift_id, {day_id: worked()}, actor=actor, at=after(hours=9)), *hands
        )  # fmt: skip

    assert compete(postgres_app, write(days[0])) == ["WrittenAlready", "done"]
    take_down("DROP INDEX uq_attendances_effective")
    with unlocked(postgres_app):
        assert compete(postgres_app, write(days[1])) == ["done", "done"]
    rows = db.session.scalars(select(Attendance.sign_up_day_id).where(~Attendance.is_reversed)).all()
    assert sorted(rows) == sorted((days[0], days[1], days[1]))


def test_two_approve_one_sheet_once(site: Site, postgres_app: Flask) -> None:
    site.begin()
    for number in range(3):
        site.write(number, worked())
    with transaction():
        attendance.confirm(site.shift_id, actor=site.lead, at=after(hours=9))
    sheet_id, later = _sheet(site, "first"), after(hours=30)
    lead, other = site.lead, Actor(site.order.made_by_id or 1, "Галина", site.lead.permissions)
    db.session.commit()

    def approve(sheet_id: int) -> Sequence[Act]:
        return two(lambda actor: pay.approve(sheet_id, actor=actor, at=later), lead, other)

    assert compete(postgres_app, approve(sheet_id)) == ["NotNow", "done"]
    with transaction():
        pay.annul(sheet_id, why="Проба", actor=site.lead, at=later)
    second_id = _sheet(site, "second")
    db.session.commit()
    with unlocked(postgres_app):
        assert compete(postgres_app, approve(second_id)) == ["done", "done"]


def _sheet(site: Site, nonce: str) -> int:
    with transaction():
        return pay.make_sheet(
            site.order.id, until=MONDAY, nonce=nonce, actor=site.foreman, at=after(hours=30)
        ).id  # fmt: skip


def test_a_hold_that_ends_is_answered_or_goes_to_the_next(site: Site, postgres_app: Flask) -> None:
    first, second = site.day(0).id, site.waiting.days[0].id
    order_id, lead = site.order.id, site.lead
    until = NINE - timedelta(hours=2)

    def offer() -> Sequence[Act]:
        for day_id, state, place in ((second, DayState.WAITING, None), (first, DayState.OFFERED, 1)):
            day = db.session.get_one(SignUpDay, day_id)
            day.state, day.place = state, place
            day.held_until = until if state is DayState.OFFERED else None
            db.session.flush()
        db.session.commit()
        return (
            lambda: works.accept(first, actor=lead, at=until - timedelta(seconds=1)),
            lambda: works.move_up(order_id, actor=lead, at=until + timedelta(seconds=1)),
        )

    ended = compete(postgres_app, offer())
    assert (ended == ["done", "done"]) is (_state(first) is DayState.CHOSEN)
    acts = offer()
    with unlocked(postgres_app):
        try:
            ended = compete(postgres_app, acts)
        except IntegrityError:
            return  # one place given to two: the wall behind the lock
    assert (ended, _state(first)) == (["done", "done"], DayState.LAPSED), "who said yes has no place"


def _state(day_id: int) -> DayState:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(SignUpDay, day_id).state
