"""The hub's verbs around a pause: who is inside, and what becomes of those whose time was lost."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.audit import operations as audit
from app.checkin import aid_log
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import MoveCause, MoveList
from app.distributions.operations import ListChanged, moving
from app.hubs.models import Pause
from app.pauses import queries
from app.pauses.models import AllClear, Insider


class StillPaused(Refusal):
    """New times are given when it is known that desks work."""

    message = N_("Hand-over stands still. New times are decided on after the all-clear.")


class DecidedAlready(Refusal):
    """Two pressed at once, or one pressed twice."""

    message = N_("What happens to those who waited is decided already.")


class ListHasChanged(Refusal):
    message = N_("The list has changed since you looked at it. Look at it again and accept it anew.")


def note_inside(pause_id: int, entitlement_ids: Collection[int], *, actor: Actor, at: datetime) -> None:
    """Exactly these are seen inside, besides those whose card was scanned. Raises NotFound."""
    pause = _hold(pause_id)
    on_list = {row.entitlement_id for site in queries.see_sites(pause, at) for row in site.crowd.rows}
    if not on_list.issuperset(entitlement_ids):
        raise NotFound
    db.session.execute(delete(Insider).where(Insider.pause_id == pause_id))
    seen = [
        {"pause_id": pause_id, "entitlement_id": each, "seen_at": at, "seen_by_id": actor.staff_id}
        for each in sorted(entitlement_ids)
    ]
    if seen:
        db.session.execute(insert(Insider), seen)
    audit.record("note who is inside", "pause", pause_id, actor=actor, at=at, entitlements=sorted(entitlement_ids))


def accept(pause_id: int, *, digest: str, words: str, nonce: str, actor: Actor, at: datetime) -> MoveList:
    """Give everyone whose time was lost the time that was proposed; whoever has none waits for one.

    ``digest`` is that of the list that was looked at, ``words`` the reason for the public. Pauses of the day that
    nothing was decided on before are decided with it. Raises NotFound, StillPaused, DecidedAlready, ListHasChanged.
    """
    pause = _hold_ended(pause_id)
    proposal = queries.propose(pause, at)
    if proposal.digest != digest:
        raise ListHasChanged
    reason = moving.Reason(cause=MoveCause.ALARM, words=words)
    try:
        move_list = moving.apply(proposal, reason=reason, nonce=nonce, aid_log=aid_log, actor=actor, at=at)
    except ListChanged as changed:
        raise ListHasChanged from changed
    decided = _decide(pause, move_list.id, actor=actor, at=at)
    audit.record(
        "move after a pause", "pause", pause_id, actor=actor, at=at,
        pauses=decided, move_list=move_list.id, **moving.trace(proposal, reason),
    )  # fmt: skip
    return move_list


def leave(pause_id: int, *, actor: Actor, at: datetime) -> None:
    """Nobody is moved: the pause was short, and whoever is late is served today.

    Raises NotFound, StillPaused, DecidedAlready.
    """
    decided = _decide(_hold_ended(pause_id), None, actor=actor, at=at)
    audit.record("leave times after a pause", "pause", pause_id, actor=actor, at=at, pauses=decided)


def _hold(pause_id: int) -> Pause:
    pause = db.session.scalar(
        select(Pause).where(Pause.id == pause_id).with_for_update().execution_options(populate_existing=True)
    )
    if pause is None:
        raise NotFound
    return pause


def _hold_ended(pause_id: int) -> Pause:
    """A pause that is over, nothing being decided on it yet and no other one having begun since."""
    pause = _hold(pause_id)
    if queries.find_all_clear(pause_id) is not None:
        raise DecidedAlready
    if pause.ended_at is None or queries.find_later(pause) is not None:
        raise StillPaused
    return pause


def _decide(pause: Pause, move_list_id: int | None, *, actor: Actor, at: datetime) -> list[int]:
    """Write down what was decided on this pause and on those that waited with it; their ids."""
    ids = [each.id for each in queries.undecided_with(pause)]
    rows = [
        AllClear(pause_id=each, move_list_id=move_list_id, decided_at=at, decided_by_id=actor.staff_id) for each in ids
    ]
    db.session.add_all(rows)
    db.session.flush()
    return ids
