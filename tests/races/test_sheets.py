"""A sheet is typed in while the desk gives what stands on it, between real processes, on both databases."""

from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit import queries as audit
from app.checkin.models import HandOver, Method
from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution
from app.sheets import queries
from tests import cast
from tests.desk_day import sit_down
from tests.make.queues import make_queue
from tests.make.sheets import print_sheets
from tests.make.staff import actor_of, make_staff
from tests.races.test_bundles import at_once
from tests.races.test_hand_over import UNLOCKED, WORKERS
from tests.served import Answer, Client, DeskClient, Served, session_of
from tests.visitor import Visitor

HOUSEHOLDS = 20


@dataclass(frozen=True)
class Hub:
    """Twenty households on one sheet and in the queue, Dmytro at the desk, Oksana with the paper."""

    app: Flask
    tokens: list[str]
    sheet_id: int
    clerk: tuple[str, str]
    lead: tuple[str, str]

    def race(self, application: str = "wsgi:app") -> tuple[Answer, Counter[str]]:
        """All are given at the desk while the whole sheet is entered; how the paper ended, and how the desk did."""
        with Served(self.app, application=application, workers=WORKERS) as served:
            desk, lead = DeskClient(served, *self.clerk), Client(served, self.lead[0])
            bands = [desk.scan(token) for token in self.tokens]
            gives = [lambda band=band: desk.give(band) for band in bands]
            enter = [lambda: lead.post(f"/signature-sheets/{self.sheet_id}/entry", self._form())]
            middle = HOUSEHOLDS // 2
            answers = at_once([*gives[:middle], *enter, *gives[middle:]])  # type: ignore[list-item]
        entered = answers.pop(middle)
        return entered, Counter("given" if one.status == 303 else f"{one.status} {one.verdict}" for one in answers)

    def _form(self) -> dict[str, str]:
        rows = {f"rows-{row}-row_no": str(row + 1) for row in range(HOUSEHOLDS)}
        return {
            "csrf_token": self.lead[1], "nonce": "a" * 32, "saves": "0", "at": "00:00", "is_all_signed": "y",
            "finish": "1", **rows,
        }  # fmt: skip

    def is_whole(self, entered: Answer, desk: Counter[str]) -> bool:
        """Each household served once; whoever the desk served first is a row that waits for a person."""
        if entered.status != 303 or not set(desk) <= {"given", "409 ALREADY_GIVEN"}:
            return False
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            by = select(HandOver.method, func.count()).where(~HandOver.is_reversed).group_by(HandOver.method)
            made = {row[0]: row[1] for row in db.session.execute(by)}
            paper = made.pop(Method.PAPER, 0)
            at_desk = sum(made.values())
            waiting = queries.see_open().conflicts
            return paper + at_desk == HOUSEHOLDS and at_desk == desk["given"] == waiting


def open_hub(app: Flask) -> Hub:
    with app.app_context():
        make_staff(cast.DMYTRO)
        oksana = actor_of(make_staff(cast.OKSANA))
        location, tokens = make_queue(households=HOUSEHOLDS, day=clock.local_date(clock.now()))
        distribution = db.session.scalars(select(Distribution)).one()
        (sheet,) = print_sheets(distribution, actor=oksana, at=clock.now())
        sheet_id = sheet.id
    clerk = sit_down(Visitor(app).sign_in(cast.DMYTRO), location)
    lead = sit_down(Visitor(app).sign_in(cast.OKSANA), location)
    return Hub(app, tokens, sheet_id, session_of(clerk), session_of(lead))


@pytest.fixture
def hub(either_app: Flask) -> Hub:
    """The same hub on either database."""
    return open_hub(either_app)


def test_each_household_is_served_once_and_the_later_fact_waits(hub: Hub) -> None:
    entered, desk = hub.race()
    assert hub.is_whole(entered, desk), (entered.status, desk)


def test_without_its_locks_the_same_race_is_lost(hub: Hub) -> None:
    """The positive control: the race above is a real one."""
    assert not hub.is_whole(*hub.race(UNLOCKED))
