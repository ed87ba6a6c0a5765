"""What the days of usual weeks would be good for, before they are planned: places, and who is left without a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import Cycle, Programme
from app.distributions.queries.programmes import get_programme
from app.distributions.queries.register import read_register
from app.distributions.queries.templates import Stamp


@dataclass(frozen=True, slots=True)
class StampedTurn:
    """One cycle of a programme into which days would fall."""

    programme: Programme
    turn: rules.Turn
    days: int
    places: int
    """Those that are assigned; kept ones are not among them."""
    waiting: int
    """Households that have no time in this cycle, may be given one, and collect at a location of these days."""


def turns_of(stamps: Sequence[Stamp], *, aid_log: AidLog, at: datetime) -> list[StampedTurn]:
    """The cycles of the days that fit, by programme."""
    fitting = sorted((stamp for stamp in stamps if stamp.hours), key=lambda stamp: (_programme_id(stamp), stamp.day))
    return [
        turn
        for programme_id, its_days in groupby(fitting, key=_programme_id)
        for turn in _turns(get_programme(programme_id), list(its_days), aid_log, at)
    ]


def _turns(programme: Programme, stamps: Sequence[Stamp], aid_log: AidLog, at: datetime) -> Iterator[StampedTurn]:
    starts_on, length = programme.starts_on, programme.cycle_days
    for turn, found in groupby(stamps, key=lambda one: rules.turn_of(one.day, starts_on=starts_on, cycle_days=length)):
        days = list(found)
        yield StampedTurn(
            programme,
            turn,
            days=len(days),
            places=sum(map(_places, days)),
            waiting=_waiting(programme, turn, days, aid_log, at),
        )


def _waiting(programme: Programme, turn: rules.Turn, days: Sequence[Stamp], aid_log: AidLog, at: datetime) -> int:
    locations = {stamp.template.location_id for stamp in days}
    records = read_register(
        _cycle(programme, turn),
        location_ids=locations,
        aid_log=aid_log,
        on=clock.local_date(at),
        collects_on=days[0].day,
    )
    candidates = (record.candidate for record in records)
    return sum(one.barrier is None and not locations.isdisjoint(one.location_ids) for one in candidates)


def _cycle(programme: Programme, turn: rules.Turn) -> Cycle:
    """The cycle, or what it will be when its first day is planned: then nobody has a time in it."""
    found = db.session.scalar(select(Cycle).where(Cycle.programme_id == programme.id, Cycle.number == turn.number))
    return found or Cycle(programme=programme, programme_id=programme.id, number=turn.number)


def _places(stamp: Stamp) -> int:
    template, hours = stamp.template, stamp.hours
    if hours is None:
        return 0
    capacity = rules.slot_capacity(
        desks=template.desks,
        slot_minutes=template.slot_minutes,
        service_minutes=template.service_minutes,
        site_cap=template.location.capacity_on_site,
    )
    slots = rules.windows(stamp.day, hours.opens_at, hours.closes_at, template.slot_minutes)
    return len(slots) * (capacity - min(template.kept, max(0, capacity - 1)))


def _programme_id(stamp: Stamp) -> int:
    return stamp.template.programme_id
