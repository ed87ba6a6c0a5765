"""Who collects when. Nobody races for a place: everyone entitled is given one by the published order.

The order (field guide 6.3): households who need assistance; then those longest without aid from this programme,
never served first; then by lot. The lot is SHA-256 of the draw number and the household's number, so that anybody
with a pocket computer can check it. The order decides who gets a place; within the places that there are, a household
keeps its last weekday and hour, and a street is spread over two neighbouring slots: neighbours travel together,
and never a whole street stands in one place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby

from app.core import clock
from app.distributions.rules.amounts import MOST_PEOPLE
from app.distributions.rules.slots import kept_places
from app.households.models import HouseholdStatus


class NotPlaced(StrEnum):
    """Why a household has no place in a plan."""

    NO_CAPACITY = "no_capacity"
    NO_LOCATION = "no_location"
    NOT_IN_PLAN = "not_in_plan"
    UNDER_CHECK = "under_check"
    INACTIVE = "inactive"
    MOVED = "moved"
    NO_PEOPLE = "no_people"
    TOO_MANY_PEOPLE = "too_many_people"
    COVERED = "covered"
    NOT_TARGETED = "not_targeted"
    """No kit of the programme is for a household like this."""
    NO_AMOUNT = "no_amount"
    NO_KITS = "no_kits"
    """There is not enough for everyone, and it was decided who waits."""
    BARRED = "barred"
    """Another programme gave it something lately."""
    TOO_SOON = "too_soon"
    """This programme gave it something lately."""
    DECLINED = "declined"
    """It wants no place in this cycle."""
    ALREADY_ENTITLED = "already_entitled"


_BARRED = {
    HouseholdStatus.INACTIVE: NotPlaced.INACTIVE,
    HouseholdStatus.MOVED: NotPlaced.MOVED,
    HouseholdStatus.UNDER_CHECK: NotPlaced.UNDER_CHECK,
}


@dataclass(frozen=True, slots=True)
class Usual:
    """When a household collected last time, on the hub's wall clock: weekday (Monday is 0) and minute of the day."""

    weekday: int
    minute: int

    @classmethod
    def of(cls, at: datetime) -> "Usual":
        local = clock.local(at)
        return cls(local.weekday(), local.hour * 60 + local.minute)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the assignment may know of a household. ``location_ids`` are where it may collect, the first is best."""

    household_id: int
    location_ids: tuple[int, ...]
    street_id: int | None = None
    is_assisted: bool = False
    last_aid_on: date | None = None
    usual: Usual | None = None
    barrier: NotPlaced | None = None


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot with free places. Slots of one ``distribution_id`` that touch are neighbours."""

    distribution_id: int
    location_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    """Places that are assigned."""
    kept: int = 0
    """Places beside them that nobody is assigned, kept until ``kept_until``."""
    kept_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A household, its slot (by position in the list given) and its row on the slot's sheet, from 1."""

    household_id: int
    slot: int
    place: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everyone is in exactly one of the two."""

    placements: tuple[Placement, ...]
    not_placed: tuple[tuple[int, NotPlaced], ...]


def barrier(
    *,
    status: HouseholdStatus,
    is_entitled: bool,
    people: int,
    quantity: int,
    covered: int = 0,
    is_targeted: bool = True,
    waits: NotPlaced | None = None,
) -> NotPlaced | None:
    """What keeps a household out of the assignment altogether, or None.

    ``people`` are those to be counted; ``covered`` ones were counted in another household's promise of this cycle.
    ``is_targeted``: some kit of the programme is for a household like this. ``waits``: what :func:`waiting` said.
    """
    if is_entitled:
        return NotPlaced.ALREADY_ENTITLED
    if status in _BARRED:
        return _BARRED[status]
    if people == 0:
        return NotPlaced.COVERED if covered else NotPlaced.NO_PEOPLE
    if people > MOST_PEOPLE:
        return NotPlaced.TOO_MANY_PEOPLE
    if quantity == 0:
        return NotPlaced.NO_AMOUNT if is_targeted else NotPlaced.NOT_TARGETED
    return waits


def waiting(
    *, on: date, last_aid_on: date | None, days_between: int | None, bars: Iterable[tuple[date | None, int]] = ()
) -> NotPlaced | None:
    """Whether something that was given lately stands against giving on this day.

    ``bars`` are other programmes: when the household was last given something of each, and for how many days
    that bars it. With 30 days, what was given on the 1st stands in the way up to the 30th.
    """
    if any(given is not None and (on - given).days < days for given, days in bars):
        return NotPlaced.BARRED
    is_too_soon = days_between is not None and last_aid_on is not None and (on - last_aid_on).days < days_between
    return NotPlaced.TOO_SOON if is_too_soon else None


def lot(seed: int, household_id: int) -> str:
    """The lot of a household: SHA-256, in hexadecimal, of ``seed:household``. The lower one goes first."""
    return sha256(f"{seed}:{household_id}".encode()).hexdigest()


def proposed_seed(numbers: Iterable[str]) -> int:
    """A draw number of six digits that follows from the numbers of the distributions: nobody picks it."""
    return int(sha256(" ".join(sorted(numbers)).encode()).hexdigest()[:12], 16) % 1_000_000


def in_order(candidates: Iterable[Candidate], seed: int) -> list[Candidate]:
    """The published order."""
    return sorted(candidates, key=lambda c: (not c.is_assisted, c.last_aid_on or date.min, lot(seed, c.household_id)))


def assign(candidates: Sequence[Candidate], slots: Sequence[OpenSlot], *, seed: int) -> Outcome:
    """Give everyone a place by the published order, or say why there is none.

    One place of eight in each slot is kept for those who need assistance, who take up to a quarter of it on the
    earliest days; others get a kept place only when nothing else is left at their location. The same candidates,
    slots and seed give the same outcome, whatever order they come in.
    """
    order = in_order((c for c in candidates if c.barrier is None), seed)
    not_placed = {c.household_id: c.barrier for c in candidates if c.barrier is not None}
    going, left_out = _share_locations(order, slots)
    seats = _seat(going, slots)
    placements = tuple(_number_places(order, seats))
    reasons = sorted((not_placed | left_out).items())
    return Outcome(placements, tuple(reasons))


def _share_locations(
    order: Sequence[Candidate], slots: Sequence[OpenSlot]
) -> tuple[dict[int, list[Candidate]], dict[int, NotPlaced]]:
    """Send each household in its turn to the first of its locations that still has a place."""
    free: Counter[int] = Counter()
    for slot in slots:
        free[slot.location_id] += slot.capacity
    going: dict[int, list[Candidate]] = defaultdict(list)
    left_out: dict[int, NotPlaced] = {}
    for candidate in order:
        known = [location for location in candidate.location_ids if location in free]
        chosen = next((location for location in known if free[location] > 0), None)
        if chosen is not None:
            free[chosen] -= 1
            going[chosen].append(candidate)
        elif known:
            left_out[candidate.household_id] = NotPlaced.NO_CAPACITY
        else:
            left_out[candidate.household_id] = (
                NotPlaced.NOT_IN_PLAN if candidate.location_ids else NotPlaced.NO_LOCATION
            )
    return going, left_out


def _seat(going: dict[int, list[Candidate]], slots: Sequence[OpenSlot]) -> dict[int, int]:
    """The slot of each household, by its position in ``slots``."""
    seats: dict[int, int] = {}
    for location, chosen in going.items():
        here = [n for n, slot in enumerate(slots) if slot.location_id == location]
        here.sort(key=lambda n: (slots[n].starts_at, slots[n].distribution_id))
        table = _Timetable([slots[n] for n in here])
        seats.update((household, here[n]) for household, n in table.seat(chosen))
    return seats


def _number_places(order: Sequence[Candidate], seats: dict[int, int]) -> Iterator[Placement]:
    taken: Counter[int] = Counter()
    for candidate in order:
        slot = seats.get(candidate.household_id)
        if slot is not None:
            taken[slot] += 1
            yield Placement(candidate.household_id, slot, taken[slot])


class _Timetable:
    """The slots of one location, filled one household or one group of neighbours at a time."""

    def __init__(self, slots: Sequence[OpenSlot]) -> None:
        self._slots = slots
        self._kept = [kept_places(slot.capacity) for slot in slots]
        self._free = [slot.capacity - kept for slot, kept in zip(slots, self._kept, strict=True)]
        self._most_of_a_street = [max(1, free // 2) for free in self._free]
        self._most_assisted = [max(1, slot.capacity // 4) for slot in slots]
        self._assisted: Counter[int] = Counter()
        self._days = [
            list(day) for _, day in groupby(range(len(slots)), key=lambda n: clock.local_date(slots[n].starts_at))
        ]
        self._of_street: Counter[tuple[int, int]] = Counter()
        self._first_free = 0
        self._nearest: dict[Usual, list[int]] = {}

    def seat(self, order: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
        """Places for all of ``order`` (there are enough): household and slot."""
        others: list[Candidate] = []
        for candidate in order:
            slot = self._assisted_slot(candidate) if candidate.is_assisted else self._usual_slot(candidate)
            if slot is None:
                others.append(candidate)
            else:
                yield self._take(candidate, slot)
        yield from self._seat_neighbours(others)

    def _assisted_slot(self, candidate: Candidate) -> int:
        """First choice: the usual time, else the earliest day, spread over its slots so that hands for help suffice."""
        usual = self._usual_slot(candidate)
        if usual is not None:
            return usual
        for day in self._days:
            open_slots = [n for n in day if self._assisted[n] < self._most_assisted[n] and self._has_room(n, candidate)]
            if open_slots:
                return min(open_slots, key=lambda n: (self._assisted[n], n))
        return self._any_slot()

    def _usual_slot(self, candidate: Candidate) -> int | None:
        """The slot on the usual weekday whose hour is nearest to the usual one and that has a place."""
        if candidate.usual is None:
            return None
        if candidate.usual not in self._nearest:
            self._nearest[candidate.usual] = self._by_nearness(candidate.usual)
        return next((n for n in self._nearest[candidate.usual] if self._has_room(n, candidate)), None)

    def _by_nearness(self, usual: Usual) -> list[int]:
        times = [(n, Usual.of(slot.starts_at)) for n, slot in enumerate(self._slots)]
        same_day = [(abs(time.minute - usual.minute), n) for n, time in times if time.weekday == usual.weekday]
        return [n for _, n in sorted(same_day)]

    def _has_room(self, n: int, candidate: Candidate) -> bool:
        places = self._free[n] + (self._kept[n] if candidate.is_assisted else 0)
        return places > 0 and self._street_fits(n, candidate.street_id, 1)

    def _street_fits(self, n: int, street_id: int | None, more: int) -> bool:
        return street_id is None or self._of_street[n, street_id] + more <= self._most_of_a_street[n]

    def _take(self, candidate: Candidate, n: int) -> tuple[int, int]:
        if (candidate.is_assisted and self._kept[n]) or not self._free[n]:
            self._kept[n] -= 1
        else:
            self._free[n] -= 1
        self._assisted[n] += candidate.is_assisted
        if candidate.street_id is not None:
            self._of_street[n, candidate.street_id] += 1
        return candidate.household_id, n

    def _any_slot(self) -> int:
        """The earliest free place; a kept one only when there is no other."""
        self._skip_full()
        if self._first_free < len(self._free):
            return self._first_free
        return next(n for n, places in enumerate(self._kept) if places)

    def _seat_neighbours(self, order: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
        """In turn, each household with the next ones of its street, into the earliest two slots that touch."""
        streets: dict[int | None, list[Candidate]] = defaultdict(list)
        for candidate in reversed(order):
            streets[candidate.street_id].append(candidate)
        seated: set[int] = set()
        for leader in order:
            if leader.household_id in seated:
                continue
            waiting = streets[leader.street_id]
            for candidate, n in self._seat_group(waiting):
                seated.add(candidate.household_id)
                yield self._take(candidate, n)

    def _seat_group(self, waiting: list[Candidate]) -> list[tuple[Candidate, int]]:
        """Take the next neighbours off ``waiting``, as many as fit together, at least one."""
        street_id = waiting[-1].street_id
        size = 1 if street_id is None else min(len(waiting), 2 * max(self._most_of_a_street))
        while size:
            first = (size + 1) // 2
            start = self._pair(first, size - first, street_id)
            if start is not None:
                slots = [start] * first + [start + 1] * (size - first)
                return [(waiting.pop(), n) for n in slots]
            size //= 2
        return [(waiting.pop(), self._any_slot())]

    def _pair(self, first: int, second: int, street_id: int | None) -> int | None:
        """The earliest slot with ``first`` places whose neighbour has ``second``."""
        self._skip_full()
        for n in range(self._first_free, len(self._free)):
            if self._free[n] < first or not self._street_fits(n, street_id, first):
                continue
            if not second or (
                self._touches_next(n) and self._free[n + 1] >= second and self._street_fits(n + 1, street_id, second)
            ):
                return n
        return None

    def _skip_full(self) -> None:
        while self._first_free < len(self._free) and not self._free[self._first_free]:
            self._first_free += 1

    def _touches_next(self, n: int) -> bool:
        if n + 1 == len(self._slots):
            return False
        here, after = self._slots[n], self._slots[n + 1]
        return here.distribution_id == after.distribution_id and here.ends_at == after.starts_at
