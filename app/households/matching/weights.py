"""What each agreement is worth, in bits: each more doubles the odds that two records are of one family.

Naive Bayes with two other explanations instead of one. Two records that are not of one family are of strangers or of
relatives and neighbours, and what tells them from strangers (one surname, one phone, one door) says nothing against
relatives: between those only given name, birth and patronymic decide. So each level of each field has two weights, the
logarithm of how much oftener it is met in two records of one person than in two strangers, and than in two relatives;
the evidence is what stays against both explanations together.

The weights were set by hand from such frequencies, then adjusted to FEBRL 1 and to invented lists by bench/learning,
rounded and smoothed. Whoever changes them looks at the table of bench/duplicates.py before and after. Weights of
fields that hang together (two surnames that agree and two phones) were learnt together, so one alone may look odd.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.households.matching.comparing import Level
from app.households.matching.records import Verdict


class Bits(NamedTuple):
    """Evidence for "the same" against "strangers" and against "relatives or neighbours", in bits."""

    stranger: float
    relative: float

    @property
    def against_both(self) -> float:
        """Against "either of the two": a little less than the smaller one."""
        less, more = sorted(self)
        return less - math.log2(1 + 2 ** max(-60.0, less - more))


Table = Mapping[Level, tuple[float, float]]

NOTHING = (0.0, 0.0)

SURNAME: Table = {
    Level.MISSING: NOTHING,
    Level.SAME: (4.9, 0.1),
    Level.FORM: (4.5, -1.0),
    Level.SLIP: (3.5, 2.6),
    Level.NEAR: (1.4, 1.4),
    Level.INITIAL: (3.0, 0.0),
    Level.PART: (2.0, -1.0),
    Level.OTHER: (-0.9, -0.9),
    Level.OTHER_KNOWN: (-4.4, -3.4),
}
GIVEN: Table = {
    Level.MISSING: NOTHING,
    Level.SAME: (3.8, 4.1),
    Level.FORM: (3.9, 4.4),
    Level.INITIAL: (3.6, 2.7),
    Level.SLIP: (4.2, 4.3),
    Level.NEAR: (1.0, 1.0),
    Level.OTHER_KNOWN: (-9.6, -10.5),
    Level.OTHER: (-5.2, -6.1),
}
PATRONYMIC: Table = {
    Level.MISSING: NOTHING,
    Level.SAME: (1.2, -0.6),
    Level.FORM: (3.2, 1.0),
    Level.INITIAL: (3.4, 2.2),
    Level.SLIP: (4.2, 1.6),
    Level.OTHER: (-5.8, -6.0),
}
BIRTH: Table = {
    Level.MISSING: NOTHING,
    Level.SAME: (12.2, 5.7),
    Level.SWAPPED: (8.7, 6.0),
    Level.SLIP: (5.3, 4.2),
    Level.YEAR: (5.0, 3.1),
    Level.BY_ONE: (1.5, 0.9),
    Level.OTHER_DAY: (0.0, -2.4),
    Level.OTHER: (-5.2, -8.0),
}
SEX: Table = {Level.MISSING: NOTHING, Level.SAME: (0.0, 0.0), Level.OTHER: (-5.0, -5.2)}
PHONE: Table = {Level.MISSING: NOTHING, Level.SAME: (7.4, 0.2), Level.SLIP: (3.2, 1.3), Level.OTHER: (-3.2, -1.7)}
PLACE: Table = {Level.MISSING: NOTHING, Level.SAME: (2.2, 0.6), Level.OTHER: (-4.1, -2.5)}
DWELLING: Table = {
    Level.MISSING: NOTHING,
    Level.SAME: (8.8, 1.4),
    Level.FORM: (5.5, 1.0),
    Level.OTHER_FLAT: (2.0, -0.5),
    Level.OTHER_HOUSE: (0.9, -0.8),
    Level.PART: (2.2, 0.4),
    Level.OTHER: (-3.8, -1.0),
}
HEADS: Table = {Level.SAME: NOTHING, Level.PART: (-2.3, -4.8), Level.OTHER: (-3.4, -5.1)}
OTHERS: Table = {Level.MISSING: NOTHING, Level.SAME: (6.9, 4.2), Level.PART: (3.6, 2.0), Level.OTHER: (-3.8, -3.9)}

PRIOR = Bits(-11.0, 3.1)
"""Before anything is compared: how seldom two that share a key are one, and one of a double and a pair of relatives."""
SAME_IN_ONE_HOUSE = 3.0
"""Against relatives: from here on two members of two households are taken for one person."""
SURELY, PROBABLY, PERHAPS = 8.0, 0.0, -4.0
"""Least strength of each verdict."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two people side by side, by their positions in their families, and what their fields are worth."""

    mine: int
    theirs: int
    surname: Level
    given: Level
    patronymic: Level
    birth: Level
    sex: Level
    bits: Bits

    @property
    def positions(self) -> tuple[int, int]:
        return self.mine, self.theirs


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How far all that is not one person agrees."""

    phone: Level
    place: Level
    dwelling: Level
    heads: Level
    others: Level


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare in the register what agrees is, in bits; and how many relatives stand in it for one double."""

    surname: float
    settlement: float
    relatives: float


def of_person(surname: Level, given: Level, patronymic: Level, birth: Level, sex: Level) -> Bits:
    """What the fields of two people are worth; the surname as if it were neither common nor rare."""
    return _sum((SURNAME[surname], GIVEN[given], PATRONYMIC[patronymic], BIRTH[birth], SEX[sex]))


def strength(surname: Level, person: Bits, around: Surroundings, rarity: Rarity) -> float:
    """The evidence against the two other explanations together."""
    rest = (PHONE[around.phone], PLACE[around.place], DWELLING[around.dwelling])
    rare = rarity_bits(surname, around.place, rarity)
    prior = Bits(PRIOR.stranger, PRIOR.relative - math.log2(rarity.relatives))
    found = _sum((prior, person, (rare, 0), *rest, HEADS[around.heads], OTHERS[around.others]))
    return found.against_both


def rarity_bits(surname: Level, place: Level, rarity: Rarity) -> float:
    """How much more, or less, than usual it says against strangers that surname and settlement agree."""
    return (rarity.surname - 6.5 if surname in _ABOUT_THE_SAME else 0) + (
        rarity.settlement - 1.5 if place is Level.SAME else 0
    )


_ABOUT_THE_SAME = frozenset({Level.SAME, Level.FORM, Level.SLIP})


def _sum(parts: tuple[tuple[float, float], ...]) -> Bits:
    return Bits(sum(part[0] for part in parts), sum(part[1] for part in parts))


def verdict(strength: float) -> Verdict:
    """What a strength means."""
    if strength >= SURELY:
        return Verdict.SURELY
    if strength >= PROBABLY:
        return Verdict.PROBABLY
    return Verdict.PERHAPS if strength >= PERHAPS else Verdict.DIFFERENT
