"""The first page costs few statements however long the hub has worked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.closing.models import ClosedDistribution, Closing
from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, DistributionState
from app.today import queries
from tests import cast
from tests.house.hub import open_hub
from tests.make import make_distribution
from tests.statements import statements_of
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("database")


def test_a_day_counts_promises_and_what_was_given() -> None:
    open_hub()
    (day,) = queries.list_today(clock.local_date(clock.now()))
    assert (day.promised, day.served, day.location) == (2, 0, "Ліцей")


def test_only_the_nearest_are_listed() -> None:
    open_hub()
    today = clock.local_date(clock.now())
    known = db.session.query(Distribution).one()
    for number in range(1, 9):
        for held_on in (today + timedelta(days=number), today - timedelta(days=number)):
            make_distribution(cycle=known.cycle, location=known.location, held_on=held_on)
    coming, unclosed = queries.list_next(today), queries.list_unclosed(today)
    assert [day.held_on for day in coming] == [today + timedelta(days=n) for n in range(1, 6)]
    assert [day.held_on for day in unclosed] == [today - timedelta(days=n) for n in (8, 7, 6, 5, 4)]


def test_a_new_hub_has_done_nothing_yet() -> None:
    beginnings = queries.see_beginnings()
    assert not any((beginnings.has_places, beginnings.has_kits, beginnings.has_programmes, beginnings.has_households))
    assert not beginnings.are_over


def test_the_first_page_of_the_lead_costs_one_statement_a_room(app: Flask, visit: Callable[..., Visitor]) -> None:
    open_hub()
    lead = visit(cast.OKSANA)
    app.extensions["tidied_on"] = clock.local_date(clock.now())  # only the first request of a day looks what to forget
    with statements_of(db.engine) as statements:
        lead.open("/")
    assert len(statements) == 18, statements


def test_a_closed_day_says_what_two_people_signed(app: Flask, visit: Callable[..., Visitor]) -> None:
    """Who did not come has another time by now; the figures of the day stay."""
    open_hub()
    lead = visit(cast.OKSANA)
    with app.app_context():
        day = db.session.scalars(select(Distribution)).one()
        closing = Closing(
            location_id=day.location_id, held_on=day.held_on, counted_at=clock.now(), counted_by_id=1, digest="0" * 64,
            nonce="c" * 32, days=[],
        )  # fmt: skip
        closing.days = [ClosedDistribution(distribution_id=day.id, promised=9, served=7)]
        db.session.add(closing)
        db.session.commit()
        assert lead.open("/").says("Пораховано, має підтвердити інша людина:")
        closing.confirmed_at, closing.confirmed_by_id = clock.now(), 2
        day.state = DistributionState.CLOSED
        db.session.commit()
    assert lead.open("/").says("Видано 7 з 9")
