"""What is next and what waits, each in one bounded statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.checkin.models import HandOver
from app.closing.models import ClosedDistribution, Closing
from app.core.db import db
from app.distributions.models import Cycle, Distribution, DistributionState, Entitlement, Programme, Slot
from app.households.models import Household
from app.hubs.models import Location, Settlement
from app.pay.models import PayQuestion
from app.stock.models import Kit

MOST_TODAY = 20
MOST_NEXT = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A distribution as the first page shows it: what, where, when, how many households are served of how many."""

    id: int
    title: str
    location: str
    held_on: date
    opens_at: time
    closes_at: time
    state: DistributionState
    promised: int
    served: int
    counted_id: int | None
    """The closing that one person has counted and no other has confirmed yet."""


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What a new hub has already done, in the order in which it is done."""

    has_places: bool
    has_kits: bool
    has_programmes: bool
    has_households: bool
    has_distributions: bool
    drafts: int
    """How many distributions are planned and not yet published."""
    questions: int
    """How many questions about pay have no answer yet; here because it costs no statement of its own."""

    @property
    def are_over(self) -> bool:
        """Whether the first distribution is planned, which needs all the rest."""
        return self.has_distributions


def list_today(today: date) -> Sequence[Day]:
    """Distributions of this day that were published, closed ones last."""
    chosen = and_(Distribution.held_on == today, Distribution.state != DistributionState.DRAFT)
    order = Distribution.state == DistributionState.CLOSED, Distribution.opens_at, Distribution.id
    return _days(_DAYS.where(chosen).order_by(*order).limit(MOST_TODAY))


def list_next(today: date) -> Sequence[Day]:
    """The nearest published distributions after this day."""
    chosen = and_(Distribution.held_on > today, Distribution.state == DistributionState.PUBLISHED)
    return _days(_DAYS.where(chosen).order_by(Distribution.held_on, Distribution.opens_at).limit(MOST_NEXT))


def list_unclosed(today: date) -> Sequence[Day]:
    """Distributions of earlier days that nobody has closed, and what was counted today, the oldest first."""
    is_over = or_(Distribution.held_on < today, _COUNTED.is_not(None))
    chosen = and_(is_over, Distribution.state == DistributionState.PUBLISHED)
    return _days(_DAYS.where(chosen).order_by(Distribution.held_on, Distribution.id).limit(MOST_NEXT))


def see_beginnings() -> Beginnings:
    """How far a new hub has come, and how much of its plan is not published."""
    has = [exists().select_from(kind) for kind in (Kit, Programme, Household, Distribution)]
    places = and_(exists().select_from(Settlement), exists().select_from(Location))
    drafts = select(func.count(Distribution.id)).where(Distribution.state == DistributionState.DRAFT).scalar_subquery()
    questions = select(func.count(PayQuestion.id)).where(PayQuestion.answered_at.is_(None)).scalar_subquery()
    found: Sequence[Any] = db.session.execute(select(places, *has, drafts, questions)).one()
    return Beginnings(*found)


def _days(found: Select[*tuple[object, ...]]) -> Sequence[Day]:
    return [Day(*row) for row in db.session.execute(found)]  # type: ignore[arg-type]


_BOOKED = (
    select(func.count(Entitlement.id))
    .join(Slot, Slot.id == Entitlement.slot_id)
    .where(Slot.distribution_id == Distribution.id, Entitlement.stands)
    .correlate(Distribution)
    .scalar_subquery()
)
_GIVEN = (
    select(func.count(HandOver.id))
    .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
    .join(Slot, Slot.id == Entitlement.slot_id)
    .where(Slot.distribution_id == Distribution.id, Entitlement.stands, ~HandOver.is_reversed)
    .correlate(Distribution)
    .scalar_subquery()
)
_SIGNED = and_(ClosedDistribution.distribution_id == Distribution.id, Closing.id == ClosedDistribution.closing_id)


def _signed(column: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """A figure of a closed day as two people signed it: who did not come has another time by now."""
    return select(column).where(_SIGNED, Closing.confirmed_at.is_not(None)).correlate(Distribution).scalar_subquery()


_PROMISED = func.coalesce(_signed(ClosedDistribution.promised), _BOOKED)
_SERVED = func.coalesce(_signed(ClosedDistribution.served), _GIVEN)
_COUNTED = (
    select(Closing.id)
    .where(
        Closing.location_id == Distribution.location_id, Closing.held_on == Distribution.held_on,
        Closing.superseded_at.is_(None), Closing.confirmed_at.is_(None),
    )
    .correlate(Distribution)
    .scalar_subquery()
)  # fmt: skip
_DAYS = (
    select(
        Distribution.id,
        Programme.title,
        Location.name,
        Distribution.held_on,
        Distribution.opens_at,
        Distribution.closes_at,
        Distribution.state,
        _PROMISED,
        _SERVED,
        _COUNTED,
    )
    .join(Cycle, Cycle.id == Distribution.cycle_id)
    .join(Programme, Programme.id == Cycle.programme_id)
    .join(Location, Location.id == Distribution.location_id)
)
