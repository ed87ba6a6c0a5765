"""What else somebody does at the hours of a shift: another shift, or fetching the aid of their household."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import and_, select

from app.core.db import db
from app.distributions.models import Distribution, DistributionState, Entitlement, Slot
from app.public_works import rules
from app.public_works.models import DayState, Shift, SignUp, SignUpDay
from app.public_works.rules import Overlap


class Other(Enum):
    """What the other thing is."""

    WORK = "work"
    AID = "aid"


@dataclass(frozen=True, slots=True)
class Clash:
    """A shift and something else at the same time."""

    shift_id: int
    other: Other
    starts_at: datetime
    ends_at: datetime
    is_small: bool
    """So short that it is told and not refused."""


Window = tuple[Other, datetime, datetime]


def clashes_of(person_id: int, household_id: int, shifts: Sequence[Shift]) -> list[Clash]:
    """Everything that runs at the hours of these shifts, in order of time."""
    windows = [*_work(shifts, {person_id})[person_id], *_aid(shifts, {household_id})[household_id]]
    found = [clash for shift in shifts for clash in _between(shift, windows)]
    return sorted(found, key=lambda clash: clash.starts_at)


def clashing_shifts(people: Mapping[int, int], shifts: Sequence[Shift]) -> Mapping[int, frozenset[int]]:
    """Shifts at whose hours each cannot come. ``people`` are households by person; so is the answer, by person."""
    work, aid = _work(shifts, people.keys()), _aid(shifts, set(people.values()))
    return {
        person_id: frozenset(
            clash.shift_id
            for shift in shifts
            for clash in _between(shift, [*work[person_id], *aid[household_id]])
            if not clash.is_small
        )
        for person_id, household_id in people.items()
    }


def _between(shift: Shift, windows: Sequence[Window]) -> list[Clash]:
    found = []
    for other, starts_at, ends_at in windows:
        overlap = rules.overlaps(shift.starts_at, shift.ends_at, starts_at, ends_at)
        if overlap is not Overlap.NONE:
            found.append(Clash(shift.id, other, starts_at, ends_at, is_small=overlap is Overlap.SMALL))
    return found


def _work(shifts: Sequence[Shift], person_ids: Collection[int]) -> Mapping[int, list[Window]]:
    """Shifts of other orders in which these people have a place."""
    found = (
        select(SignUp.person_id, Shift.starts_at, Shift.ends_at)
        .join(SignUpDay, SignUpDay.sign_up_id == SignUp.id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .where(
            SignUp.person_id.in_(person_ids),
            SignUpDay.state.in_((DayState.CHOSEN, DayState.OFFERED)),
            Shift.order_id.not_in({shift.order_id for shift in shifts}),
            Shift.starts_at < max(shift.ends_at for shift in shifts),
            Shift.ends_at > min(shift.starts_at for shift in shifts),
        )
    )
    windows: dict[int, list[Window]] = defaultdict(list)
    for person_id, starts_at, ends_at in db.session.execute(found):
        if person_id is not None:
            windows[person_id].append((Other.WORK, starts_at, ends_at))
    return windows


def _aid(shifts: Sequence[Shift], household_ids: Collection[int]) -> Mapping[int, list[Window]]:
    """Times at which these households fetch aid."""
    found = (
        select(Entitlement.household_id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(
            Distribution,
            and_(Distribution.id == Slot.distribution_id, Distribution.state == DistributionState.PUBLISHED),
        )
        .where(
            Entitlement.household_id.in_(household_ids),
            Entitlement.stands,
            Slot.starts_at < max(shift.ends_at for shift in shifts),
            Slot.ends_at > min(shift.starts_at for shift in shifts),
        )
    )
    windows: dict[int, list[Window]] = defaultdict(list)
    for household_id, starts_at, ends_at in db.session.execute(found):
        windows[household_id].append((Other.AID, starts_at, ends_at))
    return windows
