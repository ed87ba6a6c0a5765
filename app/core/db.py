"""The database: one base class, one unit of work, and the turns that writers take.

SQLite is reached through the library bundled with ``sqlcipher3`` because the system's may be older than the
fix of the write-ahead-log reset bug (SQLite 3.51.3, which could lose acknowledged rows).
"""

import enum
import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from app.config import OLDEST_SQLITE


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. A naive one is refused: it would mean a different moment on each machine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_text_enum = Enum(
    enum.StrEnum,
    native_enum=False,
    create_constraint=True,
    length=24,
    values_callable=lambda kind: [member.value for member in kind],
)


class Base(DeclarativeBase):
    """Parent of every table. Enums are stored as their text with a CHECK, instants as aware UTC.

    A table whose ``info`` has ``is_law`` holds what the law says: it is left when a community is wiped.
    """

    registry = registry(metadata=_metadata, type_annotation_map={datetime: UtcDateTime, enum.StrEnum: _text_enum})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Turns:
    """Writers of one SQLite file take turns in order, within a process and across processes.

    SQLite's own busy handler lets one writer have nearly everything while others wait for seconds. Who waits
    here waits asleep and not inside ``flock``, because a whole gevent process would stand still with it: with
    eight writers and 5 ms flushes a desk then waited 86 ms and waits 14 (``bench/stalls.py``). The turnstile
    is what makes asking again fair: whoever holds it is next, so a process cannot take two turns running.
    """

    _PAUSE = 0.001
    """Seconds between two looks at a lock that another process holds."""

    def __init__(self, path: Path) -> None:
        self._door = path
        self._turnstile = path.with_name(path.name + ".next")
        self._inside = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._inside, self._turnstile.open("w") as turnstile, self._door.open("w") as door:
            self._wait_for(turnstile)
            self._wait_for(door)
            fcntl.flock(turnstile, fcntl.LOCK_UN)
            yield

    def _wait_for(self, lock: IO[str]) -> None:
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(self._PAUSE)


_turns: dict[str, Turns] = {}


@contextmanager
def _turn() -> Iterator[None]:
    url = db.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    turns = _turns.setdefault(url.database, Turns(Path(url.database + ".lock")))
    with turns.turn():
        yield


@contextmanager
def transaction(*, audited: bool = True) -> Iterator[None]:
    """The one unit of work: everything inside is kept together or not at all.

    Exactly one audit row must have been written inside; ``audited=False`` is for rows that are themselves
    a log or a counter (refused scans, throttles, when a session was last seen).

    Raises RuntimeError when nested, when something unsaved was pending, or when the audit row is missing.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("transaction() is never nested")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside transaction()")
    session.commit()  # ends the read view, so that what is read inside is the present
    with _turn():
        session.info.update(writing=True, audit_rows=0)
        try:
            session.connection(execution_options={"immediate": True})
            yield
            session.flush()
            if audited and session.info["audit_rows"] != 1:
                raise RuntimeError(f"{session.info['audit_rows']} audit rows in one change")
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


def violates(error: IntegrityError, constraint: str, *columns: str) -> bool:
    """Whether ``error`` came from this constraint. PostgreSQL gives its name, SQLite only ``table.column`` names."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if name is not None:
        return bool(name == constraint)
    text = str(error.orig)
    return constraint in text or (bool(columns) and text.endswith(": " + ", ".join(columns)))


def engine_options(url: str) -> dict[str, Any]:
    """What ``create_engine`` needs for this address."""
    if not url.startswith("sqlite"):
        # Two workers of a hub take at most 40 of PostgreSQL's usual 100 connections; the others wait their turn.
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 60}
    from sqlcipher3 import dbapi2

    return {"module": dbapi2}


class SqliteTooOld(RuntimeError):
    """The SQLite library may lose acknowledged rows; the hub does not start on it."""


def prepare_engine(engine: Engine) -> None:
    """Make every connection durable and every transaction explicit. Raises SqliteTooOld."""
    if engine.dialect.name != "sqlite":
        return
    version = engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    if version < OLDEST_SQLITE:
        raise SqliteTooOld(f"SQLite {'.'.join(map(str, version))}")
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    raw: Any = connection.connection.dbapi_connection
    raw.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")


def copy_to(path: Path) -> None:
    """Write a whole copy of the SQLite file while the hub serves. Raises OSError when it cannot be written there."""
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    except raw.driver_connection.OperationalError as error:  # type: ignore[union-attr]
        raise OSError(str(error)) from error
    finally:
        raw.close()


def forget_deleted() -> None:
    """Write the SQLite file anew: rows that were deleted lie in it until their pages are used again.

    Waits for its turn; nobody writes meanwhile, seconds in a large register. PostgreSQL cleans up by itself.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()  # an open read view would keep the old pages
    raw = db.engine.raw_connection()
    try:
        with _turn():
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
