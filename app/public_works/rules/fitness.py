"""Who may do a work, and what else happens at its hours. Values in, value out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from app.public_works.models import Demand, WorkKind

SMALL_OVERLAP = timedelta(minutes=15)
"""So much of two things at once is told and not refused."""


class Overlap(Enum):
    """Two things at the same time."""

    NONE = "none"
    SMALL = "small"
    """At the beginning or the end of the shift: one of them can be left or reached a little later."""
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Limits:
    """What somebody cannot do."""

    no_lifting: bool = False
    no_heights: bool = False
    is_seated: bool = False


def age_on(day: date, *, birth_on: date | None, birth_year: int | None) -> int | None:
    """Full years that somebody certainly has on a day; None when not even the year of birth is known."""
    if birth_on is not None:
        return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))
    return None if birth_year is None else day.year - birth_year - 1


def fits(limits: Limits, *, kind: WorkKind, demand: Demand, fits_limits: bool) -> bool:
    """Whether the work has something for somebody with these limits."""
    if fits_limits:
        return True
    if limits.is_seated:
        return False
    is_high = kind is WorkKind.REPAIR
    return not (limits.no_lifting and demand is not Demand.LIGHT) and not (limits.no_heights and is_high)


def overlaps(begin: datetime, end: datetime, other_begin: datetime, other_end: datetime) -> Overlap:
    """How much of a shift the other thing takes. What lies whole within it is never small, however short it is."""
    if other_begin >= end or other_end <= begin:
        return Overlap.NONE
    is_at_edge = other_begin <= begin or other_end >= end
    length = min(end, other_end) - max(begin, other_begin)
    return Overlap.SMALL if is_at_edge and length <= SMALL_OVERLAP else Overlap.REAL
