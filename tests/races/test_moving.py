"""A day is postponed while its desks give, between real processes, on both databases: nothing given is moved away."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import queries as audit
from app.checkin.models import HandOver
from app.core import clock
from app.core.db import db
from app.distributions.models import Entitlement, SlotMove
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.races.test_bundles import Act, at_once
from tests.races.test_hand_over import UNLOCKED, WORKERS
from tests.served import PATIENCE_S, Answer, Client, DeskClient, Served, session_of
from tests.visitor import Visitor

HOUSEHOLDS = 12
LOOKED = "looked-at-moves"
"""What the hub without locks leaves in its folder when the list of moves was looked at and nothing is written yet."""
ENDS = {"given", "WRONG_DAY"}
"""What a desk may be told while the day moves: it was given, or its day is another one by now."""


@dataclass(frozen=True)
class Hub:
    """Twelve households in the queue, Dmytro at the desk, Oksana with the list of moves before her."""

    app: Flask
    tokens: list[str]
    clerk: tuple[str, str]
    lead: str
    form: dict[str, str]

    def race(self, application: str = "wsgi:app", *, after: Path | None = None) -> list[Answer]:
        """Everyone is given and the day is postponed at the same moment; the postponing is answered first.

        The desks give when there is a file ``after``.
        """

        def give(desk: DeskClient, band: Answer) -> Answer:
            until = time.monotonic() + PATIENCE_S
            while after is not None and not after.exists():
                assert time.monotonic() < until, "nobody has looked at the list of moves"
                time.sleep(0.002)
            return desk.give(band)

        with Served(self.app, application=application, workers=WORKERS) as served:
            desk, lead = DeskClient(served, *self.clerk), Client(served, self.lead)
            bands = [desk.scan(token) for token in self.tokens]
            gives: list[Act] = [partial(give, desk, band) for band in bands]
            return at_once([lambda: lead.post("/distributions/1/call-off", self.form), *gives])

    def given_and_moved(self) -> int:
        with self.app.app_context():
            given = set(db.session.scalars(select(HandOver.entitlement_id).where(~HandOver.is_reversed)))
            return len(given & set(db.session.scalars(select(SlotMove.entitlement_id))))

    def counts(self) -> tuple[int, int, int]:
        """Given, moved, standing; with the trace whole."""
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            standing = db.session.scalars(select(Entitlement.id).where(Entitlement.stands)).all()
            given, moved = db.session.query(HandOver).count(), db.session.query(SlotMove).count()
            return given, moved, len(standing)


def ends_of(gives: list[Answer]) -> Counter[object]:
    return Counter("given" if answer.status == 303 else answer.verdict or answer.status for answer in gives)


def open_hub(app: Flask) -> Hub:
    today = clock.local_date(clock.now())
    with app.app_context():
        make_staff(cast.DMYTRO)
        make_staff(cast.OKSANA)
        location, tokens = make_queue(households=HOUSEHOLDS, day=today)
    clerk = session_of(sit_down(Visitor(app).sign_in(cast.DMYTRO), location))
    lead = Visitor(app).sign_in(cast.OKSANA)
    lead.open("/distributions/1/call-off")
    to_day = f"{today + timedelta(days=1):%d.%m.%Y}"
    page = lead.press("Показати, що буде", {"kind": "postponed", "to_day": to_day, "words": "Дощ."})
    form = {name: str(value) for name, value in page.values(page.form_with("Перенести всіх зараз")[0]).items()}
    cookie = lead.client.get_cookie("poriad")
    assert cookie is not None
    return Hub(app, list(tokens), clerk, f"{cookie.key}={cookie.value}", form)


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def test_what_is_given_at_the_same_moment_is_never_moved_away(hub: Hub) -> None:
    """Either the day was postponed first and the desk is told so, or the list is refused because aid was given."""
    postponed, *gives = hub.race()
    given, moved, standing = hub.counts()
    ends = ends_of(gives)
    assert hub.given_and_moved() == 0
    assert standing == HOUSEHOLDS
    assert set(ends) <= ENDS, ends
    assert given == ends["given"]
    assert postponed.status == (303 if moved else 409)
    assert moved == (HOUSEHOLDS if postponed.status == 303 else 0)
    assert given == 0 or moved == 0


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    _, *gives = hub.race(UNLOCKED, after=Path(hub.app.instance_path) / LOOKED)
    assert hub.given_and_moved() > 0 or not set(ends_of(gives)) <= ENDS
