"""The waiting list as parts of other verbs, which write the trace: holds that are over, turns that are, publishing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, insert, select, update

from app.core import clock
from app.core.db import db
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    Entitlement,
    MoveCause,
    Slot,
    SlotMove,
    WaitingEntry,
    WaitState,
)
from app.distributions.queries import moving as queries

_LOOSE = {"synchronize_session": False}


def release_lapsed(at: datetime) -> int:
    """Let go of every place whose hold is over: its household waits on, as long as it did. How many they were."""
    lapsed = db.session.execute(
        select(WaitingEntry.id, WaitingEntry.entitlement_id, Entitlement.slot_id, Entitlement.place)
        .join(Entitlement, Entitlement.id == WaitingEntry.entitlement_id)
        .where(WaitingEntry.state == WaitState.OFFERED, WaitingEntry.held_until <= at)
        .order_by(Entitlement.id)
        .with_for_update(of=(Entitlement, WaitingEntry))
    ).all()
    for part in queries.in_parts([row.id for row in lapsed]):
        waits = update(WaitingEntry).where(WaitingEntry.id.in_(part))
        db.session.execute(waits.values(state=WaitState.WAITING, held_until=None), execution_options=_LOOSE)
    for part in queries.in_parts([row.entitlement_id for row in lapsed]):
        leaves = update(Entitlement).where(Entitlement.id.in_(part), Entitlement.stands)
        db.session.execute(leaves.values(withdrawn_at=at), execution_options=_LOOSE)
    if lapsed:
        db.session.execute(
            insert(SlotMove),
            [
                {
                    "entitlement_id": row.entitlement_id, "cause": MoveCause.WAITING, "moved_at": at,
                    "from_slot_id": row.slot_id, "from_place": row.place,
                }
                for row in lapsed
            ],
        )  # fmt: skip
        db.session.expire_all()
    return len(lapsed)


def end_past_cycles(at: datetime) -> None:
    """Nobody waits for a turn that is over; in the next one everyone is entitled anew."""
    is_held_still = exists().where(
        Distribution.cycle_id == Cycle.id, Distribution.state == DistributionState.PUBLISHED,
        Slot.distribution_id == Distribution.id, Slot.ends_at > at,
    )  # fmt: skip
    over = select(Cycle.id).where(Cycle.ends_on < clock.local_date(at), ~is_held_still)
    db.session.execute(
        update(WaitingEntry)
        .where(WaitingEntry.state == WaitState.WAITING, WaitingEntry.cycle_id.in_(over))
        .values(state=WaitState.ENDED, closed_at=at),
        execution_options=_LOOSE,
    )


def follow_publishing(
    cycle_id: int, without_place: Collection[int], *, cause: MoveCause = MoveCause.WAITING, at: datetime
) -> None:
    """Part of publishing: who has a place waits no more; who got none waits from now on, in the published order."""
    has_place = select(Entitlement.household_id).where(Entitlement.cycle_id == cycle_id, Entitlement.stands)
    db.session.execute(
        update(WaitingEntry)
        .where(
            WaitingEntry.cycle_id == cycle_id,
            WaitingEntry.state == WaitState.WAITING,
            WaitingEntry.household_id.in_(has_place),
        )
        .values(state=WaitState.PLACED, closed_at=at),
        execution_options=_LOOSE,
    )
    waiting = set(
        db.session.scalars(
            select(WaitingEntry.household_id).where(WaitingEntry.cycle_id == cycle_id, WaitingEntry.closed_at.is_(None))
        )
    )
    rows = [
        {
            "cycle_id": cycle_id, "household_id": household_id, "cause": cause, "since": at,
            "state": WaitState.WAITING, "is_standby": False,
        }
        for household_id in without_place
        if household_id not in waiting
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(WaitingEntry), rows)
