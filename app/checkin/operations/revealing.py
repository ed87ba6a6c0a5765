"""Leaving a trace of whose names and telephones were looked at."""

from datetime import date, datetime

from app.audit import operations as audit
from app.checkin.queries import Place
from app.core.actors import Actor


def reveal_names(household_id: int, *, place: Place, actor: Actor, at: datetime) -> None:
    """Leave a trace that the names of one household were looked at."""
    audit.record(
        "reveal names", "household", household_id, actor=actor, at=at, location=place.location_id, desk=place.desk
    )


def reveal_phone(household_id: int, *, place: Place, actor: Actor, at: datetime) -> None:
    """Leave a trace that the telephone of a household was looked at, to ask the holder of the card."""
    audit.record(
        "reveal phone", "household", household_id, actor=actor, at=at, location=place.location_id, desk=place.desk
    )


def open_names(*, place: Place, actor: Actor, at: datetime) -> None:
    """Leave a trace that this desk shows names without asking each time."""
    audit.record("open names", "location", place.location_id, actor=actor, at=at, desk=place.desk)


def reveal_collectors(first: date, last: date, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that the names of those who collect for many were looked at."""
    audit.record("reveal collectors", "report", None, actor=actor, at=at, **_days(first, last))


def print_collectors(first: date, last: date, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that they were printed."""
    audit.record("print collectors", "report", None, actor=actor, at=at, **_days(first, last))


def _days(first: date, last: date) -> dict[str, str]:
    return {"first_on": first.isoformat(), "last_on": last.isoformat()}
