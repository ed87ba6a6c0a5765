"""A hub whose desk can be measured from outside: everybody is due today, and one clerk is signed in."""

import asyncio
import re
import secrets
from datetime import time, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.checkin.models import Method
from app.checkin.rules import Reference
from app.config import Config
from app.core import clock, codes
from app.core.db import db
from tests import cast, make
from tests.make.distributions import make_cycle
from tests.make.staff import make_staff
from tests.visitor import Visitor

HOUSEHOLDS = 3000


class Due(NamedTuple):
    """A household that is due: its card, and what the band's form sends when its aid is given."""

    card_no: str
    band: dict[str, object]


class Desk:
    """The desks of a hub laid out in ``instance``, as raw HTTP requests of a signed-in clerk.

    Each request opens its own connection, as a laptop does that scans once in several seconds.
    """

    def __init__(self, instance: Path) -> None:
        app = create_app(Config(instance=instance))
        with app.app_context():
            upgrade()
            self._everybody = _lay_out()
        self._cookie, self._csrf = _sign_in(app)
        with app.app_context():
            db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.engine.dispose()

    def open(self, port: int) -> None:
        """Work at the copy of the hub that serves on ``port``; nobody has been there yet."""
        self.port, self._due = port, list(self._everybody)

    async def scan(self) -> None:
        """Scan a card. Raises AssertionError when the answer is no verdict."""
        answer = await self._post("/check-in", {"code": secrets.choice(self._everybody).card_no})
        assert b"data-verdict" in answer, answer[:200]

    async def hand_over(self) -> None:
        """Hand a kit to the next household. Raises AssertionError when it was not kept."""
        answer = await self._post("/check-in/give", {**self._due.pop().band, "nonce": secrets.token_hex(16)})
        assert answer.startswith(b"HTTP/1.1 303"), answer[:200]

    async def _post(self, path: str, form: dict[str, object]) -> bytes:
        body = urlencode({**form, "csrf_token": self._csrf})
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {self._cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write((head + body).encode())
            answer = await reader.read()
        finally:
            writer.close()
        if not answer:
            raise ConnectionError("closed without an answer")
        return answer


def _lay_out() -> list[Due]:
    """One location where every household is due today."""
    today = clock.local_date(clock.now())
    hub, settlement = make.make_hub(), make.make_settlement()
    location = make.make_location(hub=hub, settlement=settlement)
    programme = make.make_programme(kit=make.make_kit(), starts_on=today - timedelta(days=7))
    distribution = make.make_distribution(
        cycle=make_cycle(programme=programme),
        location=location,
        held_on=today,
        opens_at=time(0),
        closes_at=time(1),
        slot_minutes=10,
        capacity=HOUSEHOLDS // 6,
    )
    due: list[Due] = []
    for number in range(HOUSEHOLDS):
        slot, place = distribution.slots[number % 6], number // 6 + 1
        household = make.make_household(settlement=settlement, house=str(number + 1))
        person = make.make_person(household=household, surname="Їжакевич", given="Мар’яна", born=1954)
        digits = str(1_000_000 + number)
        card = make.make_card(household=household, card_no=digits + codes.damm_digit(digits))
        entitlement = make.make_entitlement(household=household, slot=slot, place=place)
        reference = Reference(household.id, card.id, Method.SCAN)
        band = {"entitlement": entitlement.id, "household": reference, "collector": person.id}
        due.append(Due(card.card_no, band))
    make_staff(cast.DMYTRO)
    db.session.commit()
    return due


def _sign_in(app: Flask) -> tuple[str, str]:
    """The cookie and the CSRF token of a clerk who has said where the desk stands."""
    visitor = Visitor(app).sign_in(cast.DMYTRO)
    page = visitor.open("/check-in/desk")
    visitor.press(page.buttons()[-1])
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.html)
    cookie = visitor.client.get_cookie("poriad")
    assert found
    assert cookie
    return f"{cookie.key}={cookie.value}", found[1]
