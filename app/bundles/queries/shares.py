"""What each carrier took and brought back (field guide 2.4): who is accused of favours can be cleared of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Staff
from app.core.clock import instant
from app.core.db import db
from app.core.names import fold, sort_key
from app.distributions.models import Bundle, BundleKind, BundleLine, Entitlement, LineOutcome
from app.households.models import Household
from app.wardens.models import WardenStreet
from app.wardens.rules import Stretch, side_of


@dataclass(slots=True)
class Share:
    """Deliveries of one carrier between two days."""

    carrier: str
    bundles: set[int] = field(default_factory=set)
    outcomes: dict[LineOutcome | None, int] = field(default_factory=lambda: defaultdict(int))
    kits_given: int = 0
    beside: int = 0
    """Lines given to households that do not stand on this warden's streets."""
    own: list[BundleLine] = field(default_factory=list)
    """Lines of a household in which somebody has the carrier's name: their own, most likely."""

    @property
    def lines(self) -> int:
        return sum(self.outcomes.values())

    def count(self, outcome: LineOutcome | None) -> int:
        return self.outcomes.get(outcome, 0)


def list_shares(first: date, last: date) -> Sequence[Share]:
    """Deliveries to homes that left between these days, by who carried them, in the order of the alphabet."""
    streets = _streets()
    shares: dict[tuple[int | None, str], Share] = {}
    for line in db.session.scalars(_lines(first, last)):
        key = line.bundle.carrier_id, "" if line.bundle.carrier_id else line.bundle.carrier_name
        share = shares.setdefault(key, Share(line.bundle.carrier_name))
        _count(share, line, streets.get(line.bundle.carrier_id or 0, set()))
    return sorted(shares.values(), key=lambda share: sort_key(share.carrier))


def _lines(first: date, last: date) -> Select[BundleLine]:
    return (
        select(BundleLine)
        .join(Bundle, Bundle.id == BundleLine.bundle_id)
        .where(
            Bundle.kind == BundleKind.WARDEN,
            Bundle.sent_at >= instant(first, time.min),
            Bundle.sent_at < instant(last + timedelta(days=1), time.min),
        )
        .options(
            joinedload(BundleLine.bundle),
            joinedload(BundleLine.entitlement).options(
                selectinload(Entitlement.kits),
                joinedload(Entitlement.household).selectinload(Household.people),
            ),
        )
        .order_by(BundleLine.id)
    )


def _streets() -> dict[int, set[Stretch]]:
    walked: dict[int, set[Stretch]] = defaultdict(set)
    found = select(WardenStreet.warden_id, WardenStreet.street_id, WardenStreet.side).join(
        Staff, Staff.id == WardenStreet.warden_id
    )
    for warden_id, street_id, side in db.session.execute(found):
        walked[warden_id].add((street_id, side))
    return walked


def _count(share: Share, line: BundleLine, streets: set[Stretch]) -> None:
    home = line.entitlement.household
    share.bundles.add(line.bundle_id)
    share.outcomes[line.outcome] += 1
    if line.outcome is LineOutcome.GIVEN:
        share.kits_given += sum(kit.quantity for kit in line.entitlement.kits)
        is_theirs = home.street_id is not None and (home.street_id, side_of(home.house)) in streets
        share.beside += bool(streets) and not is_theirs
    if any(is_same_name(share.carrier, person.surname, person.given) for person in home.people):
        share.own.append(line)


def is_same_name(carrier: str, surname: str, given: str) -> bool:
    """Whether somebody is called as the carrier is, in whichever order the words stand."""
    words = set(fold(carrier).split())
    return bool(surname and given) and set(fold(f"{surname} {given}").split()) <= words
