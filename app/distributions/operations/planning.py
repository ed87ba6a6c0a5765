"""The hub's verbs about days that are not published yet: plan them, change them, drop them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from itertools import product

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import joinedload

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions import queries, rules
from app.distributions.models import Cycle, Distribution, DistributionState, Programme, ShortageDecision
from app.hubs import queries as hubs
from app.hubs.models import Hub, Location

MOST_AT_ONCE = 200
"""Distributions that one form may plan."""


class NoDays(Refusal):
    message = N_("No day is chosen. Write the first and the last day, or days one by one.")


class TooManyDays(Refusal):
    message = N_("This makes %(number)d distributions at once. Plan at most %(most)d, then the rest.")


class DayOutsideProgramme(Refusal):
    message = N_("%(day)s is outside the programme. It runs from %(first)s to %(last)s.")


class DayIsPast(Refusal):
    message = N_("%(day)s is over. Plan from today on.")


class AlreadyPlanned(Refusal):
    message = N_("%(location)s already has a distribution of this programme on %(day)s (%(number)s).")


class SlotTooShort(Refusal):
    message = N_(
        "At %(location)s not even one household fits into a slot: "
        "the slot is shorter than serving one takes, or the place holds too few people. Take longer slots."
    )


class HoursTooShort(Refusal):
    message = N_("Not one slot fits between opening and closing. Take longer hours or shorter slots.")


class ProgrammeEnded(Refusal):
    message = N_("This programme has ended. Bring it back before you plan days.")


class ClosedThere(Refusal):
    """A day is closed once at a place: what were held there after that could never be closed."""

    message = N_("%(location)s: %(day)s is closed there, and two people signed its figures. Choose another day.")


class NotADraft(Refusal):
    message = N_("This distribution is published. What was promised does not change.")


def plan_distributions(
    programme_id: int,
    *,
    days: Collection[date],
    location_ids: Collection[int],
    opens_at: time,
    closes_at: time,
    slot_minutes: int,
    desks: int | None = None,
    service_minutes: int = 3,
    kept: int = 0,
    kept_until: time | None = None,
    nonce: str | None = None,
    actor: Actor,
    at: datetime,
) -> Sequence[Distribution]:
    """Draft a distribution for each day at each location; ``desks`` None means as many as the location has.

    The hours are on the hub's wall clock. Cycles are found or begun from the programme's start. Raises NoDays,
    TooManyDays, DayIsPast, DayOutsideProgramme, ClosedThere, AlreadyPlanned, SlotTooShort, HoursTooShort,
    ProgrammeEnded.
    """
    hub, programme = lock_hub(), lock_programme(programme_id)
    _check_days(programme, days, location_ids, at)
    check_not_closed(product(location_ids, days))
    drafts = [
        Distribution(
            held_on=day,
            location=location,
            opens_at=opens_at,
            closes_at=closes_at,
            slot_minutes=slot_minutes,
            desks=desks or location.desks,
            service_minutes=service_minutes,
            kept=kept,
            kept_until=kept_until,
            state=DistributionState.DRAFT,
            plan_nonce=nonce,
        )
        for day in sorted(days)
        for location in map(hubs.get_location, sorted(location_ids))
    ]
    for draft in drafts:
        check_draft(draft)
        _check_free(programme, draft.location, draft.held_on)
        draft.cycle = cycle_of(programme, draft.held_on)
        draft.number = next_number(hub, draft.held_on.year)
        db.session.add(draft)
        db.session.flush()
    audit.record(
        "plan distributions", "programme", programme.id, actor=actor, at=at,
        distributions=[draft.id for draft in drafts],
    )  # fmt: skip
    return drafts


def edit_draft(
    distribution_id: int,
    *,
    held_on: date,
    opens_at: time,
    closes_at: time,
    slot_minutes: int,
    desks: int,
    service_minutes: int,
    kept: int = 0,
    kept_until: time | None = None,
    actor: Actor,
    at: datetime,
) -> Distribution:
    """Change a draft; its number stays. Raises NotADraft and the refusals of planning."""
    lock_hub()
    draft = _get_draft(distribution_id)
    programme = lock_programme(draft.cycle.programme_id)
    _check_days(programme, {held_on}, {draft.location_id}, at)
    if held_on != draft.held_on:
        _check_free(programme, draft.location, held_on)
    old_cycle = draft.cycle
    draft.held_on, draft.opens_at, draft.closes_at = held_on, opens_at, closes_at
    draft.slot_minutes, draft.desks, draft.service_minutes = slot_minutes, desks, service_minutes
    draft.kept, draft.kept_until = kept, kept_until
    draft.cycle = cycle_of(programme, held_on)
    check_draft(draft)
    db.session.flush()
    _drop_if_empty(old_cycle)
    audit.record(
        "edit draft", "distribution", draft.id, actor=actor, at=at,
        held_on=held_on, opens_at=opens_at, closes_at=closes_at, slot_minutes=slot_minutes, desks=desks,
        service_minutes=service_minutes,
    )  # fmt: skip
    return draft


def change_slot_minutes(cycle_id: int, slot_minutes: int, *, actor: Actor, at: datetime) -> Sequence[Distribution]:
    """Give all drafts of a cycle slots of one length. Raises SlotTooShort, HoursTooShort."""
    lock_hub()
    drafts = queries.list_drafts(queries.get_cycle(cycle_id).id)
    for draft in drafts:
        draft.slot_minutes = slot_minutes
        check_draft(draft)
    db.session.flush()
    audit.record(
        "change slot length", "cycle", cycle_id, actor=actor, at=at,
        slot_minutes=slot_minutes, distributions=[draft.id for draft in drafts],
    )  # fmt: skip
    return drafts


def drop_draft(distribution_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a draft out of the plan; its number may be given again. Raises NotADraft."""
    lock_hub()
    draft = _get_draft(distribution_id)
    cycle, number, held_on, location_id = draft.cycle, draft.number, draft.held_on, draft.location_id
    db.session.delete(draft)
    db.session.flush()
    _drop_if_empty(cycle)
    audit.record(
        "drop draft", "distribution", distribution_id, actor=actor, at=at,
        number=number, held_on=held_on, location=location_id,
    )  # fmt: skip


def lock_hub() -> Hub:
    """Whoever changes plans holds the hub: numbers follow each other and no day is planned twice."""
    return db.session.scalars(select(Hub).where(Hub.id == hubs.get_hub().id).with_for_update()).one()


def lock_programme(programme_id: int) -> Programme:
    """As it is now, held until commit: cycles are counted from its start, which must not move meanwhile."""
    programme = db.session.scalar(
        select(Programme)
        .where(Programme.id == programme_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if programme is None:
        raise NotFound
    return programme


def _get_draft(distribution_id: int) -> Distribution:
    draft = db.session.scalar(
        select(Distribution)
        .where(Distribution.id == distribution_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if draft is None:
        raise NotFound
    if draft.state is not DistributionState.DRAFT:
        raise NotADraft
    return draft


def _check_days(programme: Programme, days: Collection[date], location_ids: Collection[int], at: datetime) -> None:
    if not days or not location_ids:
        raise NoDays
    if not programme.is_active:
        raise ProgrammeEnded
    if len(days) * len(location_ids) > MOST_AT_ONCE:
        raise TooManyDays(number=len(days) * len(location_ids), most=MOST_AT_ONCE)
    first, last = min(days), max(days)
    if first < clock.local_date(at):
        raise DayIsPast(day=_dmy(first))
    for day in (first, last):
        if day < programme.starts_on or (programme.ends_on is not None and day > programme.ends_on):
            raise DayOutsideProgramme(
                day=_dmy(day),
                first=_dmy(programme.starts_on),
                last=_dmy(programme.ends_on) if programme.ends_on else "…",
            )


def check_not_closed(days: Iterable[tuple[int, date]]) -> None:
    """``days`` are locations and days of which none may be closed already. Raises ClosedThere."""
    asked = set(days)
    found = (
        select(Distribution)
        .where(
            Distribution.state == DistributionState.CLOSED,
            Distribution.location_id.in_({location_id for location_id, _day in asked}),
            Distribution.held_on.in_({day for _location_id, day in asked}),
        )
        .options(joinedload(Distribution.location))
    )
    for closed in db.session.scalars(found):
        if (closed.location_id, closed.held_on) in asked:
            raise ClosedThere(location=closed.location.name, day=_dmy(closed.held_on))


def check_draft(draft: Distribution) -> None:
    """Refuse a day that would have no slots or slots of nothing."""
    if not rules.windows(draft.held_on, draft.opens_at, draft.closes_at, draft.slot_minutes):
        raise HoursTooShort
    if queries.capacity_of(draft, draft.slot_minutes) < 1:
        raise SlotTooShort(location=draft.location.name)


def _check_free(programme: Programme, location: Location, day: date) -> None:
    planned = db.session.scalar(
        select(Distribution.number)
        .join(Distribution.cycle)
        .where(
            Cycle.programme_id == programme.id,
            Distribution.location_id == location.id,
            Distribution.held_on == day,
            Distribution.state != DistributionState.CANCELLED,
        )
        .limit(1)
    )
    if planned is not None:
        raise AlreadyPlanned(location=location.name, day=_dmy(day), number=planned)


def cycle_of(programme: Programme, day: date) -> Cycle:
    """The cycle of this day, begun when it is the first one planned."""
    turn = rules.turn_of(day, starts_on=programme.starts_on, cycle_days=programme.cycle_days)
    found = db.session.scalar(select(Cycle).where(Cycle.programme_id == programme.id, Cycle.number == turn.number))
    return found or Cycle(
        programme=programme, number=turn.number, starts_on=turn.starts_on, ends_on=turn.ends_on
    )  # fmt: skip


def _drop_if_empty(cycle: Cycle) -> None:
    """A cycle in which something was decided stays, because the decision does."""
    held = exists().where(Distribution.cycle_id == cycle.id)
    decided = exists().where(ShortageDecision.cycle_id == cycle.id)
    if not db.session.scalar(select(held | decided)):
        db.session.execute(delete(Cycle).where(Cycle.id == cycle.id))


def next_number(hub: Hub, year: int) -> str:
    """The number of the next distribution of a year; whoever asks holds the hub."""
    ours = Distribution.number.startswith(f"{hub.code}-{year}-", autoescape=True)
    last = db.session.scalar(
        select(Distribution.number)
        .where(ours)
        .order_by(func.length(Distribution.number).desc(), Distribution.number.desc())
        .limit(1)
    )
    return rules.next_number(hub.code, year, last)


def _dmy(day: date) -> str:
    return day.strftime("%d.%m.%Y")
