"""Any sequence of merging, undoing, splitting, moving, booking, giving and taking back keeps what must be kept."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import time, timedelta
from itertools import count
from typing import ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.audit import queries as audit
from app.checkin import aid_log
from app.checkin import operations as checkin
from app.checkin import queries as desk
from app.checkin.models import HandOver, Method
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal
from app.distributions import operations as distributions
from app.distributions.models import CoveredPerson, Distribution, Entitlement
from app.households.models import Card, Household, HouseholdStatus, Person, PersonRole
from app.households.rules import HouseholdFacts, Occasion
from app.merging import operations
from app.merging.ledger import load
from app.merging.models import Merge
from app.merging.operations import Choices
from app.merging.rules.splitting import Move
from app.stock.models import Kit
from tests import cast
from tests.depth import tries
from tests.desk_day import TEN, TODAY, World, build_world
from tests.make import make_card, make_distribution, make_household, make_person, make_programme
from tests.make.distributions import make_cycle
from tests.make.staff import actor_of, make_staff
from tests.merging.acts import nonce

NAMES = ("Ганна", "Остап", "Марія", "Іван", "Олена", "Петро", "Софія", "Юрій")
_titles = count(1)

which = st.integers(0, 1000)
"""One of however many there are."""


class Hub(RuleBasedStateMachine):
    """Three families, one cycle, three slots of three places each."""

    app: ClassVar[Flask]
    world: ClassVar[World]
    actor: ClassVar[Actor]

    @initialize(is_third_promised=st.booleans())
    def register(self, is_third_promised: bool) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.at = TEN + timedelta(minutes=3)  # none of the three slots is over, and none is too early
        self.day = self._open_day()
        self.household_ids: list[int] = []
        self.person_ids: list[int] = []
        self.gone_with: set[int] = set()
        """Set aside as second records of somebody who has left since."""
        self.given = 0
        self.has_undone = False
        self.counted: Counter[int] = Counter()
        for number, is_promised in enumerate((True, True, is_third_promised)):
            family = self._register_family(number)
            if is_promised:
                self._book(family.id, number)

    def teardown(self) -> None:
        if hasattr(self, "context"):
            assert audit.check_chain().broken_at is None
            db.session.remove()
            self.context.pop()

    # ---- what happens

    @rule(one=which, other=which, twins=st.lists(st.booleans(), min_size=8, max_size=8))
    def merge(self, one: int, other: int, twins: list[bool]) -> None:
        kept, merged = self._two(one, other)
        with self._act():
            operations.merge_households(
                kept.id,
                merged.id,
                Choices(pairs=_pairs(kept, merged, twins)),
                nonce=nonce(),
                actor=self.actor,
                at=self.at,
            )

    @rule(one=which, other=which)
    def merge_people(self, one: int, other: int) -> None:
        kept, merged = self._person(one), self._person(other)
        with self._act():
            operations.merge_people(kept, merged, {}, nonce=nonce(), actor=self.actor, at=self.at)

    @precondition(lambda self: self._merges())
    @rule(one=which)
    def undo(self, one: int) -> None:
        merges = self._merges()
        with self._act():
            operations.undo_merge(merges[one % len(merges)], actor=self.actor, at=self.at)
            self.has_undone = True

    @rule(one=which, goes=st.lists(st.booleans(), min_size=8, max_size=8), head=which, left=which)
    def split(self, one: int, goes: list[bool], head: int, left: int) -> None:
        source = self._household(one)
        facts = HouseholdFacts(settlement_id=source.settlement_id)
        with self._act():
            made = operations.split_household(
                source.id, self._move(source, goes, head, left), facts, actor=self.actor, at=self.at
            )
            self.household_ids.append(made.id)

    @rule(one=which, other=which, goes=st.lists(st.booleans(), min_size=8, max_size=8), head=which, left=which)
    def transfer(self, one: int, other: int, goes: list[bool], head: int, left: int) -> None:
        source, target = self._household(one), self._household(other)
        move = self._move(source, goes, head if target.head is None else None, left)
        with self._act():
            operations.transfer_people(source.id, target.id, move, actor=self.actor, at=self.at)

    @rule(one=which, slot=which)
    def book(self, one: int, slot: int) -> None:
        with self._act():
            self._book(self._household(one).id, slot)

    @rule(one=which, card=st.none() | which, person=which)
    def give(self, one: int, card: int | None, person: int) -> None:
        """Any promise, also one that does not stand, to anybody of its household with any of its cards."""
        promise = self._promise(one)
        if promise is None:
            return
        cards, people = promise.household.cards, promise.household.people
        self.give_promise(
            promise,
            None if card is None or not cards else cards[card % len(cards)],
            people[person % len(people)] if people else None,
        )

    def give_promise(self, promise: Entitlement, card: Card | None, person: Person | None) -> None:
        """It must be refused where it was given or does not stand."""
        may_be_given = promise.stands and not aid_log.given_of([each.id for each in self._rivals(promise)])
        with self._act():
            checkin.hand_over(
                promise.id,
                place=Place(self.world.lyceum.id, desk=2),
                taker=Taker(person_id=person.id if person else None),
                method=Method.SCAN if card else Method.SEARCH,
                card_id=card.id if card else None,
                nonce=nonce(),
                actor=self.actor,
                at=self.at,
            )
            self.given += 1
            assert may_be_given, "given although it was given, or does not stand"

    @rule(one=which)
    def give_what_waits(self, one: int) -> None:
        """As it usually goes: what stands and was not given, to the head."""
        given = aid_log.given_of([promise.id for promise in self._promises()])
        waiting = [promise for promise in self._promises() if promise.stands and promise.id not in given]
        if waiting:
            promise = waiting[one % len(waiting)]
            self.give_promise(promise, promise.household.cards[0], promise.household.head)

    @precondition(lambda self: self.given)
    @rule(one=which)
    def take_back(self, one: int) -> None:
        made = db.session.scalars(self._hand_overs().where(~HandOver.is_reversed).order_by(HandOver.id)).all()
        with self._act():
            checkin.reverse_hand_over(
                made[one % len(made)].id, reason="не та картка", actor=self.actor, at=self.at
            )  # fmt: skip
            self.given -= 1

    # ---- what must be kept

    @invariant()
    def one_promise_stands_and_what_was_given_stands_first(self) -> None:
        of_cycle: dict[int, list[Entitlement]] = {}
        for promise in self._promises():
            of_cycle.setdefault(promise.household_id, []).append(promise)
        given = aid_log.given_of([promise.id for promises in of_cycle.values() for promise in promises])
        for promises in of_cycle.values():
            standing = [promise.id for promise in promises if promise.stands]
            assert len(standing) <= 1
            if any(promise.id in given for promise in promises):
                assert len(standing) == 1
                assert standing[0] in given, "aid was given and could be given once more"

    @invariant()
    def places_are_taken_once(self) -> None:
        taken = Counter((promise.slot_id, promise.place) for promise in self._promises() if promise.stands)
        assert not taken or max(taken.values()) == 1

    @invariant()
    def nothing_given_is_forgotten(self) -> None:
        effective = db.session.scalars(self._hand_overs().where(~HandOver.is_reversed)).all()
        assert len(effective) == self.given
        assert len({made.entitlement_id for made in effective}) == self.given

    @invariant()
    def every_card_finds_one_household(self) -> None:
        for card in db.session.scalars(select(Card).where(Card.household_id.in_(self.household_ids))):
            found = desk.find_by_code(card.token)
            assert found.household_id == card.household_id
            assert db.session.get_one(Household, card.household_id).status is not HouseholdStatus.MERGED
        for household in self._open():
            assert sum(card.blocked_at is None and not card.is_alias for card in household.cards) == 1

    @invariant()
    def people_are_neither_lost_nor_doubled(self) -> None:
        people = db.session.scalars(select(Person).where(Person.id.in_(self.person_ids))).all()
        assert len(people) == len(self.person_ids)
        aside = {person.id for person in people if person.household_id is None}
        written = db.session.scalars(select(Merge.before).where(Merge.before.is_not(None), self._is_ours())).all()
        assert aside == {twin for before in written for twin in load(before or "").twins}
        open_ids = {household.id for household in self._open()}
        assert {person.household_id for person in people} - {None} <= open_ids

    @invariant()
    def one_speaks_for_each_household(self) -> None:
        for household in self._open():
            assert not household.people or sum(person.is_head for person in household.people) == 1

    @invariant()
    def nobody_is_counted_twice_in_a_cycle(self) -> None:
        """Unless a merge was undone: then two who were one for a while are two."""
        if not self.has_undone and self.counted:
            assert max(self.counted.values()) == 1

    # ---- looking and acting

    @contextmanager
    def _act(self) -> Iterator[None]:
        """Its own transaction, a second after the one before; refused is refused, and nothing is left of it."""
        db.session.rollback()
        self.at += timedelta(seconds=1)
        try:
            with transaction():
                yield
        except (Refusal, NotFound):
            pass
        finally:
            db.session.rollback()
            db.session.expire_all()

    def _open_day(self) -> Distribution:
        programme = make_programme(
            kit=db.session.scalars(select(Kit)).first(),  # type: ignore[arg-type]
            starts_on=TODAY - timedelta(days=10),
            title=f"Допомога {next(_titles)}",
        )
        day = make_distribution(
            cycle=make_cycle(programme=programme),
            location=db.session.merge(self.world.lyceum),
            held_on=TODAY,
            opens_at=time(10),
            closes_at=time(10, 30),
            capacity=3,
            slot_minutes=10,
        )
        db.session.commit()
        return day

    def _register_family(self, number: int) -> Household:
        family = make_household(settlement=db.session.merge(self.world.lyceum.settlement))
        for place, role in enumerate((PersonRole.HEAD, PersonRole.CHILD)):
            given = NAMES[number * 2 + place]
            person = make_person(household=family, surname="Ковальчук", given=given, role=role, born=1980 + place)
            self.person_ids.append(person.id)
        make_card(household=family)
        db.session.commit()
        self.household_ids.append(family.id)
        return family

    def _book(self, household_id: int, slot: int) -> None:
        """Who is counted in a new promise is told by the register; a move counts nobody."""
        slots = db.session.merge(self.day).slots
        before = {promise.id for promise in self._promises()}
        if not db.session().info.get("writing"):
            with transaction():
                promise = self._book_place(household_id, slots[slot % 3].id)
        else:
            promise = self._book_place(household_id, slots[slot % 3].id)
        if promise.id not in before:
            covered = select(CoveredPerson.person_id).where(CoveredPerson.cycle_id == self.day.cycle_id)
            people = select(Person.id).where(Person.household_id == household_id, Person.id.not_in(covered))
            self.counted.update(db.session.scalars(people).all())

    def _book_place(self, household_id: int, slot_id: int) -> Entitlement:
        return distributions.book_place(household_id, slot_id, aid_log=aid_log, actor=self.actor, at=self.at)

    def _move(self, source: Household, goes: list[bool], head: int | None, left: int) -> Move:
        leaving = [person.id for person, is_going in zip(source.people, goes, strict=False) if is_going]
        staying = [person.id for person in source.people if person.id not in leaving]
        roles = dict.fromkeys(leaving, PersonRole.OTHER)
        if leaving and head is not None:
            roles[leaving[head % len(leaving)]] = PersonRole.HEAD
        new_head = staying[left % len(staying)] if staying else None
        return Move(roles, Occasion(TODAY, nonce()), new_head_id=new_head)

    def _household(self, number: int) -> Household:
        return db.session.get_one(Household, self.household_ids[number % len(self.household_ids)])

    def _two(self, one: int, other: int) -> tuple[Household, Household]:
        """Two records of their own; the same one twice where there is no other."""
        records = self._open()
        first = records.pop(one % len(records))
        return first, records[other % len(records)] if records else first

    def _person(self, number: int) -> int:
        return self.person_ids[number % len(self.person_ids)]

    def _open(self) -> list[Household]:
        ours = select(Household).where(Household.id.in_(self.household_ids)).order_by(Household.id)
        return list(db.session.scalars(ours.where(Household.status != HouseholdStatus.MERGED)))

    def _promises(self) -> Sequence[Entitlement]:
        ours = select(Entitlement).where(Entitlement.cycle_id == self.day.cycle_id)
        return db.session.scalars(ours.order_by(Entitlement.id)).all()

    def _promise(self, number: int) -> Entitlement | None:
        promises = self._promises()
        return promises[number % len(promises)] if promises else None

    def _rivals(self, promise: Entitlement) -> list[Entitlement]:
        return [each for each in self._promises() if each.household_id == promise.household_id]

    def _hand_overs(self):  # type: ignore[no-untyped-def]
        ours = select(Entitlement.id).where(Entitlement.cycle_id == self.day.cycle_id)
        return select(HandOver).where(HandOver.entitlement_id.in_(ours))

    def _merges(self) -> Sequence[int]:
        return db.session.scalars(select(Merge.id).where(self._is_ours()).order_by(Merge.id)).all()

    def _is_ours(self):  # type: ignore[no-untyped-def]
        return Merge.kept_id.in_(self.household_ids)


def _pairs(kept: Household, merged: Household, twins: list[bool]) -> dict[int, int | None]:
    """Some of the people are the same as those in the same place."""
    pairs: dict[int, int | None] = {person.id: None for person in merged.people}
    for mine, theirs, is_same in zip(kept.people, merged.people, twins, strict=False):
        if is_same and kept.id != merged.id:
            pairs[theirs.id] = mine.id
    return pairs


def play(app: Flask, examples: int) -> None:
    with app.app_context():
        Hub.world, Hub.actor = build_world(), actor_of(make_staff(cast.OKSANA))
        _ = Hub.world.lyceum.settlement.name
        db.session.commit()
    Hub.app = app
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Hub,
        settings=settings(
            max_examples=tries(examples), stateful_step_count=20, deadline=None, suppress_health_check=calm
        ),
    )


def test_any_sequence_keeps_what_must_be_kept(app: Flask) -> None:
    play(app, examples=30)


@pytest.mark.postgres
def test_any_sequence_keeps_it_on_postgresql_too(postgres_app: Flask) -> None:
    play(postgres_app, examples=8)
