"""The same records at the same moment, on both databases: one of two wins, the other one is told in a sentence."""

import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.audit import queries as audit
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin.models import HandOver, Method, Verdict
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.distributions import operations as distributions
from app.distributions.models import Entitlement
from app.households.models import Household, HouseholdStatus, Person
from app.merging import operations
from app.merging.models import Merge
from app.merging.operations import Choices, merging
from tests import cast
from tests.competing import compete
from tests.desk_day import TEN, World, build_world
from tests.make.staff import actor_of, make_staff
from tests.merging.acts import nonce

ROUNDS = 6
MINUTE = timedelta(minutes=1)


class Twice:
    """A family in two records, each with a promise of the same cycle."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.actor: Actor = actor_of(make_staff(cast.OKSANA))
            self.world: World = build_world()
            self.lyceum_id = self.world.lyceum.id
            db.session.commit()

    def write(self) -> None:
        """One more such family."""
        with self.app.app_context():
            world = self.world = build_again(self.world)
            first, second = world.household("Ковальчук", "Ганна"), world.household("Ковальчук", "Анна")
            promises = world.promise(first, world.slot(10)), world.promise(second, world.slot(10))
            db.session.commit()
            self.first, self.second = first.id, second.id
            self.mine, self.theirs = promises[0].id, promises[1].id
            self.free_slot = world.slot(11).id
            self.people = {person.household_id: person.id for person in db.session.scalars(select(Person))}

    def merge(self, kept: int, merged: int, sent: str | None = None) -> Merge:
        pairs = {self.people[merged]: None}
        return operations.merge_households(
            kept, merged, Choices(pairs), nonce=sent or nonce(), actor=self.actor, at=TEN
        )

    def give(self, promise_id: int) -> int:
        """At the desk a withdrawn promise is not found; there the page says so."""
        head = Taker(person_id=self.people[self.second])
        try:
            return checkin.hand_over(
                promise_id, place=Place(self.lyceum_id, desk=2), taker=head, method=Method.SEARCH,
                card_id=None, nonce=nonce(), actor=self.actor, at=TEN,
            )  # fmt: skip
        except NotFound as gone:
            raise checkin.NotGiven(Verdict.NOT_LISTED) from gone

    def standing(self) -> list[tuple[int, bool]]:
        """What the family has that stands, and whether it was given."""
        with self.app.app_context():
            assert audit.check_chain().broken_at is None
            ours = select(Entitlement.id).where(Entitlement.household_id.in_((self.first, self.second)))
            found = list(db.session.scalars(ours.where(Entitlement.stands)))
            given = aid_log.given_of(found)
            return [(promise_id, promise_id in given) for promise_id in found]

    def count_given(self) -> int:
        with self.app.app_context():
            of_ours = (
                select(func.count()).select_from(HandOver).where(HandOver.entitlement_id.in_((self.mine, self.theirs)))
            )
            return db.session.scalar(of_ours.where(~HandOver.is_reversed)) or 0

    def merged(self) -> set[int]:
        with self.app.app_context():
            gone = select(Household.id).where(Household.status == HouseholdStatus.MERGED)
            return set(db.session.scalars(gone)) & {self.first, self.second}


def build_again(world: World) -> World:
    """The same places, loaded into this session."""
    return World(
        *(
            db.session.merge(each)
            for each in (world.lyceum, world.village, world.today, world.at_village, world.next_week)
        ),
        _places=world._places,
    )


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def twice(request: pytest.FixtureRequest) -> Twice:
    return Twice(request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app"))


def test_two_people_merge_one_pair_at_once(twice: Twice) -> None:
    for _ in range(ROUNDS):
        twice.write()
        ends = compete(twice.app, [lambda: twice.merge(twice.first, twice.second) for _ in range(2)])
        assert ends == ["AlreadyMerged", "done"]
        assert twice.merged() == {twice.second}


def test_one_form_sent_twice_at_once_merges_once(twice: Twice) -> None:
    twice.write()
    sent = nonce()
    ends = compete(twice.app, [lambda: twice.merge(twice.first, twice.second, sent) for _ in range(4)])
    assert ends == ["SentTwice"] * 3 + ["done"]


def test_each_into_the_other_ends_in_one_record(twice: Twice) -> None:
    for _ in range(ROUNDS):
        twice.write()
        ends = compete(
            twice.app,
            [lambda: twice.merge(twice.first, twice.second), lambda: twice.merge(twice.second, twice.first)],
        )
        assert ends == ["AlreadyMerged", "done"]
        assert len(twice.merged()) == 1
        assert len(twice.standing()) == 1


def test_merging_while_the_desk_gives_keeps_what_was_given(twice: Twice) -> None:
    for _ in range(ROUNDS):
        twice.write()
        ends = compete(
            twice.app, [lambda: twice.merge(twice.first, twice.second), lambda: twice.give(twice.theirs)]
        )  # fmt: skip
        assert ends in (["done", "done"], ["NotGiven", "done"])
        given = twice.count_given()
        assert given == ends.count("done") - 1
        assert [is_given for _, is_given in twice.standing()] == [bool(given)]


def test_merging_while_the_other_record_is_given_a_time_promises_once(twice: Twice) -> None:
    for _ in range(ROUNDS):
        twice.write()
        ends = compete(
            twice.app,
            [
                lambda: twice.merge(twice.first, twice.second),
                lambda: distributions.book_place(
                    twice.second, twice.free_slot, aid_log=aid_log, actor=twice.actor, at=TEN
                ),
            ],
        )
        assert ends in (["done", "done"], ["NotEntitled", "done"])
        assert len(twice.standing()) == 1


def test_undoing_twice_at_once_undoes_once(twice: Twice) -> None:
    twice.write()
    made: list[int] = []
    compete(twice.app, [lambda: made.append(twice.merge(twice.first, twice.second).id)])
    ends = compete(
        twice.app, [lambda: operations.undo_merge(made[0], actor=twice.actor, at=TEN + MINUTE) for _ in range(3)]
    )
    assert ends == ["AlreadyUndone"] * 2 + ["done"]
    assert twice.merged() == set()
    assert len(twice.standing()) == 2


@pytest.mark.postgres
def test_without_its_locks_the_same_race_is_lost(postgres_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: with the two records not held, both merges find both open."""

    def look_only(ids: Collection[int]) -> list[Household]:
        found = [db.session.get_one(Household, household_id) for household_id in ids]
        time.sleep(0.2)
        return found

    def nothing(_at: Any) -> list[int]:
        return []

    monkeypatch.setattr(merging, "hold_households", look_only)
    monkeypatch.setattr(distributions, "hold_open_cycles", nothing)
    twice = Twice(postgres_app)
    twice.write()
    try:
        ends = compete(
            twice.app,
            [lambda: twice.merge(twice.first, twice.second), lambda: twice.merge(twice.second, twice.first)],
        )
    except OperationalError:  # they waited for each other
        return
    assert ends != ["AlreadyMerged", "done"]
