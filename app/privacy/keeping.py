"""Forgetting by itself: at the first request of each day, by a serving hub also when nobody comes, and by command.

There is no queue and no other process. What is due is so from a midnight on, so whatever is shown on a day is shown
after that day's forgetting, also by a laptop that slept through the night.
"""

from collections.abc import Mapping
from datetime import datetime

from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, forget_deleted, transaction
from app.privacy import operations, queries

WITHOUT_PEOPLE = (None, "static", "health.check")
"""Endpoints that show nobody, so nothing has to be forgotten before them."""


def tidy(at: datetime) -> Mapping[str, int]:
    """Forget what is due; how much of what. Where nothing is due nothing is written, not even to the trace."""
    if not queries.is_something_due(queries.get_terms(), at=at):
        return {}
    try:
        with transaction():
            gone = operations.tidy(actor=KEEPER, at=at)
    except operations.NothingToClear:
        return {}  # another process was faster
    forget_deleted()
    return gone


def begin_day() -> None:
    """Before a request: forget, if this process has not on this day."""
    at = clock.now()
    today, done = clock.local_date(at), current_app.extensions
    if done.get("tidied_on") == today or request.endpoint in WITHOUT_PEOPLE:
        return
    done["tidied_on"] = today
    try:
        tidy(at)
    except SQLAlchemyError as error:  # a busy disk must not close the desk: the next request tries again
        done["tidied_on"] = None
        db.session.rollback()
        current_app.logger.error("forgetting by itself failed: %s", type(error).__name__)
