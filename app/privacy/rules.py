"""How long what is kept, unless the hub decides otherwise. Values in, value out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.privacy.models import Kept

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
}
"""Field guide 6.14: inactive households two years, free words one year. A merge can be undone for 30 days."""

CHOICES: tuple[int | None, ...] = (30, 90, 180, 365, 730, 1095, 1825, None)
"""What a hub may choose from, in days."""


def cutoff(days: int | None, *, at: datetime) -> datetime | None:
    """What is older than this goes; None when nothing does."""
    return None if days is None else at - timedelta(days=days)
