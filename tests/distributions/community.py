"""A small community with a programme, in a future that no test outlives; and planning in one line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.checkin import aid_log
from app.checkin.models import CollectorKind, HandOver, Method
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.distributions import operations, queries, rules
from app.distributions.models import Distribution, Entitlement, Programme, Slot, Unit
from app.households.models import Household
from app.hubs.models import Location, Settlement, Street
from app.stock.models import Kit
from tests import cast
from tests.make import (
    make_card,
    make_household,
    make_hub,
    make_kit,
    make_location,
    make_person,
    make_settlement,
    make_street,
)
from tests.make.staff import make_staff

TUESDAY = date(2031, 11, 25)
NOW = clock.instant(date(2031, 11, 20), time(10))
"""When the lead plans."""
ON_THE_DAY = clock.instant(TUESDAY, time(9, 5))


@dataclass
class Community:
    """What a test reaches for."""

    settlement: Settlement
    street: Street
    lyceum: Location
    kit: Kit
    programme: Programme
    households: list[Household]


def settle(*, households: int = 12, unit: Unit = Unit.PERSON, desks: int = 2) -> Community:
    """A hub, one street of ``households`` with one to three people each, and a monthly programme."""
    hub, settlement = make_hub(), make_settlement()
    lyceum = make_location(hub=hub, settlement=settlement, desks=desks)
    street = make_street(settlement=settlement, name="Садова", location=lyceum)
    homes = [add_household(settlement=settlement, street=street, people=1 + n % 3) for n in range(households)]
    kit = make_kit()
    db.session.commit()
    with transaction():
        programme = operations.create_programme(terms(kit, unit=unit), actor=KEEPER, at=NOW)
    return Community(settlement, street, lyceum, kit, programme, homes)


def terms(kit: Kit, **changes: object) -> operations.Terms:
    """Food every thirty days from the first of November."""
    usual: dict[str, object] = {
        "title": "Продукти щомісяця",
        "partner_name": "Фонд «Спільний стіл»",
        "starts_on": date(2031, 11, 1),
        "rule_text": "Один набір на особу кожні 30 днів.",
    }
    of_kit = {name: changes.pop(name) for name in ("unit", "quantity", "sizes", "target") if name in changes}
    kits = [rules.KitTerms(**{"kit_id": kit.id, "unit": Unit.PERSON, **of_kit})]  # type: ignore[arg-type]
    return operations.Terms(**{"kits": kits, **usual, **changes})  # type: ignore[arg-type]


def add_household(*, settlement: Settlement, street: Street | None, people: int = 1, **fields: object) -> Household:
    household = make_household(settlement=settlement, street=street, **fields)
    for n in range(people):
        make_person(household=household, surname="Гончар", given="Мар’яна", born=1950 + 20 * n)
    make_card(household=household)
    return household


def plan(
    community: Community,
    *,
    days: Collection[date] = (TUESDAY,),
    locations: Collection[Location] = (),
    hours: tuple[time, time] = (time(9), time(10)),
    at: datetime = NOW,
) -> list[Distribution]:
    with transaction():
        drafts = operations.plan_distributions(
            community.programme.id,
            days=days,
            location_ids=[place.id for place in locations or (community.lyceum,)],
            opens_at=hours[0],
            closes_at=hours[1],
            slot_minutes=15,
            actor=KEEPER,
            at=at,
        )
    return list(drafts)


def draft_plan(cycle_id: int, *, seed: int | None = None, at: datetime = NOW) -> queries.Plan:
    return queries.draft_plan(cycle_id, seed=seed, aid_log=aid_log, at=at)


def publish(cycle_id: int, *, at: datetime = NOW) -> queries.Plan:
    drafted = draft_plan(cycle_id, at=at)
    with transaction():
        operations.publish(drafted, digest=drafted.digest, aid_log=aid_log, actor=KEEPER, at=at)
    return drafted


def publish_days(community: Community, *days: date, **hours: tuple[time, time]) -> list[Distribution]:
    """Days planned and published in one go."""
    drafts = plan(community, days=days or (TUESDAY,), **hours)
    publish(drafts[0].cycle_id)
    return drafts


def book(household: Household, slot: Slot, *, at: datetime = NOW) -> Entitlement:
    with transaction():
        return operations.book_place(household.id, slot.id, aid_log=aid_log, actor=KEEPER, at=at)


def entitlement_of(household: Household) -> Entitlement:
    return db.session.scalars(db.select(Entitlement).where(Entitlement.household_id == household.id)).one()


def give(entitlement: Entitlement) -> None:
    """A hand-over as the desk leaves it."""
    staff = make_staff(cast.DMYTRO)
    db.session.add(
        HandOver(
            entitlement_id=entitlement.id,
            nonce="0" * 32,
            location_id=entitlement.slot.distribution.location_id,
            desk=1,
            staff_id=staff.id,
            method=Method.SCAN,
            collector_kind=CollectorKind.MEMBER,
            happened_at=entitlement.slot.starts_at,
            recorded_at=entitlement.slot.starts_at,
        )
    )
    db.session.commit()


def slots_of(distribution: Distribution) -> list[Slot]:
    return list(
        db.session.scalars(db.select(Slot).where(Slot.distribution_id == distribution.id).order_by(Slot.starts_at))
    )


WEEK = timedelta(days=7)
