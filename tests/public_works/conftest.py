"""Public works in the last week of November: a park to be cleaned, and people who would do it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest

from app.accounts.models import Staff
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.households.models import Person, Sex
from app.hubs import queries as hubs
from app.hubs.models import Settlement
from app.public_works import operations, queries
from app.public_works.models import Channel, SignUp, SignUpDay, WorkOrder
from app.public_works.operations import Wish
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
)
from tests.make.distributions import make_cycle
from tests.make.staff import actor_of, make_staff
from tests.make.works import make_order

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
FRIDAY_BEFORE = clock.instant(date(2026, 11, 20), time(12))
WEEKS_BEFORE = clock.instant(date(2026, 7, 1), time(10))
EVE = clock.instant(date(2026, 11, 22), time(9))
"""Sunday: everybody has signed up."""


@dataclass
class Gang:
    """People of the settlement and whoever writes them down."""

    settlement: Settlement
    registrar: Actor
    foreman: Staff
    _signed: int = 0

    def order(self, *days: date, places: int = 2, **changed: object) -> WorkOrder:
        """A published order of these days, Monday without any; people sign up until Friday noon at the latest."""
        days = days or (MONDAY,)
        until = min(FRIDAY_BEFORE, clock.instant(min(days) - timedelta(days=1), time(18)))
        usual = {"settlement": self.settlement, "foreman": self.foreman, "at": WEEKS_BEFORE, "sign_up_until": until}
        return make_order(days=days, places=places, **{**usual, **changed})  # type: ignore[arg-type]

    def person(
        self, given: str = "Олег", *, born: date | int | None = 1980, sex: Sex = Sex.MALE, of: Person | None = None
    ) -> Person:
        """Somebody with a household of their own, or of the household of ``of``."""
        household = of.household if of else make_household(settlement=self.settlement)
        assert household is not None
        person = make_person(household=household, surname="Гончар", given=given, sex=sex, born=born)
        if of is None:
            make_card(household=household)
        db.session.commit()
        return person

    def sign_up(
        self, person: Person, order: WorkOrder, *days: int, at: datetime = FRIDAY_BEFORE, **wish: object
    ) -> SignUp:
        """For shifts of the order by their number from 0; without any, for all."""
        self._signed += 1
        shifts = [order.shifts[day].id for day in days] if days else [shift.id for shift in order.shifts]
        with transaction():
            return operations.sign_up(
                order.id, person.id, Wish(shifts, **wish), channel=Channel.DESK,  # type: ignore[arg-type]
                nonce=f"sign-up-{self._signed}", actor=self.registrar, at=at,
            )  # fmt: skip

    def propose(self, order: WorkOrder, at: datetime = EVE) -> queries.Proposal:
        return queries.propose(order, queries.rules_of_turns(hubs.get_hub().id), at)

    def share_out(self, order: WorkOrder) -> None:
        """On the eve, as it was looked at."""
        digest = self.propose(order).digest
        with transaction():
            operations.share_out(order.id, digest=digest, actor=self.registrar, at=EVE)

    def aid_at(self, person: Person, day: date, begins: time) -> None:
        """A promise to the person's household in a slot of a quarter of an hour."""
        assert person.household is not None
        location = make_location(hub=hubs.get_hub(), settlement=self.settlement)
        programme = make_programme(kit=make_kit(), starts_on=day - timedelta(days=10))
        held = make_distribution(cycle=make_cycle(programme=programme), location=location, held_on=day)
        slot = next(slot for slot in held.slots if slot.starts_at == clock.instant(day, begins))
        make_entitlement(household=person.household, slot=slot, place=1, quantity=1)
        db.session.commit()


def days_of(sign_up: SignUp) -> list[SignUpDay]:
    """As they are now, in order of time."""
    db.session.expire_all()
    return sorted(sign_up.days, key=lambda day: day.shift.starts_at)


@pytest.fixture
def gang(database: None) -> Gang:
    make_hub()
    settlement = make_settlement()
    registrar = actor_of(make_staff(cast.HALYNA))
    db.session.commit()
    foreman = make_staff(cast.MYKOLA)
    db.session.commit()
    return Gang(settlement, registrar, foreman)
