"""Two desks move the same people, or one moves them while another counts them, at the same moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.audit import queries as audit
from app.checkin import aid_log
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db
from app.distributions import operations as distributions
from app.distributions.models import CoveredPerson, Entitlement, Unit
from app.households import queries
from app.households.models import Household, PersonRole
from app.households.rules import HouseholdFacts, Occasion
from app.merging import operations
from app.merging.rules.splitting import Move
from tests import make
from tests.competing import compete
from tests.make.distributions import make_cycle
from tests.merging.acts import nonce

ROUNDS = 8


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def hub(request: pytest.FixtureRequest) -> Flask:
    """The same hub on either database."""
    app: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")
    return app


def lay_out(families: int) -> tuple[int, list[int]]:
    """A slot of tomorrow, and families of three: a head, her husband, their son."""
    tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
    settlement = make.make_settlement()
    location = make.make_location(hub=make.make_hub(), settlement=settlement)
    programme = make.make_programme(kit=make.make_kit(), starts_on=tomorrow, unit=Unit.PERSON)
    day = make.make_distribution(
        cycle=make_cycle(programme=programme), location=location, held_on=tomorrow, capacity=families
    )
    homes = []
    for number in range(families):
        home = make.make_household(settlement=settlement, house=str(number + 1))
        for given, role in (("Олена", PersonRole.HEAD), ("Іван", PersonRole.SPOUSE), ("Назар", PersonRole.CHILD)):
            make.make_person(household=home, surname="Шевченко", given=given, role=role, born=1954)
        make.make_card(household=home)
        homes.append(home.id)
    db.session.commit()
    return day.slots[0].id, homes


def son_of(household_id: int) -> int:
    return queries.get_household(household_id).people[-1].id


def out(person_id: int) -> Move:
    return Move({person_id: PersonRole.HEAD}, Occasion(clock.local_date(clock.now()), nonce()))


def split(household_id: int, move: Move) -> Household:
    facts = HouseholdFacts(settlement_id=queries.get_household(household_id).settlement_id)
    return operations.split_household(household_id, move, facts, actor=KEEPER, at=clock.now())


def go_over(source: int, target: int, person_id: int) -> Household:
    move = replace(out(person_id), roles={person_id: PersonRole.OTHER})
    return operations.transfer_people(source, target, move, actor=KEEPER, at=clock.now())


def test_a_son_moves_out_once(hub: Flask) -> None:
    with hub.app_context():
        _slot, (family,) = lay_out(1)
        nazar = son_of(family)
    ends = compete(hub, [lambda: split(family, out(nazar)), lambda: split(family, out(nazar))])
    assert ends == ["NotHere", "done"]
    with hub.app_context():
        assert queries.get_household(family).size == 2
        assert db.session.scalar(db.select(db.func.count()).select_from(Household)) == 2


def test_the_same_form_at_the_same_moment_splits_once(hub: Flask) -> None:
    with hub.app_context():
        _slot, (family,) = lay_out(1)
        move = out(son_of(family))
    assert compete(hub, [lambda: split(family, move), lambda: split(family, move)]) == ["SentTwice", "done"]


def test_two_families_that_exchange_sons_do_not_wait_for_each_other_for_ever(hub: Flask) -> None:
    with hub.app_context():
        _slot, homes = lay_out(2 * ROUNDS)
        sons = {home: son_of(home) for home in homes}
    for one, other in zip(homes[::2], homes[1::2], strict=True):
        acts = [
            lambda one=one, other=other: go_over(one, other, sons[one]),
            lambda one=one, other=other: go_over(other, one, sons[other]),
        ]
        assert compete(hub, acts) == ["done", "done"]
    with hub.app_context():
        assert all(queries.get_household(home).size == 3 for home in homes)
        assert audit.check_chain().broken_at is None


def test_who_leaves_while_the_family_is_booked_is_counted_once(hub: Flask) -> None:
    """Either the promise counts three and the son is covered, or it counts two and he is free."""
    with hub.app_context():
        slot, homes = lay_out(ROUNDS)
        sons = {home: son_of(home) for home in homes}
    for home in homes:
        acts = [
            lambda home=home: split(home, out(sons[home])),
            lambda home=home: distributions.book_place(home, slot, aid_log=aid_log, actor=KEEPER, at=clock.now()),
        ]
        assert compete(hub, acts) == ["done", "done"]
    with hub.app_context():
        covered = set(db.session.scalars(db.select(CoveredPerson.person_id)))
        for promise in db.session.scalars(db.select(Entitlement)):
            assert promise.people_count == (3 if sons[promise.household_id] in covered else 2)
