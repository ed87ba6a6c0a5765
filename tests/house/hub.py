"""A small working hub with something on every page."""

from datetime import timedelta

from app.core import clock
from app.core.db import db
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


def open_hub() -> None:
    """A hub in its second week: places, a kit, a programme, one distribution today and three households."""
    today = clock.local_date(clock.now())
    hub, settlement = make_hub(), make_settlement()
    location = make_location(hub=hub, settlement=settlement)
    street = make_street(settlement=settlement, name="Садова", location=location)
    programme = make_programme(kit=make_kit(), starts_on=today - timedelta(days=7))
    distribution = make_distribution(cycle=make_cycle(programme=programme), location=location, held_on=today)
    for place, surname in enumerate(("Їжакевич", "Лук’яненко", "Ґудзь"), start=1):
        household = make_household(settlement=settlement, street=street, house=str(place))
        make_person(household=household, surname=surname, given="Мар’яна", born=1954)
        make_card(household=household)
        if place < 3:
            make_entitlement(household=household, slot=distribution.slots[0], place=place)
    db.session.commit()
