"""Two facts about one promise, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.bundles.models import LineReport
from app.bundles.queries.bundles import list_reports
from app.checkin.models import CollectorKind, HandOver, Method
from app.core.db import db
from app.distributions.models import BundleLine, Entitlement
from app.households.models import Person
from app.hubs.models import Location


@dataclass(frozen=True, slots=True)
class Standing:
    """The hand-over that holds for the same promise, or for another one of the same cycle."""

    hand_over_id: int
    happened_at: datetime
    location: str
    desk: int | None
    method: Method
    collector_kind: CollectorKind
    collector: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was reported, whose line it is, and what is known besides."""

    report: LineReport
    line: BundleLine
    collector: str
    """Name of who is said to have taken it."""
    standing: Standing | None
    """None where only the line itself was settled otherwise: brought back, lost, given up."""


def list_conflicts(bundle_id: int) -> Sequence[Conflict]:
    """Everything that was reported about the lines of a bundle and is, or was, to be decided."""
    reports = list_reports(bundle_id)
    standing = _standing([report.line_id for report in reports])
    names = _names([report.collector_person_id for report in reports if report.collector_person_id])
    return [
        Conflict(
            report,
            report.line,
            report.collector_name or names.get(report.collector_person_id or 0, ""),
            standing.get(report.line_id),
        )
        for report in reports
    ]


def _names(person_ids: Sequence[int]) -> dict[int, str]:
    return {
        person.id: person.full_name for person in db.session.scalars(select(Person).where(Person.id.in_(person_ids)))
    }


def _standing(line_ids: Sequence[int]) -> dict[int, Standing]:
    """By line: the hand-over that holds for its household in its cycle."""
    promised, of_cycle = aliased(Entitlement), aliased(Entitlement)
    same = and_(of_cycle.cycle_id == promised.cycle_id, of_cycle.household_id == promised.household_id)
    found = (
        select(
            BundleLine.id,
            HandOver.id,
            HandOver.happened_at,
            Location.name,
            HandOver.desk,
            HandOver.method,
            HandOver.collector_kind,
            HandOver.collector_name,
            Person.surname,
            Person.given,
        )
        .join(promised, promised.id == BundleLine.entitlement_id)
        .join(of_cycle, same)
        .join(HandOver, and_(HandOver.entitlement_id == of_cycle.id, ~HandOver.is_reversed))
        .join(Location, Location.id == HandOver.location_id)
        .outerjoin(Person, Person.id == HandOver.collector_person_id)
        .where(BundleLine.id.in_(line_ids))
    )
    return {row[0]: Standing(*row[1:7], _name_of(row[7], row[8], row[9])) for row in db.session.execute(found)}


def _name_of(kept: str, surname: str | None, given: str | None) -> str:
    """Whoever took it is told by the name that was kept, or is a member of the household."""
    return kept or " ".join(part for part in (surname, given) if part)
