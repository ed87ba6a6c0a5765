"""The last free place and the last kit of the emergency share, between real processes, on both databases."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.checkin import queries
from app.checkin.models import EmergencyIssue
from app.core import clock
from app.core.db import db
from app.distributions.models import Entitlement
from tests import cast, make
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.postgres import is_postgres
from tests.races.test_hand_over import UNLOCKED, at_once
from tests.served import Answer, Client, Served, session_of
from tests.visitor import Visitor

DESKS, WORKERS = 24, 2
EXPECTED, SHARE = 40, 2
"""Forty families are expected today: three per cent of their kits are two."""
PLACES = 3


@dataclass(frozen=True)
class Hub:
    """A running day, a slot of three places tomorrow, two dozen families without a time, and Dmytro signed in."""

    app: Flask
    kit: str
    slot_id: int
    families: list[int]
    session: tuple[str, str]

    @contextmanager
    def desks(self, application: str = "wsgi:app") -> Iterator[list[Client]]:
        with Served(self.app, application=application, workers=WORKERS) as served:
            yield [Client(served, self.session[0]) for _ in range(DESKS)]

    def give_emergency_kits(self, desks: list[Client]) -> Counter[int]:
        """Every desk gives one kit to somebody else at the same moment."""
        forms = {
            desk: {
                "csrf_token": self.session[1], "nonce": f"{number:032x}", "kit": self.kit, "quantity": "1",
                "reason": "just_arrived",
            }
            for number, desk in enumerate(desks)
        }  # fmt: skip
        return _statuses(at_once(desks, lambda desk: desk.post("/check-in/emergency-kits", forms[desk])))  # type: ignore[arg-type]

    def book_places(self, desks: list[Client]) -> Counter[int]:
        """Every desk books another family into the same slot at the same moment."""
        forms = {
            desk: {"csrf_token": self.session[1], "household": f"{family}..search", "slot": str(self.slot_id)}
            for desk, family in zip(desks, self.families, strict=True)
        }
        return _statuses(at_once(desks, lambda desk: desk.post("/check-in/places", forms[desk])))  # type: ignore[arg-type]

    def given(self) -> int:
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            return db.session.scalar(select(func.count()).select_from(EmergencyIssue)) or 0

    def places(self) -> list[int]:
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            taken = select(Entitlement.place).where(Entitlement.slot_id == self.slot_id)
            return sorted(db.session.scalars(taken))


def _statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.DMYTRO)
        today = clock.local_date(clock.now())
        location, _tokens = make_queue(households=EXPECTED, day=today)
        cycle = db.session.scalars(select(Entitlement)).first().cycle  # type: ignore[union-attr]
        tomorrow = make.make_distribution(
            cycle=cycle, location=location, held_on=today + timedelta(days=1), opens_at=time(9), closes_at=time(10),
            slot_minutes=60, capacity=PLACES,
        )  # fmt: skip
        families = [
            make.make_household(settlement=location.settlement, is_minimal=True, declared_size=2, id=EXPECTED + number)
            for number in range(1, DESKS + 1)
        ]
        if is_postgres(app):  # the queue came with numbers of its own
            db.session.execute(db.text("SELECT setval(pg_get_serial_sequence('entitlements', 'id'), 1000)"))
        db.session.commit()
        (kit,) = queries.list_emergency_kits(location.id, clock.now())
        slot_id, ids = tomorrow.slots[0].id, [family.id for family in families]
    session = session_of(sit_down(Visitor(app).sign_in(cast.DMYTRO), location))
    return Hub(app, kit.choice, slot_id, ids, session)


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def test_the_share_is_given_and_not_one_kit_more(hub: Hub) -> None:
    with hub.desks() as desks:
        assert hub.give_emergency_kits(desks) == {303: SHARE, 422: DESKS - SHARE}
    assert hub.given() == SHARE


def test_one_form_sent_by_all_gives_one_kit(hub: Hub) -> None:
    with hub.desks() as desks:
        form = {
            "csrf_token": hub.session[1], "nonce": "a" * 32, "kit": hub.kit, "quantity": "1", "reason": "just_arrived",
        }  # fmt: skip
        answers = at_once(desks, lambda desk: desk.post("/check-in/emergency-kits", form))  # type: ignore[arg-type]
    assert _statuses(answers) == {303: DESKS}
    assert hub.given() == 1


def test_three_places_go_to_three_of_two_dozen_families(hub: Hub) -> None:
    with hub.desks() as desks:
        assert hub.book_places(desks) == {303: PLACES, 409: DESKS - PLACES}
    assert hub.places() == list(range(1, PLACES + 1))


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    with hub.desks(UNLOCKED) as desks:
        ends = hub.give_emergency_kits(desks)
    assert ends != {303: SHARE, 422: DESKS - SHARE}
    if is_postgres(hub.app):  # SQLite turns away whoever looked before somebody else wrote
        assert hub.given() > SHARE
