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
from app.distributions.models import AgeBand, CoveredPerson, Cycle, Entitlement, Slot
from app.distributions.queries.programmes import amount_of, is_for
from app.households.models import ACCESS_NEEDS, FUNCTIONAL_NEEDS, Household, HouseholdStatus, Person, Residence, Sex
from app.hubs.models import Location, Street

Kind = tuple[Sex, AgeBand, bool]


@dataclass(slots=True)
class Members:
    """The people of a household by name: those to be counted, and how many were counted elsewhere in this cycle."""

    kinds: list[Kind] = field(default_factory=list)
    covered: int = 0

    def unnamed(self, declared_size: int | None) -> int:
        """How many more were told of than are named."""
        return max(0, (declared_size or 0) - len(self.kinds) - self.covered)


@dataclass(frozen=True, slots=True)
class Record:
    """One household with what it would be promised today."""

    candidate: rules.Candidate
    quantity: int
    people_count: int
    groups: tuple[rules.Group, ...]
    needs_step_free: bool
    is_displaced: bool = False

    @property
    def household_id(self) -> int:
        return self.candidate.household_id


def read_register(
    cycle: Cycle, *, location_ids: Collection[int], last_aid: Mapping[int, date], on: date, only: int | None = None
) -> tuple[Record, ...]:
    """Every household whom the cycle's programme is for (or ``only`` one), by number.

    ``location_ids`` are the locations of the plan, ``on`` the day for which ages are counted. People who were
    counted in a promise of this cycle and have left that household since are in nobody's size here.
    """
    reader = _Reader(cycle, location_ids, last_aid, on, only)
    return tuple(reader.record(row) for row in db.session.execute(_households(cycle, only)))


class _Reader:
    """What the records of one reading have in common."""

    def __init__(
        self, cycle: Cycle, location_ids: Collection[int], last_aid: Mapping[int, date], on: date, only: int | None
    ) -> None:
        self._amount = amount_of(cycle.programme)
        self._last_aid = last_aid
        self._planned = frozenset(location_ids)
        self._local = _locations_by_settlement(location_ids)
        self._people = _people_by_household(cycle, on, only)
        self._entitled = _entitled(cycle.id, only)
        self._usual = _usual_times(cycle.programme_id, only)

    def record(self, row: Row[*tuple[Any, ...]]) -> Record:
        members = self._people.get(row.id) or Members()
        unnamed = members.unnamed(row.declared_size)
        people = len(members.kinds) + unnamed
        quantity = rules.quantity_for(self._amount, people)
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
                    quantity=quantity,
                ),
            ),
            quantity=quantity,
            people_count=people,
            groups=rules.count_groups(members.kinds, unnamed),
            needs_step_free=row.needs_step_free,
            is_displaced=row.residence is Residence.IDP,
        )

    def _locations(self, own: int | None, settlement_id: int) -> tuple[int, ...]:
        """Its own location when that is in the plan, else those of the plan in its settlement."""
        if own in self._planned:
            return (own,)
        return self._local.get(settlement_id) or (() if own is None else (own,))


def _households(cycle: Cycle, only: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Household.id,
            Household.status,
            Household.settlement_id,
            Household.street_id,
            Household.declared_size,
            Household.needs_step_free,
            Household.residence,
            or_(*(getattr(Household, need) for need in ACCESS_NEEDS)).label("is_assisted"),
            func.coalesce(Household.default_location_id, Street.default_location_id).label("location_id"),
        )
        .outerjoin(Street, Street.id == Household.street_id)
        .where(is_for(cycle.programme), _chosen(Household.id, only), Household.status != HouseholdStatus.MERGED)
        .order_by(Household.id)
    )


def _chosen(column: InstrumentedAttribute[int], only: int | None) -> ColumnElement[bool]:
    return true() if only is None else column == only


def _people_by_household(cycle: Cycle, on: date, only: int | None) -> Mapping[int, Members]:
    is_disabled = func.coalesce(or_(*(getattr(Person, column) >= 2 for column in FUNCTIONAL_NEEDS)), False)
    found = (
        select(
            Household.id,
            Person.sex,
            Person.birth_on,
            Person.birth_year,
            is_disabled,
            CoveredPerson.person_id.is_not(None),
        )
        .join(Household, Household.id == Person.household_id)
        .outerjoin(CoveredPerson, and_(CoveredPerson.person_id == Person.id, CoveredPerson.cycle_id == cycle.id))
        .where(is_for(cycle.programme), _chosen(Household.id, only))
    )
    people: dict[int, Members] = defaultdict(Members)
    for household_id, sex, born, birth_year, disabled, is_covered in db.session.execute(found):
        if is_covered:
            people[household_id].covered += 1
        else:
            people[household_id].kinds.append((sex, rules.age_band(born, birth_year, on), bool(disabled)))
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
