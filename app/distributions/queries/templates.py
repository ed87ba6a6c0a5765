"""The usual weeks of the locations, and what comes of them when they are laid over the calendar."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.distributions.models import Cycle, Distribution, DistributionState, Programme, TemplateDay
from app.distributions.rules.templates import Around, Hours, Pattern, Skipped, fit
from app.hubs import queries as hubs
from app.hubs.models import Location


@dataclass(frozen=True, slots=True)
class Stamp:
    """One day of a template: with its hours, or with the reason why it is left out."""

    template: TemplateDay
    day: date
    hours: Hours | None
    skipped: Skipped | None

    @property
    def is_cut(self) -> bool:
        """Whether it is shorter than usual."""
        return self.hours is not None and self.hours != hours_of(self.template)


def pattern_of(template: TemplateDay) -> Pattern:
    """The days of a template as a value."""
    return Pattern(template.weekday, template.every_weeks, template.begins_on)


def hours_of(day: TemplateDay | Distribution) -> Hours:
    """From when to when a usual day or one of the calendar is held."""
    return Hours(day.opens_at, day.closes_at)


def list_templates() -> Sequence[TemplateDay]:
    """The days of all usual weeks that are in use, by location and weekday. A hub has dozens."""
    found = _whole().where(TemplateDay.is_active)
    return sorted(
        db.session.scalars(found), key=lambda one: (sort_key(one.location.name), one.weekday, one.opens_at, one.id)
    )


def get_template(template_id: int) -> TemplateDay:
    """One day of a usual week. Raises NotFound."""
    found = db.session.scalar(_whole().where(TemplateDay.id == template_id))
    if found is None:
        raise NotFound
    return found


def find_template_by_nonce(nonce: str | None) -> TemplateDay | None:
    """What the form with this nonce has already made, or None."""
    return db.session.scalar(select(TemplateDay).where(TemplateDay.nonce == nonce)) if nonce else None


def lay_over(template_ids: Collection[int], first: date, last: date, *, today: date) -> list[Stamp]:
    """Every day of these templates from ``first`` to ``last``, with its hours or why it is left out, by day.

    Two templates that want the same hours of one place do not both get them: the one that opens earlier does.
    """
    templates = [one for one in list_templates() if one.id in set(template_ids)]
    known = _Known({one.location_id for one in templates}, first, last, today)
    wanted = [(day, one) for one in templates for day in pattern_of(one).days(first, last)]
    stamps = []
    for day, template in sorted(wanted, key=lambda pair: (pair[0], pair[1].opens_at, pair[1].id)):
        fitting = fit(day, hours_of(template), known.around(day, template.location, template.programme))
        if isinstance(fitting, Skipped):
            stamps.append(Stamp(template, day, None, fitting))
        else:
            known.take(day, template, fitting)
            stamps.append(Stamp(template, day, fitting, None))
    return stamps


def fit_on(held: Distribution, day: date, *, today: date) -> Hours | Skipped:
    """What is left of the hours of a distribution on another day, by the same calendar, or why nothing is."""
    place, programme = held.location, held.cycle.programme
    known = _Known({place.id}, day, day, today)
    return fit(day, hours_of(held), known.around(day, place, programme))


def digest_of(stamps: Sequence[Stamp]) -> str:
    """SHA-256 over the days as they were looked at."""
    lines = [f"{stamp.template.id} {stamp.day} {stamp.hours} {stamp.skipped}" for stamp in stamps]
    return sha256("\n".join(lines).encode()).hexdigest()


class _Known:
    """What stands in the calendar of these places, read once, and what this laying over adds to it."""

    def __init__(self, location_ids: Collection[int], first: date, last: date, today: date) -> None:
        self._today, self._hub = today, hubs.get_hub()
        self._holidays = hubs.holidays_between(first, last)
        self._outages = hubs.outages_between(first, last)
        self._planned: dict[tuple[int, int], set[date]] = defaultdict(set)
        self._others: dict[tuple[int, date], list[tuple[int, Hours]]] = defaultdict(list)
        found = _planned_at(location_ids, first, last)
        for location_id, programme_id, day, opens_at, closes_at in db.session.execute(found):
            self._planned[location_id, programme_id].add(day)
            self._others[location_id, day].append((programme_id, Hours(opens_at, closes_at)))

    def around(self, day: date, place: Location, programme: Programme) -> Around:
        others = [hours for of, hours in self._others[place.id, day] if of != programme.id]
        return Around(
            today=self._today,
            programme_starts_on=programme.starts_on,
            programme_ends_on=programme.ends_on,
            holidays=self._holidays,
            planned=self._planned[place.id, programme.id],
            others=others,
            outages=[Hours(*hours) for hours in self._outages.get((place.outage_queue, day), ())],
            curfew_from=self._hub.curfew_from,
        )

    def take(self, day: date, template: TemplateDay, hours: Hours) -> None:
        self._planned[template.location_id, template.programme_id].add(day)
        self._others[template.location_id, day].append((template.programme_id, hours))


def _whole() -> Select[TemplateDay]:
    return select(TemplateDay).options(
        joinedload(TemplateDay.location), joinedload(TemplateDay.programme).joinedload(Programme.partner)
    )


def _planned_at(location_ids: Collection[int], first: date, last: date) -> Select[int, int, date, time, time]:
    return (
        select(
            Distribution.location_id, Cycle.programme_id, Distribution.held_on, Distribution.opens_at,
            Distribution.closes_at,
        )
        .join(Cycle, Cycle.id == Distribution.cycle_id)
        .where(
            Distribution.location_id.in_(location_ids),
            Distribution.held_on.between(first, last),
            Distribution.state != DistributionState.CANCELLED,
        )
    )  # fmt: skip


def following_day(programme_id: int, location_id: int, after: date) -> date | None:
    """The next day after ``after`` on which a location gives this programme, planned or by its usual week.

    In one statement: the page of every resident asks it. None when nothing is known.
    """
    planned = (
        select(func.min(Distribution.held_on))
        .join(Cycle, Cycle.id == Distribution.cycle_id)
        .where(
            Cycle.programme_id == programme_id,
            Distribution.location_id == location_id,
            Distribution.held_on > after,
            Distribution.state.in_((DistributionState.DRAFT, DistributionState.PUBLISHED)),
        )
    ).subquery()
    week = (TemplateDay.programme_id == programme_id) & (TemplateDay.location_id == location_id) & TemplateDay.is_active
    columns = TemplateDay.weekday, TemplateDay.every_weeks, TemplateDay.begins_on
    rows = db.session.execute(select(planned, *columns).select_from(planned.outerjoin(TemplateDay, week))).all()
    usual = [Pattern(weekday, every, begins).next_after(after) for _, weekday, every, begins in rows if begins]
    return min((day for day in (rows[0][0], *usual) if day is not None), default=None)
