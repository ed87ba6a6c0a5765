"""A household of three with a card, and a programme that gives it kits every thirty days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time

import pytest
import time_machine
from flask import Flask

from app.checkin.models import CollectorKind, HandOver, Method
from app.core import clock, codes
from app.core.db import Base, db
from app.distributions.models import DistributionState as State
from app.distributions.models import Entitlement, Programme
from app.households.models import Card, Household
from app.hubs.models import Hub, Location
from tests.make import (
    make_card,
    make_distribution,
    make_entitlement,
    make_household,
    make_hub,
    make_kit,
    make_location,
    make_person,
    make_programme,
    make_settlement,
    make_street,
)
from tests.make.distributions import make_cycle

TODAY = date(2026, 11, 20)
"""A Friday; the clock stands at five past two."""


@dataclass
class Community:
    """What a story about one household needs."""

    app: Flask
    hub: Hub
    location: Location
    household: Household
    card: Card
    programme: Programme
    clerk_id: int

    @property
    def pin(self) -> str:
        return codes.pin_of(self.card.token)

    def promise(
        self, held_on: date, *, cycle: int = 1, at: time = time(9), state: State = State.PUBLISHED
    ) -> Entitlement:
        """Publish aid for the household on this day, at this hour, in this turn of the programme."""
        with self.app.app_context():
            distribution = make_distribution(
                cycle=make_cycle(programme=self.programme, number=cycle),
                location=self.location,
                held_on=held_on,
                opens_at=at,
                closes_at=time(at.hour + 6),
                state=state,
            )
            slot = distribution.slots[1]
            entitlement = make_entitlement(household=self.household, slot=slot, place=1, quantity=3, people_count=3)
            db.session.commit()
            return entitlement

    def give(self, entitlement: Entitlement, on: date) -> None:
        """Hand it over at ten past ten of that day."""
        at = clock.instant(on, time(10, 10))
        self.keep(
            HandOver(
                entitlement_id=entitlement.id,
                nonce=f"{entitlement.id:032x}",
                card_id=self.card.id,
                location_id=self.location.id,
                desk=2,
                staff_id=self.clerk_id,
                method=Method.SCAN,
                collector_kind=CollectorKind.MEMBER,
                happened_at=at,
                recorded_at=at,
            )
        )

    def keep(self, row: Base, **values: object) -> None:
        """Store a row, new or changed."""
        with self.app.app_context():
            db.session.add(row)
            for name, value in values.items():
                setattr(row, name, value)
            db.session.commit()


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(clock.instant(TODAY, time(14, 5)), tick=False):
        yield


@pytest.fixture
def community(app: Flask, staff: dict[str, int]) -> Community:
    with app.app_context():
        hub, settlement = make_hub(), make_settlement()
        location = make_location(hub=hub, settlement=settlement)
        street = make_street(settlement=settlement, name="Садова", location=location)
        household = make_household(settlement=settlement, street=street, house="77а")
        for given in ("Зінаїда", "Матвій", "Софія"):
            make_person(household=household, surname="Їжакевич", given=given, born=1954)
        card = make_card(household=household, card_no="12345671", token="12345678901234567890")
        programme = make_programme(kit=make_kit(), starts_on=date(2026, 11, 1))
        db.session.commit()
        return Community(app, hub, location, household, card, programme, staff["dmytro"])


@pytest.fixture
def page(community: Community, visit: Callable[..., object]) -> Callable[..., object]:
    """Open the page of the household's card as a phone does."""
    return lambda **options: visit().open(f"/c/{community.card.token}", **options)
