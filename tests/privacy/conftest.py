"""A hub two and a half years after a household left, on either database."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import db
from tests.privacy.record import Stored, leave, store

LONG_AGO = timedelta(days=900)


@pytest.fixture
def at() -> datetime:
    return clock.now()


@pytest.fixture(params=["app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    """The application on SQLite, then on PostgreSQL."""
    app: Flask = request.getfixturevalue(request.param)
    return app


@pytest.fixture
def stored(hub: Flask, at: datetime) -> Stored:
    """Everything about one household, which left long ago."""
    with hub.app_context():
        stored = store(at - LONG_AGO)
        leave(stored, at - LONG_AGO)
        db.session.remove()
    return stored


@pytest.fixture
def one_record(app: Flask, at: datetime) -> Stored:
    """Everything about one household of today, on SQLite."""
    with app.app_context():
        stored = store(at)
        db.session.remove()
    return stored
