"""What people asked for, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, func, select

from app.core.clock import instant
from app.core.db import db
from app.core.names import sort_key
from app.households.models import Household
from app.hubs.models import Settlement
from app.wardens.models import NeedCode, Round, RoundNeed, RoundRow


@dataclass(frozen=True, slots=True)
class NeedsTable:
    """Households that asked for each thing, by settlement. One that asked on two rounds counts once."""

    settlements: Sequence[Settlement]
    asked: Mapping[tuple[NeedCode, int], int]
    """By what was asked and the settlement's id."""
    visited: int
    """Households that were reached at least once in the period."""

    def of(self, code: NeedCode) -> list[int]:
        """How many asked for this in each settlement, in their order."""
        return [self.asked.get((code, settlement.id), 0) for settlement in self.settlements]


def count_needs(first_on: date, last_on: date) -> NeedsTable:
    """What was asked on the sheets entered from the first to the last day, both included."""
    asked = (
        select(RoundNeed.code, Household.settlement_id, func.count(RoundRow.household_id.distinct()))
        .join(RoundRow, RoundRow.id == RoundNeed.row_id)
        .join(Round, Round.id == RoundRow.round_id)
        .join(Household, Household.id == RoundRow.household_id)
        .where(*_entered(first_on, last_on))
        .group_by(RoundNeed.code, Household.settlement_id)
    )
    counts = {(row[0], row[1]): row[2] for row in db.session.execute(asked)}
    named = select(Settlement).where(Settlement.id.in_({settlement_id for _code, settlement_id in counts}))
    settlements = sorted(db.session.scalars(named), key=lambda settlement: sort_key(settlement.name))
    return NeedsTable(settlements, counts, _visited(first_on, last_on))


def _visited(first_on: date, last_on: date) -> int:
    reached = select(RoundRow.household_id).join(Round).where(RoundRow.is_reached, *_entered(first_on, last_on))
    return db.session.scalar(select(func.count()).select_from(reached.distinct().subquery())) or 0


def _entered(first_on: date, last_on: date) -> tuple[ColumnElement[bool], ...]:
    start, end = instant(first_on, time.min), instant(last_on + timedelta(days=1), time.min)
    return Round.entered_at >= start, Round.entered_at < end
