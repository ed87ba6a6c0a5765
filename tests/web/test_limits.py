"""Attempts are counted one by one, also when many are made at the same moment."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.web import limits
from app.web.limits import Throttle
from tests.competing import compete

MORNING = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
WINDOW = timedelta(minutes=10)


def attempt(bucket: str, *, at: datetime = MORNING) -> int:
    """As signing in does it: the count of one's own account, then that of the hub."""
    limits.count_failure(bucket, window=WINDOW, at=at)
    return limits.count_failure("whole hub", window=WINDOW, at=at)


def colleagues_sign_in_at_once(app: Flask) -> None:
    """Eight come to work at the same minute; nobody is told that somebody was quicker."""
    acts = [partial(attempt, f"account {number}") for number in range(8)]
    assert compete(app, acts, audited=False) == ["done"] * 8
    with app.app_context():
        assert db.session.get_one(Throttle, "whole hub").failures == 8


def test_colleagues_sign_in_at_once(app: Flask) -> None:
    colleagues_sign_in_at_once(app)


@pytest.mark.postgres
def test_colleagues_sign_in_at_once_on_postgres(postgres_app: Flask) -> None:
    colleagues_sign_in_at_once(postgres_app)


@pytest.mark.usefixtures("database")
def test_a_window_that_is_over_begins_anew() -> None:
    with transaction(audited=False):
        assert [attempt("oksana"), attempt("oksana")] == [1, 2]
    later = MORNING + WINDOW
    assert not limits.is_exhausted("whole hub", limit=2, at=later)
    with transaction(audited=False):
        assert attempt("oksana", at=later) == 1
    assert db.session.get_one(Throttle, "whole hub").window_ends_at == later + WINDOW


@pytest.mark.usefixtures("database")
def test_counts_of_windows_that_are_over_do_not_pile_up() -> None:
    with transaction(audited=False):
        attempt("oksana")
    with transaction(audited=False):
        attempt("halyna", at=MORNING + WINDOW)
    assert set(db.session.scalars(select(Throttle.bucket))) == {"halyna", "whole hub"}
