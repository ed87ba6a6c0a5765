"""Choosing what becomes of rows."""

from datetime import datetime

from sqlalchemy import update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.imports import rules
from app.imports.models import Choice, Import, ImportRow, ImportState, Outcome
from app.imports.operations.refusals import NotReady, get_open


class NotForThisRow(Refusal):
    message = N_("This cannot be chosen for this row. Look at the page again.")


def choose(import_id: int, row_id: int, choice: Choice | None, *, actor: Actor, at: datetime) -> ImportRow:
    """Say what becomes of one row; None leaves it as it is.

    Raises NotFound, NotForThisRow, NotReady, ListGone, AlreadyWritten.
    """
    one = _get_ready(import_id)
    row = db.session.get(ImportRow, row_id, populate_existing=True)
    if row is None or row.import_id != import_id:
        raise NotFound
    if row.outcome is None or (choice is not None and choice not in rules.MAY[row.outcome]):
        raise NotForThisRow
    if choice is Choice.KEEP and row.household_id is None:
        raise NotForThisRow  # it was laid beside another row, and no household stands there yet
    row.choice, one.touched_at = choice, at
    db.session.flush()
    audit.record("choose rows", "import", import_id, actor=actor, at=at, rows=1, choice=choice)
    return row


def choose_all(
    import_id: int,
    outcome: Outcome,
    choice: Choice | None,
    *,
    of_the_list: bool = False,
    actor: Actor,
    at: datetime,
) -> int:
    """Say what becomes of all rows of an outcome; how many they are.

    ``of_the_list`` means only those that may be the same as another row of the list. Raises as :func:`choose`.
    """
    if choice is not None and choice not in rules.MAY[outcome]:
        raise NotForThisRow
    one = _get_ready(import_id)
    one.touched_at = at
    changed = update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome == outcome)
    if choice is Choice.KEEP:
        changed = changed.where(ImportRow.household_id.is_not(None))
    if of_the_list:
        changed = changed.where(ImportRow.household_id.is_(None))
    count = len(db.session.execute(changed.values(choice=choice).returning(ImportRow.id)).all())
    db.session.flush()
    audit.record("choose rows", "import", import_id, actor=actor, at=at, rows=count, choice=choice)
    return count


def _get_ready(import_id: int) -> Import:
    one = get_open(import_id)
    if one.state is not ImportState.READY:
        raise NotReady
    return one
