"""Which free place is offered to somebody who came without a time for now. Values in, value out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.checkin.models import Verdict

OFFERED = (Verdict.NOT_LISTED, Verdict.WRONG_DAY, Verdict.WRONG_LOCATION, Verdict.TOO_EARLY)
"""Bands on which a free place of this location is looked for."""
AT_ONCE = (Verdict.NOT_LISTED, Verdict.WRONG_DAY)
"""Of them those where booking it is what comes next; the others have a place today, and it is kept."""
MOST_OTHERS = 40


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot of this location with a free place."""

    slot_id: int
    programme: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """``first`` is the next place whose time has not begun, ``now`` a place in the slot that runs."""

    first: Opening | None
    now: Opening | None
    others: Sequence[Opening]

    @property
    def slot_ids(self) -> frozenset[int]:
        return frozenset(one.slot_id for one in (self.first, self.now, *self.others) if one is not None)


def offer(openings: Iterable[Opening], *, verdict: Verdict, at: datetime) -> Offer | None:
    """What to offer out of these; None where nothing is free.

    Who came too early keeps their time, and is given at once on the band itself where there is a place.
    """
    in_order = sorted(openings, key=lambda one: (one.starts_at, one.slot_id))
    coming = [one for one in in_order if one.starts_at > at]
    running = [one for one in in_order if one.starts_at <= at < one.ends_at and verdict is not Verdict.TOO_EARLY]
    if not coming and not running:
        return None
    return Offer(
        first=coming[0] if coming else None,
        now=running[0] if running else None,
        others=tuple(coming[1 : MOST_OTHERS + 1]),
    )
