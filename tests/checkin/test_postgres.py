"""The desk on PostgreSQL, where somebody else may write at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from flask import Flask

from app.checkin import aid_log, operations
from app.checkin.models import HandOver, Method
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.core.db import db, transaction
from app.distributions import operations as distributions
from tests import cast
from tests.desk_day import TEN, build_world
from tests.make.staff import actor_of, make_staff

pytestmark = pytest.mark.postgres


def test_a_household_whose_time_is_moved_at_that_moment_is_served_all_the_same(postgres_app: Flask) -> None:
    """The registrar moves the time to a later slot of the day while the clerk presses the button."""
    with postgres_app.app_context(), ThreadPoolExecutor() as pool:
        world, dmytro = build_world(), actor_of(make_staff(cast.DMYTRO))
        card, promise = world.expected(10)
        card_id, household_id, later_id = card.id, promise.household_id, world.slot(10, 15).id
        promise_id, place = promise.id, Place(world.lyceum.id, desk=2)

        def give() -> int:
            with postgres_app.app_context(), transaction():
                return operations.hand_over(
                    promise_id, place=place, taker=Taker(), method=Method.SCAN,
                    card_id=card_id, nonce="a" * 32, actor=dmytro, at=TEN,
                )  # fmt: skip

        with transaction():
            distributions.book_place(household_id, later_id, aid_log=aid_log, actor=dmytro, at=TEN)
            given = pool.submit(give)
            sleep(0.3)  # by now it waits for the lock
        assert db.session.get_one(HandOver, given.result()).entitlement_id == promise_id
