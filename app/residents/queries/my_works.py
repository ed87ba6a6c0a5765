"""The works of one household as its people read them: by code and first letter, never a list of who lives there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.models import Attendance
from app.core.db import db
from app.core.names import fold
from app.households.models import Person
from app.hubs.models import Visibility
from app.pay import queries as pay
from app.pay.models import PayQuestion
from app.public_works import queries as works
from app.public_works.models import (
    DayState,
    OrderState,
    Shift,
    SignUp,
    SignUpDay,
    StoppedOrder,
    WorkKind,
    WorkOrder,
)
from app.public_works.queries.orders import is_stopped_now
from app.public_works.rules import share

MOST = 6
"""Sign-ups of a household that are told of."""
GONE = (DayState.CANCELLED, DayState.LAPSED)


@dataclass(frozen=True, slots=True)
class MyDay:
    """One day of a sign-up."""

    day: SignUpDay
    attendance: Attendance | None
    """As it was confirmed; None before that."""
    queue: int | None = None
    """Of a day that waits, its place among all who wait for that day, from 1. On the page of the sign-up only."""
    is_reserve: bool = False
    """So far in front that they are asked to be ready."""

    def is_ahead(self, at: datetime) -> bool:
        return self.day.shift.starts_at > at and self.day.state not in GONE

    def is_closed(self, at: datetime) -> bool:
        """Whether it is ahead and no clearance of the site holds on it: the place is kept, and nobody comes."""
        shift = self.day.shift
        return self.is_ahead(at) and not shift.order.is_cleared_on(shift.held_on)

    def is_offered(self, at: datetime) -> bool:
        held_until = self.day.held_until
        return self.day.state is DayState.OFFERED and held_until is not None and held_until > at


@dataclass(frozen=True, slots=True)
class MyWork:
    """One sign-up. ``account`` and ``questions`` are there on its own page only."""

    sign_up: SignUp
    is_stopped: bool
    """It stands still on all days; a day without a clearance of the site is closed by itself."""
    days: Sequence[MyDay]
    stops: Sequence[StoppedOrder] = ()
    """What it stands still for."""
    account: pay.Account | None = None
    questions: Sequence[PayQuestion] = ()

    @property
    def letter(self) -> str:
        """By which a household knows its own."""
        person = self.sign_up.person
        return f"{person.given[:1]}." if person and person.given else ""

    @property
    def knows_place(self) -> bool:
        """Whether the exact place is told: to everybody, or only to those who have a place there."""
        has_place = any(one.day.state in works.TAKEN for one in self.days)
        return self.sign_up.order.visibility is Visibility.PUBLIC or has_place

    def goes_out(self, at: datetime) -> bool:
        """Whether they may know now to which neighbours they go (:func:`app.public_works.queries.goes_out`)."""
        order = self.sign_up.order
        is_moving = order.kind is WorkKind.HELP and order.state is OrderState.PUBLISHED and not self.is_stopped
        return is_moving and any(works.goes_out(one.day, at) and not one.is_closed(at) for one in self.days)

    def ahead(self, at: datetime) -> Sequence[MyDay]:
        return [one for one in self.days if one.is_ahead(at)]

    def open_ahead(self, at: datetime) -> Sequence[MyDay]:
        """Days ahead on which work goes on, as far as is known now."""
        return [] if self.is_stopped else [one for one in self.ahead(at) if not one.is_closed(at)]

    def offered(self, at: datetime) -> Sequence[MyDay]:
        return [one for one in self.days if one.is_offered(at)]


def list_my_works(household_id: int, at: datetime) -> Sequence[MyWork]:
    """What people of this household signed up for and did not take back: with days ahead first, then the latest."""
    kept = [
        one
        for one in works.list_for_household(household_id)
        if one.withdrawn_at is None or any(day.state in works.TAKEN for day in one.days)
    ]
    sign_ups = sorted(kept, key=lambda one: not any(MyDay(day, None).is_ahead(at) for day in one.days))[:MOST]
    stopped = _stopped({one.order_id for one in sign_ups})
    return [MyWork(one, one.order_id in stopped, [MyDay(day, None) for day in _in_time(one)]) for one in sign_ups]


def find_my_work(household_id: int, sign_up_id: int, at: datetime) -> MyWork | None:
    """Everything about one sign-up of this household; None for somebody else's, as for none at all."""
    sign_up = find_my_sign_up(household_id, sign_up_id)
    if sign_up is None:
        return None
    is_stopped = bool(_stopped({sign_up.order_id}))
    days = _in_time(sign_up)
    done, queue, order = _confirmed(days), works.places_in_queue(days), sign_up.order
    return MyWork(
        sign_up,
        is_stopped,
        [
            MyDay(
                day,
                done.get(day.id),
                queue.get(day.id),
                0 < queue.get(day.id, 0) <= share(day.shift.places, order.reserve_percent),
            )
            for day in days
        ],
        stops=works.open_stops(sign_up.order_id) if is_stopped else (),
        account=pay.account_of(sign_up),
        questions=pay.list_questions_of([sign_up.id]),
    )


def find_my_sign_up(household_id: int, sign_up_id: int) -> SignUp | None:
    """A sign-up of this household."""
    return db.session.scalar(
        select(SignUp)
        .where(SignUp.id == sign_up_id, SignUp.household_id == household_id)
        .options(
            joinedload(SignUp.person),
            joinedload(SignUp.order).joinedload(WorkOrder.settlement),
            joinedload(SignUp.order).joinedload(WorkOrder.draw),
            selectinload(SignUp.days).joinedload(SignUpDay.shift),
        )
    )


def find_my_day(household_id: int, sign_up_id: int, day_id: int) -> SignUpDay | None:
    """A day of a sign-up of this household."""
    sign_up = find_my_sign_up(household_id, sign_up_id)
    return next((day for day in sign_up.days if day.id == day_id), None) if sign_up else None


def find_member(household_id: int, given: str, birth_year: int) -> Person | None:
    """Who of this household has this first name and was born in this year; None where nobody or several have."""
    people = db.session.scalars(
        select(Person).where(Person.household_id == household_id, Person.birth_year == birth_year)
    )
    key = fold(given)
    meant = [person for person in people if key and fold(person.given) == key]
    return meant[0] if len(meant) == 1 else None


def free_days(person: Person, shifts: Sequence[Shift]) -> Sequence[Shift]:
    """Of these shifts, those at whose hours the person neither works elsewhere nor fetches aid."""
    clashes = works.clashing_shifts({person.id: person.household_id or 0}, shifts)[person.id] if shifts else ()
    return [shift for shift in shifts if shift.id not in clashes]


def small_overlaps(sign_up: SignUp, at: datetime) -> Sequence[works.Clash]:
    """What somebody must leave a little earlier for, or comes a little later from, on the days they signed up for."""
    shifts = [day.shift for day in sign_up.days if day.shift.starts_at > at]
    if sign_up.person_id is None or sign_up.household_id is None or not shifts:
        return []
    clashes = works.clashes_of(sign_up.person_id, sign_up.household_id, shifts)
    return [clash for clash in clashes if clash.is_small]


def _in_time(sign_up: SignUp) -> Sequence[SignUpDay]:
    return sorted(sign_up.days, key=lambda day: day.shift.starts_at)


def _stopped(order_ids: Collection[int]) -> set[int]:
    """Of these orders, those that a stop holds."""
    found = select(WorkOrder.id).where(
        WorkOrder.id.in_(order_ids), WorkOrder.state == OrderState.PUBLISHED, is_stopped_now()
    )
    return set(db.session.scalars(found))


def _confirmed(days: Sequence[SignUpDay]) -> Mapping[int, Attendance]:
    """What was written of these days and confirmed by a second person."""
    found = db.session.scalars(
        select(Attendance).where(
            Attendance.sign_up_day_id.in_([day.id for day in days]),
            ~Attendance.is_reversed,
            Attendance.confirmed_at.is_not(None),
        )
    )
    return {row.sign_up_day_id: row for row in found}
