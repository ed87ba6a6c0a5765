"""Days and turns: which days a plan names, which cycle a day falls into, how a distribution is numbered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Turn:
    """One cycle of a programme by the calendar."""

    number: int
    starts_on: date
    ends_on: date


def turn_of(day: date, *, starts_on: date, cycle_days: int) -> Turn:
    """The cycle into which ``day`` falls; the first one begins with the programme."""
    number = (day - starts_on).days // cycle_days
    start = starts_on + timedelta(days=number * cycle_days)
    return Turn(number + 1, start, start + timedelta(days=cycle_days - 1))


def planned_days(
    first: date | None, last: date | None, weekdays: Collection[int], listed: Collection[date]
) -> list[date]:
    """Every day from ``first`` to ``last`` on one of ``weekdays`` (Monday is 0; none means all), and those listed."""
    days = set(listed)
    if first is not None and last is not None:
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        days |= {day for day in span if not weekdays or day.weekday() in weekdays}
    return sorted(days)


def next_number(hub_code: str, year: int, last: str | None) -> str:
    """The number after ``last`` of this hub and year, as on papers: ``HUB-2026-0042``."""
    serial = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return f"{hub_code}-{year}-{serial:04d}"
