"""What a report is about, which small numbers it hides, and how a cell is made harmless. Values in, value out."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core import clock


class CollectedBy(StrEnum):
    """Who took the aid, as reports tell it."""

    HEAD = "head"
    MEMBER = "member"
    PROXY = "proxy"
    WARDEN = "warden"


class Outcome(StrEnum):
    """Whether a hand-over holds."""

    GIVEN = "given"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: days of the hub from first to last, and None for all of the rest."""

    first_on: date
    last_on: date
    location_id: int | None = None
    programme_id: int | None = None
    kit_id: int | None = None
    settlement_id: int | None = None
    collected_by: CollectedBy | None = None
    outcome: Outcome | None = None

    @property
    def starts_at(self) -> datetime:
        return clock.instant(self.first_on, time())

    @property
    def ends_at(self) -> datetime:
        """The instant after the last one."""
        return clock.instant(self.last_on + timedelta(days=1), time())


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def share(part: int, whole: int) -> int:
    """Per cent, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def laid_out(counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> list[list[int]]:
    """Counts by (row, column) as a table; what was not counted is 0."""
    return [[counts.get((row, column), 0) for column in columns] for row in rows]
