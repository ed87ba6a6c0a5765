"""The evening at two computers at once, on both databases."""

import time
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.bundles import operations as bundles
from app.bundles.operations import Carrier
from app.checkin import operations as checkin
from app.checkin.models import HandOver, Method
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.closing import operations
from app.closing.models import ClosedHandOver, Closing, ClosingLine
from app.closing.rules import Counted
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import Bundle, BundleKind, DistributionState, Entitlement
from app.stock.models import KitVersion
from tests import cast
from tests.closing.test_operations import EVENING, nonces
from tests.competing import compete
from tests.desk_day import TEN, TODAY, build_world
from tests.make.staff import actor_of, make_staff

ROUNDS = 5


class Evening:
    """Two households of the lyceum's day, one served; Оксана, Іван and Галина, who may all close."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.lead, self.storekeeper, self.other = (
                actor_of(make_staff(who)) for who in (cast.OKSANA, cast.IVAN, cast.HALYNA)
            )
            world = build_world()
            self.location_id = world.lyceum.id
            first, second = (world.promise(world.household(name), world.slot(10)) for name in ("Коваль", "Мельник"))
            db.session.commit()
            self.promises = [(one.id, one.household.people[0].id) for one in (first, second)]
            self.version_id = db.session.scalars(select(KitVersion.id)).one()
            with transaction():
                self.give(0)

    def give(self, which: int) -> int:
        promise_id, person_id = self.promises[which]
        return checkin.hand_over(
            promise_id, place=Place(self.location_id, 1), taker=Taker(person_id=person_id), method=Method.TYPED,
            card_id=None, nonce=next(nonces), actor=self.lead, at=TEN,
        )  # fmt: skip

    def send(self, promise_id: int) -> Bundle:
        return bundles.send_bundle(
            [promise_id], kind=BundleKind.WARDEN, carrier=Carrier("Тамара"), return_by=TODAY, nonce=next(nonces),
            actor=self.lead, at=EVENING,
        )  # fmt: skip

    def count(self, by: Actor, *, stays: int = 1) -> Closing:
        counted = {self.version_id: Counted(sent=2, received=2, stays=stays, reason="перевірка")}
        return operations.count_up(
            self.location_id, TODAY, counted, nonce=next(nonces), actor=by, at=EVENING
        )  # fmt: skip

    def confirm(self, closing: tuple[int, str], by: Actor) -> Closing:
        return operations.confirm(closing[0], digest=closing[1], by=by, at=EVENING + timedelta(minutes=1))

    def counted(self) -> tuple[int, str]:
        with self.app.app_context(), transaction():
            made = self.count(self.lead)
            return made.id, made.digest

    def figures(self) -> tuple[int, int, int]:
        """Closings that are confirmed, kits in them, hand-overs that they counted."""
        with self.app.app_context():
            confirmed = Closing.confirmed_at.is_not(None)
            closings = db.session.scalar(select(func.count()).select_from(Closing).where(confirmed)) or 0
            given = db.session.scalar(select(func.sum(ClosingLine.given)).join(Closing).where(confirmed)) or 0
            return closings, given, db.session.scalar(select(func.count()).select_from(ClosedHandOver)) or 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def evening(request: pytest.FixtureRequest) -> Evening:
    return Evening(request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app"))


def test_two_people_confirm_at_once_and_the_day_is_closed_once(evening: Evening) -> None:
    closing = evening.counted()
    ends = compete(
        evening.app,
        [lambda: evening.confirm(closing, evening.storekeeper), lambda: evening.confirm(closing, evening.other)],
    )
    assert ends == ["AlreadyClosed", "done"]
    assert evening.figures() == (1, 1, 1)


def test_two_people_count_at_once_and_one_count_holds(evening: Evening) -> None:
    for _ in range(ROUNDS):
        ends = compete(evening.app, [lambda: evening.count(evening.lead), lambda: evening.count(evening.storekeeper)])
        assert set(ends) <= {"done", "FiguresChanged"}
        with evening.app.app_context():
            holds = select(func.count()).select_from(Closing).where(Closing.superseded_at.is_(None))
            assert db.session.scalar(holds) == 1


def test_whatever_is_given_while_the_day_is_closed_is_counted_once(evening: Evening) -> None:
    closing = evening.counted()
    ends = compete(evening.app, [lambda: evening.confirm(closing, evening.storekeeper), lambda: evening.give(1)])
    assert ends in (["done", "done"], ["FiguresChanged", "done"], ["NotGiven", "done"])
    closings, given, counted = evening.figures()
    assert given == counted
    with evening.app.app_context():
        served = db.session.scalar(select(func.count()).select_from(HandOver)) or 0
    assert served - counted in ((0, 1) if closings else (2,))


@pytest.mark.postgres
def test_what_is_given_between_the_look_and_the_mark_is_not_lost(
    postgres_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = Evening(postgres_app)
    closing = evening.counted()
    look = operations._is_still_so

    def look_and_wait(*args: Any) -> bool:
        is_so = look(*args)
        desk = Thread(target=lambda: compete(evening.app, [lambda: evening.give(1)]))
        desk.start()
        desk.join()
        return is_so

    monkeypatch.setattr(operations, "_is_still_so", look_and_wait)
    assert compete(evening.app, [lambda: evening.confirm(closing, evening.storekeeper)]) == ["FiguresChanged"]
    assert evening.figures() == (0, 0, 0)


@pytest.mark.postgres
def test_no_bundle_leaves_a_day_that_is_being_closed(postgres_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = Evening(postgres_app)
    closing = evening.counted()
    look, ends = operations._is_still_so, []
    waiting = evening.promises[1][0]

    def send() -> None:
        ends.extend(compete(evening.app, [lambda: evening.send(waiting)]))

    carrier = Thread(target=send)

    def look_and_wait(*args: Any) -> bool:
        is_so = look(*args)
        carrier.start()
        carrier.join(0.3)
        return is_so

    monkeypatch.setattr(operations, "_is_still_so", look_and_wait)
    assert compete(evening.app, [lambda: evening.confirm(closing, evening.storekeeper)]) == ["done"]
    carrier.join()
    with evening.app.app_context():
        promise = db.session.get_one(Entitlement, waiting)
        assert promise.slot.distribution.state is DistributionState.PUBLISHED
    assert ends in (["LinesGone"], ["done"])


@pytest.mark.postgres
def test_without_its_lock_the_day_is_closed_twice(postgres_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: with the count not held, both who confirm find it unconfirmed."""

    def look_only(closing_id: int) -> Closing:
        found = db.session.get_one(Closing, closing_id)
        time.sleep(0.2)
        return found

    evening = Evening(postgres_app)
    closing = evening.counted()
    monkeypatch.setattr(operations, "_hold", look_only)
    monkeypatch.setattr(operations.distributions, "hold_days", lambda *_args, **_more: [])
    monkeypatch.setattr(operations, "_mark_counted", lambda *_facts: None)
    try:
        ends = compete(
            evening.app,
            [lambda: evening.confirm(closing, evening.storekeeper), lambda: evening.confirm(closing, evening.other)],
        )
    except SQLAlchemyError:
        return
    assert ends == ["done", "done"]


def test_a_closed_day_stays_closed(evening: Evening) -> None:
    closing = evening.counted()
    compete(evening.app, [lambda: evening.confirm(closing, evening.storekeeper)])
    with evening.app.app_context():
        made = db.session.get_one(Closing, closing[0])
        assert {of.distribution.state for of in made.days} == {DistributionState.CLOSED}
