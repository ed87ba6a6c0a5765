"""The lowest pay for an hour, and how turns are shared."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.core.money import write_money
from app.public_works import queries, rules
from app.public_works.models import MinimumWage, WorkRules
from app.public_works.operations.orders import hold_hub


class MinimumTaken(Refusal):
    message = N_("For %(day)s the lowest pay is written down already, and it holds. Write another day.")


class MinimumFalls(Refusal):
    """A slip of the point would let orders through that pay a tenth."""

    message = N_("The lowest pay does not fall: before it was %(before)s UAH an hour. Look at the number again.")
    status = 422


class MinimumLeaps(Refusal):
    """A slip of the point would let no order through any more, and what holds is not written anew."""

    message = N_(
        "Before it was %(before)s UAH an hour: the lowest pay never rose to more than three times at once. "
        "Look at the number again."
    )
    status = 422


MOST_RISE = 3
"""On 1 January 2017 it doubled, from 1600 to 3200 UAH a month."""


def add_minimum_wage(valid_from: date, hour_minor: int, *, source: str, actor: Actor, at: datetime) -> MinimumWage:
    """From this day on an hour is paid at least so much. A day to come may be written anew, one that holds may not.

    Raises MinimumTaken, MinimumFalls, MinimumLeaps.
    """
    hub = hold_hub()
    row = db.session.get(MinimumWage, valid_from, populate_existing=True)
    if row is not None and valid_from <= clock.local_date(at):
        raise MinimumTaken(day=valid_from.strftime("%d.%m.%Y"))
    others = {day: hour for day, hour in queries.wages().items() if day != valid_from}
    before = rules.minimum_on(valid_from, others)
    if before is not None and hour_minor < before:
        raise MinimumFalls(before=write_money(before))
    if before is not None and hour_minor > before * MOST_RISE:
        raise MinimumLeaps(before=write_money(before))
    if row is None:
        row = MinimumWage(valid_from=valid_from)
        db.session.add(row)
    row.hour_minor, row.source = hour_minor, source
    db.session.flush()
    audit.record(
        "set minimum wage", "hub", hub.id, actor=actor, at=at,
        valid_from=valid_from, hour_minor=hour_minor,
    )  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class Sharing:
    """How turns are shared; see :class:`app.public_works.models.WorkRules`."""

    days_cap: int
    cap_period: int
    lately_days: int
    hold_hours: int
    standby_minutes: int


def set_work_rules(sharing: Sharing, *, actor: Actor, at: datetime) -> WorkRules:
    """Share turns like this from now on. What was decided before stays."""
    hub = hold_hub()
    kept = db.session.get(WorkRules, hub.id)
    if kept is None:
        kept = WorkRules(hub_id=hub.id)
        db.session.add(kept)
    for name, value in asdict(sharing).items():
        setattr(kept, name, value)
    db.session.flush()
    audit.record("set rules of turns", "hub", hub.id, actor=actor, at=at, **asdict(sharing))
    return kept
