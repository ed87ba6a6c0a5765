"""Adjust the weights of matching to lists whose truth is known, and print them.

They begin as they stand in app/households/matching/weights.py, which were first set by hand from how often each
agreement is met in one person, in two relatives and in two strangers. Each step moves them towards telling more pairs
right (logistic loss, gradient descent), each list counting alike, and a little back towards where they began, so that
what a list never shows stays as it was. What comes out was rounded, and smoothed by hand where a list is odd: the
invented namesakes make the same patronymic look worth nothing. The lists of the table in bench/duplicates.py, but for
FEBRL 1, take no part.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.households import matching
from app.households.matching import Dwelling, Register, families, weights
from app.households.matching.comparing import Level
from app.households.matching.weights import Bits
from bench import hard_register, lists

STEPS = 400
PACE = 1.5
PULL_BACK = 0.0003
HOPELESS = -18.0
"""Pairs this unlikely stay so; they are left out for speed."""
TABLES = ("SURNAME", "GIVEN", "PATRONYMIC", "BIRTH", "SEX", "PHONE", "PLACE", "DWELLING", "HEADS", "OTHERS")

Weights = list[dict[Level, Bits]]
"""A table a field, the last one the prior."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of records that share a key: the level of each field, what the register adds, and the truth."""

    levels: tuple[Level, ...]
    offset: Bits
    is_same: bool


def examples(known: lists.KnownList) -> list[Example]:
    """Every pair of a list that would be compared."""
    dwellings = [matching.read_family(family) for family in known.families]
    pairs = sorted(_sharing_a_key(dwellings))
    register = matching.measure(dwellings, ((dwellings[one], dwellings[other]) for one, other in pairs))
    found = (_example(dwellings[pair[0]], dwellings[pair[1]], register, pair in known.truth) for pair in pairs)
    return [example for example in found if example]


def _sharing_a_key(dwellings: Sequence[Dwelling]) -> lists.Pairs:
    by_key: dict[str, list[int]] = {}
    for at, dwelling in enumerate(dwellings):
        for key in matching.all_keys(dwelling):
            by_key.setdefault(key, []).append(at)
    return {
        (one, other)
        for holders in by_key.values()
        if len(holders) <= 300
        for place, one in enumerate(holders)
        for other in holders[place + 1 :]
    }


def _example(one: Dwelling, other: Dwelling, register: Register, is_same: bool) -> Example | None:
    sides = families.sides(one, other)
    if sides is None:
        return None
    first, around = sides
    rarity = families.rarity_of(one, first, register)
    levels = (
        first.surname, first.given, first.patronymic, first.birth, first.sex,
        around.phone, around.place, around.dwelling, around.heads, around.others,
    )  # fmt: skip
    rare = weights.rarity_bits(first.surname, around.place, rarity)
    return Example(levels, Bits(rare, -math.log2(rarity.relatives)), is_same)


def begin() -> tuple[Weights, list[float]]:
    """The weights as they are, and the prior."""
    tables = [{level: Bits(*bits) for level, bits in getattr(weights, name).items()} for name in TABLES]
    return tables, list(weights.PRIOR)


def strength(example: Example, tables: Weights, prior: Sequence[float]) -> tuple[float, float]:
    """How strong a pair is, and how much of that hangs on the evidence against strangers."""
    stranger, relative = prior[0] + example.offset.stranger, prior[1] + example.offset.relative
    for table, level in zip(tables, example.levels, strict=True):
        stranger, relative = stranger + table[level][0], relative + table[level][1]
    against = Bits(stranger, relative).against_both
    return against, 2 ** max(-60.0, against - stranger)


def step(sets: Sequence[Sequence[Example]], tables: Weights, start: Weights, prior: list[float]) -> float:
    """Move the weights a little; the loss before that."""
    slopes = [{level: [0.0, 0.0] for level in table} for table in tables]
    of_prior, loss = [0.0, 0.0], 0.0
    for chosen in sets:
        share = 1 / len(sets) / sum(example.is_same for example in chosen)
        for example in chosen:
            bits, hangs = strength(example, tables, prior)
            likely = 1 / (1 + 2 ** -max(-50.0, min(50.0, bits)))
            loss -= share * math.log(max(1e-12, likely if example.is_same else 1 - likely))
            error = share * (likely - example.is_same)
            for side, part in enumerate((error * hangs, error * (1 - hangs))):
                of_prior[side] += part
                for slope, level in zip(slopes, example.levels, strict=True):
                    slope[level][side] += part
    prior[:] = [value - PACE * slope for value, slope in zip(prior, of_prior, strict=True)]
    for table, slope, first in zip(tables, slopes, start, strict=True):
        for level in table.keys() - {Level.MISSING}:
            moved = (
                now - PACE * (down + PULL_BACK * (now - before))
                for now, down, before in zip(table[level], slope[level], first[level], strict=True)
            )
            table[level] = Bits(*moved)
    return loss


def training_lists() -> Iterator[lists.KnownList]:
    """Other invented ones than those of the table."""
    yield lists.febrl(1)
    yield lists.invented("families", hard_register.invent(3000, seed=11))
    yield lists.invented("people", hard_register.invent_people(1500, seed=12))
    yield lists.invented("more families", hard_register.invent(2500, seed=13))


def main() -> None:
    """Print how the loss falls, then the tables."""
    tables, prior = begin()
    start = [dict(table) for table in tables]
    sets = [
        [each for each in examples(known) if each.is_same or strength(each, tables, prior)[0] > HOPELESS]
        for known in training_lists()
    ]
    for count in range(STEPS):
        loss = step(sets, tables, start, prior)
        if count % 50 == 0:
            print(f"step {count}: loss {loss:.4f}", flush=True)
    for name, table in zip(TABLES, tables, strict=True):
        print(name, {level.value: (round(bits[0], 1), round(bits[1], 1)) for level, bits in table.items()})
    print("PRIOR", tuple(round(bits, 1) for bits in prior))


if __name__ == "__main__":
    main()
