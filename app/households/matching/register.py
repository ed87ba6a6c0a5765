"""What kind of register it is: how common its names and places are, and how many relatives live side by side in it.

One agreement is worth more in one register than in another. Half a township bears ten surnames, and a father and a son
of one name share a phone; in a list of people from a whole country two of one surname at one address are one person.
A search through a whole register measures that first (:func:`measure`); one comparison alone takes :data:`USUAL`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.households.matching import comparing
from app.households.matching.comparing import Level
from app.households.matching.reading import Dwelling

RELATIVES_PER_DOUBLE = 16.0
"""How many pairs of relatives or neighbours there usually are for one record that stands twice."""
_FEWEST_PER_DOUBLE = 0.03
_CONFIDENCE = 1.0
"""So many doubles are assumed to have been seen in a usual register before this one is measured."""


@dataclass(frozen=True, slots=True)
class Register:
    """Bits are logarithms to the base 2: of one in 64 the rarity is 6."""

    size: int = 0
    surnames: Mapping[str, int] = field(default_factory=dict)
    settlements: Mapping[str, int] = field(default_factory=dict)
    relatives_per_double: float = RELATIVES_PER_DOUBLE

    def rarity_of_surname(self, stem: str) -> float:
        """In bits."""
        return _rarity(self.surnames.get(stem, 0), self.size, usual=6.5, most=10.0)

    def rarity_of_settlement(self, settlement: str) -> float:
        """In bits; half the people of a community live in one place."""
        return _rarity(self.settlements.get(settlement, 0), self.size, usual=1.5, most=8.0)


def _rarity(count: int, size: int, *, usual: float, most: float) -> float:
    """Of a value that was not met once among ``size`` as if it had been met half a time."""
    if size < _ENOUGH:
        return usual
    return min(most, math.log2(size / (count or 0.5)))


_ENOUGH = 100
"""Households from which on their own names tell more than what is usual."""


USUAL = Register()


def measure(dwellings: Iterable[Dwelling], pairs: Iterable[tuple[Dwelling, Dwelling]]) -> Register:
    """The register that these households make up; ``pairs`` are those of them that share a key."""
    counted = count(dwellings)
    doubles, relatives = _CONFIDENCE, _CONFIDENCE * RELATIVES_PER_DOUBLE
    for one, other in pairs:
        kind = _side_by_side(one, other)
        doubles += kind is True
        relatives += kind is False
    return replace(counted, relatives_per_double=max(_FEWEST_PER_DOUBLE, relatives / doubles))


def count(dwellings: Iterable[Dwelling]) -> Register:
    """How common the names and places are; of relatives it knows nothing."""
    surnames: Counter[str] = Counter()
    settlements: Counter[str] = Counter()
    size = 0
    for dwelling in dwellings:
        size += 1
        settlements[dwelling.settlement] += 1
        surnames.update({person.stem for person in dwelling.people})
    return Register(size, surnames, settlements)


def _side_by_side(one: Dwelling, other: Dwelling) -> bool | None:
    """Of households of one surname with one phone or door: whether somebody is in both; of others None."""
    shares = comparing.phones(one, other) is Level.SAME or (
        comparing.dwellings(one, other) is Level.SAME and comparing.places(one, other) is Level.SAME
    )
    if not shares or not {person.stem for person in one.people} & {person.stem for person in other.people}:
        return None
    people = [(mine, theirs) for mine in one.people for theirs in other.people]
    if any(comparing.givens(*two) in _AGREE and comparing.births(*two) in _MAY_BE for two in people):
        return True
    is_unclear = any(comparing.births(*two) in _SAME_DAY for two in people)
    return None if is_unclear else False


_AGREE = frozenset({Level.SAME, Level.FORM, Level.SLIP, Level.INITIAL})
_MAY_BE = frozenset({Level.SAME, Level.SWAPPED, Level.SLIP, Level.YEAR, Level.BY_ONE, Level.MISSING})
_SAME_DAY = frozenset({Level.SAME, Level.SWAPPED, Level.SLIP})
