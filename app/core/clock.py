"""The one place that reads the clock, and the hub's own time zone.

Rules and operations take ``at``; only views and commands call :func:`now`.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Kyiv")
"""All of Ukraine keeps Kyiv time, so the zone is a fact and not a setting."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same instant on the hub's wall clock."""
    return at.astimezone(ZONE)


def local_date(at: datetime) -> date:
    """The calendar day on which ``at`` falls at the hub."""
    return local(at).date()


def instant(day: date, clock_time: time) -> datetime:
    """The instant in UTC at which the hub's wall clock shows ``clock_time`` on ``day``."""
    return datetime.combine(day, clock_time, tzinfo=ZONE).astimezone(UTC)
