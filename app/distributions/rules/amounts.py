"""How much a household is entitled to, by what is counted and who is counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.distributions.models import AgeBand, Unit
from app.households.models import Sex

MOST_PEOPLE = 30
MOST_PER_PERSON = 16
"""Kits for one person; with :data:`MOST_PEOPLE` it stays within what an entitlement may hold."""

_BANDS = (
    (3, AgeBand.UNDER_3),
    (6, AgeBand.UNDER_6),
    (12, AgeBand.UNDER_12),
    (18, AgeBand.UNDER_18),
    (60, AgeBand.ADULT),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """The rule of a programme: kits for each of ``unit``, or by size as (people from, kits) in rising order."""

    unit: Unit
    quantity: int = 1
    sizes: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, order=True, slots=True)
class Group:
    """People of one sex, age band and disability."""

    sex: Sex
    age_band: AgeBand
    has_disability: bool
    people: int


def quantity_for(amount: Amount, people: int) -> int:
    """Kits for a household of so many people; 0 when the size table begins above it."""
    if amount.unit is Unit.PERSON:
        return amount.quantity * people
    if amount.unit is Unit.HOUSEHOLD:
        return amount.quantity
    fitting = [kits for people_from, kits in amount.sizes if people_from <= people]
    return fitting[-1] if fitting else 0


def age_band(born: date | None, birth_year: int | None, on: date) -> AgeBand:
    """The band of somebody's age on a day. Of a birth year alone, the birthday counts as past."""
    if born is not None:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    elif birth_year is not None:
        age = on.year - birth_year
    else:
        return AgeBand.UNKNOWN
    return next((band for below, band in _BANDS if age < below), AgeBand.OLDER)


def count_groups(people: Iterable[tuple[Sex, AgeBand, bool]], unnamed: int = 0) -> tuple[Group, ...]:
    """People counted by sex, age band and disability, in a fixed order; of ``unnamed`` only how many is known."""
    counted = Counter(people)
    if unnamed:
        counted[Sex.NOT_STATED, AgeBand.UNKNOWN, False] += unnamed
    return tuple(sorted(Group(*kind, number) for kind, number in counted.items()))
