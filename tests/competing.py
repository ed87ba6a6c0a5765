"""Several at the same moment, each on a connection of its own."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.core.db import db, transaction
from app.core.errors import Refusal

PAUSE_S = 0.1
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
def unlocked(app: Flask) -> Iterator[None]:
    """PostgreSQL without row locks, and a pause between looking and writing in which every other one looks too."""

    def strip(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        return _LOCK.split(statement, maxsplit=1)[0], parameters

    def wait(*_flush: Any) -> None:
        time.sleep(PAUSE_S)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", strip, retval=True)
    event.listen(db.session, "before_flush", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", strip)
        event.remove(db.session, "before_flush", wait)
