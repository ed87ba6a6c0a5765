"""A distribution day at the lyceum, ten in the morning, with Dmytro at desk 2."""

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.distributions.models import Distribution, Entitlement, ProxyRule, Slot
from app.households.models import Card, Household
from app.hubs.models import Location
from tests import cast
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
from tests.make.staff import actor_of, make_staff
from tests.visitor import Visitor

TODAY = date(2026, 11, 24)
TEN = clock.instant(TODAY, time(10, 2))


@dataclass
class World:
    """What stands around the desk, by name."""

    lyceum: Location
    village: Location
    today: Distribution
    at_village: Distribution
    next_week: Distribution
    _places: dict[int, int] = field(default_factory=dict)

    def slot(self, hour: int, minute: int = 0, *, of: Distribution | None = None) -> Slot:
        starts_at = clock.instant((of or self.today).held_on, time(hour, minute))
        return next(slot for slot in (of or self.today).slots if slot.starts_at == starts_at)

    def household(
        self, surname: str = "Ковальчук", given: str = "Ганна", *, born: int = 1954, **fields: object
    ) -> Household:
        """A household of one person, with a card."""
        db.session.commit()  # what requests wrote meanwhile must be seen before anything is added
        household = make_household(settlement=self.lyceum.settlement, **fields)
        make_person(household=household, surname=surname, given=given, born=born)
        make_card(household=household)
        return household

    def promise(self, household: Household, slot: Slot, *, quantity: int = 1) -> Entitlement:
        self._places[slot.id] = self._places.get(slot.id, 0) + 1
        return make_entitlement(household=household, slot=slot, place=self._places[slot.id], quantity=quantity)

    def expected(self, hour: int, minute: int = 0, **person: str) -> tuple[Card, Entitlement]:
        """A household that is expected today at this hour: its card and its promise."""
        household = self.household(**person)  # type: ignore[arg-type]
        promise = self.promise(household, self.slot(hour, minute))
        db.session.commit()
        return household.cards[0], promise

    def second_programme(self, *, title: str = "Гігієна", kit: str = "Гігієнічний набір") -> Distribution:
        """Another programme given at the lyceum today."""
        programme = make_programme(
            kit=make_kit(code="HYG-F", name=kit), starts_on=TODAY - timedelta(days=10), title=title
        )
        return make_distribution(cycle=make_cycle(programme=programme), location=self.lyceum, held_on=TODAY)

    def proxy_rule(self, rule: ProxyRule) -> None:
        self.today.cycle.programme.proxy_rule = rule
        db.session.commit()


def build_world() -> World:
    hub, settlement = make_hub(), make_settlement()
    lyceum = make_location(hub=hub, settlement=settlement)
    village = make_location(hub=hub, settlement=settlement, name="Садова", desks=1)
    make_street(settlement=settlement, name="Садова", location=village)
    programme = make_programme(kit=make_kit(), starts_on=TODAY - timedelta(days=10))
    cycle = make_cycle(programme=programme)
    days = [(lyceum, TODAY), (village, TODAY), (lyceum, TODAY + timedelta(days=7))]
    held = [make_distribution(cycle=cycle, location=place, held_on=day) for place, day in days]
    db.session.commit()
    return World(lyceum, village, *held)


@pytest.fixture
def world(database: None) -> World:
    """Without HTTP."""
    return build_world()


@pytest.fixture
def dmytro(database: None) -> Actor:
    return _sign_up(cast.DMYTRO)


@pytest.fixture
def oksana(database: None) -> Actor:
    return _sign_up(cast.OKSANA)


def _sign_up(colleague: cast.Colleague) -> Actor:
    staff = make_staff(colleague)
    db.session.commit()
    return actor_of(staff)


class Clock:
    """The wall clock of the lyceum, which a test may turn."""

    def __init__(self) -> None:
        self.at = TEN

    def __call__(self) -> datetime:
        return self.at

    def turn(self, hour: int, minute: int = 0, *, day: date = TODAY) -> None:
        self.at = clock.instant(day, time(hour, minute))


@pytest.fixture
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Ten o'clock on the day of the distribution."""
    wall = Clock()
    monkeypatch.setattr(clock, "now", wall)
    return wall


@pytest.fixture
def open_day(app: Flask, wall_clock: Clock) -> Iterator[World]:
    """With HTTP: the test holds the day in its hands, and each request has a context of its own, as on a server."""
    serve = app.wsgi_app
    app.wsgi_app = lambda *request: Context().run(serve, *request)  # type: ignore[method-assign]
    with app.app_context():
        yield build_world()


@pytest.fixture
def desk(open_day: World, visit: Callable[..., Visitor]) -> Visitor:
    """Dmytro at desk 2 of the lyceum."""
    return sit_down(visit(cast.DMYTRO), open_day.lyceum)


def sit_down(visitor: Visitor, location: Location, number: int = 2) -> Visitor:
    visitor.open("/check-in/desk")
    visitor.press("Відкрити стіл", {"location": str(location.id), "desk": str(number)})
    return visitor
