"""Those who want to work and the places there are, as the rule of turns takes them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from app.core.db import db
from app.draws import queries as draws
from app.draws.models import DrawState
from app.households.models import HouseholdStatus, Sex
from app.public_works import rules
from app.public_works.models import ADULT, DayState, Demand, Shift, SignUp, SignUpDay, WorkOrder, WorkRules
from app.public_works.queries.clashes import clashing_shifts
from app.public_works.queries.sign_ups import TAKEN, list_active

GONE = (HouseholdStatus.INACTIVE, HouseholdStatus.MOVED, HouseholdStatus.MERGED)
AFTER_ALL_LOTS = 1_000_000
"""Where somebody stands who is not in the draw: behind everybody who is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What sharing the places out would come to now."""

    applicants: Sequence[rules.Applicant]
    seats: Sequence[rules.Seats]
    turns: rules.Turns
    needs_draw: bool
    """More people than places, and no lots yet: nothing is decided before they are drawn."""

    @property
    def digest(self) -> str:
        """Of everything that was looked at, so that it is what is decided."""
        told = [sorted(self.turns.chosen), sorted((*key, why) for key, why in self.turns.waiting.items())]
        return sha256(repr((told, self.needs_draw)).encode()).hexdigest()


def propose(order: WorkOrder, terms: WorkRules, at: datetime) -> Proposal:
    """Share out all places of an order among those who signed up. Places of shifts that have begun stay empty."""
    sign_ups = [one for one in list_active(order.id) if one.person_id is not None and one.household_id is not None]
    applicants = _applicants(order, sign_ups, terms)
    seats = [_seats(order, shift) for shift in order.shifts if shift.starts_at > at]
    return Proposal(
        applicants=applicants,
        seats=seats,
        turns=rules.choose(applicants, seats, days_cap=terms.days_cap),
        needs_draw=rules.is_draw_needed(applicants, seats) and not _is_drawn(order),
    )


def propose_next(order: WorkOrder, shift: Shift, free: int, terms: WorkRules) -> Sequence[int]:
    """Sign-ups to whom free places of a shift go next, in the order of the queue."""
    waiting = [
        one
        for one in list_active(order.id)
        if one.person_id is not None
        and one.household_id is not None
        and any(day.shift_id == shift.id and day.state is DayState.WAITING for day in one.days)
    ]
    if not waiting or free < 1:
        return []
    lots = {one.id: one.position or AFTER_ALL_LOTS + one.id for one in waiting}
    applicants = _applicants(order, waiting, terms, lots=lots, besides=False)
    seats = [rules.Seats(shift.id, shift.held_on, free)]
    return [sign_up_id for sign_up_id, _ in rules.choose(applicants, seats, days_cap=terms.days_cap).chosen]


def _seats(order: WorkOrder, shift: Shift) -> rules.Seats:
    percent = 0 if order.demand is Demand.HEAVY else order.first_offer_percent
    return rules.Seats(shift.id, shift.held_on, shift.places, rules.share(shift.places, percent))


def _is_drawn(order: WorkOrder) -> bool:
    return order.draw is not None and order.draw.state is DrawState.DRAWN


def _applicants(
    order: WorkOrder,
    sign_ups: Sequence[SignUp],
    terms: WorkRules,
    *,
    lots: Mapping[int, int] | None = None,
    besides: bool = True,
) -> list[rules.Applicant]:
    """``besides`` leaves this order out of the days a household has: all of it is shared out anew."""
    if not sign_ups:
        return []
    if lots is None:
        lots = draws.order_of(order.draw_id) if order.draw_id is not None and _is_drawn(order) else {}
    days = _days_of_households({one.household_id for one in sign_ups}, order.id if besides else None)
    people = {one.person_id: one.household_id for one in sign_ups}
    clashes = clashing_shifts({key: value for key, value in people.items() if key and value}, order.shifts)
    first = min(shift.held_on for shift in order.shifts)
    last = max(shift.held_on for shift in order.shifts)
    return [
        rules.Applicant(
            sign_up_id=one.id,
            household_id=one.household_id or 0,
            wanted=[day.shift_id for day in one.days if day.state is not DayState.CANCELLED],
            lot=lots.get(one.id, AFTER_ALL_LOTS + one.id),
            household_days=_within(days[one.household_id], last - timedelta(days=terms.cap_period - 1), last),
            has_worked_lately=_within(
                days[one.household_id], first - timedelta(days=terms.lately_days), first - timedelta(days=1)
            ) > 0,
            is_first_offered=one.sex is Sex.FEMALE or one.has_limits,
            is_fit=suits(order, one),
            clashes=clashes[one.person_id or 0],
            beside=frozenset(day for day, people in days[one.household_id].items() if people - {one.person_id}),
        )
        for one in sign_ups
    ]  # fmt: skip


def suits(order: WorkOrder, one: SignUp) -> bool:
    """Whether somebody may still come: they live here, are old enough as it is known by now, and it harms nobody."""
    return _lives_here(one) and _is_old_enough(order, one) and _fits(order, one)


def _lives_here(one: SignUp) -> bool:
    """Whoever died or left since is in no household, or in one that is away."""
    is_member = one.person is not None and one.person.household_id is not None
    return is_member and one.household is not None and one.household.status not in GONE


def _is_old_enough(order: WorkOrder, one: SignUp) -> bool:
    """On the first day that they want, as when they signed up: a date of birth may have been corrected since."""
    wanted = {day.shift_id for day in one.days}
    first = min((shift.held_on for shift in order.shifts if shift.id in wanted), default=None)
    if one.person is None or first is None:
        return False
    age = rules.age_on(first, birth_on=one.person.birth_on, birth_year=one.person.birth_year)
    return age is None or (age >= order.min_age and (age >= ADULT or one.consented_on is not None))


def _fits(order: WorkOrder, one: SignUp) -> bool:
    limits = rules.Limits(one.no_lifting, one.no_heights, one.is_seated)
    return rules.fits(limits, kind=order.kind, demand=order.demand, fits_limits=order.fits_limits)


def _within(days: Iterable[date], first: date, last: date) -> int:
    return sum(first <= day <= last for day in days)


def _days_of_households(
    household_ids: Iterable[int | None], besides_order: int | None
) -> Mapping[int | None, Mapping[date, set[int | None]]]:
    """Days on which people of each household have worked or have a place, and who they are."""
    found = (
        select(SignUp.household_id, Shift.held_on, SignUp.person_id)
        .join(SignUpDay, SignUpDay.sign_up_id == SignUp.id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .where(SignUp.household_id.in_(household_ids), SignUpDay.state.in_(TAKEN))
        .distinct()
    )
    if besides_order is not None:
        found = found.where(SignUp.order_id != besides_order)
    days: dict[int | None, dict[date, set[int | None]]] = defaultdict(lambda: defaultdict(set))
    for household_id, held_on, person_id in db.session.execute(found):
        days[household_id][held_on].add(person_id)
    return days
