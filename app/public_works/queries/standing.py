"""Whether a work may go on now, and who is at it: what every page of an order shows first."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.households.models import Person
from app.public_works import rules
from app.public_works.models import DayState, OrderState, Shift, SignUp, SignUpDay, StoppedOrder, WorkOrder
from app.public_works.queries.orders import Stage, stage_of
from app.public_works.queries.stops import open_stops


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands and what freezes it."""

    stage: Stage
    stops: Sequence[StoppedOrder] = ()
    uncovered: Sequence[date] = ()
    """Days from today on for which its clearance does not hold."""

    @property
    def is_frozen(self) -> bool:
        return bool(self.stops or self.uncovered)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is at a work, or should be."""

    order_id: int
    name: str
    is_here: bool
    """Seen at a roll call and not gone; otherwise only expected."""


OnSite = Callable[[Collection[int], datetime], Sequence[Present]]
"""Who is at these works at this moment. The room of the working day knows better and hands its own over."""


def standing_of(order: WorkOrder, at: datetime) -> Standing:
    """Where an order stands at this moment."""
    if order.state is not OrderState.PUBLISHED:
        return Standing(stage_of(order.id, at))
    return Standing(
        stage_of(order.id, at), open_stops(order.id), rules.uncovered_days(order, clock.local_date(at))
    )  # fmt: skip


def expected_on_site(order_ids: Collection[int], at: datetime) -> Sequence[Present]:
    """Whoever has a place in a shift that runs now: nobody was called yet."""
    found = (
        select(SignUp.order_id, Person.surname, Person.given)
        .join(SignUpDay, SignUpDay.sign_up_id == SignUp.id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .join(Person, Person.id == SignUp.person_id)
        .where(
            SignUp.order_id.in_(order_ids),
            SignUpDay.state == DayState.CHOSEN,
            Shift.starts_at <= at,
            Shift.ends_at >= at,
        )
        .order_by(SignUp.order_id, SignUpDay.place)
    )
    return [
        Present(order_id, f"{surname} {given}".strip(), is_here=False)
        for order_id, surname, given in db.session.execute(found)
    ]
