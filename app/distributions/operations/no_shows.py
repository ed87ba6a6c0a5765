"""Those who did not come: given another time once, then looked after; never taken off the register."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_
from app.distributions import queries, rules
from app.distributions.aid_log import AidLog
from app.distributions.models import Cycle, Entitlement, MoveCause, MoveList, SlotMove
from app.distributions.operations import moving
from app.distributions.queries import moving as moving_queries
from app.wardens import operations as wardens

_WORDS = N_("Nobody came at the time that was given.")


@dataclass(frozen=True, slots=True)
class NoShows:
    """What became of those who did not come."""

    move_list: MoveList | None
    """None when everyone came."""
    placed: int
    waiting: int
    checks: int
    """Households that missed their aid twice and are looked after now."""


def hold_no_shows(distribution_ids: Collection[int], *, aid_log: AidLog, at: datetime) -> None:
    """Hold everyone who did not come to these days, and their cycles, before anybody is given another time."""
    moving.hold_households(moving_queries.movers_at(distribution_ids, aid_log=aid_log, at=at))


def re_slot_no_shows(
    distribution_id: int, *, refused: Collection[int] = (), aid_log: AidLog, actor: Actor, at: datetime
) -> NoShows:
    """Give whoever did not come an equivalent free place of a later day of the cycle, once; the rest waits.

    Part of closing a day, which writes the audit row. Whoever missed a time of this programme before is
    looked after by their warden. ``refused`` are promises that households said no to: they keep their place in the
    day that is over and are asked again by the next cycle only. Raises ListChanged, NotFound.
    """
    day = queries.get_distribution(distribution_id)
    promised = moving_queries.movers_at([day.id], aid_log=aid_log, at=at)
    movers = [mover for mover in promised if mover.entitlement_id not in refused]
    if not movers:
        return NoShows(None, 0, 0, 0)
    proposal = _propose(movers, day.cycle_id, day.id, at)
    missed_before = _missed_before([mover.entitlement_id for mover in movers], day.cycle.programme_id)
    reason = moving.Reason(cause=MoveCause.NO_SHOW, words=_WORDS)
    moved = moving.apply(
        proposal, reason=reason, nonce=f"no-show-{day.id}", aid_log=aid_log, actor=actor, at=at, leaving=[day.id]
    )  # fmt: skip
    checks = wardens.ask_checks(missed_before, actor=actor, at=at)
    return NoShows(moved, len(proposal.moves), len(proposal.left), checks)


def _propose(movers: Collection[rules.Mover], cycle_id: int, distribution_id: int, at: datetime) -> rules.Proposal:
    """Who was given another time once already goes to the waiting list."""
    had_one = moving_queries.had_a_no_show([mover.entitlement_id for mover in movers])
    asked = [replace(m, location_ids=()) if m.entitlement_id in had_one else m for m in movers]
    openings = moving_queries.openings([cycle_id], after=at, without=[distribution_id])
    return rules.propose(asked, openings, moving_queries.sites(openings, after=at, leaving=movers))


def _missed_before(entitlement_ids: Collection[int], programme_id: int) -> set[int]:
    """Households of these promises that missed a time of this programme before."""
    households = {
        household_id
        for part in moving_queries.in_parts(entitlement_ids)
        for household_id in db.session.scalars(select(Entitlement.household_id).where(Entitlement.id.in_(part)))
    }
    missed = (
        select(Entitlement.household_id)
        .join(SlotMove, SlotMove.entitlement_id == Entitlement.id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(SlotMove.cause == MoveCause.NO_SHOW, Cycle.programme_id == programme_id)
    )
    return households & set(db.session.scalars(missed.distinct()))
