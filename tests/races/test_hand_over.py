"""One card at many desks at once, between real processes, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.checkin.models import HandOver
from app.core import clock
from app.core.db import db
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.served import Answer, DeskClient, Served, session_of
from tests.visitor import Visitor

SCANS = 64
WORKERS = 2
UNLOCKED = "tests.races.unlocked:app"


@dataclass(frozen=True)
class Hub:
    """A hub with one household in its queue and Dmytro signed in."""

    app: Flask
    token: str
    session: tuple[str, str]

    @contextmanager
    def desks(self, count: int, application: str = "wsgi:app") -> Iterator[list[DeskClient]]:
        with Served(self.app, application=application, workers=WORKERS) as served:
            yield [DeskClient(served, *self.session) for _ in range(count)]

    def counts(self) -> tuple[int, int]:
        """Hand-overs and lines of the trace about them."""
        with self.app.app_context():
            made = select(func.count()).select_from(HandOver)
            traced = select(func.count()).where(AuditEntry.action == "hand over")
            assert audit.check_chain().broken_at is None
            return db.session.scalar(made) or 0, db.session.scalar(traced) or 0

    def drop_second_wall(self) -> None:
        with self.app.app_context():
            db.session.execute(db.text("DROP INDEX uq_hand_overs_effective"))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.DMYTRO)
        location, (token,) = make_queue(households=1, day=clock.local_date(clock.now()))
    visitor = sit_down(Visitor(app).sign_in(cast.DMYTRO), location)
    return Hub(app, token, session_of(visitor))


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def at_once(desks: list[DeskClient], act: Callable[[DeskClient], Answer]) -> list[Answer]:
    """All desks do the same at the same moment."""
    gate = threading.Barrier(len(desks))

    def wait_and_act(desk: DeskClient) -> Answer:
        gate.wait()
        return act(desk)

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(wait_and_act, desks))


def scan_and_give(desks: list[DeskClient], token: str) -> tuple[list[Answer], list[Answer]]:
    """Every desk sees the band, then all confirm at once."""
    bands = at_once(desks, lambda desk: desk.scan(token))
    band_of = dict(zip(desks, bands, strict=True))
    return bands, at_once(desks, lambda desk: desk.give(band_of[desk]))


def outcome(answers: list[Answer]) -> Counter[object]:
    return Counter("given" if answer.status == 303 else answer.verdict or answer.status for answer in answers)


def test_one_card_at_64_desks_is_given_once(hub: Hub) -> None:
    with hub.desks(SCANS) as desks:
        bands, gives = scan_and_give(desks, hub.token)
        again = at_once(desks, lambda desk: desk.scan(hub.token))
    assert outcome(bands) == {"GIVE": SCANS}
    assert outcome(gives) == {"given": 1, "ALREADY_GIVEN": SCANS - 1}
    assert {answer.status for answer in gives} == {303, 409}
    assert outcome(again) == {"ALREADY_GIVEN": SCANS}
    assert hub.counts() == (1, 1)


def test_one_form_sent_many_times_at_once_is_one_success_for_all(hub: Hub) -> None:
    with hub.desks(16) as desks:
        band = desks[0].scan(hub.token)
        gives = at_once(desks, lambda desk: desk.give(band))
    assert outcome(gives) == {"given": 16}
    assert len({answer.location for answer in gives}) == 1
    assert hub.counts() == (1, 1)


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    hub.drop_second_wall()
    with hub.desks(SCANS, UNLOCKED) as desks:
        _, gives = scan_and_give(desks, hub.token)
    assert outcome(gives) != {"given": 1, "ALREADY_GIVEN": SCANS - 1}


@pytest.mark.postgres
def test_without_its_locks_the_second_wall_still_holds(postgres_app: Flask) -> None:
    """Row locks off, the unique index on: whoever loses is told so in the same sentence."""
    hub = open_hub(postgres_app)
    with hub.desks(SCANS, UNLOCKED) as desks:
        _, gives = scan_and_give(desks, hub.token)
    assert outcome(gives) == {"given": 1, "ALREADY_GIVEN": SCANS - 1}
    assert hub.counts() == (1, 1)
