"""What the marks on a bundle slip mean, and what may be said of a line. Values in, value out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.bundles.models import NoteKind
from app.checkin.models import CollectorKind
from app.checkin.rules import EARLY
from app.distributions.models import BundleKind, LineOutcome, ProxyRule
from app.households.models import ProxyRelation
from app.wardens import rules as wardens
from app.wardens.rules import Number

MOST_LINES = 500
"""Promises in one bundle: a day of a large location on one laptop. A warden carries six."""
USUAL_DAYS = {BundleKind.WARDEN: timedelta(days=1), BundleKind.LAPTOP: timedelta(0), BundleKind.SHEET: timedelta(0)}
"""From sending a bundle to its return, unless told otherwise."""
BROUGHT_BACK = (LineOutcome.RETURNED, LineOutcome.REFUSED)
"""The kits of such a line are at the hub again, and the household is owed them still."""


OUTCOMES = {
    NoteKind.NOT_AT_HOME: LineOutcome.RETURNED,
    NoteKind.REFUSED: LineOutcome.REFUSED,
    NoteKind.DAMAGED: LineOutcome.RETURNED,
    NoteKind.LOST: None,
}
"""What becomes of a line when this is the last word on it; None where two people have to say."""
NEEDS_WORDS = (NoteKind.DAMAGED, NoteKind.LOST)
"""Notes that say what happened to the kits."""


class OffHours(StrEnum):
    """When something was given otherwise than at its time, as happens to whoever walks a street."""

    EARLY = "early"
    LATE = "late"


class TakenBy(StrEnum):
    """Who signed beside a line."""

    HOUSEHOLD = "household"
    FAMILY = "family"
    """Somebody of the family who is not of the household."""
    NEIGHBOUR = "neighbour"
    WITNESS = "witness"
    """The addressee cannot sign: the carrier and a witness did."""


_KINDS = {
    TakenBy.HOUSEHOLD: CollectorKind.MEMBER,
    TakenBy.WITNESS: CollectorKind.MEMBER,
    TakenBy.FAMILY: CollectorKind.PROXY,
    TakenBy.NEIGHBOUR: CollectorKind.PROXY,
}
_RELATIONS = {TakenBy.FAMILY: ProxyRelation.FAMILY, TakenBy.NEIGHBOUR: ProxyRelation.NEIGHBOUR}


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a slip as it was filled in. ``name`` is who took it, or the witness."""

    row_no: int
    outcome: LineOutcome
    taken_by: TakenBy = TakenBy.HOUSEHOLD
    name: str = ""
    at: datetime | None = None
    """When it was given; None of a line that was not."""
    note: str = ""
    """Why it was not."""

    @property
    def collector(self) -> CollectorKind:
        return _KINDS[self.taken_by]

    @property
    def relation(self) -> ProxyRelation | None:
        """What somebody who is not of the household must be to it."""
        return _RELATIONS.get(self.taken_by)


def needs_name(taken_by: TakenBy) -> bool:
    """Whether it must be written who signed."""
    return taken_by is not TakenBy.HOUSEHOLD


def is_allowed(mark: Mark, rule: ProxyRule, allowed: Iterable[ProxyRelation]) -> bool:
    """Whether the rule of the programme, which lets ``allowed`` collect, lets this one sign for the household."""
    return mark.relation is None or mark.relation in allowed or rule is ProxyRule.ANY_NAMED


def usual_return(kind: BundleKind, today: date) -> date:
    """By when such a bundle comes back unless told otherwise."""
    return today + USUAL_DAYS[kind]


def read_number(typed: str, *, today: date) -> Number | None:
    """What was typed or scanned: ``ПД-2026-0007`` in any letters, ``2026 7``, or only ``7`` of this year."""
    return wardens.read_number(typed, today=today)


def qr_content(number: str) -> str:
    """The number in Latin letters: a scanner is a keyboard, and types those on any layout without loss of digits."""
    return number.replace("ПД", "PD")


def clamp(at: datetime, *, sent_at: datetime, now: datetime) -> datetime:
    """A time between sending and now: the clock of a laptop without a link may be wrong by hours."""
    return min(max(at, sent_at), now)


def off_hours(given_at: datetime, starts_at: datetime, ends_at: datetime) -> OffHours | None:
    """Whether it was given before its time or after it; a quarter of an hour early is on time, as at a desk."""
    if given_at < starts_at - EARLY:
        return OffHours.EARLY
    return OffHours.LATE if given_at >= ends_at else None
