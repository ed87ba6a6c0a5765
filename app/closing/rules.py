"""Counting up a day. Values in, value out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

MOST = 1_000_000
"""Kits of one kind at one place: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the hub knows of the kits of one version at a point on a day, before anybody counts.

    ``sent`` and ``received`` are None where no stock is kept of the kit: then the paper says.
    """

    opening: int = 0
    sent: int | None = None
    received: int | None = None
    given: int = 0
    emergency: int = 0
    corrected: int = 0

    @property
    def is_kept(self) -> bool:
        return self.received is not None


@dataclass(frozen=True, slots=True)
class Counted:
    """What the one who counts writes: where the kits are that were not given."""

    sent: int = 0
    received: int = 0
    returned: int = 0
    stays: int = 0
    lost: int = 0
    damaged: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Known and counted side by side; ``received`` is what counts, ``sent`` is what should have come."""

    opening: int
    sent: int
    received: int
    given: int
    emergency: int
    corrected: int
    returned: int
    stays: int
    lost: int
    damaged: int
    reason: str

    @property
    def there(self) -> int:
        """What had to be there or to have gone somewhere."""
        return self.opening + self.received + self.corrected

    @property
    def difference(self) -> int:
        """Kits that are missing when everything is counted up; below zero there are too many."""
        gone = self.given + self.emergency + self.returned + self.lost + self.damaged
        return self.there - gone - self.stays

    @property
    def needs_reason(self) -> bool:
        return bool(self.difference or self.lost or self.damaged)


def lines_of(kits: Mapping[int, int], *, today: Collection[int], there: Collection[int]) -> dict[int, int]:
    """On the line of which version each version is counted up; ``kits`` tells the kit of each.

    Whoever counts sees boxes. What was promised ``today`` (and given) in one version is given out of another where
    that is what lies ``there``: contents may change while old kits last, or while nothing is unpacked. So a version
    has a line of its own when it is one of today and its goods are there; all else of its kit goes with the newest.
    """
    of_kit: dict[int, list[int]] = {}
    for version_id in sorted(kits):
        of_kit.setdefault(kits[version_id], []).append(version_id)
    return {one: line for versions in of_kit.values() for one, line in _lines_of_kit(versions, today, there).items()}


def _lines_of_kit(versions: list[int], today: Collection[int], there: Collection[int]) -> dict[int, int]:
    promised = [one for one in versions if one in today]
    is_kept = any(one in there for one in versions)
    own = [one for one in promised if one in there] or (promised[-1:] if is_kept else promised) or versions
    return {one: one if one in own else own[-1] for one in versions}


def count_up(known: Known, counted: Counted) -> Line:
    """One line of a closing. Where stock is kept, its ledger says what was sent and received."""
    return Line(
        opening=known.opening,
        sent=counted.sent if known.sent is None else known.sent,
        received=counted.received if known.received is None else known.received,
        given=known.given,
        emergency=known.emergency,
        corrected=known.corrected,
        returned=counted.returned,
        stays=counted.stays,
        lost=counted.lost,
        damaged=counted.damaged,
        reason=counted.reason if counted.reason else "",
    )


def left_over(known: Known) -> int:
    """Kits that have to be at the point still when nothing went wrong."""
    there = known.opening + (known.received or 0) + known.corrected
    return max(0, there - known.given - known.emergency)


def digest(lines: Mapping[int, Line], days: Iterable[tuple[int, ...]], people: Iterable[tuple[str, ...]]) -> str:
    """SHA-256 over everything frozen: lines by kit version, (distribution, promised, served, refused), people."""
    rows = [f"{version} {line}" for version, line in sorted(lines.items())]
    rows += [" ".join(map(str, day)) for day in sorted(days)]
    rows += [" ".join(group) for group in sorted(people)]
    return sha256("\n".join(rows).encode()).hexdigest()
