"""Nobody is counted twice in a cycle: people who leave a household that was promised something are written down.

Both steps belong to the verbs of rooms above, which write their one audit row.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select

from app.core import clock
from app.core.db import db
from app.distributions.models import CoveredPerson, Cycle, Entitlement


def hold_open_cycles(at: datetime) -> list[int]:
    """Hold every cycle that has not ended, by number; called before the households are held.

    Publishing holds its cycle too, so a list and a move never pass each other unseen; booking holds the household.
    """
    found = select(Cycle.id).where(Cycle.ends_on >= clock.local_date(at)).order_by(Cycle.id)
    return list(db.session.scalars(found.with_for_update(key_share=True)))


def cover(person_ids: Collection[int], household_id: int, cycle_ids: Collection[int]) -> int:
    """Write down that these people were counted in what their household is promised in these cycles; in how many."""
    promised = select(Entitlement.cycle_id, Entitlement.id).where(
        Entitlement.household_id == household_id,
        Entitlement.cycle_id.in_(cycle_ids),
        Entitlement.withdrawn_at.is_(None),
    )
    promises = db.session.execute(promised).all()
    before = _covered(person_ids)
    rows = [
        {"cycle_id": cycle_id, "person_id": person_id, "entitlement_id": entitlement_id}
        for cycle_id, entitlement_id in promises
        for person_id in sorted(person_ids)
        if (cycle_id, person_id) not in before
    ]
    if rows:
        db.session.execute(insert(CoveredPerson), rows)
    return len(promises)


def _covered(person_ids: Collection[int]) -> set[tuple[int, int]]:
    found = select(CoveredPerson.cycle_id, CoveredPerson.person_id).where(CoveredPerson.person_id.in_(person_ids))
    return {(cycle_id, person_id) for cycle_id, person_id in db.session.execute(found)}
