"""How long what is kept, unless the hub decides otherwise. Values in, value out."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.core import clock
from app.privacy.models import BY_THEMSELVES, Kept

Terms = Mapping[Kept, int | None]
"""Days; None is for as long as the hub works."""

USUAL_DAYS: Terms = {
    Kept.HOUSEHOLDS: 730,
    Kept.DOCUMENTS: 365,
    Kept.NOTES: 365,
    Kept.COLLECTORS: 365,
    Kept.ROUNDS: 365,
    Kept.IMPORTED_ROWS: 365,
    Kept.MERGES: 30,
    Kept.INTERVIEWS: 365,
    Kept.REFUSED_SCANS: 365,
    Kept.WORKER_NAMES: 14,
    Kept.PASSES: 30,
}
"""Field guide 6.14: inactive households two years, free words one year. A merge can be undone for 30 days.

Names of workers two weeks after everything is paid, passes a month (field guide, row 27).
"""

CHOICES: tuple[int | None, ...] = (30, 90, 180, 365, 730, 1095, 1825, None)
SHORT_CHOICES: tuple[int | None, ...] = (1, 7, 14, 30, 60, 90)


def choices(kind: Kept) -> tuple[int | None, ...]:
    """What a hub may choose from, in days."""
    return SHORT_CHOICES if kind in BY_THEMSELVES else CHOICES


def cutoff(days: int | None, *, at: datetime) -> datetime | None:
    """What is older than this goes; None when nothing does. The same time of day, though clocks were changed since."""
    return None if days is None else (clock.local(at) - timedelta(days=days)).astimezone(UTC)
