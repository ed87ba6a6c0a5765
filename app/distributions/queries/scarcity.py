"""Whether what lies in the stores suffices for one more household, for the pages that offer it a place.

Nobody is refused for it: a waybill may lie on the table that nobody has typed in yet.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, not_, or_, select

from app.core import clock
from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Slot,
)
from app.distributions.queries.programmes import get_cycle
from app.distributions.queries.promises import find_entitlement
from app.distributions.queries.register import read_register
from app.distributions.queries.shortage import kit_ids_of, needs_of
from app.distributions.rules import Promised
from app.stock import queries as stock
from app.stock.models import Kit, KitVersion


@dataclass(frozen=True, slots=True)
class ScarceKit:
    """A kit of which too few are there for one more household, from a day on."""

    kit: Kit
    day: date
    there: int
    promised: int


def scarce_kits(
    cycle: Cycle, household_id: int, days: Collection[date], *, aid_log: AidLog, at: datetime
) -> Sequence[ScarceKit]:
    """Kits that a household would be given in this cycle and that do not suffice on one of these days.

    One statement where no stock is kept of any of them.
    """
    supplies = stock.supply_of(kit_ids_of(cycle)) if days else {}
    if not supplies:
        return ()
    needs = _needs(cycle, household_id, aid_log, at)
    begun = {kit_id: supply.begun for kit_id, supply in supplies.items()}
    promised = _promised(begun, max(days), without=(household_id, cycle.id))
    lots = {kit_id: supply.lots for kit_id, supply in supplies.items()}
    kits = {one.kit_id: one.kit for one in cycle.programme.kits}
    found = rules.find_scarce(needs, lots, promised, days)
    return [ScarceKit(kits[one.kit_id], one.day, one.there, one.promised) for one in found]


def scarce_in_slot(household_id: int, slot_id: int, *, aid_log: AidLog, at: datetime) -> Sequence[ScarceKit]:
    """The same for one slot. Raises NotFound."""
    slot = db.session.get_one(Slot, slot_id)
    cycle = get_cycle(slot.distribution.cycle_id)
    return scarce_kits(cycle, household_id, [slot.distribution.held_on], aid_log=aid_log, at=at)


def _needs(cycle: Cycle, household_id: int, aid_log: AidLog, at: datetime) -> Mapping[int, int]:
    """What the household is promised in this cycle, or would be today."""
    if promise := find_entitlement(household_id, cycle.id):
        kits = Counter[int]()
        for one in promise.kits:
            kits[one.kit_version.kit_id] += one.quantity
        return kits
    found = read_register(
        cycle, location_ids=(), aid_log=aid_log, on=clock.local_date(at), only=household_id
    )  # fmt: skip
    return needs_of(found[0]) if found else {}


def _promised(begun: Mapping[int, date], until: date, *, without: tuple[int, int]) -> list[Promised]:
    """What is promised on days that are not closed, given or not: what was given leaves the books at closing.

    Days before books of a kit begin are in none of them. The household's own promise in this cycle goes with it.
    """
    household_id, cycle_id = without
    is_own = and_(Entitlement.household_id == household_id, Entitlement.cycle_id == cycle_id)
    in_books = or_(*(and_(KitVersion.kit_id == kit_id, Distribution.held_on >= day) for kit_id, day in begun.items()))
    found = (
        select(KitVersion.kit_id, Distribution.held_on, func.sum(EntitledKit.quantity))
        .join(EntitledKit, EntitledKit.kit_version_id == KitVersion.id)
        .join(Entitlement, Entitlement.id == EntitledKit.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .where(
            Distribution.state == DistributionState.PUBLISHED, Distribution.held_on <= until, in_books,
            Entitlement.stands, not_(is_own),
        )
        .group_by(KitVersion.kit_id, Distribution.held_on)
    )  # fmt: skip
    return [Promised(kit_id, day, int(kits)) for kit_id, day, kits in db.session.execute(found)]
