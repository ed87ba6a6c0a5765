"""The hub's verbs about telling people of a new time: note who was told, print whom to call and visit."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select, update

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.models import Distribution, DistributionState, MoveList, Slot, SlotMove, ToldHow
from app.distributions.queries import change_lists as queries


class NobodyNew(Refusal):
    message = N_("All of these were noted as told already.")


class TimesAreOver(Refusal):
    """Whoever was told came to a day that two people have closed since; whoever was not has another time by now."""

    message = N_("The new times of these households are over and their day is closed. Nobody has to be told of them.")


def mark_told(list_id: int, move_ids: Collection[int], how: ToldHow, *, actor: Actor, at: datetime) -> int:
    """Note that these households know their new time; how many that are. Raises NobodyNew, TimesAreOver, NotFound."""
    queries.get_list(list_id)
    untold = SlotMove.move_list_id == list_id, SlotMove.id.in_(move_ids), SlotMove.told_at.is_(None)
    changed = db.session.execute(
        update(SlotMove)
        .where(*untold, ~_IS_OVER)
        .values(told_how=how, told_at=at, told_by_id=actor.staff_id)
        .execution_options(synchronize_session="fetch")
    )
    told = int(changed.rowcount)  # type: ignore[attr-defined]
    if not told:
        raise TimesAreOver if db.session.scalar(select(SlotMove.id).where(*untold).limit(1)) else NobodyNew
    audit.record("mark told", "move list", list_id, actor=actor, at=at, told=told, how=how)
    return told


_IS_OVER = exists().where(
    Slot.id == SlotMove.to_slot_id,
    Distribution.id == Slot.distribution_id,
    Distribution.state == DistributionState.CLOSED,
)


def open_changes(list_id: int, kind: str, *, actor: Actor, at: datetime) -> tuple[MoveList, Sequence[queries.Change]]:
    """A list with names and phones, for printing; who printed whose is one line of the trace. Raises NotFound."""
    found = queries.get_list(list_id)
    changes = queries.changes_of(list_id)
    audit.record("print changes", "move list", list_id, actor=actor, at=at, kind=kind, rows=len(changes))
    return found, changes
