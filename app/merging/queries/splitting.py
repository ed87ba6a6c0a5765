"""What stands before a split or a transfer in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.distributions.models import Cycle, Entitlement, Programme


@dataclass(frozen=True, slots=True)
class Counted:
    """A running cycle in which a household is promised something for everyone in it."""

    programme: str
    ends_on: date


def counted_in(household_id: int, at: datetime) -> Sequence[Counted]:
    """In which running cycles the people of this household are counted already, the first to end first."""
    found = (
        select(Programme.title, Cycle.ends_on)
        .join(Cycle, Cycle.programme_id == Programme.id)
        .join(Entitlement, Entitlement.cycle_id == Cycle.id)
        .where(
            Entitlement.household_id == household_id,
            Entitlement.withdrawn_at.is_(None),
            Cycle.ends_on >= clock.local_date(at),
        )
        .order_by(Cycle.ends_on, Programme.title)
    )
    return [Counted(*row) for row in db.session.execute(found)]
