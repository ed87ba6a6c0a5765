"""Which row of a list is which household of the register, and which rows of one list are one household."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
    where: tuple[str, int] = ("", 0)
    """Sheet and row."""


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
    where: tuple[str, int] = ("", 0)
    """Sheet and row."""


def settle(candidates: Iterable[Candidate], free: Iterable[Known]) -> dict[int, Found]:
    """Rows that are a former row with corrections in the name, the address or the birth.

    Only households whose former row nobody claimed come into question. A row is taken for one where the two are
    probably one family, or perhaps one and the row stands where it stood; one to one, the strongest first.
    """
    left: defaultdict[int, list[Known]] = defaultdict(list)
    for line in free:
        left[line.household_id].append(line)
    settled: dict[int, Found] = {}
    for one in sorted(candidates, key=lambda one: (-one.strength, one.row_id)):
        if one.row_id in settled:
            continue
        lines = [line for line in left[one.household_id] if one.verdict in SURE or line.where == one.where]
        if lines:
            line = min(lines, key=lambda line: (line.where != one.where, line.line_id))
            left[one.household_id].remove(line)
            settled[one.row_id] = Found(one.household_id, line.line_id)
    return settled


# ---- within the list


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier row of the same list that is probably the same household."""

    earlier: int
    """Its place in the list, from 0."""
    comparison: Comparison


class Twins:
    """The rows of a list so far, to find among them the one that the next row repeats."""

    def __init__(self) -> None:
        self._read: list[Dwelling | None] = []
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._read)

    def add(self, family: Family, *, is_of_use: bool) -> None:
        """The next row; one that cannot be written down is no household that another could repeat."""
        place = len(self._read)
        self._read.append(matching.read_family(family) if is_of_use else None)
        for key in _keys(self._read[place]):
            self._by_key[key].append(place)

    def find(self, family: Family) -> Twin | None:
        """The row so far that is most like this family, if one is like enough. Only who shares a key is compared."""
        dwelling = matching.read_family(family)
        lists = (self._by_key.get(key, ()) for key in _keys(dwelling))
        others = sorted({other for places in lists if len(places) <= FEW for other in places})
        twins = (Twin(other, matching.compare_read(dwelling, self._read[other])) for other in others)  # type: ignore[arg-type]
        alike = [twin for twin in twins if twin.comparison.verdict in SURE]
        return max(alike, key=lambda twin: twin.comparison.strength, default=None)


def _keys(dwelling: Dwelling | None) -> frozenset[str]:
    if dwelling is None:
        return frozenset()
    return matching.place_keys(dwelling).union(*map(matching.name_keys, dwelling.people))
