"""Whose turn it is. Values in, value out, so that anybody can work it out again with the posted draw.

For each shift, in order of time, places go by three looks at the same queue (field guide 6.10):

1. the share that is first offered to women and to people with limits,
2. everybody, as long as their household is under its cap and nobody else of it works that day,
3. whoever was left out only because of their household: the cap holds while others wait, and now nobody does.

The queue is: households that have not worked lately, then the others; within each by lot.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.public_works.models import NotChosenWhy


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who signed up for an order."""

    sign_up_id: int
    household_id: int
    wanted: Sequence[int]
    """Shifts they want."""
    lot: int
    """Position in the draw, or in which they signed up where there was no need to draw."""
    household_days: int = 0
    """Days that the household has worked, or has a place for elsewhere, in the period of the cap."""
    has_worked_lately: bool = False
    is_first_offered: bool = False
    """A woman, or somebody with limits."""
    is_fit: bool = True
    """The task suits what they can do, and their age."""
    clashes: frozenset[int] = frozenset()
    """Shifts of this order at whose hours they work elsewhere or fetch aid."""
    beside: frozenset[date] = frozenset()
    """Days on which somebody else of the household has a place already, here or elsewhere."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Places of one shift that are still free."""

    shift_id: int
    held_on: date
    places: int
    first_offered: int = 0
    """Of these, so many go first to women and to people with limits."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Who works which shift, and why the others do not. Keys are sign-up and shift."""

    chosen: Sequence[tuple[int, int]]
    waiting: Mapping[tuple[int, int], NotChosenWhy]
    positions: Mapping[int, int]
    """Of those who wait for at least one day: their place in the queue, from 1."""


def share(places: int, percent: int) -> int:
    """So many of the places, a broken one counted whole: half a place helps nobody."""
    return -(-places * percent // 100)


def queue(applicants: Iterable[Applicant]) -> list[Applicant]:
    """Those who have not worked lately first, within each by lot."""
    return sorted(applicants, key=_standing)


def _standing(one: Applicant) -> tuple[bool, int, int]:
    return one.has_worked_lately, one.lot, one.sign_up_id


def is_draw_needed(applicants: Sequence[Applicant], seats: Iterable[Seats]) -> bool:
    """Whether some shift is wanted by more people than it has places."""
    wanted = Counter(shift for one in applicants if one.is_fit for shift in one.wanted if shift not in one.clashes)
    return any(wanted[shift.shift_id] > shift.places for shift in seats)


def choose(applicants: Sequence[Applicant], seats: Sequence[Seats], *, days_cap: int) -> Turns:
    """Share the places out. The order of the arguments makes no difference."""
    sharing = _Sharing(queue(applicants), days_cap)
    for shift in sorted(seats, key=lambda one: (one.held_on, one.shift_id)):
        sharing.share_out(shift)
    left_out = {sign_up_id for sign_up_id, _ in sharing.waiting}
    waiting = [one.sign_up_id for one in sharing.queue if one.sign_up_id in left_out]
    return Turns(sharing.chosen, sharing.waiting, {key: place for place, key in enumerate(waiting, start=1)})


@dataclass(slots=True)
class _Sharing:
    queue: Sequence[Applicant]
    days_cap: int
    chosen: list[tuple[int, int]] = field(default_factory=list)
    waiting: dict[tuple[int, int], NotChosenWhy] = field(default_factory=dict)
    days: dict[int, dict[date, int]] = field(default_factory=dict)
    """Days given to each household here, and to whom of it first."""

    def share_out(self, shift: Seats) -> None:
        wanting = [one for one in self.queue if shift.shift_id in one.wanted]
        able = [one for one in wanting if one.is_fit and shift.shift_id not in one.clashes]
        taken: dict[int, Applicant] = {}
        for places, may in self._looks(shift):
            for one in able:
                if len(taken) < places and one.sign_up_id not in taken and may(one):
                    self._give(one, shift, taken)
        for one in wanting:
            if one.sign_up_id not in taken:
                self.waiting[one.sign_up_id, shift.shift_id] = self._why(one, shift, taken.values())

    def _looks(self, shift: Seats) -> Iterator[tuple[int, Callable[[Applicant], bool]]]:
        """How many places may be gone after each look, and to whom they may go."""
        yield min(shift.first_offered, shift.places), lambda one: one.is_first_offered and not self._held(one, shift)
        yield shift.places, lambda one: not self._held(one, shift)
        yield shift.places, lambda _: True

    def _give(self, one: Applicant, shift: Seats, taken: dict[int, Applicant]) -> None:
        taken[one.sign_up_id] = one
        self.chosen.append((one.sign_up_id, shift.shift_id))
        self.days.setdefault(one.household_id, {}).setdefault(shift.held_on, one.sign_up_id)

    def _held(self, one: Applicant, shift: Seats) -> NotChosenWhy | None:
        """What keeps a household back while others wait."""
        days = self.days.get(one.household_id, {})
        first = days.get(shift.held_on)
        if first == one.sign_up_id:
            return None
        if first is not None or shift.held_on in one.beside:
            return NotChosenWhy.HOUSEHOLD_ONE
        if one.household_days + len(days) >= self.days_cap:
            return NotChosenWhy.HOUSEHOLD_CAP
        return None

    def _why(self, one: Applicant, shift: Seats, taken: Collection[Applicant]) -> NotChosenWhy:
        if not one.is_fit:
            return NotChosenWhy.LIMITS
        if shift.shift_id in one.clashes:
            return NotChosenWhy.CLASH
        held = self._held(one, shift)
        if held is not None:
            return held
        if one.has_worked_lately and any(not other.has_worked_lately for other in taken):
            return NotChosenWhy.WORKED_LATELY
        is_passed = not one.is_first_offered and any(
            other.is_first_offered and _standing(one) < _standing(other) for other in taken
        )
        return NotChosenWhy.FIRST_SHARE if is_passed else NotChosenWhy.BY_DRAW
