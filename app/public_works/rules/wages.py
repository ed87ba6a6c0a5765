"""The lowest day rate that the law allows (field guide 6.12). Money in kopiykas; values in, value out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.public_works.models import Shift

Table = Mapping[date, int]
"""What an hour must be paid at least, by the day from which it holds."""


@dataclass(frozen=True, slots=True)
class Underpaid:
    """A day for which the rate is too low."""

    held_on: date
    paid_minutes: int
    hour_minor: int | None
    """None where the table says nothing of that day."""

    @property
    def lowest_rate(self) -> int:
        """The lowest rate that is allowed for that day; 0 where it is not known."""
        return lowest_rate(self.paid_minutes, self.hour_minor or 0)


def minimum_on(day: date, table: Table) -> int | None:
    """What an hour of this day must be paid at least; None before the first day of the table."""
    began = max((valid_from for valid_from in table if valid_from <= day), default=None)
    return None if began is None else table[began]


def lowest_rate(paid_minutes: int, hour_minor: int) -> int:
    """For so many minutes: never a little below the law, and even, because half a day is paid in whole kopiykas."""
    return -(-paid_minutes * hour_minor // 120) * 2


def underpaid(rate_minor: int, shifts: Iterable[Shift], table: Table) -> Underpaid | None:
    """The shift that needs the highest rate of those for which this one is too low; None where it is lawful.

    Volunteers are not paid, so nothing is too low for them. A day of which the table says nothing is told first.
    """
    if rate_minor == 0:
        return None
    days = (Underpaid(shift.held_on, shift.paid_minutes, minimum_on(shift.held_on, table)) for shift in shifts)
    low = [day for day in days if day.hour_minor is None or rate_minor < day.lowest_rate]
    return max(low, key=lambda day: (day.hour_minor is None, day.lowest_rate), default=None)
