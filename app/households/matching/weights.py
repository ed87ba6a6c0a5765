"""What each agreement is worth, in bits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.households.matching.comparing import Level
from app.households.matching.records import Verdict


class Bits(NamedTuple):
    """Evidence for "the same" against "strangers" and against "relatives or neighbours", in bits."""

    stranger: float
    relative: float


Table = Mapping[Level, tuple[float, float]]

SURNAME: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (6.5, 0.4),
    Level.FORM: (4.5, -1),
    Level.SLIP: (4.5, 3),
    Level.NEAR: (1.5, 1),
    Level.INITIAL: (3, 0),
    Level.PART: (2, -1),
    Level.OTHER: (-4.3, -2.7),
}
GIVEN: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (4.6, 4),
    Level.FORM: (4, 3.5),
    Level.INITIAL: (3.3, 3),
    Level.SLIP: (4, 3.5),
    Level.NEAR: (1, 1),
    Level.OTHER_KNOWN: (-10, -10),
    Level.OTHER: (-6, -6),
}
PATRONYMIC: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (4, 1.1),
    Level.FORM: (3.9, 1.1),
    Level.INITIAL: (3, 1),
    Level.SLIP: (3.3, 1.5),
    Level.OTHER: (-5.5, -5),
}
BIRTH: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (11, 6),
    Level.SWAPPED: (9, 6),
    Level.SLIP: (5, 4),
    Level.YEAR: (6, 5),
    Level.BY_ONE: (1, 0),
    Level.OTHER_DAY: (0.5, 0),
    Level.OTHER: (-6, -6),
}
SEX: Table = {Level.MISSING: (0, 0), Level.SAME: (0.5, 0.5), Level.OTHER: (-5, -5)}
PHONE: Table = {Level.MISSING: (0, 0), Level.SAME: (7, 1.5), Level.SLIP: (5, 2), Level.OTHER: (-2.5, -2)}
PLACE: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (1.5, 0.2),
    Level.FORM: (6, 1),
    Level.SLIP: (7, 1),
    Level.OTHER: (-2.5, -1.5),
}
DWELLING: Table = {
    Level.MISSING: (0, 0),
    Level.SAME: (7, 1),
    Level.FORM: (5.5, 1),
    Level.OTHER_FLAT: (2, -0.5),
    Level.OTHER_HOUSE: (1, -1),
    Level.PART: (2, 0),
    Level.OTHER: (-3, -1.7),
}
HEADS: Table = {Level.SAME: (0, 0), Level.PART: (-1.5, -3), Level.OTHER: (-3, -4)}
OTHERS: Table = {Level.MISSING: (0, 0), Level.SAME: (6, 4), Level.PART: (4, 2), Level.OTHER: (-2, -2.5)}

PRIOR = Bits(-15.0, -4.5)
SAME_IN_ONE_HOUSE = 4.0
SURELY, PROBABLY, PERHAPS = 12.0, 1.0, -6.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How far all that is not one person agrees."""

    phone: Level
    place: Level
    dwelling: Level
    heads: Level
    others: Level


def of_person(surname: Level, given: Level, patronymic: Level, birth: Level, sex: Level) -> Bits:
    """What the fields of two people are worth."""
    return _sum((SURNAME[surname], GIVEN[given], PATRONYMIC[patronymic], BIRTH[birth], SEX[sex]))


def strength(person: Bits, around: Surroundings) -> float:
    """The evidence against whichever of the two other explanations is the likelier."""
    rest = (PHONE[around.phone], PLACE[around.place], DWELLING[around.dwelling])
    return min(_sum((PRIOR, person, *rest, HEADS[around.heads], OTHERS[around.others])))


def _sum(parts: tuple[tuple[float, float], ...]) -> Bits:
    return Bits(sum(part[0] for part in parts), sum(part[1] for part in parts))


def verdict(strength: float) -> Verdict:
    """What a strength means."""
    if strength >= SURELY:
        return Verdict.SURELY
    if strength >= PROBABLY:
        return Verdict.PROBABLY
    return Verdict.PERHAPS if strength >= PERHAPS else Verdict.DIFFERENT
