"""Homes as a warden sees them. Only these columns are ever read: no documents, no births, no phones, no cards."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household, HouseholdStatus, Person, PersonRole
from app.wardens import rules
from app.wardens.models import Round, RoundRow, Side
from app.wardens.rules import Stretch

LIVING_THERE = (HouseholdStatus.ACTIVE, HouseholdStatus.UNDER_CHECK)
"""Households that are visited; merged records, those who moved and those without aid are left out."""


@dataclass(frozen=True, slots=True)
class Home:
    """One household, with what a round needs and nothing else."""

    household_id: int
    street_id: int
    house: str
    flat: str
    landmark: str
    name: str
    """Given name and initial of whoever speaks for it; empty when it has no names."""
    size: int
    needs: tuple[str, ...]
    """Columns of :class:`Household` out of :data:`VISIT_NEEDS`."""

    @property
    def side(self) -> Side:
        return rules.side_of(self.house)

    @property
    def stretch(self) -> Stretch:
        return self.street_id, self.side

    @property
    def order(self) -> tuple[object, ...]:
        """The order of walking within one side of a street."""
        return rules.house_order(self.house), rules.house_order(self.flat), self.household_id


VISIT_NEEDS = ("needs_delivery", "needs_carrying", "needs_sign_or_loud", "cannot_sign")
"""What matters at somebody's door; the words stand in :mod:`app.wardens.labels`."""

_HOME = select(
    Household.id,
    Household.street_id,
    Household.house,
    Household.flat,
    Household.landmark,
    Household.declared_size,
    *(getattr(Household, need) for need in VISIT_NEEDS),
)


def list_homes(stretches: Sequence[Stretch]) -> list[Home]:
    """Households of these sides of streets, in the order of walking: street by street as given, side by side."""
    on_streets = Household.street_id.in_({street_id for street_id, _side in stretches})
    walk = {stretch: place for place, stretch in enumerate(stretches)}
    homes = _load(on_streets, Household.status.in_(LIVING_THERE))
    return sorted((h for h in homes if h.stretch in walk), key=lambda home: (walk[home.stretch], home.order))


def get_home(household_id: int, stretches: Collection[Stretch]) -> Home:
    """One household if it stands on these sides of streets. Raises NotFound."""
    found = _load(Household.id == household_id, Household.status.in_(LIVING_THERE))
    if not found or found[0].stretch not in stretches:
        raise NotFound
    return found[0]


def of_households(household_ids: Collection[int]) -> dict[int, Home]:
    """Homes by household, wherever they stand now; those that are not visited any more are left out."""
    homes = _load(Household.id.in_(household_ids), Household.status.in_(LIVING_THERE))
    return {home.household_id: home for home in homes}


def count_homes(street_ids: Collection[int] | None = None) -> dict[Stretch, int]:
    """How many households each side of these streets has; None means all streets."""
    found = (
        select(Household.street_id, Household.house, func.count().label("homes"))
        .where(Household.street_id.is_not(None), Household.status.in_(LIVING_THERE))
        .group_by(Household.street_id, Household.house)
    )
    if street_ids is not None:
        found = found.where(Household.street_id.in_(street_ids))
    counts: Counter[Stretch] = Counter()
    for row in db.session.execute(found):
        counts[row.street_id, rules.side_of(row.house)] += row.homes
    return counts


def list_missed(household_ids: Collection[int]) -> set[int]:
    """Those of the households whom nobody found at home on the last sheet that was entered."""
    last = (
        select(func.max(RoundRow.id))
        .join(Round, Round.id == RoundRow.round_id)
        .where(RoundRow.household_id.in_(household_ids), Round.entered_at.is_not(None))
        .group_by(RoundRow.household_id)
    )
    missed = select(RoundRow.household_id).where(RoundRow.id.in_(last), ~RoundRow.is_reached)
    return set(db.session.scalars(missed))


def _load(*chosen: ColumnElement[bool]) -> list[Home]:
    rows = db.session.execute(_HOME.where(Household.street_id.is_not(None), *chosen)).all()
    names, sizes = _people(*chosen) if rows else ({}, Counter())
    return [
        Home(
            household_id=row.id,
            street_id=row.street_id,
            house=row.house,
            flat=row.flat,
            landmark=row.landmark,
            name=names.get(row.id, ""),
            size=max(row.declared_size or 0, sizes[row.id]),
            needs=_needs(row._asdict()),
        )
        for row in rows
    ]


def _needs(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(need for need in VISIT_NEEDS if row[need])


def _people(*chosen: ColumnElement[bool]) -> tuple[dict[int, str], Counter[int]]:
    """Who speaks for each household, and how many are named."""
    found = (
        select(Person.household_id, Person.given, Person.surname)
        .join(Household, Household.id == Person.household_id)
        .where(*chosen)
        .order_by((Person.role == PersonRole.HEAD).desc(), Person.id)
    )
    names: dict[int, str] = {}
    sizes: Counter[int] = Counter()
    for row in db.session.execute(found):
        names.setdefault(row.household_id, rules.short_name(row.given, row.surname))
        sizes[row.household_id] += 1
    return names, sizes


def missed_first(homes: Iterable[Home], missed: Collection[int]) -> list[Home]:
    """As on a sheet: those who were missed come first, each part in the order of walking."""
    return sorted(homes, key=lambda home: home.household_id not in missed)
