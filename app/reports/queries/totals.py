"""How many were registered, entitled and served, and whom the aid reached.

Entitled are those who have their time on the days of the report, served are those of them who took it; who missed a day
and has another time is counted where that is, and stands beside the entitled as one who did not come. The desk gives
aid only on the day and at the place of the time, so the log of the same days holds the same hand-overs.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.checkin.models import EmergencyIssue, HandOver, RefusedScan, Verdict
from app.closing import queries as closing
from app.core import clock
from app.core.db import db
from app.core.names import sort_key
from app.distributions.models import (
    Distribution,
    EntitledKit,
    EntitledPeople,
    Entitlement,
)
from app.households.models import Card, Household, HouseholdStatus, Person
from app.hubs.models import Location, Settlement, SettlementKind
from app.reports import rules
from app.reports.queries.scoping import (
    Statement,
    given_kits,
    no_shows,
    of_emergency,
    of_entitlement,
    of_kit,
    of_place,
    promised,
    taken_by,
)
from app.reports.rules import CollectedBy, Scope


@dataclass(frozen=True, slots=True)
class Totals:
    """Households that were entitled and served, and their kits."""

    entitled: int = 0
    served: int = 0
    promised_kits: int = 0
    given_kits: int = 0
    missed: int = 0
    """Households that did not come, were moved when the day was closed, and are not counted among the entitled here:
    their other time is elsewhere. Of one day, ``entitled`` and these are those who had a time, as its act of closing
    has it."""
    refused: int = 0
    """Of the entitled, households that said no to a warden or on the sheet and took nothing here. On a closed day
    whoever is entitled is served or refused."""
    emergency_kits: int = 0
    """Given without a promise, besides ``given_kits``: both together left the point, as its acts of closing have it."""

    @property
    def all_kits(self) -> int:
        return self.given_kits + self.emergency_kits

    @property
    def share(self) -> int:
        """Per cent of those who had a time who were served."""
        return rules.share(self.served, self.entitled + self.missed)


@dataclass(frozen=True, slots=True)
class OfDay:
    """The totals of one day."""

    day: date
    totals: Totals


@dataclass(frozen=True, slots=True)
class OfPlace:
    """The totals of one location."""

    id: int
    name: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class OfSettlement:
    """The totals of the households of one settlement; ``registered`` counts those that receive aid now."""

    id: int
    kind: SettlementKind
    name: str
    registered: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page of totals."""

    whole: Totals
    days: Sequence[OfDay]
    locations: Sequence[OfPlace]
    settlements: Sequence[OfSettlement]
    people: Mapping[tuple[str, str], int]
    """By sex and age band; everyone once, however many kits of however many programmes they had."""
    with_disability: Mapping[str, int]
    """By sex."""
    collected: Mapping[CollectedBy, int]
    reversals: int
    refused: Mapping[Verdict, int]
    new_cards: int

    @property
    def registered(self) -> int:
        return sum(settlement.registered for settlement in self.settlements)

    @property
    def urgent_elsewhere(self) -> int:
        """Emergency kits of those who are not registered yet, so that nobody knows where they live."""
        return self.whole.emergency_kits - sum(place.totals.emergency_kits for place in self.settlements)

    @property
    def hand_overs(self) -> int:
        return sum(self.collected.values())

    def share_of(self, who: CollectedBy) -> int:
        """Per cent of the hand-overs that these people collected."""
        return rules.share(self.collected[who], self.hand_overs)


_taken_by = case((HandOver.id.is_not(None), Entitlement.household_id))
_SUMS = (
    func.count(Entitlement.household_id.distinct()),
    func.count(_taken_by.distinct()),
    func.coalesce(func.sum(EntitledKit.quantity), 0),
    func.coalesce(func.sum(case((HandOver.id.is_not(None), given_kits))), 0),
)
_answered = case((or_(HandOver.id.is_not(None), closing.is_refused), Entitlement.household_id))
_only_refused = func.count(_answered.distinct()) - func.count(_taken_by.distinct())


def report(scope: Scope) -> Report:
    """The totals of a scope, in twelve statements whatever its size."""
    people, with_disability = _people(scope)
    urgent = _emergencies(scope)
    return Report(
        whole=_totals_by(scope, literal(0), _kits_by(urgent, lambda _one: 0)).get(0, Totals()),
        days=_days(scope, urgent),
        locations=_locations(scope, urgent),
        settlements=_settlements(scope, urgent),
        people=people,
        with_disability=with_disability,
        collected=_collected(scope),
        reversals=_count(_reversals(scope)),
        refused=_refused(scope),
        new_cards=_count(_new_cards(scope)),
    )


@dataclass(frozen=True, slots=True)
class _Urgent:
    """An emergency kit, or several of one kind at once. Whoever is not registered yet lives in no settlement."""

    happened_at: datetime
    location_id: int
    settlement_id: int | None
    kits: int


def _emergencies(scope: Scope) -> Sequence[_Urgent]:
    """All of them, for they are few: a small share of what is given."""
    found = (
        select(EmergencyIssue.happened_at, EmergencyIssue.location_id, Household.settlement_id, EmergencyIssue.quantity)
        .outerjoin(Household, Household.id == EmergencyIssue.household_id)
        .where(*of_emergency(scope))
    )
    return [_Urgent(*row) for row in db.session.execute(found)]


def _kits_by(urgent: Iterable[_Urgent], key: Callable[[_Urgent], Any]) -> Counter[Any]:
    kits = Counter[Any]()
    for one in urgent:
        kits[key(one)] += one.kits
    return kits


def _summed(scope: Scope, *columns: Any) -> Statement:
    """Sums over the kits that were promised, of the kind that the scope asks for."""
    found = promised(scope, *columns, *_SUMS)
    return found.join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id).where(*of_kit(scope))


def _days(scope: Scope, urgent: Iterable[_Urgent]) -> Sequence[OfDay]:
    kits = _kits_by(urgent, lambda one: clock.local_date(one.happened_at))
    totals = _totals_by(scope, Distribution.held_on, kits)
    return [OfDay(day, totals[day]) for day in sorted(totals)]


def _locations(scope: Scope, urgent: Iterable[_Urgent]) -> Sequence[OfPlace]:
    totals = _totals_by(scope, Distribution.location_id, _kits_by(urgent, lambda one: one.location_id))
    rows = db.session.execute(select(Location.id, Location.name).where(Location.id.in_(totals)))
    return _by_name(OfPlace(row_id, name, totals[row_id]) for row_id, name in rows)


def _settlements(scope: Scope, urgent: Iterable[_Urgent]) -> Sequence[OfSettlement]:
    """All settlements, those without a promise too: that is what denominators are for."""
    totals = _totals_by(scope, _lives_in, _kits_by(urgent, lambda one: one.settlement_id))
    return _by_name(
        OfSettlement(row_id, kind, name, registered, totals.get(row_id, Totals()))
        for row_id, kind, name, registered in db.session.execute(_registered(scope))
    )


_lives_in = select(Household.settlement_id).where(Household.id == Entitlement.household_id).scalar_subquery()


def _totals_by(scope: Scope, key: Any, urgent: Counter[Any]) -> Mapping[Any, Totals]:
    """The totals divided by a column of what was promised, in one statement, with emergency kits by the same key."""
    key = key.label("key")
    sums = _summed(scope, key).add_columns(literal(0), _only_refused).group_by("key")
    rows: dict[Any, list[int]] = defaultdict(lambda: [0] * 6)
    for one, *numbers in db.session.execute(union_all(sums, _missed(scope, key))):
        rows[one] = [had + more for had, more in zip(rows[one], numbers, strict=True)]
    return {one: replace(Totals(*rows[one]), emergency_kits=urgent[one]) for one in {*rows, *urgent}}


def _missed(scope: Scope, key: Any) -> Statement:
    """By key, the households that missed a day and are nowhere among the entitled of the same key."""
    columns = key, Entitlement.household_id.label("household")
    stand = promised(scope, *columns, literal(1).label("stands"))
    both = union_all(stand, no_shows(scope, *columns, literal(0).label("stands"))).subquery()
    gone = select(both.c.key).group_by(both.c.key, both.c.household).having(func.max(both.c.stands) == 0).subquery()
    return select(gone.c.key, *(literal(0) for _ in _SUMS), func.count(), literal(0)).group_by(gone.c.key)


def _registered(scope: Scope) -> Statement:
    receives_aid = and_(Household.settlement_id == Settlement.id, Household.status == HouseholdStatus.ACTIVE)
    found = (
        select(Settlement.id, Settlement.kind, Settlement.name, func.count(Household.id))
        .outerjoin(Household, receives_aid)
        .group_by(Settlement.id, Settlement.kind, Settlement.name)
    )
    return found if scope.settlement_id is None else found.where(Settlement.id == scope.settlement_id)


def _by_name(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: sort_key(row.name))


def _people(scope: Scope) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
    """Each household once, as it was counted for the latest aid it took."""
    latest = (
        promised(scope, func.max(Entitlement.id)).where(HandOver.id.is_not(None)).group_by(Entitlement.household_id)
    )
    kinds = (EntitledPeople.sex, EntitledPeople.age_band, EntitledPeople.has_disability)
    rows = db.session.execute(
        select(*kinds, func.sum(EntitledPeople.people))
        .where(EntitledPeople.entitlement_id.in_(latest))
        .group_by(*kinds)
    )
    people: dict[tuple[str, str], int] = {}
    with_disability: dict[str, int] = {}
    for sex, age_band, has_disability, count in rows:
        people[sex, age_band] = people.get((sex, age_band), 0) + count
        with_disability[sex] = with_disability.get(sex, 0) + (count if has_disability else 0)
    return people, with_disability


def _collected(scope: Scope) -> Mapping[CollectedBy, int]:
    found = promised(scope, taken_by, func.count()).where(HandOver.id.is_not(None))
    rows = db.session.execute(found.outerjoin(Person, Person.id == HandOver.collector_person_id).group_by(taken_by))
    counts = {CollectedBy(who): count for who, count in rows}
    return {who: counts.get(who, 0) for who in CollectedBy}


def _reversals(scope: Scope) -> Statement:
    return (
        select(func.count())
        .select_from(HandOver)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .where(
            HandOver.is_reversed,
            HandOver.happened_at >= scope.starts_at,
            HandOver.happened_at < scope.ends_at,
            *of_place(scope, HandOver.location_id),
            *of_entitlement(scope),
        )
    )


def _refused(scope: Scope) -> Mapping[Verdict, int]:
    """Of an unknown card nobody knows the programme or the settlement, so only days and the location count here."""
    rows = db.session.execute(
        select(RefusedScan.verdict, func.count())
        .where(
            RefusedScan.happened_at >= scope.starts_at,
            RefusedScan.happened_at < scope.ends_at,
            *of_place(scope, RefusedScan.location_id),
        )
        .group_by(RefusedScan.verdict)
    )
    return {row.verdict: row[1] for row in rows}


def _new_cards(scope: Scope) -> Statement:
    """Cards of households that had one before; not those that came with a record of the same family."""
    earlier = aliased(Card)
    found = select(func.count(Card.id)).where(
        Card.issued_at >= scope.starts_at,
        Card.issued_at < scope.ends_at,
        ~Card.is_alias,
        exists().where(earlier.household_id == Card.household_id, earlier.id < Card.id, ~earlier.is_alias),
    )
    if scope.settlement_id is None:
        return found
    return found.join(Household).where(Household.settlement_id == scope.settlement_id)


def _count(statement: Statement) -> int:
    return int(db.session.scalar(statement) or 0)
