"""Free places of this location for one household that has none for now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from app.checkin import aid_log, rules
from app.checkin.models import Verdict
from app.checkin.rules import Offer, Opening
from app.core import clock
from app.core.db import db
from app.distributions import queries as distributions
from app.distributions.models import Cycle, Distribution, Entitlement, Slot
from app.distributions.queries import scarcity
from app.distributions.queries.scarcity import ScarceKit
from app.households.models import Card
from app.hubs.models import Location


def find_offer(household_id: int, location_id: int, verdict: Verdict, at: datetime) -> Offer | None:
    """The free places of the cycles held here today that this household may be given: today's first.

    Whoever has a time in the cycle is offered earlier ones only; whoever missed it or was never promised, any.
    """
    today = clock.local_date(at)
    cycles = {one.cycle_id: one.cycle for one in distributions.distributions_today(location_id, today)}
    openings = [one for cycle in cycles.values() for one in _openings(cycle, household_id, location_id, at)]
    return rules.offer(openings, verdict=verdict, at=at)


def find_scarce(household_id: int | None, offer: Offer, at: datetime) -> Sequence[ScarceKit]:
    """Kits of which too few are there for this household in the place that is offered first."""
    opening = offer.now or offer.first
    if household_id is None or opening is None:
        return ()
    return scarcity.scarce_in_slot(household_id, opening.slot_id, aid_log=aid_log, at=at)


def find_place_in(household_id: int, slot_id: int) -> int | None:
    """The number of the promise that gives this household a place in this slot."""
    mine = Entitlement.household_id == household_id, Entitlement.slot_id == slot_id, Entitlement.stands
    return db.session.scalar(select(Entitlement.id).where(*mine))


@dataclass(frozen=True, slots=True)
class Booked:
    """A place that was given at this desk, as it is shown afterwards."""

    entitlement_id: int
    household_id: int
    location_id: int
    location_name: str
    starts_at: datetime
    ends_at: datetime
    card_no: str


def find_booked(entitlement_id: int) -> Booked | None:
    """None of a promise that does not stand."""
    found = (
        select(
            Entitlement.id,
            Entitlement.household_id,
            Distribution.location_id,
            Location.name,
            Slot.starts_at,
            Slot.ends_at,
            Card.card_no,
        )
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .join(Location, Location.id == Distribution.location_id)
        .outerjoin(
            Card,
            and_(Card.household_id == Entitlement.household_id, Card.blocked_at.is_(None), ~Card.is_alias),
        )
        .where(Entitlement.id == entitlement_id, Entitlement.stands)
    )
    row = db.session.execute(found).first()
    return None if row is None else Booked(*row[:6], card_no=row.card_no or "")


def _openings(cycle: Cycle, household_id: int, location_id: int, at: datetime) -> Iterator[Opening]:
    promise = distributions.find_entitlement(household_id, cycle.id)
    if not (_is_waiting(promise) if promise else _is_entitled(cycle, household_id, at)):
        return
    for fill in distributions.free_slots(cycle.id, at, with_kept=True):
        slot = fill.slot
        is_here = slot.distribution.location_id == location_id
        if is_here and (promise is None or _is_better(slot.starts_at, promise, location_id, at)):
            yield Opening(slot.id, cycle.programme.title, slot.starts_at, slot.ends_at)


def _is_waiting(promise: Entitlement) -> bool:
    return not aid_log.given_of([promise.id])


def _is_entitled(cycle: Cycle, household_id: int, at: datetime) -> bool:
    """Who came into the register after publishing is asked the same as everybody was."""
    found = distributions.read_register(
        cycle, location_ids=(), aid_log=aid_log, on=clock.local_date(at), only=household_id
    )  # fmt: skip
    return bool(found) and found[0].candidate.barrier is None


def _is_better(starts_at: datetime, promise: Entitlement, location_id: int, at: datetime) -> bool:
    """A missed time is worse than any; of two that are to come the earlier one is better, and one here today."""
    slot = promise.slot
    is_missed = slot.distribution.held_on < clock.local_date(at)
    is_elsewhere_today = (
        slot.distribution.held_on == clock.local_date(at) and slot.distribution.location_id != location_id
    )
    return is_missed or starts_at < slot.starts_at or (is_elsewhere_today and _is_today(starts_at, at))


def _is_today(starts_at: datetime, at: datetime) -> bool:
    return clock.local_date(starts_at) == clock.local_date(at)
