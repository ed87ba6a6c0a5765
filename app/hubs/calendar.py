"""The hub's verbs about its calendar: curfew, days without distributions, announced hours without power."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.hubs import queries
from app.hubs.models import Holiday, Hub, Outage


class HolidayTaken(Refusal):
    message = N_("This day already stands in the calendar.")


class NotThere(Refusal):
    message = N_("This no longer stands in the calendar.")


@dataclass(frozen=True, slots=True)
class OutageHours:
    """Hours without power for one queue on one day, on the hub's wall clock."""

    queue: str
    held_on: date
    starts_at: time
    ends_at: time


def set_curfew(begins: time | None, ends: time | None, *, actor: Actor, at: datetime) -> Hub:
    """From when to when people stay at home; None for both where there is no curfew."""
    hub = queries.get_hub()
    hub.curfew_from, hub.curfew_to = begins, ends
    db.session.flush()
    audit.record("set curfew", "hub", hub.id, actor=actor, at=at, opens_at=str(begins or ""), closes_at=str(ends or ""))
    return hub


def add_holiday(held_on: date, name: str, *, actor: Actor, at: datetime) -> Holiday:
    """A day on which nothing is given out. Raises HolidayTaken."""
    if db.session.get(Holiday, held_on) is not None:
        raise HolidayTaken
    holiday = Holiday(held_on=held_on, name=name)
    db.session.add(holiday)
    db.session.flush()
    audit.record("add holiday", "hub", queries.get_hub().id, actor=actor, at=at, held_on=held_on.isoformat())
    return holiday


def remove_holiday(held_on: date, *, actor: Actor, at: datetime) -> None:
    """The day is a day like any other. Raises NotThere."""
    holiday = db.session.get(Holiday, held_on)
    if holiday is None:
        raise NotThere
    db.session.delete(holiday)
    db.session.flush()
    audit.record("remove holiday", "hub", queries.get_hub().id, actor=actor, at=at, held_on=held_on.isoformat())


def announce_outages(hours: Sequence[OutageHours], *, actor: Actor, at: datetime) -> None:
    """Write down announced hours; for the queues and days that are named, they take the place of what stood there."""
    for queue, held_on in sorted({(one.queue, one.held_on) for one in hours}):
        db.session.execute(delete(Outage).where(Outage.queue == queue, Outage.held_on == held_on))
    db.session.add_all(
        Outage(
            queue=one.queue, held_on=one.held_on, starts_at=one.starts_at, ends_at=one.ends_at, recorded_at=at
        )
        for one in dict.fromkeys(hours)
    )  # fmt: skip
    db.session.flush()
    audit.record("announce outages", "hub", queries.get_hub().id, actor=actor, at=at, lines=len(hours))


def remove_outage(outage_id: int, *, actor: Actor, at: datetime) -> None:
    """The announcement was taken back. Raises NotThere."""
    outage = db.session.scalar(select(Outage).where(Outage.id == outage_id))
    if outage is None:
        raise NotThere
    db.session.delete(outage)
    db.session.flush()
    audit.record("remove outage", "hub", queries.get_hub().id, actor=actor, at=at, held_on=outage.held_on.isoformat())
