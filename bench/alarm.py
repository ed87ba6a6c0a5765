"""An alarm on a distribution day, simulated: what becomes of the queue by three ways to go on (field guide 5.4).

150 households, 2 desks, slots of 15 minutes from 9 to 15. Service is lognormal with a mean of 3 minutes, people come
8 ± 10 minutes before their time, 8 % do not come at all. At 10:12 the alarm begins. Whoever is on site waits inside,
nobody else sets out. Then everybody comes back at once; or the whole rest of the day is shifted; or free later places
are filled by the rule that the hub itself uses, and the others come first on the next day. `make bench` prints it.
"""

import heapq
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import fmean

from app.core import clock
from app.distributions import rules as distributions
from app.distributions.rules import Expected, Mover, Opening, Window
from app.pauses import rules
from app.pauses.rules import Period

HOUSEHOLDS, DESKS, SITE_CAP = 150, 2, 20
SLOT_MINUTES, SERVICE_MINUTES = 15, 3
NO_SHOW = 0.08
EARLY, SPREAD = 8, 10
"""Minutes before their time at which people come, on average, and how far that varies."""
SIGMA = 0.5
"""Of the logarithm of the time of service."""
BACK_WITHIN = 15
"""Minutes within which whoever waited at home for the end of the alarm is on site."""
RUNS = 300
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
HOURS = time(9), time(15)
ALARM = clock.instant(TODAY, time(10, 12))


@dataclass(frozen=True, slots=True)
class Guest:
    """A household of the day: its slot, when it sets foot on the site, and how long it takes at the desk."""

    number: int
    slot: Window
    comes_at: datetime | None
    """None of a no-show, of whom the hub does not know."""
    service: timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """How one simulated day went. Waiting is in minutes from arrival to the desk, without the alarm itself."""

    peak: int
    wait: float
    put_off: int
    """Households that are given another day."""


def windows(day: date) -> list[Window]:
    return distributions.windows(day, *HOURS, SLOT_MINUTES)


def guests(dice: random.Random, day: date = TODAY, households: int = HOUSEHOLDS) -> list[Guest]:
    """Everybody of a day, spread evenly over its slots."""
    slots = windows(day)
    return [_guest(number, slots[number * len(slots) // households], dice) for number in range(households)]


def _guest(number: int, slot: Window, dice: random.Random) -> Guest:
    comes = dice.random() >= NO_SHOW
    return Guest(number, slot, _arrival(slot.starts_at, dice) if comes else None, _service(dice))


def _arrival(starts_at: datetime, dice: random.Random) -> datetime:
    return starts_at - timedelta(minutes=dice.gauss(EARLY, SPREAD))


def _service(dice: random.Random) -> timedelta:
    return timedelta(minutes=dice.lognormvariate(math.log(SERVICE_MINUTES) - SIGMA**2 / 2, SIGMA))


Stay = tuple[Guest, datetime, datetime, datetime]
"""A guest, when they came, reached a desk and left."""


def serve(queue: Iterable[Guest], pause: Period | None = None) -> list[Stay]:
    """First come, first served at the desks, which open with the first slot and stand still in the pause."""
    came = sorted(((guest.comes_at, guest) for guest in queue if guest.comes_at), key=lambda pair: pair[0])
    if not came:
        return []
    free = [clock.instant(clock.local_date(came[0][1].slot.starts_at), HOURS[0])] * DESKS
    stays = []
    for comes_at, guest in came:
        starts = max(comes_at, heapq.heappop(free))
        if pause and pause.started_at <= starts < pause.ended_at:
            starts = pause.ended_at
        heapq.heappush(free, starts + guest.service)
        stays.append((guest, comes_at, starts, starts + guest.service))
    return stays


def peak_of(stays: Sequence[Stay]) -> int:
    """Most households on site at once."""
    steps = sorted([(left, -1) for *_, left in stays] + [(came, 1) for _, came, *_ in stays])
    here = peak = 0
    for _, step in steps:
        here += step
        peak = max(peak, here)
    return peak


@dataclass(frozen=True, slots=True)
class AllClear:
    """The moment at which the hub goes on: who has not come yet, who is inside, and how long it stood still."""

    pause: Period
    everyone: Sequence[Guest]
    inside: frozenset[int]
    to_come: Sequence[Guest]
    dice: random.Random

    def later(self, guest: Guest) -> Guest:
        """Nobody sets out during the alarm: whoever would have come meanwhile comes right after it."""
        if guest.comes_at is None or guest.comes_at >= self.pause.ended_at:
            return guest
        return replace(guest, comes_at=self.pause.ended_at + timedelta(minutes=self.dice.uniform(0, BACK_WITHIN)))

    def at(self, guest: Guest, slot: Window) -> Guest:
        """The same household with another time."""
        comes_at = None if guest.comes_at is None else _arrival(slot.starts_at, self.dice)
        return self.later(replace(guest, slot=slot, comes_at=comes_at))


Going = tuple[list[Guest], list[Guest]]
"""Who comes today, and who comes tomorrow instead."""


def all_at_once(clear: AllClear) -> Going:
    """Everybody whose time has passed comes back when the alarm is over."""
    return [clear.later(guest) for guest in clear.to_come], []


def shift_the_day(clear: AllClear) -> Going:
    """Everybody comes later by the length of the alarm; what does not fit before closing is lost today."""
    by = clear.pause.ended_at - clear.pause.started_at
    closes_at = clock.instant(TODAY, HOURS[1])
    shifted = [
        replace(
            guest,
            slot=Window(guest.slot.starts_at + by, guest.slot.ends_at + by),
            comes_at=None if guest.comes_at is None else guest.comes_at + by,
        )
        for guest in clear.to_come
    ]
    today = [clear.later(guest) for guest in shifted if guest.slot.starts_at < closes_at]
    return today, [guest for guest in shifted if guest.slot.starts_at >= closes_at]


def refill(clear: AllClear) -> Going:
    """The rule of the hub: free later places of today, the others first on the next day."""
    lost = {g.number for g in clear.to_come if clear.pause.took(g.slot.starts_at, g.slot.ends_at)}
    movers = [_mover(guest, clear) for guest in clear.everyone if guest.number in lost | clear.inside]
    openings, slots = _openings(clear)
    loads = [(guest.slot.starts_at, 1) for guest in clear.to_come if guest.number not in lost]
    proposal = rules.after_pause(
        movers,
        openings,
        {1: Expected(SITE_CAP, loads)},
        day_ends_at=clock.instant(TOMORROW, time.min) - timedelta(seconds=1),
    )
    new = {row.mover.entitlement_id: slots[row.to.slot_id] for row in proposal.rows if row.to is not None}
    moved = [clear.at(guest, new[guest.number]) for guest in clear.to_come if guest.number in new]
    stay = [clear.later(guest) for guest in clear.to_come if guest.number not in lost]
    today = [guest for guest in moved if clock.local_date(guest.slot.starts_at) == TODAY]
    return [*stay, *today], [guest for guest in moved if clock.local_date(guest.slot.starts_at) == TOMORROW]


def _mover(guest: Guest, clear: AllClear) -> Mover:
    return Mover(
        entitlement_id=guest.number, cycle_id=1, location_ids=(1,), from_slot_id=0, from_place=1, from_location_id=1,
        starts_at=guest.slot.starts_at, is_inside=guest.number in clear.inside,
    )  # fmt: skip


def _openings(clear: AllClear) -> tuple[list[Opening], dict[int, Window]]:
    """Free places from a little after the all-clear on, today and tomorrow, when as many are expected."""
    capacity = distributions.slot_capacity(
        desks=DESKS, slot_minutes=SLOT_MINUTES, service_minutes=SERVICE_MINUTES, site_cap=SITE_CAP
    )
    after = rules.first_new_time(clear.pause.ended_at, clear.pause.ended_at)
    slots = dict(enumerate(slot for day in (TODAY, TOMORROW) for slot in windows(day) if slot.starts_at >= after))
    day = Counter(clock.local(guest.slot.starts_at).time() for guest in clear.everyone)
    openings = [
        Opening(
            slot_id=slot_id, cycle_id=1, location_id=1, starts_at=slot.starts_at,
            free=max(0, capacity - day[clock.local(slot.starts_at).time()]),
        )
        for slot_id, slot in slots.items()
    ]  # fmt: skip
    return openings, slots


WAYS: dict[str, Callable[[AllClear], Going]] = {
    "everybody comes back at once": all_at_once,
    "the rest of the day is shifted": shift_the_day,
    "free later places are filled": refill,
}


def run(way: str, minutes: int, seed: int) -> Day:
    """One day by one of :data:`WAYS`, with an alarm of so many minutes."""
    dice = random.Random(seed)
    pause = Period(ALARM, ALARM + timedelta(minutes=minutes))
    everyone = guests(dice)
    stays = serve(everyone, pause)
    before = [stay for stay in stays if stay[1] < pause.started_at]
    inside = frozenset(guest.number for guest, _, starts, _ in before if starts >= pause.started_at)
    there = {guest.number for guest, *_ in before}
    to_come = [guest for guest in everyone if guest.number not in there and guest.slot.ends_at > pause.started_at]
    today, tomorrow = WAYS[way](AllClear(pause, everyone, inside, to_come, dice))
    stays = serve([*(guest for guest, *_ in before), *today], pause)
    waits = [_wait(came, starts, pause) for _, came, starts, _ in stays]
    return Day(peak_of(stays), fmean(waits), len(tomorrow))


def _wait(came: datetime, starts: datetime, pause: Period) -> float:
    paused = max(timedelta(), min(starts, pause.ended_at) - max(came, pause.started_at))
    return (starts - came - paused).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Result:
    """Many days by one way."""

    way: str
    minutes: int
    peak: float
    peak_p95: int
    wait: float
    put_off: float


def simulate(way: str, minutes: int, *, runs: int = RUNS, seed: int = 1) -> Result:
    """So many days, each with dice of its own."""
    days = [run(way, minutes, seed * 1_000_003 + n) for n in range(runs)]
    peaks = sorted(day.peak for day in days)
    return Result(
        way=way,
        minutes=minutes,
        peak=fmean(peaks),
        peak_p95=peaks[math.ceil(0.95 * len(peaks)) - 1],
        wait=fmean(day.wait for day in days),
        put_off=fmean(day.put_off for day in days),
    )


def main() -> None:
    """Print the table."""
    print(f"{HOUSEHOLDS} households, {DESKS} desks, alarm from {clock.local(ALARM):%H:%M}, {RUNS} days each")
    print(f"{'alarm':>9}  {'afterwards':32} {'peak (p95)':>12} {'wait, min':>10} {'not today':>10}")
    for minutes in (45, 104):
        for way in WAYS:
            r = simulate(way, minutes)
            print(f"{minutes:>5} min  {way:32} {r.peak:6.1f} ({r.peak_p95:>2}) {r.wait:>10.1f} {r.put_off:>10.1f}")


if __name__ == "__main__":
    main()
