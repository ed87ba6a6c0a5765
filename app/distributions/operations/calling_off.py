"""The hub's verb about days that will not be held as planned: postponed, cancelled, or their location closed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import exists, select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.aid_log import AidLog
from app.distributions.models import Distribution, DistributionState, Entitlement, MoveList, Slot
from app.distributions.operations import moving
from app.distributions.operations.ending import hold_places
from app.distributions.operations.moving import Reason
from app.distributions.operations.planning import DayIsPast, check_not_closed, lock_hub, next_number
from app.distributions.operations.publishing import ListChanged
from app.distributions.queries import calling_off as queries
from app.distributions.rules.templates import Skipped


class NotHeld(Refusal):
    message = N_("Only a published distribution can be postponed or cancelled.")


class NothingHeld(Refusal):
    message = N_("Nothing is published there on these days, so nobody has to be moved.")


class SameDay(Refusal):
    message = N_("It is held on that day already. Choose another day.")
    status = 422


class DraftThere(Refusal):
    message = N_("%(number)s is planned there on that day and not published yet. Publish it or take it out first.")


class NotInCalendar(Refusal):
    """The calendar has no room for the new day; the subclasses say why."""


class DayOff(NotInCalendar):
    message = N_("%(day)s is a day without distributions. Choose another day.")


class OutsideProgramme(NotInCalendar):
    message = N_("%(day)s is outside the programme. Choose another day, or change how long the programme runs.")


class HeldThere(NotInCalendar):
    message = N_("This programme has another distribution there on %(day)s. Choose another day.")


class HoursTaken(NotInCalendar):
    message = N_("Another programme is given there on %(day)s at these hours. Choose another day.")


class NearCurfew(NotInCalendar):
    message = N_("On %(day)s too little time is left before curfew. Choose another day.")


class WithoutPower(NotInCalendar):
    message = N_("On %(day)s less than an hour with power is left there. Choose another day.")


_OBSTACLES = {
    Skipped.PAST: DayIsPast,
    Skipped.OUTSIDE_PROGRAMME: OutsideProgramme,
    Skipped.HOLIDAY: DayOff,
    Skipped.PLANNED: HeldThere,
    Skipped.OVERLAP: HoursTaken,
    Skipped.CURFEW: NearCurfew,
    Skipped.OUTAGE: WithoutPower,
}


def check(plan: queries.CalledOff, *, at: datetime) -> None:
    """Whether this can be done at all. Raises NotHeld, NothingHeld, and what :func:`_check_day` raises."""
    if not plan.given_up:
        raise NothingHeld
    if any(day.state is not DistributionState.PUBLISHED for day in plan.given_up):
        raise NotHeld
    if plan.to_day is not None:
        _check_day(plan.given_up[0], plan, at)


def _check_day(day: Distribution, plan: queries.CalledOff, at: datetime) -> None:
    """Raises SameDay, DayIsPast, ClosedThere, DraftThere, NotInCalendar."""
    if plan.to_day is None or plan.to_day == day.held_on:
        raise SameDay
    if plan.to_day < clock.local_date(at):
        raise DayIsPast(day=plan.to_day.strftime("%d.%m.%Y"))
    check_not_closed([(day.location_id, plan.to_day)])
    draft = db.session.scalar(
        select(Distribution.number)
        .where(
            Distribution.cycle_id == day.cycle_id,
            Distribution.location_id == day.location_id,
            Distribution.held_on == plan.to_day,
            Distribution.state == DistributionState.DRAFT,
        )
        .limit(1)
    )
    if draft is not None:
        raise DraftThere(number=draft)
    if plan.obstacle is not None:
        raise _OBSTACLES[plan.obstacle](day=plan.to_day.strftime("%d.%m.%Y"))


def call_off(
    plan: queries.CalledOff,
    *,
    digest: str,
    reason: Reason,
    nonce: str,
    aid_log: AidLog,
    actor: Actor,
    at: datetime,
) -> MoveList:
    """Move everyone away from days that are not held; a day on which nobody is left is cancelled.

    ``digest`` is that of the list that was looked at. Raises ListChanged and what :func:`check` raises.
    """
    if plan.proposal.digest != digest:
        raise ListChanged
    hub = lock_hub()
    days = _hold_days(plan)
    check(plan, at=at)
    new = _make_day(plan, next_number(hub, plan.to_day.year)) if plan.new_slots and plan.to_day else None
    moved = moving.apply(
        plan.proposal, reason=reason, nonce=nonce, aid_log=aid_log, actor=actor, at=at, leaving=days,
        new_slots={-number: slot.id for number, slot in enumerate(new.slots, start=1)} if new else None,
    )  # fmt: skip
    if queries.count_standing(days, at) != plan.staying:
        raise ListChanged
    cancelled = _cancel_empty(days)
    audit.record(
        "call off days", "move list", moved.id, actor=actor, at=at, distributions=days, cancelled=cancelled,
        new_distribution=new.id if new else None, staying=plan.staying, **moving.trace(plan.proposal, reason),
    )  # fmt: skip
    return moved


def _hold_days(plan: queries.CalledOff) -> list[int]:
    """The days, and all that is held where one of them goes to, held until commit and read anew."""
    places = {(day.location_id, held_on) for day in plan.given_up for held_on in (day.held_on, plan.to_day) if held_on}
    hold_places(places)
    return sorted(day.id for day in plan.given_up)


def _make_day(plan: queries.CalledOff, number: str) -> Distribution | None:
    """The day that takes the place of a postponed one, at the same hours as far as the calendar leaves them.

    None when nobody would come.
    """
    if not plan.proposal.moves or plan.to_day is None:
        return None
    old = plan.given_up[0]
    day = Distribution(
        number=number,
        cycle_id=old.cycle_id,
        location_id=old.location_id,
        held_on=plan.to_day,
        opens_at=plan.hours.opens_at,
        closes_at=plan.hours.closes_at,
        slot_minutes=old.slot_minutes,
        desks=old.desks,
        service_minutes=old.service_minutes,
        kept=old.kept,
        kept_until=old.kept_until,
        state=DistributionState.PUBLISHED,
        assignment_id=old.assignment_id,
        slots=[Slot(**asdict(slot)) for slot in plan.new_slots],
    )
    db.session.add(day)
    db.session.flush()
    return day


def _cancel_empty(ids: Sequence[int]) -> list[int]:
    """Days on which nobody is left are not held; where something was given already, the day is closed as usual."""
    stands = exists().where(Slot.distribution_id == Distribution.id, Entitlement.slot_id == Slot.id, Entitlement.stands)
    empty = db.session.scalars(select(Distribution).where(Distribution.id.in_(ids), ~stands)).all()
    for day in empty:
        day.state = DistributionState.CANCELLED
    db.session.flush()
    return [day.id for day in empty]
