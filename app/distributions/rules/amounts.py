"""How much a household is entitled to, by what is counted and who is counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.distributions.models import AgeBand, Unit
from app.distributions.rules.targets import EVERYONE, Facts, Target, matches, matching
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
    """The rule of a kit: so many for each of ``unit``, or by size as (people from, kits) in rising order."""

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


def quantity_for(amount: Amount, people: int, matching: int = 0) -> int:
    """Kits for a household of so many people, ``matching`` of whom the kit is for.

    0 when the size table begins above it.
    """
    if amount.unit is Unit.PERSON:
        return amount.quantity * people
    if amount.unit is Unit.MATCHING:
        return amount.quantity * matching
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
    return band_of(age)


def band_of(age: int) -> AgeBand:
    """The band of an age in full years."""
    return next((band for below, band in _BANDS if age < below), AgeBand.OLDER)


def count_groups(people: Iterable[tuple[Sex, AgeBand, bool]], unnamed: int = 0) -> tuple[Group, ...]:
    """People counted by sex, age band and disability, in a fixed order; of ``unnamed`` only how many is known."""
    counted = Counter(people)
    if unnamed:
        counted[Sex.NOT_STATED, AgeBand.UNKNOWN, False] += unnamed
    return tuple(sorted(Group(*kind, number) for kind, number in counted.items()))


@dataclass(frozen=True, slots=True)
class Offer:
    """One kit of a programme: which version of it is given now, how much, and whom it is for."""

    kit_id: int
    kit_version_id: int
    amount: Amount
    target: Target = EVERYONE


@dataclass(frozen=True, slots=True)
class Portion:
    """What a household is entitled to of one kit; ``position`` counts the kits of the programme from 1."""

    position: int
    kit_id: int
    kit_version_id: int
    quantity: int


def portions_of(offers: Iterable[Offer], facts: Facts, *, people: int) -> tuple[Portion, ...]:
    """What a household is entitled to, kit by kit; kits that are not for it are left out.

    ``people`` are those to be counted: fewer than its size where some were counted in another household.
    """
    counted = (
        (position, offer, quantity_for(offer.amount, people, matching(facts, offer.target)))
        for position, offer in enumerate(offers, start=1)
        if matches(facts, offer.target)
    )
    return tuple(
        Portion(position, offer.kit_id, offer.kit_version_id, number) for position, offer, number in counted if number
    )
