"""The hub with its locks taken off and a pause between looking and writing. Races must be lost here.

Served by the positive controls: a race that nobody can lose proves nothing.
"""

import contextlib
import os
import re
import time
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app import create_app
from app.checkin import queries, rules
from app.core import db as core_db
from app.distributions import rules as places
from app.distributions.operations import moving
from app.public_works.models import Shift
from app.public_works.operations import waiting as works
from app.sheets import rules as sheets

PAUSE_S = 0.05
_LOCK = re.compile(" FOR (?:NO KEY )?UPDATE| FOR SHARE")
_decide = rules.decide
_lowest_free = places.lowest_free
_list_served = queries.list_served
_withdraw = moving._withdraw
_why_approved = rules.why_approved
_conflict = sheets.conflict
_free_place = works.free_place


def _decide_slowly(**facts: Any) -> rules.Decision:
    decision = _decide(**facts)
    time.sleep(PAUSE_S)
    return decision


def _lowest_free_slowly(taken: Collection[int]) -> int:
    place = _lowest_free(taken)
    time.sleep(PAUSE_S)
    return place


def _list_served_slowly(name_key: str, birth_year: int | None, *, on: date) -> set[int]:
    served = _list_served(name_key, birth_year, on=on)
    time.sleep(PAUSE_S)
    return served


def _why_approved_slowly(*facts: Any, **more: Any) -> list[rules.WhyApproved]:
    why = list(_why_approved(*facts, **more))
    time.sleep(PAUSE_S)
    return why


def _withdraw_slowly(proposal: places.Proposal, at: datetime) -> None:
    (Path(os.environ["HUB_INSTANCE"]) / "looked-at-moves").touch()
    time.sleep(6 * PAUSE_S)
    _withdraw(proposal, at)


def _conflict_slowly(known: sheets.Known | None) -> sheets.ConflictKind | None:
    found = _conflict(known)
    time.sleep(PAUSE_S)
    return found


def _free_place_slowly(shift: Shift) -> int | None:
    place = _free_place(shift)
    time.sleep(PAUSE_S)
    return place


def _take_no_turns(_turn: int) -> None:
    """Nobody waits."""


def _begin_deferred(connection: Any) -> None:
    connection.connection.dbapi_connection.execute("BEGIN")


def _without_row_locks(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
    statement = statement.replace("pg_advisory_xact_lock_shared", "hashint8")  # nobody keeps a pause from beginning
    return _LOCK.split(statement, maxsplit=1)[0], parameters


rules.decide = _decide_slowly  # type: ignore[assignment]
queries.list_served = _list_served_slowly
rules.why_approved = _why_approved_slowly  # type: ignore[assignment]
queries.take_turns = _take_no_turns
places.lowest_free = _lowest_free_slowly
moving._withdraw = _withdraw_slowly
sheets.conflict = _conflict_slowly
works.free_place = _free_place_slowly
core_db._turn = contextlib.nullcontext  # type: ignore[assignment]
core_db._on_begin = _begin_deferred
app = create_app()
with app.app_context():
    event.listen(core_db.db.engine, "before_cursor_execute", _without_row_locks, retval=True)
