"""A full day at the Lyceum with the longest names there are, for the papers."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from app.core.db import db
from app.distributions.models import AgeBand, Distribution, EntitledPeople
from app.households.models import Household, Sex
from app.stock.catalogue import TYPICAL
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

FOOD_FOR_A_MONTH = TYPICAL[0].contents

NAMES = (
    ("Їжакевич-Лук’яненко", "В’ячеслав", "Мар’янович"),
    ("Ґудзь", "Любов", "Іванівна"),
    ("Щербина-Нечуйвітер", "Святослава-Єлизавета", "Володимирівна"),
    ("Єрьоменко", "Ян", ""),
)


@dataclass(frozen=True)
class PaperDay:
    """What the tests of papers stand on: ids, because each request has a session of its own."""

    distribution_id: int
    number: str
    slot_ids: tuple[int, ...]
    household_ids: tuple[int, ...]


def hold_day(
    *,
    held_on: date,
    per_slot: int,
    slots: int,
    is_training: bool = False,
    quantity: int = 2,
) -> PaperDay:
    """A published distribution of ``slots`` quarters of an hour from 09:00, each with ``per_slot`` households."""
    hub, settlement = make_hub(is_training=is_training), make_settlement()
    hub.edrpou = "12345678"
    location = make_location(hub=hub, settlement=settlement)
    location.outage_queue, location.phone = "3.1", "+380000000042"
    location.shelter_distance_m, location.shelter_capacity = 30, 60
    street = make_street(settlement=settlement, name="Академіка Вернадського", location=location)
    programme = make_programme(kit=make_kit(contents=FOOD_FOR_A_MONTH), starts_on=held_on - timedelta(days=7))
    programme.decision_no, programme.decision_on = "142/07", held_on - timedelta(days=20)
    programme.decision_body = "виконавчий комітет Тихоплесівської селищної ради"
    minutes = 9 * 60 + slots * 15
    distribution = make_distribution(
        cycle=make_cycle(programme=programme), location=location, held_on=held_on,
        closes_at=time(minutes // 60, minutes % 60), capacity=max(8, per_slot),
    )  # fmt: skip
    households = [
        _expect(distribution, slot_index, place, street=street, settlement=settlement, quantity=quantity)
        for slot_index in range(slots)
        for place in range(1, per_slot + 1)
    ]
    db.session.commit()
    ids = tuple(household.id for household in households)
    return PaperDay(distribution.id, distribution.number, tuple(slot.id for slot in distribution.slots), ids)


def _expect(distribution: Distribution, slot_index: int, place: int, *, quantity: int, **where: object) -> Household:
    turn = slot_index * 50 + place
    surname, given, patronymic = NAMES[(turn - 1) % len(NAMES)]
    household = make_household(house=f"{turn}-А", needs_carrying=place == 2, **where)  # type: ignore[arg-type]
    make_person(household=household, surname=surname, given=given, patronymic=patronymic, born=1954)
    make_card(household=household)
    promised = make_entitlement(
        household=household, slot=distribution.slots[slot_index], place=place, quantity=quantity, people_count=5
    )
    db.session.add_all(
        EntitledPeople(entitlement_id=promised.id, sex=Sex.FEMALE, age_band=band, has_disability=False, people=people)
        for band, people in ((AgeBand.ADULT, 2), (AgeBand.UNDER_6, 3))
    )
    return household
