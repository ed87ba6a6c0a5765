"""Not enough for everyone: what is missing, what an equal smaller share is, and who is first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.distributions.models import FirstTo, ShortageWay

LARGE = 5
"""People from which a household counts as large."""

Needs = Mapping[int, int]
"""Kits of each kind, by the kit."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Kits of one kind on hand that nobody is promised, and the percentage kept for those without a promise."""

    kit_id: int
    there: int
    reserve_percent: int = 0

    def reserve(self, needed: int) -> int:
        """What is kept back when so many are needed; rounded down, so that of a few kits none is."""
        return min(needed, self.there) * self.reserve_percent // 100


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One kind of kit that does not suffice."""

    kit_id: int
    needed: int
    there: int
    reserve: int

    @property
    def available(self) -> int:
        return self.there - self.reserve

    @property
    def missing(self) -> int:
        return self.needed - self.available


@dataclass(frozen=True, slots=True)
class Share:
    """A smaller share by one number: no household more than ``most``, or ``percent`` of the rule, at least one."""

    most: int | None = None
    percent: int | None = None

    def of(self, quantity: int) -> int:
        if self.most is not None:
            return min(quantity, self.most)
        return max(1, quantity * self.percent // 100) if self.percent is not None and quantity else quantity


@dataclass(frozen=True, slots=True)
class Choice:
    """A way that was chosen, or is being tried. ``order`` are positions in a draw that was held."""

    way: ShortageWay
    shares: Mapping[int, Share] = field(default_factory=dict)
    first_to: tuple[FirstTo, ...] = ()
    order: Mapping[int, int] = field(default_factory=dict)
    decision_id: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a plan can follow it: a draw must have been held."""
        return self.way is not ShortageWay.DRAW or bool(self.order)


def total(needs: Iterable[Needs]) -> Counter[int]:
    """Kits of each kind for all together."""
    counted: Counter[int] = Counter()
    for need in needs:
        counted.update(need)
    return counted


def shortfalls(needed: Needs, supplies: Iterable[Supply]) -> list[Shortfall]:
    """Every kind of which more is needed than is there without the reserve."""
    wanted = ((supply, needed.get(supply.kit_id, 0)) for supply in supplies)
    found = (Shortfall(supply.kit_id, number, supply.there, supply.reserve(number)) for supply, number in wanted)
    return [short for short in found if short.missing > 0 and short.needed]


def capped(quantities: Iterable[int], available: int) -> Share | None:
    """The fairest cap: as many kits for a household at most as still give everyone theirs; None if not even one."""
    return _largest(Counter(quantities), available, lambda number: Share(most=number))


def scaled(quantities: Iterable[int], available: int) -> Share | None:
    """The largest percentage of the rule that suffices for everyone, at least one kit each; None if not even one."""
    return _largest(Counter(quantities), available, lambda number: Share(percent=number), most=99)


def _largest(
    quantities: Counter[int], available: int, share: Callable[[int], Share], most: int | None = None
) -> Share | None:
    """By halving: what a share takes grows with its number."""
    low, high = 0, most or max(quantities, default=1)
    while low < high:
        middle = (low + high + 1) // 2
        takes = sum(share(middle).of(quantity) * count for quantity, count in quantities.items())
        low, high = (middle, high) if takes <= available else (low, middle - 1)
    return share(low) if low else None


def admitted(order: Iterable[tuple[int, Needs]], available: Needs) -> set[int]:
    """Whom the kits suffice for, each in full, in this order.

    When a kind does not suffice for somebody, it is over for everyone who needs it after them: nobody is passed over
    because a neighbour needs fewer. Kinds that are not in ``available`` are not counted in the store.
    """
    left = dict(available)
    over: set[int] = set()
    going: set[int] = set()
    for household_id, needs in order:
        counted = {kit: number for kit, number in needs.items() if number and kit in left}
        lacking = {kit for kit, number in counted.items() if kit in over or left[kit] < number}
        if lacking:
            over |= lacking
            continue
        for kit, number in counted.items():
            left[kit] -= number
        going.add(household_id)
    return going


def certain_places(needs: Sequence[Needs], available: Needs) -> int:
    """How many of these are served in full whoever they are: as if those who need most were all drawn first."""
    return min((_fitting(sorted((need.get(kit, 0) for need in needs), reverse=True), number)
                for kit, number in available.items()), default=len(needs))  # fmt: skip


def _fitting(quantities: Sequence[int], available: int) -> int:
    taken = 0
    for count, quantity in enumerate(quantities):
        taken += quantity
        if taken > available:
            return count
    return len(quantities)
