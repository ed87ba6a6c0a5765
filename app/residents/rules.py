"""What a household is told about its aid, out of what was promised to it. Values in, value out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from app.core import clock


@dataclass(frozen=True, slots=True)
class Place:
    """Where aid is given, as a stranger to the place finds it; ``shelter`` is empty when there is none."""

    name: str
    settlement: str
    address: str
    landmark: str
    shelter: str


class Stop(StrEnum):
    """Why nobody should set out now, though the day is today."""

    ALARM = "alarm"
    OTHER = "other"
    """Hand-over stands still for another cause."""
    NEW_TIME = "new_time"
    """The pause is over, and whoever missed the time is about to get another one."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Kits of one kind, by their name in both languages."""

    kit: str
    kit_en: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The time it had before, and why that changed, in words for the public."""

    was_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One entitlement of a household: what, when, where, and whether it was given."""

    programme_id: int
    location_id: int
    portions: tuple[Portion, ...]
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    """When the desks close on that day; until then a late household is still served."""
    place: Place
    turn_ends_on: date
    next_turn_on: date | None
    """First day of the programme's next turn; None when the programme ends with this one."""
    is_closed: bool
    """Whether the distribution was closed, whatever the hour."""
    given_at: datetime | None
    stop: Stop | None = None
    moved: Moved | None = None
    waits: bool = False
    """Its time was taken away and it has no new one yet."""
    held_until: datetime | None = None
    """Until when this time is only held, because the household is asked first."""
    is_carried: bool = False
    """A warden has set out with it and is not back yet."""

    @property
    def lost_at(self) -> datetime:
        """Of one that waits: the time that it had and has no more, not one that was held and not agreed to."""
        return self.moved.was_at if self.held_until and self.moved else self.starts_at

    def is_missed(self, at: datetime) -> bool:
        return self.given_at is None and not self.is_carried and (self.is_closed or self.closes_at <= at)

    def is_open(self, at: datetime) -> bool:
        return self.given_at is None and not self.is_missed(at)


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that one way to one place at one time is for."""

    promises: tuple[Promise, ...]

    @property
    def starts_at(self) -> datetime:
        return self.promises[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.promises[0].ends_at

    @property
    def closes_at(self) -> datetime:
        return self.promises[0].closes_at

    @property
    def place(self) -> Place:
        return self.promises[0].place

    @property
    def given_at(self) -> datetime | None:
        return self.promises[0].given_at

    @property
    def stop(self) -> Stop | None:
        return self.promises[0].stop

    @property
    def moved(self) -> Moved | None:
        return self.promises[0].moved

    @property
    def held_until(self) -> datetime | None:
        return self.promises[0].held_until

    @property
    def is_carried(self) -> bool:
        return self.promises[0].is_carried


class State(StrEnum):
    """What the page says first."""

    TODAY = "today"
    LATE = "late"
    """Today, the window has passed and the desks are still open."""
    COMING = "coming"
    CARRIED = "carried"
    """It is being brought to the home."""
    MISSED = "missed"
    GIVEN = "given"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a household is told. ``given`` and ``missed`` belong to the present turn of their programme."""

    state: State
    next: Visit | None
    following: Visit | None
    nothing_before: date | None
    """The first day on which something after all this can be planned; None when nobody can say yet."""
    missed: Visit | None
    given: Visit | None
    waits: tuple[Promise, ...] = ()
    """What has no time any more and waits for another one."""
    usual_on: date | None = None
    """When the same place gives the same programme next, where no time is promised for it yet."""

    @property
    def latest(self) -> Promise | None:
        """What the usual day after all this is reckoned from."""
        visit = self.next or self.given or self.missed
        return visit.promises[0] if visit and not self.following else None


def look_ahead(promises: Iterable[Promise], *, at: datetime) -> Outlook:
    """Tell a household what comes next, from all its promises of late."""
    known = sorted(promises, key=lambda promise: (promise.starts_at, promise.place.name))
    promises = [promise for promise in known if not promise.waits]
    today = clock.local_date(at)
    present = [promise for promise in promises if promise.turn_ends_on >= today]
    coming = _visits(promise for promise in promises if promise.is_open(at))
    missed = _visits(promise for promise in present if promise.is_missed(at))
    given = sorted(_given_visits(present), key=lambda visit: visit.given_at or at)
    following = coming[1] if len(coming) > 1 else None
    last_known = clock.local_date(coming[0].starts_at) if coming else today
    return Outlook(
        state=_state(coming, missed, given, at),
        next=coming[0] if coming else None,
        following=following,
        nothing_before=None if following else _nothing_before(known, after=last_known),
        missed=missed[-1] if missed else None,
        given=given[-1] if given else None,
        waits=tuple(promise for promise in known if promise.waits and promise.turn_ends_on >= today),
    )


def _state(coming: list[Visit], missed: list[Visit], given: list[Visit], at: datetime) -> State:
    if coming:
        if coming[0].is_carried:
            return State.CARRIED
        if clock.local_date(coming[0].starts_at) > clock.local_date(at):
            return State.COMING
        return State.LATE if coming[0].ends_at <= at else State.TODAY
    if missed:
        return State.MISSED
    return State.GIVEN if given else State.NOTHING


def _visits(promises: Iterable[Promise]) -> list[Visit]:
    """Promises in order of time, those of one time and place together."""
    together = groupby(promises, key=lambda promise: (promise.starts_at, promise.place, promise.is_carried))
    return [Visit(tuple(same)) for _, same in together]


def _given_visits(promises: Iterable[Promise]) -> list[Visit]:
    """What was taken, the kits of one day together."""
    by_day: dict[date, list[Promise]] = {}
    for promise in promises:
        if promise.given_at is not None:
            by_day.setdefault(clock.local_date(promise.given_at), []).append(promise)
    return [Visit(tuple(same)) for same in by_day.values()]


def _nothing_before(promises: Iterable[Promise], *, after: date) -> date | None:
    """The earliest next turn of the programmes the household is in, when it is later than ``after``."""
    by_turn = sorted(promises, key=lambda promise: promise.turn_ends_on)
    latest = {promise.programme_id: promise.next_turn_on for promise in by_turn}
    first = min((turn for turn in latest.values() if turn is not None), default=None)
    return first if first is not None and first > after else None


def next_turn_on(turn_ends_on: date, *, programme_ends_on: date | None, is_active: bool) -> date | None:
    """The day after this turn, unless the programme is over by then."""
    following = turn_ends_on + timedelta(days=1)
    is_over = not is_active or (programme_ends_on is not None and programme_ends_on < following)
    return None if is_over else following
