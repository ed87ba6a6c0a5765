"""A hub in November: two settlements, two locations, a distribution at each, hand-overs of all kinds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask

from app.checkin.models import CollectorKind, HandOver, Method, RefusedScan, Reversal, Verdict
from app.core import clock
from app.core.db import db
from app.distributions.models import AgeBand, EntitledPeople, Entitlement
from app.households.models import Household, PersonRole, Sex
from app.hubs.models import SettlementKind
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

TENTH = date(2026, 11, 10)
ELEVENTH = date(2026, 11, 11)


@dataclass
class Records:
    """What the stories of this folder need to name."""

    ids: dict[str, int] = field(default_factory=dict)
    pseudonyms: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(clock.instant(date(2026, 11, 20), time(14, 5)), tick=False):
        yield


@pytest.fixture
def records(app: Flask, staff: dict[str, int]) -> Records:
    """What :func:`write_down` leaves in the database of the test."""
    with app.app_context():
        return write_down(staff["dmytro"])


def write_down(clerk_id: int) -> Records:
    """Ten households of Тихе Плесо on the tenth, two of Верболози on the eleventh; one more is only registered.

    Seven take their kits on the tenth (one of them gave hers back first), one on the eleventh.
    """
    hub = make_hub()
    pleso = make_settlement()
    willows = make_settlement(name="Верболози", kind=SettlementKind.VILLAGE)
    lyceum = make_location(hub=hub, settlement=pleso)
    club = make_location(hub=hub, settlement=willows, name="Клуб", desks=1)
    programme = make_programme(kit=make_kit(), starts_on=date(2026, 11, 1))
    cycle = make_cycle(programme=programme)
    tenth = make_distribution(cycle=cycle, location=lyceum, held_on=TENTH)
    eleventh = make_distribution(cycle=cycle, location=club, held_on=ELEVENTH)
    made = Records()
    made.ids |= {"lyceum": lyceum.id, "club": club.id, "willows": willows.id}
    made.ids |= {"kit": programme.kits[0].kit_id, "programme": programme.id}
    for number in range(10):
        household = _family(pleso, made)
        entitlement = make_entitlement(
            household=household, slot=tenth.slots[number // 8], place=number % 8 + 1, quantity=2
        )
        count_people(entitlement, number)
        if number < 7:
            give(entitlement, clerk_id, number)
    for number in range(2):
        entitlement = make_entitlement(household=_family(willows, made), slot=eleventh.slots[0], place=number + 1)
        count_people(entitlement, 0)
        if number == 0:
            give(entitlement, clerk_id, 20, kind=CollectorKind.WARDEN)
    _family(willows, made)
    _refuse(Verdict.ALREADY_GIVEN, lyceum.id, clerk_id)
    _refuse(Verdict.UNKNOWN_CARD, lyceum.id, clerk_id)
    _refuse(Verdict.UNKNOWN_CARD, club.id, clerk_id)
    db.session.commit()
    return made


def _family(settlement: object, made: Records) -> Household:
    household = make_household(settlement=settlement)
    make_person(household=household, surname="Їжакевич", given="Зінаїда", born=1954)
    make_person(household=household, surname="Їжакевич", given="Матвій", role=PersonRole.CHILD, born=2020)
    make_card(household=household)
    made.pseudonyms.append(household.pseudonym)
    return household


def count_people(entitlement: Entitlement, number: int) -> None:
    """A grandmother in each household, a boy in each; three of the women of the tenth live with a disability."""
    for sex, band, ill in ((Sex.FEMALE, AgeBand.OLDER, number in (1, 2, 3)), (Sex.MALE, AgeBand.UNDER_12, False)):
        db.session.add(
            EntitledPeople(entitlement_id=entitlement.id, sex=sex, age_band=band, has_disability=ill, people=1)
        )


def give(entitlement: Entitlement, staff_id: int, number: int, *, kind: CollectorKind = CollectorKind.MEMBER) -> None:
    """Number 0 is given, taken back and given again; number 1 was collected by a grandson, 2 by a proxy."""
    at = entitlement.slot.starts_at + timedelta(minutes=number)
    if number == 0:
        wrong = _hand_over(entitlement, staff_id, at - timedelta(minutes=1), "f" * 32)
        wrong.is_reversed = True
        db.session.add(Reversal(hand_over=wrong, reason="=не та картка", staff_id=staff_id, recorded_at=at))
        db.session.flush()
    given = _hand_over(entitlement, staff_id, at, f"{number:032x}")
    given.collector_person_id = entitlement.household.people[1 if number == 1 else 0].id
    if number == 2 or kind is CollectorKind.WARDEN:
        given.collector_kind = CollectorKind.PROXY if number == 2 else kind
        given.collector_name, given.collector_person_id = "Дмитро Бондаренко", None
    db.session.flush()


def _hand_over(entitlement: Entitlement, staff_id: int, at: datetime, nonce: str) -> HandOver:
    made = HandOver(
        entitlement_id=entitlement.id,
        nonce=nonce,
        location_id=entitlement.slot.distribution.location_id,
        desk=2,
        staff_id=staff_id,
        method=Method.SCAN,
        collector_kind=CollectorKind.MEMBER,
        happened_at=at,
        recorded_at=at,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _refuse(verdict: Verdict, location_id: int, staff_id: int) -> None:
    at = clock.instant(TENTH, time(9, 30))
    db.session.add(RefusedScan(verdict=verdict, location_id=location_id, desk=1, staff_id=staff_id, happened_at=at))


@pytest.fixture
def reviewer(visit: object, records: Records) -> object:
    """The deputy head of the community, signed in."""
    return visit(cast.LIUBOV)
