"""The button of an alarm: hand-over stands still, and goes on after the all-clear.

A pause and a hand-over never pass each other unseen. On SQLite writers take turns anyway. On PostgreSQL every
hand-over holds :class:`holds_running` shared from its first statement until commit, and whoever begins a pause holds
it alone: hand-overs that began before are finished first, and later ones see the pause.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import GenericFunction

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.hubs import queries
from app.hubs.models import Pause, PauseCause

RUNNING_LOCK = 0x7061757A
"""Advisory lock on PostgreSQL: shared by hand-overs, alone for whoever begins a pause."""


class holds_running(GenericFunction[int]):  # noqa: N801 (a function of the database)
    """A column that keeps pauses from beginning until commit; it costs no statement of its own."""

    inherit_cache = True
    type = Integer()


@compiles(holds_running)
def _nothing(_element: ColumnElement[Any], _compiler: Any, **_: Any) -> str:
    return "0"


@compiles(holds_running, "postgresql")
def _shared_lock(_element: ColumnElement[Any], _compiler: Any, **_: Any) -> str:
    return f"length(pg_advisory_xact_lock_shared({RUNNING_LOCK})::text)"


class AlreadyPaused(Refusal):
    """Two pressed at once, or one pressed twice; ``pause_id`` is the one that runs."""

    message = N_("Hand-over stands still already.")

    def __init__(self, pause_id: int | None = None) -> None:
        super().__init__()
        self.pause_id = pause_id


class AlreadyEnded(Refusal):
    message = N_("The all-clear was given already.")


def start_pause(location_id: int | None, cause: PauseCause, *, nonce: str, actor: Actor, at: datetime) -> Pause:
    """Let all desks of a location, or with None of the whole hub, stand still from this moment.

    Raises AlreadyPaused with the pause that runs there, also for the same form sent twice; NotFound.
    """
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RUNNING_LOCK})
    _check_running(location_id, nonce)
    hub = queries.get_hub()
    if location_id is not None and queries.get_location(location_id).hub_id != hub.id:
        raise NotFound
    pause = Pause(
        hub_id=hub.id, location_id=location_id, cause=cause, started_at=at, started_by_id=actor.staff_id, nonce=nonce
    )
    db.session.add(pause)
    _flush()
    audit.record("pause hand-over", "pause", pause.id, actor=actor, at=at, location=location_id, cause=cause)
    return pause


def _check_running(location_id: int | None, nonce: str) -> None:
    running = queries.find_pause_by_nonce(nonce) or queries.find_pause(location_id)
    if running is not None:
        raise AlreadyPaused(running.id)


def _flush() -> None:
    """The database is the second wall behind the lock."""
    try:
        db.session.flush()
    except IntegrityError as error:
        walls = {
            "uq_pauses_location_id": ["pauses.location_id"],
            "uq_pauses_hub_id": ["pauses.hub_id"],
            "uq_pauses_nonce": ["pauses.nonce"],
        }
        if any(violates(error, wall, *columns) for wall, columns in walls.items()):
            raise AlreadyPaused from error
        raise


def end_pause(pause_id: int, *, actor: Actor, at: datetime) -> Pause:
    """The all-clear: desks may give again at once. Raises NotFound, AlreadyEnded."""
    pause = db.session.scalar(
        select(Pause).where(Pause.id == pause_id).with_for_update().execution_options(populate_existing=True)
    )
    if pause is None:
        raise NotFound
    if pause.ended_at is not None:
        raise AlreadyEnded
    pause.ended_at, pause.ended_by_id = at, actor.staff_id
    db.session.flush()
    lasted = pause.minutes(at)
    audit.record("end pause", "pause", pause.id, actor=actor, at=at, location=pause.location_id, minutes=lasted)
    return pause
