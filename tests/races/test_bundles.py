"""The desk gives what a bundle takes away at the same moment, between real processes, on both databases."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import queries as audit
from app.checkin.models import HandOver
from app.core import clock
from app.core.db import db
from app.distributions.models import BundleLine, Entitlement
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.postgres import is_postgres
from tests.races.test_hand_over import UNLOCKED, WORKERS
from tests.served import Answer, Client, DeskClient, Served, session_of
from tests.visitor import Visitor

HOUSEHOLDS = 20
Act = Callable[[], Answer]
GONE = "Нічого не відправлено"


@dataclass(frozen=True)
class Hub:
    """Twenty households in the queue, Dmytro at the desk, Oksana with bundles to send."""

    app: Flask
    tokens: list[str]
    promises: list[int]
    clerk: tuple[str, str]
    lead: tuple[str, str]

    def race(self, application: str = "wsgi:app") -> Counter[str]:
        """Every promise is given and sent out at once; how each pair of presses ended."""
        with Served(self.app, application=application, workers=WORKERS) as served:
            desk, lead = DeskClient(served, *self.clerk), Client(served, self.lead[0])
            bands = [desk.scan(token) for token in self.tokens]
            pairs = enumerate(zip(bands, self.promises, strict=True))
            acts = [act for number, (band, promise) in pairs for act in self._pair(desk, band, lead, number, promise)]
            answers = at_once(acts)
        return Counter(map(end_of, answers[::2], answers[1::2]))

    def _pair(self, desk: DeskClient, band: Answer, lead: Client, number: int, promise: int) -> list[Act]:
        form = self._form(number, promise)
        return [lambda: desk.give(band), lambda: lead.post("/bundles/new", form)]

    def _form(self, number: int, promise: int) -> dict[str, str]:
        return {
            "csrf_token": self.lead[1], "nonce": f"{number:032x}", "lines": str(promise), "carrier": "",
            "carrier_name": "Лісова Марія", "return_by": f"{clock.local_date(clock.now()):%d.%m.%Y}",
        }  # fmt: skip

    def held_twice(self) -> int:
        """Promises that were given and are out as well."""
        with self.app.app_context():
            given = set(db.session.scalars(select(HandOver.entitlement_id).where(~HandOver.is_reversed)))
            out = set(db.session.scalars(select(BundleLine.entitlement_id).where(BundleLine.outcome.is_(None))))
            return len(given & out)

    def accounted(self) -> int:
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            given = set(db.session.scalars(select(HandOver.entitlement_id)))
            return len(given | set(db.session.scalars(select(BundleLine.entitlement_id))))


def at_once(acts: list[Act]) -> list[Answer]:
    gate = Barrier(len(acts))

    def wait_and_act(act: Act) -> Answer:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait_and_act, acts))


def end_of(given: Answer, sent: Answer) -> str:
    """Exactly one of the two, and the other one told so in its own words."""
    if (given.status, sent.status) == (303, 409) and GONE in sent.text:
        return "given"
    if (given.status, sent.status) == (409, 303) and given.verdict == "OUT_WITH_BUNDLE":
        return "sent"
    return f"{given.status} {given.verdict}, {sent.status}"


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.DMYTRO), make_staff(cast.OKSANA)
        location, tokens = make_queue(households=HOUSEHOLDS, day=clock.local_date(clock.now()))
        promises = list(db.session.scalars(select(Entitlement.id).order_by(Entitlement.household_id)))
    clerk = sit_down(Visitor(app).sign_in(cast.DMYTRO), location)
    lead = sit_down(Visitor(app).sign_in(cast.OKSANA), location)
    return Hub(app, tokens, promises, session_of(clerk), session_of(lead))


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def test_what_leaves_with_a_bundle_is_not_given_at_the_desk(hub: Hub) -> None:
    ends = hub.race()
    assert set(ends) <= {"given", "sent"}, ends
    assert ends.total() == HOUSEHOLDS
    assert (hub.held_twice(), hub.accounted()) == (0, HOUSEHOLDS)


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    ends = hub.race(UNLOCKED)
    assert not set(ends) <= {"given", "sent"}
    if is_postgres(hub.app):
        assert hub.held_twice() > 0
