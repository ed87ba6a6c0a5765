"""Which row of a list is which household of the register, and which rows of one list are one household."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pace import give_way
from app.households import matching
from app.households.matching import Comparison, Dwelling, Family, Verdict

SURE = frozenset({Verdict.SURELY, Verdict.PROBABLY})
FEW = 60
"""Rows of one list that share a key; what more of them share says nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the list in hand."""

    row_id: int
    digest: str
    identity: str


@dataclass(frozen=True, slots=True)
class Known:
    """A row of a list that was imported before. ``household_id`` is the one that stands for it today."""

    line_id: int
    household_id: int
    digest: str
    identity: str
    is_same_shape: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """The household that a row is, with its former row if there is one."""

    household_id: int
    line_id: int | None = None


@dataclass(slots=True)
class Pairing:
    """Rows and what they were found to be; the lines that nobody claimed yet."""

    found: dict[int, Found] = field(default_factory=dict)
    free: dict[int, Known] = field(default_factory=dict)
    """By the id of the line."""


def pair(rows: Sequence[Asked], lines: Iterable[Known], registered: Mapping[str, Sequence[int]]) -> Pairing:
    """Find each row among the rows of former lists, then among the households of the register.

    Surest first: the very same row; the same family at the same address by the former list; the same by the register
    (``registered``: households by identity). Each former row is taken once, so that a list that holds a household
    twice finds both of its rows again, also when the two households were made one meanwhile.
    """
    pairing = Pairing(free={line.line_id: line for line in lines})
    for write in (lambda one: one.digest, lambda one: one.identity):
        _claim(pairing, rows, write)
    _claim_registered(pairing, rows, registered)
    return pairing


def _claim(pairing: Pairing, rows: Sequence[Asked], write: Callable[[Asked | Known], str]) -> None:
    waiting: defaultdict[str, list[Known]] = defaultdict(list)
    for line in sorted(pairing.free.values(), key=lambda line: (line.is_same_shape, -line.line_id)):
        waiting[write(line)].append(line)
    for row in rows:
        lines = waiting.get(write(row))
        if row.row_id not in pairing.found and lines:
            line = lines.pop()
            del pairing.free[line.line_id]
            pairing.found[row.row_id] = Found(line.household_id, line.line_id)


def _claim_registered(pairing: Pairing, rows: Sequence[Asked], registered: Mapping[str, Sequence[int]]) -> None:
    taken = {found.household_id for found in pairing.found.values()}
    line_of = {line.household_id: line.line_id for line in pairing.free.values()}
    for row in rows:
        if row.row_id in pairing.found:
            continue
        household_id = next((each for each in registered.get(row.identity, ()) if each not in taken), None)
        if household_id is not None:
            taken.add(household_id)
            line_id = line_of.get(household_id)
            pairing.free.pop(line_id or 0, None)
            pairing.found[row.row_id] = Found(household_id, line_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household of the register that a row was found to be like."""

    row_id: int
    household_id: int
    strength: float
    verdict: Verdict


def settle(candidates: Iterable[Candidate], free: Iterable[Known]) -> dict[int, Found]:
    """Rows that are a former row with corrections in the name, the address or the birth.

    Only households whose former row nobody claimed come into question, and a row is taken for one only where the two
    are probably one family; one to one, the strongest first.
    """
    left: defaultdict[int, list[int]] = defaultdict(list)
    for line in free:
        left[line.household_id].append(line.line_id)
    settled: dict[int, Found] = {}
    for one in sorted(candidates, key=lambda one: (-one.strength, one.row_id)):
        if one.row_id not in settled and one.verdict in SURE and left.get(one.household_id):
            settled[one.row_id] = Found(one.household_id, left[one.household_id].pop())
    return settled


# ---- within the list


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier row of the same list that may be the same household, by its position among the rows asked about."""

    earlier: int
    comparison: Comparison


def find_twins(families: Sequence[Family], is_asked: Sequence[bool]) -> dict[int, Twin]:
    """For each family that is asked about the earlier one of the list that is most like it, if any is.

    By position. Only who shares a key is compared; a desk that waits is served between.
    """
    read = [matching.read_family(family) for family in families]
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    twins: dict[int, Twin] = {}
    for place, dwelling in enumerate(read):
        keys = matching.place_keys(dwelling).union(*map(matching.name_keys, dwelling.people))
        if is_asked[place]:
            twin = _most_alike(dwelling, read, {other for key in keys for other in by_key[key][:FEW]})
            if twin is not None:
                twins[place] = twin
        for key in keys:
            by_key[key].append(place)
        if place % 10 == 0:
            give_way()
    return twins


def _most_alike(dwelling: Dwelling, read: Sequence[Dwelling], others: set[int]) -> Twin | None:
    compared = (Twin(other, matching.compare_read(dwelling, read[other])) for other in sorted(others))
    alike = [twin for twin in compared if twin.comparison.verdict is not Verdict.DIFFERENT]
    return max(alike, key=lambda twin: twin.comparison.strength, default=None)
