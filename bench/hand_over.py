"""What a hand-over costs: CPU beside a bare Flask route with one durable commit, bytes, statements: `make bench`.

The three requests that serve one household at the desk as htmx sends them: the scan with its band, the confirmation
(the hand-over itself, acknowledged when it is on the disk), the success with the desk's last five.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from app import create_app
from app.checkin.models import Method
from app.checkin.rules import Reference
from app.config import ROOT, Config
from app.core import clock
from app.core.db import db
from bench.ratio import HEAD, bare_route, compare, load
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.staff import make_staff
from tests.statements import statements_of
from tests.visitor import Visitor

HOUSEHOLDS = 4000
LIMIT_MS = 10
HTMX = {"HX-Request": "true", "Accept-Encoding": "gzip"}

Step = Callable[[], TestResponse]


class Desk:
    """A clerk's browser. Households stand in the queue by number: so do their cards, people and promises."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            make_staff(cast.DMYTRO)
            location, self._tokens = make_queue(households=HOUSEHOLDS, day=clock.local_date(clock.now()))
            db.session.remove()
        visitor = sit_down(Visitor(app).sign_in(cast.DMYTRO), location)
        page = visitor.open("/check-in")
        self._client = visitor.client
        self._csrf_token = page.values(page.form_with("Перевірити")[0])["csrf_token"]
        self._queue: Iterator[int] = count(1)
        self._last = "/check-in"

    def scan(self) -> TestResponse:
        """Scan the last card of the queue, whom nobody serves here."""
        return self._post("/check-in", code=self._tokens[-1])

    def give(self) -> TestResponse:
        """Confirm the band of the next household."""
        number = next(self._queue)
        answer = self._post(
            "/check-in/give",
            nonce=secrets.token_hex(16),
            entitlement=number,
            household=str(Reference(number, number, Method.SCAN)),
            collector=number,
        )
        assert answer.status_code == 303, answer.text
        self._last = answer.headers["Location"]
        return answer

    def success(self) -> TestResponse:
        """Look at the last success."""
        return self._client.get(self._last, headers=HTMX)

    def serve(self) -> TestResponse:
        """All three, for one household."""
        self.scan()
        self.give()
        return self.success()

    def _post(self, path: str, **values: object) -> TestResponse:
        return self._client.post(path, data={**values, "csrf_token": self._csrf_token}, headers=HTMX)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="poriad-hand-over-") as folder:
        app = create_app(Config(instance=Path(folder)))
        desk, bare = Desk(app), bare_route(Path(folder))
        with app.app_context():
            engine = db.engine
        steps = {
            "scan and its band": desk.scan,
            "the hand-over": desk.give,
            "its success": desk.success,
            "one household, all three": desk.serve,
        }
        print(f"A hand-over at a desk: {load()}")
        print(f"{HEAD}{'bytes':>8}{'SQL':>5}")
        for name, step in steps.items():
            with statements_of(engine) as sent:
                size = len(step().data)
            cost = compare(name, step, bare)
            print(f"{cost}{size:>8}{len(sent):>5}")
            if name == "the hand-over":
                verdict = "kept" if cost.cpu_ms <= LIMIT_MS else "not kept in this run"
                print(f"  promised at most {LIMIT_MS} ms of CPU: {verdict}; SQL counts the session too")


if __name__ == "__main__":
    main()
