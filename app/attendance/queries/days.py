"""A working day as its foreman has it in hand: who comes, who is briefed, who is there, what is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.attendance import rules
from app.attendance.models import Attendance, Briefed, Briefing, DayCheck, Mark, RollCall, ToolLoan
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import NotFound
from app.hubs.models import Location, Pause, PauseCause
from app.public_works import queries as works
from app.public_works.models import DayState, OrderState, Shift, SignUp, SignUpDay, WorkOrder, WorkStop

DAYS_IN_HAND = 1
"""Days after a shift on which its foreman may still type the paper in."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One person with a place on a shift, and what is known of their day."""

    day: SignUpDay
    is_briefed: bool
    calls: Mapping[int, RollCall]
    """By round."""
    attendance: Attendance | None
    """The one that holds."""
    loans: Sequence[ToolLoan]

    @property
    def is_here(self) -> bool:
        return bool(self.calls) and (self.attendance is None or self.attendance.left_at is None)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A shift on its day."""

    shift: Shift
    check: DayCheck | None
    """The last look at whether it may begin."""
    workers: Sequence[Worker]
    """By place: the rows of the sheet."""
    waiting: Sequence[SignUpDay]
    """Who may be taken instead, in the order of the queue."""
    alarms: Sequence[tuple[datetime, datetime]]
    """Alarms during the shift, as far as the hub knows; one that still runs ends now."""
    is_frozen: bool = False
    """A stop holds the order, or its clearance does not hold on the day."""
    is_alarm: bool = False
    """One runs now."""
    stop: WorkStop | None = None
    """What the work stood still for when the shift ended: nobody worked after it began."""

    @property
    def order(self) -> WorkOrder:
        return self.shift.order

    @property
    def missing(self) -> Sequence[Worker]:
        """Of whom nothing is written yet."""
        return [worker for worker in self.workers if worker.attendance is None]

    @property
    def unconfirmed(self) -> Sequence[Worker]:
        """Whose row somebody else still has to confirm."""
        return [worker for worker in self.workers if worker.attendance and worker.attendance.confirmed_at is None]

    def confirmable_by(self, actor: Actor) -> Sequence[Attendance]:
        """Rows that somebody else wrote and nobody has confirmed."""
        rows = [worker.attendance for worker in self.unconfirmed if worker.attendance]
        return [row for row in rows if row.entered_by_id != actor.staff_id]

    @property
    def is_called_off(self) -> bool:
        return self.check is not None and not self.check.is_go

    @property
    def cut_short_at(self) -> datetime | None:
        """When the day ended before its time; None for one that did not."""
        if self.check and self.is_called_off:
            return self.check.checked_at
        return self.stop.stopped_at if self.stop else None

    def worker(self, day_id: int) -> Worker | None:
        """By place on the shift; None for who has none."""
        return next((worker for worker in self.workers if worker.day.id == day_id), None)

    def alarm_minutes(self, arrived_at: datetime, left_at: datetime) -> int:
        """Minutes of alarms while somebody was there."""
        return rules.overlap(arrived_at, left_at, self.alarms)


def get_work_day(shift_id: int, *, actor: Actor, at: datetime) -> WorkDay:
    """A shift within the reach of who asks: a lead's always, a foreman's own on its day and the day after.

    Raises NotFound.
    """
    shift = get_shift(shift_id, actor=actor, at=at)
    return WorkDay(
        shift=shift,
        check=last_check(shift.id),
        workers=list_workers(shift),
        waiting=_days_of(shift.id, DayState.WAITING),
        alarms=alarms_during(shift, at),
        is_frozen=works.is_stopped(shift.order_id) or not shift.order.is_cleared_on(shift.held_on),
        is_alarm=is_alarm(shift),
        stop=stop_to_the_end(shift),
    )


def list_workers(shift: Shift) -> Sequence[Worker]:
    """Who has a place on a shift, by place."""
    days = _days_of(shift.id, DayState.CHOSEN)
    ids = [day.id for day in days]
    briefed = briefed_of(shift.order, [day.sign_up_id for day in days])
    calls, written, loans = _calls(ids), _written(ids), _loans(ids)
    return [
        Worker(day, day.sign_up_id in briefed, calls.get(day.id, {}), written.get(day.id), loans.get(day.id, []))
        for day in days
    ]


def get_shift(shift_id: int, *, actor: Actor, at: datetime) -> Shift:
    """The shift alone, within the same reach. Raises NotFound."""
    shift = db.session.scalar(
        select(Shift)
        .join(Shift.order)
        .where(Shift.id == shift_id, was_held(), *reach(actor, at))
        .options(contains_eager(Shift.order))
    )
    if shift is None:
        raise NotFound
    return shift


def was_held() -> ColumnElement[bool]:
    """Beside a shift and its order in the statement around it: what happened on it is kept, also after its order was
    cancelled, as long as it had begun by then."""
    begun = and_(
        WorkOrder.state == OrderState.CANCELLED,
        WorkOrder.published_at.is_not(None),
        Shift.starts_at < WorkOrder.closed_at,
    )
    return or_(WorkOrder.state.in_((OrderState.PUBLISHED, OrderState.CLOSED)), begun)


def reach(actor: Actor, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Lists of who works with the hub are dangerous: a foreman has their own day in hand and no other."""
    if actor.may(Permission.PLAN_WORKS):
        return ()
    today = clock.local_date(at)
    own = select(WorkOrder.id).where(WorkOrder.foreman_id == actor.staff_id)
    return Shift.order_id.in_(own), Shift.held_on.between(today - timedelta(days=DAYS_IN_HAND), today)


def list_days(actor: Actor, at: datetime, *, since: date, limit: int = 40) -> Sequence[Shift]:
    """Shifts of orders that run, from a day on, within the reach of who asks."""
    return db.session.scalars(
        select(Shift)
        .join(Shift.order)
        .where(Shift.held_on >= since, WorkOrder.state == OrderState.PUBLISHED, *reach(actor, at))
        .options(joinedload(Shift.order))
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
    ).all()


def list_unwritten(actor: Actor, at: datetime, *, limit: int = 40) -> Sequence[Shift]:
    """Shifts that are over and of which somebody's day is not written or not confirmed."""
    written = select(Attendance.sign_up_day_id).where(~Attendance.is_reversed, Attendance.confirmed_at.is_not(None))
    return db.session.scalars(
        select(Shift)
        .join(Shift.order)
        .where(
            Shift.ends_at <= at,
            WorkOrder.state != OrderState.CLOSED,
            was_held(),
            Shift.id.in_(
                select(SignUpDay.shift_id).where(SignUpDay.state == DayState.CHOSEN, SignUpDay.id.not_in(written))
            ),
            *reach(actor, at),
        )
        .options(joinedload(Shift.order))
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
    ).all()


def stop_to_the_end(shift: Shift) -> WorkStop | None:
    """The earliest stop from which on the work stood still until the end of a shift."""
    stopped = works.stopped_between([shift.order_id], shift.starts_at, shift.ends_at)
    held = (one.stop for one in stopped if one.released_at is None or one.released_at >= shift.ends_at)
    return next(held, None)


def last_check(shift_id: int) -> DayCheck | None:
    """The look that holds."""
    return db.session.scalar(
        select(DayCheck).where(DayCheck.shift_id == shift_id).order_by(DayCheck.id.desc()).limit(1)
    )


def has_begun(shift_id: int) -> bool:
    """Whether a look let the day begin, though a later one may have called it off."""
    found = select(DayCheck.id).where(DayCheck.shift_id == shift_id, DayCheck.is_go)
    return db.session.scalar(found.limit(1)) is not None


def briefed_of(order: WorkOrder, sign_up_ids: Collection[int]) -> set[int]:
    """Of these sign-ups, those that were briefed on the text as it is now."""
    return _briefed(order, sign_up_ids, Briefing.text_version == order.briefing_version)


def briefed_by(shift: Shift, sign_up_ids: Collection[int]) -> set[int]:
    """Of these sign-ups, those that may stand on the sheet of a shift: briefed on the text as it is now, or before the
    shift ended. Nobody is called on an old text; one that is written anew later takes nobody's hours away."""
    in_time = or_(Briefing.text_version == shift.order.briefing_version, Briefing.held_at < shift.ends_at)
    return _briefed(shift.order, sign_up_ids, in_time)


def _briefed(order: WorkOrder, sign_up_ids: Collection[int], which: ColumnElement[bool]) -> set[int]:
    found = (
        select(Briefed.sign_up_id)
        .join(Briefing, Briefing.id == Briefed.briefing_id)
        .where(Briefing.order_id == order.id, Briefed.sign_up_id.in_(sign_up_ids), which)
    )
    return set(db.session.scalars(found))


def list_briefings(order_id: int) -> Sequence[Briefing]:
    """The journal of an order, the latest first."""
    return db.session.scalars(
        select(Briefing).where(Briefing.order_id == order_id).order_by(Briefing.held_at.desc(), Briefing.id.desc())
    ).all()


def alarms_during(shift: Shift, at: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Alarms of the whole hub, or of a location in the same settlement, at the hours of a shift."""
    near = select(Location.id).where(Location.settlement_id == shift.order.settlement_id)
    found = db.session.execute(
        select(Pause.started_at, Pause.ended_at)
        .where(
            Pause.cause == PauseCause.ALARM,
            or_(Pause.location_id.is_(None), Pause.location_id.in_(near)),
            Pause.started_at < shift.ends_at,
            or_(Pause.ended_at.is_(None), Pause.ended_at > shift.starts_at),
        )
        .order_by(Pause.started_at)
    )
    return [
        (_on_the_clock(started_at), _on_the_clock(ended_at or max(at, started_at))) for started_at, ended_at in found
    ]


def _on_the_clock(at: datetime) -> datetime:
    """Without seconds: 10:00 to 10:47 are 47 minutes to everybody who reads them."""
    return at.replace(second=0, microsecond=0)


def is_alarm(shift: Shift) -> bool:
    """Whether an alarm runs where the shift is."""
    near = select(Location.id).where(Location.settlement_id == shift.order.settlement_id)
    found = select(Pause.id).where(
        Pause.cause == PauseCause.ALARM,
        Pause.ended_at.is_(None),
        or_(Pause.location_id.is_(None), Pause.location_id.in_(near)),
    )
    return db.session.scalar(found.limit(1)) is not None


def count_on_site(order_ids: Collection[int], at: datetime) -> Mapping[int, int]:
    """How many answered a roll call today and have not left, by order: whom a stop has to find."""
    left = select(Attendance.sign_up_day_id).where(~Attendance.is_reversed, Attendance.left_at <= at)
    found = db.session.execute(
        select(Shift.order_id, func.count(SignUpDay.id.distinct()))
        .join(SignUpDay, SignUpDay.shift_id == Shift.id)
        .join(RollCall, RollCall.sign_up_day_id == SignUpDay.id)
        .where(
            Shift.order_id.in_(order_ids),
            Shift.held_on == clock.local_date(at),
            RollCall.called_at <= at,
            SignUpDay.id.not_in(left),
        )
        .group_by(Shift.order_id)
    )
    return {row[0]: row[1] for row in found}


def _days_of(shift_id: int, state: DayState) -> Sequence[SignUpDay]:
    return db.session.scalars(
        select(SignUpDay)
        .join(SignUpDay.sign_up)
        .where(SignUpDay.shift_id == shift_id, SignUpDay.state == state)
        .options(joinedload(SignUpDay.sign_up).joinedload(SignUp.person), joinedload(SignUpDay.shift))
        .order_by(SignUpDay.place, SignUp.position, SignUpDay.id)
    ).all()


def _calls(day_ids: Collection[int]) -> Mapping[int, Mapping[int, RollCall]]:
    calls: dict[int, dict[int, RollCall]] = {}
    for call in db.session.scalars(select(RollCall).where(RollCall.sign_up_day_id.in_(day_ids))):
        calls.setdefault(call.sign_up_day_id, {})[call.round] = call
    return calls


def _written(day_ids: Collection[int]) -> Mapping[int, Attendance]:
    found = select(Attendance).where(Attendance.sign_up_day_id.in_(day_ids), ~Attendance.is_reversed)
    return {row.sign_up_day_id: row for row in db.session.scalars(found)}


def _loans(day_ids: Collection[int]) -> Mapping[int, Sequence[ToolLoan]]:
    loans: dict[int, list[ToolLoan]] = {}
    for loan in db.session.scalars(select(ToolLoan).where(ToolLoan.sign_up_day_id.in_(day_ids)).order_by(ToolLoan.id)):
        loans.setdefault(loan.sign_up_day_id, []).append(loan)
    return loans


def get_attendance(attendance_id: int) -> Attendance:
    """With its day and its shift. Raises NotFound."""
    found = db.session.get(Attendance, attendance_id, options=[joinedload(Attendance.day).joinedload(SignUpDay.shift)])
    if found is None:
        raise NotFound
    return found


def find_same_hours(day: SignUpDay, arrived_at: datetime, left_at: datetime) -> Attendance | None:
    """Another day of the same person, of any work, that counts some of these hours."""
    sign_up = day.sign_up
    same = SignUp.id == sign_up.id if sign_up.person_id is None else SignUp.person_id == sign_up.person_id
    return db.session.scalar(
        select(Attendance)
        .join(Attendance.day)
        .join(SignUpDay.sign_up)
        .where(
            same,
            SignUpDay.id != day.id,
            ~Attendance.is_reversed,
            Attendance.arrived_at < left_at,
            Attendance.left_at > arrived_at,
        )
        .options(contains_eager(Attendance.day).joinedload(SignUpDay.shift).joinedload(Shift.order))
        .limit(1)
    )


def list_marks(order_id: int) -> Sequence[Attendance]:
    """Everything that holds of an order, for the attendance sheet: by worker and day."""
    return db.session.scalars(
        select(Attendance)
        .join(Attendance.day)
        .join(SignUpDay.shift)
        .where(Shift.order_id == order_id, ~Attendance.is_reversed)
        .options(
            joinedload(Attendance.day).joinedload(SignUpDay.shift),
            joinedload(Attendance.day).joinedload(SignUpDay.sign_up).joinedload(SignUp.person),
        )
        .order_by(SignUpDay.sign_up_id, Shift.starts_at)
    ).all()


PRESENT = (Mark.WORKED, Mark.LATE, Mark.LEFT_EARLY, Mark.STANDBY)
"""Marks of somebody who came."""
