"""The register as the assignment sees it: every household whom a programme is for, read in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.distributions import rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    AgeBand,
    CoveredPerson,
    Cycle,
    Entitlement,
    Programme,
    Slot,
    WaitingEntry,
    WaitState,
)
from app.distributions.queries.programmes import is_for, offers_of
from app.households.models import ACCESS_NEEDS, FUNCTIONAL_NEEDS, Household, HouseholdStatus, Person, Residence, Sex
from app.hubs.models import Location, Street

Kind = tuple[Sex, AgeBand, bool]
NEEDS_CARE = 2
"""A lot of difficulty with washing and dressing, out of the answers 0 to 3."""


@dataclass(slots=True)
class Members:
    """The people of a household by name: those to be counted, and how many were counted elsewhere in this cycle."""

    kinds: list[Kind] = field(default_factory=list)
    people: list[rules.Someone] = field(default_factory=list)
    """The same ones, as targets ask about them."""
    covered: int = 0

    def unnamed(self, declared_size: int | None) -> int:
        """How many more were told of than are named."""
        return max(0, (declared_size or 0) - len(self.kinds) - self.covered)


@dataclass(frozen=True, slots=True)
class Record:
    """One household with what it would be promised today."""

    candidate: rules.Candidate
    portions: tuple[rules.Portion, ...]
    """What of each kit it would be promised."""
    people_count: int
    groups: tuple[rules.Group, ...]
    needs_step_free: bool
    is_displaced: bool = False

    @property
    def household_id(self) -> int:
        return self.candidate.household_id

    @property
    def quantity(self) -> int:
        """Kits of all kinds together."""
        return sum(portion.quantity for portion in self.portions)


def read_register(
    cycle: Cycle,
    *,
    location_ids: Collection[int],
    aid_log: AidLog,
    on: date,
    collects_on: date | None = None,
    only: int | None = None,
) -> tuple[Record, ...]:
    """Every household whom the cycle's programme is for (or ``only`` one), by number.

    ``location_ids`` are the locations of the plan, ``on`` the day for which ages are counted, ``collects_on`` the
    first day on which it could collect, which days between two hand-overs are counted to. People who were counted
    in a promise of this cycle and have left that household since are in nobody's size here.
    """
    reader = _Reader(cycle, location_ids=location_ids, aid_log=aid_log, on=on, collects_on=collects_on or on, only=only)
    return tuple(reader.record(row) for row in db.session.execute(_households(cycle.programme, only)))


class _Reader:
    """What the records of one reading have in common."""

    def __init__(
        self,
        cycle: Cycle,
        *,
        location_ids: Collection[int],
        aid_log: AidLog,
        on: date,
        collects_on: date,
        only: int | None,
    ) -> None:
        programme = cycle.programme
        self._offers = offers_of(programme)
        self._last_aid = aid_log.last_aid(programme.id, only)
        self._bars = [(aid_log.last_aid(bar.other_id, only), bar.days) for bar in programme.bars]
        self._days_between, self._collects_on = programme.days_between, collects_on
        self._planned = frozenset(location_ids)
        self._local = _locations_by_settlement(location_ids)
        self._people = people_by_household(programme, on, cycle_id=cycle.id, only=only)
        self._entitled = _entitled(cycle.id, only)
        self._declined = _declined(cycle.id) if only is None else frozenset()
        self._usual = _usual_times(cycle.programme_id, only)

    def record(self, row: Row[*tuple[Any, ...]]) -> Record:
        members = self._people.get(row.id) or Members()
        unnamed = members.unnamed(row.declared_size)
        people = len(members.kinds) + unnamed
        facts = facts_of(row, members, size=people)
        portions = rules.portions_of(self._offers, facts, people=people)
        return Record(
            candidate=rules.Candidate(
                household_id=row.id,
                location_ids=self._locations(row.location_id, row.settlement_id),
                street_id=row.street_id,
                is_assisted=bool(row.is_assisted),
                last_aid_on=self._last_aid.get(row.id),
                usual=self._usual.get(row.id),
                barrier=rules.barrier(
                    status=row.status,
                    is_entitled=row.id in self._entitled,
                    people=people,
                    covered=members.covered,
                    quantity=len(portions),
                    is_targeted=any(rules.matches(facts, offer.target) for offer in self._offers),
                    waits=self._waits(row.id),
                ),
            ),
            portions=portions,
            people_count=people,
            groups=rules.count_groups(members.kinds, unnamed),
            needs_step_free=row.needs_step_free,
            is_displaced=row.residence is Residence.IDP,
        )

    def _waits(self, household_id: int) -> rules.NotPlaced | None:
        if household_id in self._declined:
            return rules.NotPlaced.DECLINED
        return rules.waiting(
            on=self._collects_on,
            last_aid_on=self._last_aid.get(household_id),
            days_between=self._days_between,
            bars=[(given.get(household_id), days) for given, days in self._bars],
        )

    def _locations(self, own: int | None, settlement_id: int) -> tuple[int, ...]:
        """Its own location when that is in the plan, else those of the plan in its settlement."""
        if own in self._planned:
            return (own,)
        return self._local.get(settlement_id) or (() if own is None else (own,))


def facts_of(row: Row[*tuple[Any, ...]], members: Members, *, size: int) -> rules.Facts:
    """What the conditions of a kit may ask; ``row`` has the columns of :data:`FACTS`."""
    return rules.Facts(
        settlement_id=row.settlement_id,
        residence=row.residence,
        heating=row.heating,
        needs=frozenset(need for need in ACCESS_NEEDS if getattr(row, need)),
        size=size,
        people=members.people,
    )


FACTS = (
    Household.settlement_id,
    Household.residence,
    Household.heating,
    *(getattr(Household, need) for need in ACCESS_NEEDS),
)


def _households(programme: Programme, only: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Household.id,
            Household.status,
            *FACTS,
            Household.street_id,
            Household.declared_size,
            or_(*(getattr(Household, need) for need in ACCESS_NEEDS)).label("is_assisted"),
            func.coalesce(Household.default_location_id, Street.default_location_id).label("location_id"),
        )
        .outerjoin(Street, Street.id == Household.street_id)
        .where(is_for(programme), _chosen(Household.id, only), Household.status != HouseholdStatus.MERGED)
        .order_by(Household.id)
    )


def _chosen(column: InstrumentedAttribute[int], only: int | None) -> ColumnElement[bool]:
    return true() if only is None else column == only


def people_by_household(
    programme: Programme | None, on: date, *, cycle_id: int | None = None, only: int | None = None
) -> Mapping[int, Members]:
    """The people of those whom the programme is for, as old as they are ``on`` that day.

    Without ``cycle_id`` nobody is left out because of another household's promise.
    """
    is_disabled = func.coalesce(or_(*(getattr(Person, column) >= 2 for column in FUNCTIONAL_NEEDS)), False)
    is_covered = and_(CoveredPerson.person_id == Person.id, CoveredPerson.cycle_id == cycle_id)
    found = (
        select(
            Household.id,
            Person.sex,
            Person.birth_on,
            Person.birth_year,
            is_disabled,
            func.coalesce(Person.wg_self_care >= NEEDS_CARE, False),
            CoveredPerson.person_id.is_not(None),
        )
        .join(Household, Household.id == Person.household_id)
        .outerjoin(CoveredPerson, is_covered)
        .where(is_for(programme), _chosen(Household.id, only))
    )
    people: dict[int, Members] = defaultdict(Members)
    for household_id, sex, born, birth_year, disabled, needs_care, covered in db.session.execute(found):
        members = people[household_id]
        if covered:
            members.covered += 1
        else:
            members.kinds.append((sex, rules.age_band(born, birth_year, on), bool(disabled)))
            members.people.append(rules.Someone(sex, rules.ages_on(on, born, birth_year), bool(needs_care)))
    return people


def _locations_by_settlement(location_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    found = select(Location.settlement_id, Location.id).where(Location.id.in_(location_ids)).order_by(Location.id)
    by_settlement: dict[int, tuple[int, ...]] = {}
    for settlement_id, location_id in db.session.execute(found):
        by_settlement[settlement_id] = (*by_settlement.get(settlement_id, ()), location_id)
    return by_settlement


def _entitled(cycle_id: int, only: int | None) -> frozenset[int]:
    found = select(Entitlement.household_id).where(Entitlement.cycle_id == cycle_id, Entitlement.stands)
    return frozenset(db.session.scalars(found.where(_chosen(Entitlement.household_id, only))))


def _declined(cycle_id: int) -> frozenset[int]:
    """Who said that it wants no place in this cycle; one who asks for a time after all is booked all the same."""
    found = select(WaitingEntry.household_id).where(
        WaitingEntry.cycle_id == cycle_id, WaitingEntry.state == WaitState.DECLINED
    )
    return frozenset(db.session.scalars(found))


def _usual_times(programme_id: int, only: int | None) -> dict[int, rules.Usual]:
    """When each household's latest slot in this programme was."""
    found = (
        select(Entitlement.household_id, func.max(Slot.starts_at))
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(Cycle.programme_id == programme_id, Entitlement.stands, _chosen(Entitlement.household_id, only))
        .group_by(Entitlement.household_id)
    )
    times: dict[datetime, rules.Usual] = {}
    usual: dict[int, rules.Usual] = {}
    for household_id, at in db.session.execute(found):
        if at not in times:
            times[at] = rules.Usual.of(at)
        usual[household_id] = times[at]
    return usual
