"""What the desk answers to a scanned card. Values in, value out: no database, no clock, no words."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.checkin.models import CollectorKind, Method, Verdict
from app.core import clock, codes, phones
from app.core.actors import Actor, Permission
from app.distributions.models import ProxyRule
from app.households.models import BlockReason, ProxyRelation

EARLY = timedelta(minutes=15)
"""How long before its time a household is served as if it had come on time."""
OWN_REVERSAL = timedelta(minutes=15)
"""How long after a hand-over the one who made it may take it back."""

_LETTERS = re.compile(r"[^\W\d_]{2}")
_LAST_DIGITS = range(4, codes.CARD_NO_LENGTH)
"""The end of a telephone number, as people say it."""


class Sought(StrEnum):
    """What was put into the one field of the desk."""

    CARD = "card"
    PEOPLE = "people"
    NOTHING = "nothing"


def what_is_sought(typed: str) -> Sought:
    """A card, or people by their name, telephone or street and house.

    A card's code on a wrong keyboard layout has letters before its digits, so a code that is whole counts
    first; letters beside a long run of digits are a code that the scanner read badly, not a name.
    """
    code = codes.read_code(typed)
    if code.kind is not codes.CodeKind.OTHER:
        return Sought.CARD
    is_name = len(code.digits) < codes.CARD_NO_LENGTH and _LETTERS.search(typed) is not None
    if is_name or len(code.digits) in _LAST_DIGITS or _is_phone(typed):
        return Sought.PEOPLE
    return Sought.CARD if typed.strip() else Sought.NOTHING


def _is_phone(typed: str) -> bool:
    try:
        phones.clean_phone(typed)
    except ValueError:
        return False
    return True


_REFERENCE = re.compile(rf"([0-9]{{1,9}})\.([0-9]{{0,9}})\.({'|'.join(Method)})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """Whom a band is about and how they came to it, as the page carries it along: ``12.57.scan``, ``12..search``."""

    household_id: int
    card_id: int | None
    method: Method

    def __str__(self) -> str:
        return f"{self.household_id}.{self.card_id or ''}.{self.method}"

    @classmethod
    def read(cls, text: str) -> "Reference | None":
        """None for what no page of ours has sent."""
        parts = _REFERENCE.fullmatch(text)
        if parts is None:
            return None
        return cls(int(parts[1]), int(parts[2]) if parts[2] else None, Method(parts[3]))


@dataclass(frozen=True, slots=True)
class Card:
    """What must be known of a card; ``block_reason`` is None while it is live."""

    block_reason: BlockReason | None = None


def block_without_card(reason: BlockReason | None) -> BlockReason | None:
    """What stands in the way of a household that was found by name.

    A lost card is why one is found by name; a card under check is not got round that way.
    """
    return reason if reason is BlockReason.UNDER_CHECK else None


@dataclass(frozen=True, slots=True)
class Given:
    """A hand-over that holds."""

    hand_over_id: int
    at: datetime
    location_name: str
    desk: int | None
    """None of what was given away from a desk."""
    collector_kind: CollectorKind
    collector: str = ""
    """Name of who took it, as written; empty when nobody was named."""


@dataclass(frozen=True, slots=True)
class Out:
    """A bundle in which a promise has left the desk."""

    bundle_id: int
    number: str
    carrier: str
    sent_at: datetime
    return_by: date


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit as it is called in both languages."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """Kits of one kind out of what was promised."""

    kit: Kit
    quantity: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One entitlement with its slot, as the desk sees it."""

    entitlement_id: int
    distribution_id: int
    location_id: int
    location_name: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    is_open: bool
    """Published and not yet closed."""
    cycle_ends_on: date
    proxy_rule: ProxyRule
    portions: tuple[Portion, ...]
    people_count: int
    given: Given | None = None
    out: Out | None = None
    """With whom it is on its way; then no desk gives it."""
    paused_since: datetime | None = None
    """Since when hand-over stands still at its location: an alarm, or another cause."""
    delivery_asked_at: datetime | None = None
    """When it was put on the delivery list: a warden is to bring it to the home."""
    is_in_field: bool = False
    """Carried from door to door: its time is told, and does not stand in the way."""

    @property
    def quantity(self) -> int:
        """Kits of all kinds together."""
        return sum(portion.quantity for portion in self.portions)

    @property
    def is_to_be_delivered(self) -> bool:
        """Promised to the home, and nobody has set off with it."""
        return self.delivery_asked_at is not None and self.given is None and self.out is None

    @property
    def awaits_a_desk(self) -> bool:
        return self.given is None and self.out is None and self.is_open


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and the facts it rests on.

    ``claim`` is the entitlement it is about, ``upcoming`` the next promise that still waits. ``is_late``: the
    time has passed, the place is kept. ``is_missed``: the day has passed. ``may_give_now``: too early, but
    there is a free place at this moment.
    """

    verdict: Verdict
    claim: Claim | None = None
    upcoming: Claim | None = None
    block_reason: BlockReason | None = None
    is_late: bool = False
    is_missed: bool = False
    may_give_now: bool = False


def decide(
    *,
    card: Card | None,
    claims: Iterable[Claim],
    location_id: int,
    at: datetime,
    has_free_place: Callable[[Claim], bool],
) -> Decision:
    """Whether aid leaves this desk now. Validity is judged first, "already given" second.

    ``claims`` are of one household, published ones only. ``has_free_place`` is asked only about somebody who
    came too early: whether the slot that runs now at the same distribution has a place to spare. Whoever walks a
    street gives at any time: early is a choice, as at a desk with a free place, and late is only said.
    """
    if card is None:
        return Decision(Verdict.UNKNOWN_CARD)
    if card.block_reason is not None:
        return Decision(Verdict.BLOCKED_CARD, block_reason=card.block_reason)
    in_order = sorted(claims, key=lambda claim: claim.starts_at)
    today = clock.local_date(at)
    waiting = [claim for claim in in_order if claim.awaits_a_desk and (claim.held_on >= today or claim.is_in_field)]
    here = [
        claim for claim in waiting if claim.location_id == location_id and (claim.held_on == today or claim.is_in_field)
    ]
    if here:
        return _decide_here(here, at, has_free_place)
    out = next((claim for claim in in_order if claim.given is None and claim.out is not None), None)
    if out is not None:
        return Decision(Verdict.OUT_WITH_BUNDLE, out, waiting[0] if waiting else None)
    return _decide_elsewhere(in_order, waiting, at)


def _decide_here(here: Sequence[Claim], at: datetime, has_free_place: Callable[[Claim], bool]) -> Decision:
    """Something waits for this household at this place today: of several, whatever is due comes first."""
    due = next((claim for claim in here if claim.starts_at - EARLY <= at), None)
    if here[0].paused_since is not None:
        return Decision(Verdict.PAUSED, due or here[0])
    if due is not None:
        return Decision(Verdict.GIVE, due, is_late=at >= due.ends_at)
    return Decision(Verdict.TOO_EARLY, here[0], may_give_now=here[0].is_in_field or has_free_place(here[0]))


def _decide_elsewhere(in_order: Sequence[Claim], waiting: Sequence[Claim], at: datetime) -> Decision:
    """Nothing waits here: it was taken already, waits at another time or place, was missed, or was never promised."""
    today = clock.local_date(at)
    upcoming = waiting[0] if waiting else None
    given = _latest_given(in_order, today)
    if given is not None:
        return Decision(Verdict.ALREADY_GIVEN, given, upcoming)
    if upcoming is not None:
        is_today = upcoming.held_on == today
        return Decision(Verdict.WRONG_LOCATION if is_today else Verdict.WRONG_DAY, upcoming, upcoming)
    missed = [claim for claim in in_order if claim.cycle_ends_on >= today]
    if missed:
        return Decision(Verdict.WRONG_DAY, missed[-1], is_missed=True)
    return Decision(Verdict.NOT_LISTED)


def _latest_given(claims: Sequence[Claim], today: date) -> Claim | None:
    """The aid this household took last, if its cycle still runs or it was taken today."""
    given = [
        (claim.given.at, claim)
        for claim in claims
        if claim.given is not None and (claim.cycle_ends_on >= today or clock.local_date(claim.given.at) == today)
    ]
    return max(given, key=lambda pair: pair[0])[1] if given else None


_RELATIONS: dict[ProxyRule, tuple[ProxyRelation, ...]] = {
    ProxyRule.NONE: (),
    ProxyRule.FAMILY: (ProxyRelation.FAMILY,),
    ProxyRule.FAMILY_AND_WARDEN: (ProxyRelation.FAMILY, ProxyRelation.WARDEN),
    ProxyRule.ANY_NAMED: tuple(ProxyRelation),
}


def relations(rule: ProxyRule) -> tuple[ProxyRelation, ...]:
    """What somebody who collects besides the members may be to the household under this rule of a programme."""
    return _RELATIONS[rule]


def kind_of(relation: ProxyRelation) -> CollectorKind:
    """How a hand-over keeps somebody who is this to the household."""
    return CollectorKind.WARDEN if relation is ProxyRelation.WARDEN else CollectorKind.PROXY


def is_own_and_fresh(*, given_by_id: int, given_at: datetime, actor: Actor, at: datetime) -> bool:
    """Whether the one who gave it takes it back within a quarter of an hour."""
    return actor.staff_id == given_by_id and at <= given_at + OWN_REVERSAL


def may_reverse(*, given_by_id: int, given_at: datetime, actor: Actor, at: datetime) -> bool:
    """Whoever gave it, for a quarter of an hour; afterwards only who may reverse any hand-over."""
    is_own = is_own_and_fresh(given_by_id=given_by_id, given_at=given_at, actor=actor, at=at)
    return is_own or actor.may(Permission.REVERSE_ANY_HAND_OVER)
