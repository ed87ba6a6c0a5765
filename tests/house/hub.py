"""A small working hub with something on every page."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Staff
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.households import operations as households
from app.households.models import BlockReason, Household
from app.merging import operations as merging
from app.wardens import operations as wardens
from app.wardens.models import ChangeKind, Side
from app.wardens.rules import Change
from tests import cast
from tests.imports.lists import a_list, preview, row
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
from tests.make.households import make_proxy
from tests.make.staff import actor_of, make_staff


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


def busy_hub() -> None:
    """The same hub weeks later: something waits in every room. Needs the fixture ``staff``."""
    open_hub()
    at = clock.now()
    lead, warden = actor_of(_colleague(cast.OKSANA)), actor_of(make_staff(cast.TAMARA))
    first = db.session.scalars(select(Household).order_by(Household.id)).first()
    assert first is not None
    twin, copy = _again(first), _again(first)
    make_proxy(household=first, name="Богдан Дяк")
    db.session.commit()
    with transaction():
        households.find_pairs(None, actor=lead, at=at)
    with transaction():
        who_is_who = merging.Choices(pairs={copy.people[0].id: first.people[0].id})
        merging.merge_households(first.id, copy.id, who_is_who, nonce="merge", actor=lead, at=at)
    with transaction():
        households.make_blank_cards(10, actor=lead, at=at, nonce="blank")
    with transaction():
        households.replace_card(twin.id, BlockReason.LOST, actor=lead, at=at, nonce="lost")
    _walk(first, warden, lead, at)
    preview(a_list(row(), row(name="Ґудзь", phone="12")), at=at)


def _colleague(colleague: cast.Colleague) -> Staff:
    return db.session.scalars(select(Staff).where(Staff.login == colleague.login)).one()


def _again(household: Household) -> Household:
    """The same family written down a second time, in another spelling."""
    again = make_household(settlement=household.settlement, street=household.street, house=household.house)
    person = household.people[0]
    make_person(household=again, surname=person.surname, given="Марьяна", born=person.birth_year)
    make_card(household=again)
    return again


def _walk(household: Household, warden: Actor, lead: Actor, at: datetime) -> None:
    """The street has a warden, who carries a sheet and has told of a change."""
    assert warden.staff_id is not None
    assert household.street_id is not None
    street = [(household.street_id, side) for side in Side]
    with transaction():
        wardens.give_streets(warden.staff_id, street, actor=lead, at=at)
    with transaction():
        wardens.make_round(
            warden.staff_id, street, return_by=clock.local_date(at), nonce="round", actor=warden, at=at
        )  # fmt: skip
    with transaction():
        change = Change(ChangeKind.BIRTH, "дівчинка")
        wardens.report_change(household.id, change, nonce="change", actor=warden, at=at)
