"""What was acknowledged is there, whatever happens to the machine: ``kill -9`` again and again under load."""

import threading
from collections.abc import Iterator
from http.client import HTTPException

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
from tests.served import DeskClient, Served, session_of
from tests.visitor import Visitor

CYCLES = 20
DESKS = 6
LOAD_S = 0.4
HOUSEHOLDS = 4000


class Load:
    """Desks that serve household after household until the hub is gone, and remember what was acknowledged."""

    def __init__(self, desks: list[DeskClient], queue: Iterator[str], acknowledged: set[int]) -> None:
        self._queue, self._lock, self._acknowledged = queue, threading.Lock(), acknowledged
        self.enough = threading.Event()
        self._threads = [threading.Thread(target=self._serve, args=[desk]) for desk in desks]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        for thread in self._threads:
            thread.join()

    def _next(self) -> str:
        with self._lock:
            return next(self._queue)

    def _serve(self, desk: DeskClient) -> None:
        try:
            while True:
                given = desk.give(desk.scan(self._next()))
                assert given.status == 303, given
                self._acknowledged.add(int(given.location.rpartition("=")[2]))
                self.enough.set()
        except (OSError, HTTPException):
            pass  # the hub was killed in the middle of this answer


def check(app: Flask, acknowledged: set[int]) -> None:
    """Everything acknowledged is there, and every hand-over has its line in an unbroken trace."""
    with app.app_context():
        kept = set(db.session.scalars(select(HandOver.id)))
        traced = db.session.scalar(select(func.count()).where(AuditEntry.action == "hand over"))
        assert acknowledged <= kept, f"lost: {acknowledged - kept}"
        assert traced == len(kept)
        assert audit.check_chain().broken_at is None
        db.session.remove()
        db.engine.dispose()


def test_nothing_acknowledged_is_lost_to_twenty_kills(app: Flask) -> None:
    with app.app_context():
        make_staff(cast.DMYTRO)
        location, tokens = make_queue(households=HOUSEHOLDS, day=clock.local_date(clock.now()))
    session = session_of(sit_down(Visitor(app).sign_in(cast.DMYTRO), location))
    queue, acknowledged = iter(tokens), set[int]()
    served = Served(app)
    for cycle in range(CYCLES):
        before = len(acknowledged)
        served.start()
        with Load([DeskClient(served, *session) for _ in range(DESKS)], queue, acknowledged) as load:
            load.enough.wait(30)
            threading.Event().wait(LOAD_S * (0.5 + cycle / CYCLES))  # killed at another moment each time
            served.kill()
        check(app, acknowledged)
        assert len(acknowledged) > before, f"nothing was given in cycle {cycle}: {served.said()[-2000:]}"
    print(f"\n{CYCLES} kills, {len(acknowledged)} hand-overs acknowledged, none lost")
