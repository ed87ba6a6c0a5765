"""Places of a work between real processes, on both databases: taken, held, shared out and given up at once."""

import time as wall
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Staff
from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db, transaction
from app.public_works import operations, queries
from app.public_works.models import Channel, DayState, NotChosenWhy, SignUp, SignUpDay, WorkOrder
from app.public_works.operations import Wish
from tests import cast, make
from tests.make.staff import actor_of, make_staff
from tests.make.works import make_order
from tests.races.test_hand_over import UNLOCKED, at_once
from tests.served import Answer, Client, Served
from tests.visitor import Visitor

PEOPLE, WORKERS = 8, 2
Press = tuple[str, dict[str, str]]
"""Where to, and what the form holds."""


@dataclass(frozen=True)
class Work:
    """A work of one shift with one place, eight households, and Oksana signed in."""

    app: Flask
    session: tuple[str, str]
    order_id: int
    shift_id: int
    people: Sequence[tuple[int, int]]
    """Person and household."""

    @contextmanager
    def served(self, application: str = "wsgi:app") -> Iterator[Served]:
        with Served(self.app, application=application, workers=WORKERS) as served:
            yield served

    def race(self, served: Served, presses: Sequence[Press]) -> list[Answer]:
        """Every press by a client of its own, all at the same moment."""
        cookie, token = self.session
        press_of = {Client(served, cookie): press for press in presses}

        def act(client: Client) -> Answer:
            path, fields = press_of[client]
            return client.post(path, {"csrf_token": token, **fields})

        return at_once(list(press_of), act)  # type: ignore[arg-type]

    def days(self) -> list[tuple[DayState, int | None]]:
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            found = select(SignUpDay).order_by(SignUpDay.id)
            return [(day.state, day.place) for day in db.session.scalars(found)]

    def traced(self, action: str) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).where(AuditEntry.action == action)) or 0

    def let_go(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def open_work(app: Flask) -> Work:
    with app.app_context():
        make_staff(cast.OKSANA)
        make.make_hub()
        settlement = make.make_settlement()
        day = clock.local_date(clock.now()) + timedelta(days=9)
        order = make_order(settlement=settlement, days=[day], places=1, at=clock.now() - timedelta(minutes=9))
        people = []
        for number in range(PEOPLE):
            home = make.make_household(settlement=settlement)
            person = make.make_person(household=home, surname="Гончар", given=f"Олег{number}", born=1980)
            people.append((person.id, home.id))
        db.session.commit()
        ids = order.id, order.shifts[0].id, people
    return Work(app, session_of(Visitor(app).sign_in(cast.OKSANA)), *ids)


def session_of(visitor: Visitor) -> tuple[str, str]:
    """The cookie of somebody who has signed in, and the token that goes with it."""
    page = visitor.open("/works")
    cookie = visitor.client.get_cookie("poriad")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}", str(page.values(page.form_with("Вийти")[0])["csrf_token"])


@pytest.fixture
def work(either_app: Flask) -> Work:
    """The same work on either database."""
    return open_work(either_app)


def sign_up(work: Work, number: int) -> None:
    """The first so many people, each from a household of their own; signing up is over then."""
    with work.app.app_context():
        oksana = actor_of(db.session.scalars(select(Staff).where(Staff.login == cast.OKSANA.login)).one())
        for person_id, _home in work.people[:number]:
            with transaction():
                operations.sign_up(
                    work.order_id, person_id, Wish([work.shift_id]), channel=Channel.DESK,
                    nonce=f"{person_id:032x}", actor=oksana, at=clock.now(),
                )  # fmt: skip
        order = db.session.get_one(WorkOrder, work.order_id)
        order.sign_up_until = clock.now() - timedelta(minutes=1)
        db.session.commit()


def let_wait(work: Work, number: int) -> list[int]:
    """Turns were shared out, nobody has the place: everybody waits for it. Their days."""
    sign_up(work, number)
    with work.app.app_context():
        order = db.session.get_one(WorkOrder, work.order_id)
        order.chosen_at = clock.now()
        days = list(db.session.scalars(select(SignUpDay).order_by(SignUpDay.id)))
        for position, day in enumerate(days, start=1):
            day.state, day.why, day.sign_up.position = DayState.WAITING, NotChosenWhy.BY_DRAW, position
        db.session.commit()
        return [day.id for day in days]


def ends(answers: Sequence[Answer]) -> Counter[str]:
    """How each press ended; the sentence of a full shift apart from any other refusal."""
    return Counter("full" if "зайнят" in one.text and one.status == 409 else str(one.status) for one in answers)


TAKEN_ONCE = {"303": 1, "full": PEOPLE - 1}


def take_all(work: Work, application: str = "wsgi:app") -> Counter[str]:
    days = let_wait(work, PEOPLE)
    work.let_go()
    with work.served(application) as served:
        return ends(work.race(served, [(f"/working-days/{day}/place", {}) for day in days]))


def test_the_last_place_goes_to_one_of_eight(work: Work) -> None:
    assert take_all(work) == TAKEN_ONCE
    assert [place for _state, place in work.days() if place] == [1]
    assert work.traced("take from waiting list") == 1


def test_without_its_locks_the_last_place_is_fought_over(work: Work) -> None:
    """The positive control. Even so the wall behind the rule gives every place once, and nothing breaks."""
    ended = take_all(work, UNLOCKED)
    assert ended != TAKEN_ONCE
    assert set(ended) <= {"303", "409", "full"}
    assert Counter(place for _state, place in work.days() if place)[1] <= 1


def test_a_hold_that_ends_is_either_answered_or_moved_up(work: Work) -> None:
    first, *_others = let_wait(work, PEOPLE)
    with work.app.app_context():
        day = db.session.get_one(SignUpDay, first)
        day.state, day.place, day.why = DayState.OFFERED, 1, None
        day.held_until = until = clock.now() + timedelta(seconds=6)
        db.session.commit()
    work.let_go()
    accept: Press = (f"/working-days/{first}/acceptance", {})
    up: Press = (f"/works/{work.order_id}/sign-ups/moving-up", {})
    with work.served() as served:
        wall.sleep(max(0.0, (until - clock.now()).total_seconds() - 0.02))
        answers = work.race(served, [accept, up] * 4)
    assert {one.status for one in answers} <= {303, 409}
    days = work.days()
    assert [place for _state, place in days if place] == [1]
    assert days[0][0] in (DayState.CHOSEN, DayState.LAPSED)
    is_accepted = days[0][0] is DayState.CHOSEN
    assert (work.traced("accept working day") == 1) is is_accepted
    assert (days[1][0] is DayState.WAITING) is is_accepted


def test_one_person_at_eight_desks_signs_up_once(work: Work) -> None:
    person_id, home_id = work.people[0]
    path = f"/works/{work.order_id}/households/{home_id}/sign-up"
    fields = {"person": str(person_id), "shifts": str(work.shift_id), "channel": "desk"}
    work.let_go()
    with work.served() as served:
        answers = work.race(served, [(path, {**fields, "nonce": f"{desk:032x}"}) for desk in range(1, 9)])
        again = work.race(served, [(path, {**fields, "nonce": f"{desk:032x}"}) for desk in range(1, 9)])
    assert Counter(one.status for one in answers) == Counter(one.status for one in again) == {303: 1, 409: 7}
    assert len(work.days()) == 1
    assert work.traced("sign up worker") == 1


def test_turns_are_shared_out_once_however_often_the_button_is_pressed(work: Work) -> None:
    sign_up(work, 1)
    path = f"/works/{work.order_id}/turns"
    fields = {"digest": digest_of(work)}
    work.let_go()
    with work.served() as served:
        answers = work.race(served, [(path, fields)] * 8)
    assert {one.status for one in answers} == {303}
    assert work.traced("share turns") == 1
    assert work.days() == [(DayState.CHOSEN, 1)]


def test_whoever_withdraws_while_turns_are_shared_has_no_place(work: Work) -> None:
    sign_up(work, 1)
    fields = {"digest": digest_of(work)}
    with work.app.app_context():
        sign_up_id = db.session.scalars(select(SignUp.id)).one()
    work.let_go()
    share = (f"/works/{work.order_id}/turns", fields)
    withdraw = (f"/sign-ups/{sign_up_id}/withdrawal", {"reason": "не може"})
    with work.served() as served:
        answers = work.race(served, [share, withdraw] * 4)
    assert {one.status for one in answers} <= {303, 409}
    assert work.days() == [(DayState.CANCELLED, None)]
    assert work.traced("withdraw worker") == 1
    assert work.traced("share turns") <= 1


def digest_of(work: Work) -> str:
    """Of what sharing would come to now."""
    with work.app.app_context():
        order = queries.get_order(work.order_id)
        return queries.propose(order, queries.rules_of_turns(1), clock.now()).digest
