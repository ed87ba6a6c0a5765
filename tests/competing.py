"""Several at the same moment, each on a connection of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from weakref import WeakSet

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.core.errors import Refusal

PATIENCE_S = 10
_LOCK = re.compile(" FOR (?:NO KEY )?UPDATE| FOR SHARE")


def compete(app: Flask, acts: Sequence[Callable[[], object]], *, audited: bool = True) -> list[str]:
    """Do all at the same moment, each in its own transaction; how each ended: ``done`` or the name of the refusal."""
    start = Barrier(len(acts))

    def try_it(act: Callable[[], object]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction(audited=audited):
                    act()
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(try_it, acts))


@contextmanager
def unlocked(app: Flask, parties: int = 2) -> Iterator[None]:
    """PostgreSQL without row locks: nobody writes before all ``parties`` have looked."""
    looked, met = Barrier(parties), WeakSet[Session]()

    def strip(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        return _LOCK.split(statement, maxsplit=1)[0], parameters

    def wait(session: Session, *_flush: Any) -> None:
        if session not in met:
            met.add(session)
            with suppress(BrokenBarrierError):
                looked.wait(PATIENCE_S)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", strip, retval=True)
    event.listen(db.session, "before_flush", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", strip)
        event.remove(db.session, "before_flush", wait)
