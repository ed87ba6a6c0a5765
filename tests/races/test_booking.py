"""Two hundred households and twenty places, between real processes, on both databases."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit import queries as audit
from app.core import clock
from app.core.db import db
from app.distributions.models import Entitlement, Unit
from tests import cast, make
from tests.make.distributions import make_cycle
from tests.make.staff import make_staff
from tests.postgres import is_postgres
from tests.races.test_hand_over import UNLOCKED, at_once
from tests.served import Client, Served
from tests.visitor import Visitor

BOOKINGS, PLACES, WORKERS = 200, 20, 2
SENTENCES = {"заповнено": "full", "щойно зайняв": "just taken"}


@dataclass(frozen=True)
class Hub:
    """A published slot of twenty places, two hundred households without a time, and Halyna signed in."""

    app: Flask
    form: dict[str, str]
    cookie: str
    paths: list[str]

    def book_all(self, application: str = "wsgi:app") -> Counter[str]:
        """Every household is booked at the same moment; how each ended."""
        with Served(self.app, application=application, workers=WORKERS) as served:
            waiting = iter(self.paths)
            path_of = {Client(served, self.cookie): path for path in waiting}
            answers = at_once(list(path_of), lambda client: client.post(path_of[client], self.form))  # type: ignore[arg-type]
        return Counter(_how(answer.status, answer.text) for answer in answers)

    def places(self) -> list[int]:
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            return list(db.session.scalars(select(Entitlement.place).order_by(Entitlement.place)))


def _how(status: int, text: str) -> str:
    if status == 303:
        return "booked"
    said = re.findall("|".join(SENTENCES), text)
    return SENTENCES[said[0]] if status == 409 and said else str(status)


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.HALYNA)
        cycle_id, slot_id, ids = _lay_out()
    visitor = Visitor(app).sign_in(cast.HALYNA)
    page = visitor.open(f"/households/{ids[0]}/cycles/{cycle_id}/free-slots")
    token = str(page.values(page.form_with("Призначити цей час")[0])["csrf_token"])
    cookie = visitor.client.get_cookie("poriad")
    assert cookie is not None
    paths = [f"/households/{household_id}/cycles/{cycle_id}/free-slots" for household_id in ids]
    form = {"csrf_token": token, "slot": str(slot_id)}
    return Hub(app, form, f"{cookie.key}={cookie.value}", paths)


def _lay_out() -> tuple[int, int, list[int]]:
    """The cycle, the slot, the households."""
    tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
    hub, settlement = make.make_hub(), make.make_settlement()
    location = make.make_location(hub=hub, settlement=settlement)
    programme = make.make_programme(kit=make.make_kit(), starts_on=tomorrow, unit=Unit.HOUSEHOLD)
    cycle = make_cycle(programme=programme)
    day = make.make_distribution(cycle=cycle, location=location, held_on=tomorrow, capacity=PLACES)
    homes = [make.make_household(settlement=settlement, is_minimal=True, declared_size=2) for _ in range(BOOKINGS)]
    db.session.commit()
    return cycle.id, day.slots[0].id, [home.id for home in homes]


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def test_twenty_places_go_to_twenty_of_two_hundred(hub: Hub) -> None:
    assert hub.book_all() == {"booked": PLACES, "full": BOOKINGS - PLACES}
    assert hub.places() == list(range(1, PLACES + 1))


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control. Even so the wall behind the rule keeps the slot from overfilling, and says so."""
    ends = hub.book_all(UNLOCKED)
    assert ends != {"booked": PLACES, "full": BOOKINGS - PLACES}
    assert len(hub.places()) <= PLACES
    if is_postgres(hub.app):
        assert ends["just taken"] > 0
        assert set(ends) <= {"booked", "full", "just taken"}
