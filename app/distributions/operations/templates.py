"""The hub's verbs about usual weeks: write a day of one, change it, end it, lay them over the calendar."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions import queries
from app.distributions.models import Distribution, DistributionState, TemplateDay
from app.distributions.operations.planning import (
    MOST_AT_ONCE,
    TooManyDays,
    check_draft,
    cycle_of,
    lock_hub,
    lock_programme,
    next_number,
)
from app.distributions.queries.templates import Stamp, digest_of, get_template, lay_over
from app.hubs import queries as hubs
from app.hubs.models import Hub


class CalendarChanged(Refusal):
    message = N_("The calendar has changed since you looked at it. Look at the days again.")


class NothingToStamp(Refusal):
    message = N_("Not one day fits into the calendar. Take other days or another week.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDay:
    """One day of the usual week of a location, as it is written. Hours are on the hub's wall clock."""

    programme_id: int
    location_id: int
    weekday: int
    every_weeks: int
    begins_on: date
    opens_at: time
    closes_at: time
    slot_minutes: int
    desks: int
    service_minutes: int
    kept: int
    kept_until: time | None


def add_template_day(details: WeekDay, *, nonce: str, actor: Actor, at: datetime) -> TemplateDay:
    """Write a day of the usual week. Raises NotFound, HoursTooShort, SlotTooShort."""
    template = TemplateDay(**asdict(details), nonce=nonce)
    _check(details)
    db.session.add(template)
    db.session.flush()
    audit.record(
        "add template day", "location", details.location_id, actor=actor, at=at,
        weekday=details.weekday, programme=details.programme_id,
    )  # fmt: skip
    return template


def change_template_day(template_id: int, details: WeekDay, *, actor: Actor, at: datetime) -> TemplateDay:
    """Change a day of the usual week; what is planned already stays. Raises NotFound, HoursTooShort, SlotTooShort."""
    template = get_template(template_id)
    _check(details)
    for column, value in asdict(details).items():
        setattr(template, column, value)
    db.session.flush()
    audit.record(
        "change template day", "location", details.location_id, actor=actor, at=at,
        weekday=details.weekday, programme=details.programme_id,
    )  # fmt: skip
    return template


def end_template_day(template_id: int, *, actor: Actor, at: datetime) -> TemplateDay:
    """Take a day out of the usual week; what is planned already stays. Raises NotFound."""
    template = get_template(template_id)
    template.is_active = False
    db.session.flush()
    audit.record(
        "end template day", "location", template.location_id, actor=actor, at=at,
        weekday=template.weekday, programme=template.programme_id,
    )  # fmt: skip
    return template


def stamp(
    template_ids: Collection[int], first: date, last: date, *, digest: str, nonce: str, actor: Actor, at: datetime
) -> Sequence[Distribution]:
    """Draft a distribution for each day of these weeks that fits, as it was looked at.

    Raises CalendarChanged, NothingToStamp, TooManyDays, SlotTooShort.
    """
    hub = lock_hub()
    stamps = lay_over(template_ids, first, last, today=clock.local_date(at))
    if digest_of(stamps) != digest:
        raise CalendarChanged
    fitting = [one for one in stamps if one.hours is not None]
    if not fitting:
        raise NothingToStamp
    if len(fitting) > MOST_AT_ONCE:
        raise TooManyDays(number=len(fitting), most=MOST_AT_ONCE)
    drafts = [_draft(one, hub, nonce) for one in fitting]
    audit.record(
        "plan distributions", "location", fitting[0].template.location_id, actor=actor, at=at,
        distributions=[draft.id for draft in drafts],
    )  # fmt: skip
    return drafts


def _draft(one: Stamp, hub: Hub, nonce: str) -> Distribution:
    template, hours = one.template, one.hours
    if hours is None:
        raise ValueError(one)
    draft = Distribution(
        held_on=one.day,
        location=template.location,
        opens_at=hours.opens_at,
        closes_at=hours.closes_at,
        slot_minutes=template.slot_minutes,
        desks=template.desks,
        service_minutes=template.service_minutes,
        kept=template.kept,
        kept_until=template.kept_until,
        state=DistributionState.DRAFT,
        plan_nonce=nonce,
    )
    check_draft(draft)
    draft.cycle = cycle_of(lock_programme(template.programme_id), one.day)
    draft.number = next_number(hub, one.day.year)
    db.session.add(draft)
    db.session.flush()
    return draft


def _check(details: WeekDay) -> None:
    """Raises HoursTooShort, SlotTooShort, NotFound: what could not be planned is not worth writing down."""
    location = hubs.get_location(details.location_id)
    queries.get_programme(details.programme_id)
    check_draft(
        Distribution(
            held_on=details.begins_on, location=location, opens_at=details.opens_at, closes_at=details.closes_at,
            slot_minutes=details.slot_minutes, desks=details.desks, service_minutes=details.service_minutes,
        )
    )  # fmt: skip
