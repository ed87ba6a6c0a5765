"""Programmes, distributions with their slots, entitlements."""

from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.db import db
from app.distributions.models import (
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Programme,
    ProgrammeKit,
    ProxyRule,
    Slot,
    Unit,
)
from app.households.models import Household
from app.hubs.models import Location, Partner
from app.stock.models import Kit


def make_programme(
    *,
    kit: Kit,
    starts_on: date,
    title: str = "Продукти щомісяця",
    unit: Unit = Unit.HOUSEHOLD,
    quantity: int = 1,
    proxy_rule: ProxyRule = ProxyRule.FAMILY_AND_WARDEN,
    cycle_days: int = 30,
) -> Programme:
    programme = Programme(
        title=title,
        partner=Partner(name=f"Благодійний фонд для «{title}»"),
        kits=[ProgrammeKit(position=1, kit=kit, unit=unit, quantity=quantity)],
        starts_on=starts_on,
        cycle_days=cycle_days,
        rule_text="Один набір на домогосподарство кожні 30 днів.",
        proxy_rule=proxy_rule,
    )
    db.session.add(programme)
    db.session.flush()
    return programme


def make_cycle(*, programme: Programme, number: int = 1) -> Cycle:
    starts_on = programme.starts_on + timedelta(days=programme.cycle_days * (number - 1))
    cycle = Cycle(
        programme=programme,
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=programme.cycle_days - 1),
    )
    db.session.add(cycle)
    db.session.flush()
    return cycle


_serial = iter(range(1, 1_000_000))


def make_distribution(
    *,
    cycle: Cycle,
    location: Location,
    held_on: date,
    opens_at: time = time(9),
    closes_at: time = time(15),
    slot_minutes: int = 15,
    capacity: int = 8,
    state: DistributionState = DistributionState.PUBLISHED,
) -> Distribution:
    """A distribution with slots of ``capacity`` households from opening to closing."""
    distribution = Distribution(
        number=f"TEST-{held_on.year}-{next(_serial):04d}",
        cycle=cycle,
        location=location,
        held_on=held_on,
        opens_at=opens_at,
        closes_at=closes_at,
        slot_minutes=slot_minutes,
        desks=location.desks,
        state=state,
    )
    distribution.slots = list(_slots(held_on, opens_at, closes_at, slot_minutes, capacity))
    db.session.add(distribution)
    db.session.flush()
    return distribution


def _slots(held_on: date, opens_at: time, closes_at: time, minutes: int, capacity: int) -> list[Slot]:
    start, end, step = clock.instant(held_on, opens_at), clock.instant(held_on, closes_at), timedelta(minutes=minutes)
    starts: list[datetime] = []
    while start + step <= end:
        starts.append(start)
        start += step
    return [Slot(starts_at=start, ends_at=start + step, capacity=capacity) for start in starts]


def make_entitlement(
    *, household: Household, slot: Slot, place: int, quantity: int = 1, people_count: int | None = None
) -> Entitlement:
    """A published promise, with the people of the household counted as on publishing."""
    kit = slot.distribution.cycle.programme.kits[0].kit
    entitlement = Entitlement(
        cycle=slot.distribution.cycle,
        household=household,
        slot=slot,
        place=place,
        people_count=people_count or max(1, len(household.people)),
    )
    entitlement.kits = [EntitledKit(position=1, kit_version=kit.versions[-1], quantity=quantity)]
    db.session.add(entitlement)
    db.session.flush()
    return entitlement
