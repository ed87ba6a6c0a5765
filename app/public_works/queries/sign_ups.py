"""Who signed up, for the pages of staff and for the verbs."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.public_works.models import DayState, Shift, SignUp, SignUpDay, StoppedOrder, WorkOrder, WorkRules

TAKEN = (DayState.CHOSEN, DayState.OFFERED)
"""States in which a day has a place."""


def get_sign_up(sign_up_id: int) -> SignUp:
    """With its order, its days and their shifts. Raises NotFound."""
    found = db.session.scalar(
        select(SignUp)
        .where(SignUp.id == sign_up_id)
        .options(
            joinedload(SignUp.order),
            joinedload(SignUp.person),
            selectinload(SignUp.days).joinedload(SignUpDay.shift),
            selectinload(SignUp.skills),
        )
    )
    if found is None:
        raise NotFound
    return found


def get_day(day_id: int) -> SignUpDay:
    """One day of a sign-up with its shift and its order. Raises NotFound."""
    found = db.session.get(
        SignUpDay,
        day_id,
        options=[
            joinedload(SignUpDay.sign_up).joinedload(SignUp.person),
            joinedload(SignUpDay.shift).joinedload(Shift.order),
        ],
    )
    if found is None:
        raise NotFound
    return found


def find_by_nonce(nonce: str | None) -> SignUp | None:
    """What this form has already made."""
    return db.session.scalar(select(SignUp).where(SignUp.nonce == nonce)) if nonce else None


def find_active(order_id: int, person_id: int) -> SignUp | None:
    """The sign-up of a person for an order that holds."""
    return db.session.scalar(
        select(SignUp).where(SignUp.order_id == order_id, SignUp.person_id == person_id, SignUp.withdrawn_at.is_(None))
    )


def list_active(order_id: int) -> Sequence[SignUp]:
    """All sign-ups of an order that hold, with people and days, in the order of the queue and then of signing up."""
    return db.session.scalars(
        select(SignUp)
        .where(SignUp.order_id == order_id, SignUp.withdrawn_at.is_(None))
        .options(joinedload(SignUp.person), joinedload(SignUp.household), selectinload(SignUp.days))
        .order_by(SignUp.position.is_not(None), SignUp.position, SignUp.id)
    ).all()


def list_for_household(household_id: int, *, limit: int = 40) -> Sequence[SignUp]:
    """What people of a household signed up for, the latest first."""
    return db.session.scalars(
        select(SignUp)
        .where(SignUp.household_id == household_id)
        .options(
            joinedload(SignUp.order),
            joinedload(SignUp.person),
            selectinload(SignUp.days).joinedload(SignUpDay.shift),
        )
        .order_by(SignUp.id.desc())
        .limit(limit)
    ).all()


def count_taken(shift_ids: Collection[int]) -> Mapping[int, int]:
    """Places taken in each shift."""
    found = db.session.execute(
        select(SignUpDay.shift_id, func.count())
        .where(SignUpDay.shift_id.in_(shift_ids), SignUpDay.state.in_(TAKEN))
        .group_by(SignUpDay.shift_id)
    )
    return Counter({row[0]: row[1] for row in found})


def places_taken(shift_id: int) -> set[int]:
    """Numbers of the places of a shift that are taken."""
    return {
        place
        for place in db.session.scalars(select(SignUpDay.place).where(SignUpDay.shift_id == shift_id))
        if place is not None
    }


def is_stopped(order_id: int) -> bool:
    """Whether a stop holds the order."""
    found = select(StoppedOrder.order_id).where(StoppedOrder.order_id == order_id, StoppedOrder.released_at.is_(None))
    return db.session.scalar(found.limit(1)) is not None


def rules_of_turns(hub_id: int) -> WorkRules:
    """How turns are shared in the hub; the usual values where nobody decided otherwise."""
    return db.session.get(WorkRules, hub_id) or WorkRules(
        hub_id=hub_id, days_cap=10, cap_period=30, lately_days=60, hold_hours=24, standby_minutes=0
    )


def find_order_of_draw(draw_id: int) -> WorkOrder | None:
    """The order whose turns a draw decides."""
    return db.session.scalar(select(WorkOrder).where(WorkOrder.draw_id == draw_id))
