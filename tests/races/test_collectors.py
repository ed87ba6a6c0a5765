"""One person who collects for many households at many desks at once, between real processes, on both databases."""

from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.checkin.models import HandOver
from app.core import clock
from app.core.db import db
from app.households.models import Proxy
from app.households.proxies import MOST_HOUSEHOLDS_A_DAY
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.postgres import is_postgres
from tests.races.test_hand_over import UNLOCKED, WORKERS, at_once
from tests.served import DeskClient, Served, session_of
from tests.visitor import Visitor

HOUSEHOLDS = 24
BOHDAN = {"collector": "new", "name": "Дяк Богдан", "birth_year": "1980", "relation": "family", "basis": "spoken"}


@dataclass(frozen=True)
class Hub:
    """A queue of households who all send Bohdan, and Dmytro signed in."""

    app: Flask
    tokens: list[str]
    session: tuple[str, str]

    def serve_all(self, application: str = "wsgi:app") -> Counter[int]:
        """Each household at a desk of its own, all confirmed at the same moment: the statuses of the answers."""
        with Served(self.app, application=application, workers=WORKERS) as served:
            waiting = iter(self.tokens)
            bands = {desk: desk.scan(token) for token in waiting for desk in [DeskClient(served, *self.session)]}
            answers = at_once(
                list(bands), lambda desk: desk.post("/check-in/give", bands[desk].form("confirm") | BOHDAN)
            )
        return Counter(answer.status for answer in answers)

    def counts(self) -> tuple[int, int]:
        """Hand-overs, and how often Bohdan was written down."""
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            made, named = (db.session.scalar(select(func.count()).select_from(kind)) for kind in (HandOver, Proxy))
            return made or 0, named or 0


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.DMYTRO)
        location, tokens = make_queue(households=HOUSEHOLDS, day=clock.local_date(clock.now()))
    visitor = sit_down(Visitor(app).sign_in(cast.DMYTRO), location)
    return Hub(app, tokens, session_of(visitor))


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


EXPECTED = {303: MOST_HOUSEHOLDS_A_DAY, 422: HOUSEHOLDS - MOST_HOUSEHOLDS_A_DAY}


def test_one_person_collects_for_three_households_however_many_desks_there_are(hub: Hub) -> None:
    assert hub.serve_all() == EXPECTED
    assert hub.counts() == (MOST_HOUSEHOLDS_A_DAY, MOST_HOUSEHOLDS_A_DAY), "who was refused is not written down"


def test_without_its_turns_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    ends = hub.serve_all(UNLOCKED)
    assert ends != EXPECTED
    if is_postgres(hub.app):
        assert ends[303] > MOST_HOUSEHOLDS_A_DAY
