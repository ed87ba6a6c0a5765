"""Keeping what came of working on a list."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from app.core.actors import Actor
from app.core.db import db
from app.households import match_keys
from app.households.operations import duplicates
from app.households.operations.bulk import add_rows
from app.imports.models import Import, ImportRow, ImportState
from app.imports.operations.refusals import WorkedOnElsewhere
from app.imports.pieces import Piece

KEYED_AT_ONCE = 500
"""People who are given their keys in one transaction: desks wait for it, and it takes some 50 ms."""


def keep(piece: Piece, *, actor: Actor, at: datetime) -> None:
    """Keep a piece of work, if the list still stands where it stood when the work began.

    Only what changes the register leaves a trace (:attr:`Piece.is_a_change`). Raises WorkedOnElsewhere.
    """
    _move_on(piece, at)
    if piece.are_keys_missing:
        match_keys.write_missing(KEYED_AT_ONCE)
    add_rows(ImportRow, piece.new_rows)
    if piece.changed_rows:
        db.session.execute(update(ImportRow), piece.changed_rows)
    if piece.next_state is ImportState.READY:
        counts = json.dumps(count_outcomes(piece.import_id))
        db.session.execute(update(Import).where(Import.id == piece.import_id).values(counts=counts))
    if piece.search is not None:
        duplicates.keep_pairs(piece.search, actor=actor, at=at)


def _move_on(piece: Piece, at: datetime) -> None:
    changes: dict[str, Any] = {"state": piece.next_state, "position": piece.next_position, "touched_at": at}
    as_it_stood = (
        Import.state == piece.state,
        Import.position == piece.position,
        Import.touched_at == piece.touched_at,
    )
    moved = update(Import).where(Import.id == piece.import_id, *as_it_stood).values(**{**piece.changes, **changes})
    if db.session.execute(moved.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise WorkedOnElsewhere


def count_outcomes(import_id: int) -> dict[str, int]:
    """How many rows came to each outcome."""
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.import_id == import_id)
    return {outcome: count for outcome, count in db.session.execute(counted.group_by(ImportRow.outcome)) if outcome}
