"""What a resident's look costs: CPU beside a bare Flask route with one durable commit, bytes, statements: `make bench`.

The page of a card by its QR code, the form, and the same page by number and PIN, as a phone gets them (gzip).
"""

import gzip
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import create_app
from app.config import ROOT, Config
from app.core import clock, codes
from app.core.db import db
from bench.ratio import HEAD, bare_route, compare, load
from tests import make
from tests.make.distributions import make_cycle

PHONE = {"Accept-Encoding": "gzip"}
TURNS = 12
"""Turns of a programme behind the card: a year."""

Look = Callable[[], TestResponse]


def lay_out(app: Flask) -> tuple[str, str]:
    """One card whose household has a year of monthly aid and a time next week; its number and its token."""
    today = clock.local_date(clock.now())
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        hub, settlement = make.make_hub(), make.make_settlement()
        location = make.make_location(hub=hub, settlement=settlement)
        household = make.make_household(settlement=settlement)
        card = make.make_card(household=household)
        began = today - timedelta(days=30 * (TURNS - 1))
        programme = make.make_programme(kit=make.make_kit(), starts_on=began)
        for number in range(1, TURNS + 1):
            day = began + timedelta(days=30 * (number - 1) + 7)
            cycle = make_cycle(programme=programme, number=number)
            slot = make.make_distribution(cycle=cycle, location=location, held_on=day).slots[1]
            make.make_entitlement(household=household, slot=slot, place=1, people_count=3)
        db.session.commit()
        return card.card_no, card.token


def looks(client: FlaskClient, card_no: str, token: str) -> dict[str, Look]:
    """The ways to look, each a call that answers with a page."""
    form = {"card_no": card_no, "pin": codes.pin_of(token)}
    return {
        "the form": lambda: client.get("/c/", headers=PHONE),
        "by QR code": lambda: client.get(f"/c/{token}", headers=PHONE),
        "by number and PIN": lambda: client.post("/c/", data=form, headers=PHONE),
    }


def count_statements(app: Flask, look: Look) -> int:
    seen: list[object] = []

    def note(*call: object) -> None:
        seen.append(call)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        look()
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(instance=Path(folder)))
        ways = looks(app.test_client(), *lay_out(app))
        bare = bare_route(Path(folder))
        print(f"A resident looks: {load()}")
        print(f"{HEAD}{'bytes':>8}{'plain':>8}{'SQL':>5}")
        for name, look in ways.items():
            page = look()
            assert page.status_code == 200, page.status
            sent, plain = len(page.data), len(gzip.decompress(page.data))
            print(f"{compare(name, look, bare)}{sent:>8}{plain:>8}{count_statements(app, look):>5}")


if __name__ == "__main__":
    main()
