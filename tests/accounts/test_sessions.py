"""Who holds the cookie: one statement a request, and an end that holds everywhere."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, session
from sqlalchemy import update

from app.accounts import sessions
from app.accounts.models import Staff, StaffSession
from app.core import clock
from app.core.db import db, transaction
from tests import cast
from tests.make import make_hub
from tests.statements import statements_of
from tests.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def hub(app: Flask) -> None:
    with app.app_context():
        make_hub()
        db.session.commit()


def test_the_actor_is_loaded_in_one_statement(app: Flask, visit: Visit) -> None:
    token = token_of(visit(cast.OKSANA))
    with app.test_request_context(), statements_of(db.engine) as statements:
        session["token"] = token
        actor = sessions.load_actor()
    assert actor is not None
    assert actor.name == cast.OKSANA.name
    assert len(statements) == 1


def test_a_stranger_costs_nothing(app: Flask) -> None:
    with app.test_request_context(), statements_of(db.engine) as statements:
        assert sessions.load_actor() is None
    assert statements == []


def test_after_a_working_day_the_session_is_over(app: Flask, visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    last_seen(app, clock.now() - sessions.IDLE - timedelta(minutes=1))
    assert halyna.open("/me").says("Вхід")


def test_who_works_stays_signed_in(app: Flask, visit: Visit) -> None:
    halyna = visit(cast.HALYNA)
    last_seen(app, clock.now() - sessions.IDLE + timedelta(minutes=1))
    assert halyna.open("/me").says(cast.HALYNA.name)
    with app.app_context():
        assert db.session.query(StaffSession).one().seen_at > clock.now() - timedelta(minutes=1)


def test_signing_in_drops_ones_own_idle_sessions(app: Flask, visit: Visit) -> None:
    visit(cast.HALYNA)
    visit(cast.DMYTRO)
    last_seen(app, clock.now() - timedelta(days=30))
    visit(cast.HALYNA)
    with app.app_context():
        kept = [db.session.get_one(Staff, row.staff_id).login for row in db.session.query(StaffSession)]
    assert sorted(kept) == ["dmytro", "halyna"]


def test_the_database_does_not_hold_what_the_browser_holds(app: Flask, visit: Visit) -> None:
    token = token_of(visit(cast.HALYNA))
    with app.app_context():
        assert db.session.query(StaffSession).one().token_hash != token


def test_a_made_up_token_opens_nothing(app: Flask, visit: Visit) -> None:
    stranger = visit()
    for token in ("guess", "", 7, None):
        with stranger.client.session_transaction() as cookie:
            cookie["token"] = token
        assert stranger.client.get("/me").status_code == 303


def token_of(visitor: Visitor) -> str:
    with visitor.client.session_transaction() as cookie:
        return str(cookie["token"])


def last_seen(app: Flask, at: object) -> None:
    with app.app_context(), transaction(audited=False):
        db.session.execute(update(StaffSession).values(seen_at=at))
