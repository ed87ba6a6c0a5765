"""Any sequence of merging, undoing, splitting and moving with people who sign up for a work and ask for help."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core.db import db
from app.distributions.models import Distribution
from app.households.models import Person, Sex
from app.public_works.models import (
    Channel,
    DayState,
    HelpKind,
    HelpOutcome,
    HelpRequest,
    Shift,
    SignUp,
    SignUpDay,
)
from tests import cast
from tests.depth import tries
from tests.desk_day import TODAY, build_world
from tests.make.staff import actor_of, make_staff
from tests.merging.acts import nonce
from tests.merging.test_sequences import Hub, which
from tests.privacy.work_record import write_order, write_shift

TAKEN = (DayState.CHOSEN, DayState.OFFERED)


class WorkingHub(Hub):
    """The same families, and one order of two days with two places each."""

    def _open_day(self) -> Distribution:
        """The work is published with the day, before the families are registered."""
        assert self.actor.staff_id
        order = write_order(
            db.session.merge(self.world.lyceum.settlement), foreman_id=self.actor.staff_id, closed_at=None
        )
        self.order_id = order.id
        self.shift_ids = [write_shift(order, on=TODAY + timedelta(days=days)).id for days in (1, 2)]
        return super()._open_day()

    # ---- what happens

    @rule(one=which, both=st.booleans())
    def sign_up(self, one: int, both: bool) -> None:
        """Somebody of a household, with a place where one is free."""
        person = db.session.get_one(Person, self._person(one))
        if person.household_id is None or any(made.person_id == person.id for made in self._active()):
            return
        made = SignUp(
            order_id=self.order_id, code=nonce()[-8:], person_id=person.id, household_id=person.household_id,
            sex=Sex.FEMALE, age=40, channel=Channel.DESK, signed_at=self.at, nonce=nonce(),
        )  # fmt: skip
        for shift_id in self.shift_ids[: 2 if both else 1]:
            place = self._free_place(shift_id)
            state = DayState.CHOSEN if place else DayState.WAITING
            made.days.append(SignUpDay(shift_id=shift_id, state=state, place=place, changed_at=self.at))
        self._write(made)

    @rule(one=which)
    def give_a_day_up(self, one: int) -> None:
        days = [day for made in self._active() for day in made.days if day.state in TAKEN]
        if days:
            day = days[one % len(days)]
            day.state, day.place, day.reason = DayState.CANCELLED, None, "захворіла"
            self._write()

    @rule(one=which)
    def withdraw(self, one: int) -> None:
        active = self._active()
        if active:
            made = active[one % len(active)]
            made.withdrawn_at, made.withdrawn_why = self.at, "передумала"
            for day in made.days:
                day.state, day.place = DayState.CANCELLED, None
            self._write()

    @rule(one=which, is_put_on_shift=st.booleans())
    def ask_for_help(self, one: int, is_put_on_shift: bool) -> None:
        household = self._open()[one % len(self._open())]
        if not any(request.household_id == household.id for request in self._open_requests()):
            shift_id = self.shift_ids[0] if is_put_on_shift else None
            self._write(
                HelpRequest(
                    household_id=household.id, kind=HelpKind.WATER, asked_at=self.at, shift_id=shift_id, nonce=nonce()
                )
            )

    @rule(one=which)
    def help(self, one: int) -> None:
        requests = self._open_requests()
        if requests:
            request = requests[one % len(requests)]
            request.shift_id, request.outcome, request.settled_at = self.shift_ids[0], HelpOutcome.DONE, self.at
            self._write()

    # ---- what must be kept

    @invariant()
    def works_belong_to_the_household_of_whoever_works(self) -> None:
        for made in self._sign_ups():
            person = db.session.get_one(Person, made.person_id)
            assert person.household_id is not None, "set aside as somebody else's second record"
            assert made.household_id == person.household_id

    @invariant()
    def nobody_stands_twice_in_an_order_and_no_place_is_taken_twice(self) -> None:
        active = [made.person_id for made in self._active()]
        assert len(active) == len(set(active))
        taken = [(day.shift_id, day.place) for made in self._sign_ups() for day in made.days if day.place is not None]
        assert len(taken) == len(set(taken))
        assert all(place in (1, 2) for _shift, place in taken)
        assert not any(day.place for made in self._sign_ups() if made.withdrawn_at for day in made.days)

    @invariant()
    def help_is_asked_for_once_and_by_a_household_of_its_own(self) -> None:
        asking = [request.household_id for request in self._open_requests()]
        assert len(asking) == len(set(asking))
        assert set(asking) <= {household.id for household in self._open()}

    # ---- looking and acting

    def _write(self, *made: object) -> None:
        """Rows as the rooms above would write them; what was changed in loaded ones is written too."""
        self.at += timedelta(seconds=1)
        db.session.add_all(made)
        db.session.commit()
        db.session.expire_all()

    def _sign_ups(self) -> list[SignUp]:
        return list(db.session.scalars(select(SignUp).where(SignUp.order_id == self.order_id).order_by(SignUp.id)))

    def _active(self) -> list[SignUp]:
        return [made for made in self._sign_ups() if made.withdrawn_at is None]

    def _open_requests(self) -> list[HelpRequest]:
        ours = select(HelpRequest).where(HelpRequest.household_id.in_(self.household_ids))
        return list(db.session.scalars(ours.where(HelpRequest.outcome.is_(None)).order_by(HelpRequest.id)))

    def _free_place(self, shift_id: int) -> int | None:
        taken = set(db.session.scalars(select(SignUpDay.place).where(SignUpDay.shift_id == shift_id)))
        places = range(1, db.session.get_one(Shift, shift_id).places + 1)
        return next((place for place in places if place not in taken), None)


def play(app: Flask, examples: int) -> None:
    with app.app_context():
        WorkingHub.world, WorkingHub.actor = build_world(), actor_of(make_staff(cast.OKSANA))
        _ = WorkingHub.world.lyceum.settlement.name
        db.session.commit()
    WorkingHub.app = app
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        WorkingHub,
        settings=settings(
            max_examples=tries(examples), stateful_step_count=20, deadline=None, suppress_health_check=calm
        ),
    )


def test_any_sequence_keeps_works_whole(app: Flask) -> None:
    play(app, examples=20)


@pytest.mark.postgres
def test_any_sequence_keeps_works_whole_on_postgresql_too(postgres_app: Flask) -> None:
    play(postgres_app, examples=6)
