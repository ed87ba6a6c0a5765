"""The morning of a working day: may it begin, and who was told how to stay safe."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from app.attendance import queries
from app.attendance.models import Briefed, Briefing, DayCheck, ToolLoan
from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.public_works.models import Shift, SignUpDay, WorkOrder
from app.public_works.operations.holding import StandsStill, check_cleared, hold_open, hold_order


class SentTwice(Refusal):
    """The same form again: what it says is kept already."""


class NotToday(Refusal):
    message = N_("This is done on the day of the shift.")


class AlarmRuns(Refusal):
    message = N_("An alarm runs. Work begins after the all-clear.")


class NotWhole(Refusal):
    message = N_("Work begins only when every line is ticked. Otherwise write why the day is called off.")
    status = 422


class NobodyBriefed(Refusal):
    message = N_("Choose who was briefed.")
    status = 422


@dataclass(frozen=True, slots=True)
class Ticks:
    """What the foreman looked at."""

    is_clear: bool
    is_weather_fit: bool
    is_quiet: bool
    has_gear: bool
    has_first_aider: bool
    has_shelter: bool

    @property
    def is_whole(self) -> bool:
        return all(asdict(self).values())


def check_day(shift_id: int, ticks: Ticks, *, reason: str, nonce: str, actor: Actor, at: datetime) -> DayCheck:
    """Let a shift begin, or call it off with a ``reason``. A later look may change it either way.

    Once the shift is over the ticks are typed in from paper: what happened since says nothing about it.
    Raises NotToday, NotWhole, AlarmRuns, StandsStill, NotOpen, SentTwice, NotFound.
    """
    shift, order = hold_shift(shift_id, actor, at)
    check_new(DayCheck, nonce)
    if shift.held_on > clock.local_date(at):
        raise NotToday
    is_go = not reason
    if is_go:
        _check_go(order, shift, ticks, at)
    check = DayCheck(
        shift_id=shift.id, checked_at=at, checked_by_id=actor.staff_id, is_go=is_go, reason=reason, nonce=nonce,
        **asdict(ticks),
    )  # fmt: skip
    db.session.add(check)
    db.session.flush()
    audit.record(
        "check working day", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), is_go=is_go, reason=reason,
    )  # fmt: skip
    return check


def _check_go(order: WorkOrder, shift: Shift, ticks: Ticks, at: datetime) -> None:
    if not ticks.is_whole:
        raise NotWhole
    check_cleared(order, [shift])
    if shift.ends_at <= at:
        _check_stood_open(shift)
        return
    hold_open(order.id)
    if queries.is_alarm(shift):
        raise AlarmRuns


def _check_stood_open(shift: Shift) -> None:
    """Nobody worked on a day that a stop held from its beginning to its end."""
    stop = queries.stop_to_the_end(shift)
    if stop and stop.stopped_at <= shift.starts_at:
        raise StandsStill


def brief(
    shift_id: int, sign_up_ids: Collection[int], *, instructor: str, held_at: datetime, nonce: str, actor: Actor,
    at: datetime,
) -> Briefing:  # fmt: skip
    """Write into the journal who signed on paper that they were briefed; the text is the one of the order as it is now.

    Raises NobodyBriefed, SentTwice, NotFound.
    """
    shift, order = hold_shift(shift_id, actor, at)
    check_new(Briefing, nonce)
    expected = {day.sign_up_id for day in _chosen(shift)}
    told = sorted(expected & set(sign_up_ids))
    if not told or len(told) != len(set(sign_up_ids)):
        raise NobodyBriefed
    briefing = Briefing(
        order_id=order.id, text_version=order.briefing_version, instructor=instructor, held_at=held_at,
        recorded_at=at, recorded_by_id=actor.staff_id, nonce=nonce,
    )  # fmt: skip
    briefing.workers = [Briefed(sign_up_id=sign_up_id) for sign_up_id in told]
    db.session.add(briefing)
    db.session.flush()
    audit.record(
        "brief workers", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), people=len(told), text_version=order.briefing_version,
    )  # fmt: skip
    return briefing


def hold_shift(shift_id: int, actor: Actor, at: datetime) -> tuple[Shift, WorkOrder]:
    """A shift within the reach of who asks, with its order held until commit. Raises NotFound."""
    shift = queries.get_shift(shift_id, actor=actor, at=at)
    return shift, hold_order(shift.order_id)


def check_new(kind: type[DayCheck] | type[Briefing] | type[ToolLoan], nonce: str) -> None:
    """While the order is held. Raises SentTwice where this form has made its row already."""
    if db.session.scalar(select(kind.id).where(kind.nonce == nonce)) is not None:
        raise SentTwice


def _chosen(shift: Shift) -> Collection[SignUpDay]:
    return [worker.day for worker in queries.list_workers(shift)]
