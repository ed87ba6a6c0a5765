"""People are born, die, come and leave between merges, splits and moves: still nobody is lost or counted twice."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core.db import db
from app.households import operations as households
from app.households.models import EventKind, HouseholdEvent, HouseholdStatus, Person, PersonRole
from app.households.rules import Occasion, PersonDraft
from app.merging.ledger import load
from app.merging.models import Merge
from tests.depth import tries
from tests.desk_day import TODAY
from tests.merging.acts import nonce
from tests.merging.test_sequences import Hub, actor_of, build_world, cast, make_staff, which

LEAVING = (EventKind.DEATH, EventKind.DEPARTURE)


class Lives(Hub):
    """The same hub, in which people are also born, come, die, leave, and come back whole."""

    @rule(one=which, has_come=st.booleans(), role=st.sampled_from([PersonRole.HEAD, PersonRole.CHILD]))
    def join(self, one: int, has_come: bool, role: PersonRole) -> None:
        kind = EventKind.ARRIVAL if has_come else EventKind.BIRTH
        draft = PersonDraft(surname="Ковальчук", given=f"Нова{nonce()[-4:]}", role=role, birth_year=2000)
        with self._act():
            event = households.record_joining(
                self._household(one).id, kind, draft, Occasion(TODAY, nonce()), actor=self.actor, at=self.at
            )
            self.person_ids.append(event.person_id or 0)

    @rule(one=which, kind=st.sampled_from(LEAVING), goes=st.lists(st.booleans(), min_size=8, max_size=8), left=which)
    def leave(self, one: int, kind: EventKind, goes: list[bool], left: int) -> None:
        household = self._household(one)
        move = self._move(household, goes, None, left)
        is_whole = kind is EventKind.DEPARTURE and len(move.roles) == len(household.people)
        same = self._same_as(set(move.roles))
        with self._act():
            households.record_leaving(
                household.id, kind, set(move.roles), move.occasion, new_head_id=move.new_head_id,
                actor=self.actor, at=self.at,
            )  # fmt: skip
            if not is_whole:
                self.person_ids = [person_id for person_id in self.person_ids if person_id not in move.roles]
                self.gone_with |= same

    def _same_as(self, person_ids: set[int]) -> set[int]:
        """Second records of these people: who leaves takes the memory of the merge along, and a purge clears them."""
        written = db.session.scalars(select(Merge.before).where(Merge.before.is_not(None), self._is_ours()))
        kept_of = {twin: kept for before in written for twin, kept in load(before or "").twins.items()}
        found, same = person_ids, set[int]()
        while found:
            found = {twin for twin, kept in kept_of.items() if kept in found} - same
            same |= found
        return same

    @rule(one=which)
    def come_back(self, one: int) -> None:
        with self._act():
            households.record_return(
                self._household(one).id, Occasion(TODAY, nonce()), actor=self.actor, at=self.at
            )  # fmt: skip

    @rule(one=which)
    def take_back_what_happened(self, one: int) -> None:
        ours = select(HouseholdEvent).where(HouseholdEvent.household_id.in_(self.household_ids))
        events = db.session.scalars(ours.order_by(HouseholdEvent.id)).all()
        if not events:
            return
        event = events[one % len(events)]
        kind, person_id = event.kind, event.person_id
        same = self._same_as({person_id} if person_id is not None else set())
        with self._act():
            households.take_back_event(event.id, actor=self.actor, at=self.at)
            if kind in LEAVING and person_id is not None:
                self.person_ids.append(person_id)
            elif person_id in self.person_ids:
                self.person_ids.remove(person_id)
                self.gone_with |= same

    @invariant()
    def people_are_neither_lost_nor_doubled(self) -> None:
        """Everybody who lives here has one household, unless they are written down twice and set aside for it."""
        people = db.session.scalars(select(Person).where(Person.id.in_(self.person_ids))).all()
        assert len(people) == len(self.person_ids)
        aside = {person.id for person in people if person.household_id is None}
        written = db.session.scalars(select(Merge.before).where(Merge.before.is_not(None), self._is_ours())).all()
        assert aside <= {twin for before in written for twin in load(before or "").twins} | self.gone_with
        inside = select(Person.id).where(Person.household_id.in_(self.household_ids))
        assert set(db.session.scalars(inside)) == set(self.person_ids) - aside

    @invariant()
    def who_lives_nowhere_is_given_no_time(self) -> None:
        """After a merge was undone a record may be without people who died since: planning passes it over."""
        if self.has_undone:
            return
        for household in self._open():
            if not household.people:
                assert household.status is not HouseholdStatus.ACTIVE


def play(app: Flask, examples: int) -> None:
    with app.app_context():
        Lives.world, Lives.actor = build_world(), actor_of(make_staff(cast.OKSANA))
        _ = Lives.world.lyceum.settlement.name
        db.session.commit()
    Lives.app = app
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=tries(examples), stateful_step_count=20, deadline=None, suppress_health_check=calm
        ),
    )


def test_whatever_happens_to_people_nobody_is_lost_or_counted_twice(app: Flask) -> None:
    play(app, examples=20)


@pytest.mark.postgres
def test_the_same_lives_on_postgresql(postgres_app: Flask) -> None:
    play(postgres_app, examples=6)
