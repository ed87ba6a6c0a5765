"""The attendance sheet: written by one, confirmed by another, corrected by reversal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.attendance import queries, rules
from app.attendance.models import Attendance, AttendanceReversal, Mark
from app.attendance.operations.checks import NotToday, hold_shift
from app.attendance.operations.roll import DayNotOpen, NotBriefed, hold_day
from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.hubs import queries as hubs
from app.public_works import queries as works
from app.public_works.models import DayState, OrderState, Shift, SignUpDay, WorkOrder
from app.public_works.operations.holding import NotOpen, check_cleared, hold_open, hold_order
from app.public_works.operations.places import take
from app.public_works.operations.waiting import DayIsOver, NobodyWaits, check_can_come


class NothingWritten(Refusal):
    message = N_("Write at least one row.")
    status = 422


class WrittenAlready(Refusal):
    message = N_("Somebody has written this row meanwhile. Look at the sheet again.")


class HoursMissing(Refusal):
    message = N_("Write when they came and when they left.")
    status = 422


class HoursImpossible(Refusal):
    message = N_("They cannot leave before they come, nor be there longer than 16 hours or in the future.")
    status = 422


class HoursTwice(Refusal):
    message = N_("At these hours they stand on another sheet: %(number)s, %(hours)s. Nobody is paid twice for an hour.")
    status = 422


class ReasonMissing(Refusal):
    message = N_("Write why: absent, ill, late and gone early need a reason.")
    status = 422


class DayNotHeld(Refusal):
    message = N_("The day was called off: who came is on standby, and nobody worked.")
    status = 422


class StoodStill(Refusal):
    message = N_("At %(time)s the work was stopped, and nobody worked after that. Write when they left, or standby.")
    status = 422


class SamePerson(Refusal):
    message = N_("Somebody else than who wrote the sheet does this.")


class RowsMissing(Refusal):
    message = N_("Nothing is written of %(people)s people yet. Write their rows first.")


class NothingToConfirm(Refusal):
    message = N_("Everything on this sheet is confirmed.")


class ReversedAlready(Refusal):
    message = N_("This row was corrected already. Look at the sheet again.")


class ToolsOut(Refusal):
    message = N_("Tools are still out. Take them back, or write that they are lost.")


class StillOpen(Refusal):
    message = N_("Not closed: a shift is still ahead, or a row is not written or not confirmed.")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's day as it stands on the paper."""

    mark: Mark
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    break_minutes: int = 0
    alarm_minutes: int = 0
    reason: str = ""
    output: str = ""


NEEDS_REASON = frozenset({Mark.ABSENT, Mark.ILL, Mark.LATE, Mark.LEFT_EARLY})
AWAY = frozenset({Mark.ABSENT, Mark.ILL})
LONGEST_DAY_MINUTES = 16 * 60


def write_rows(shift_id: int, rows: Mapping[int, Row], *, actor: Actor, at: datetime) -> Sequence[Attendance]:
    """Write rows of a sheet, by place on the shift. All of them, or none.

    Raises NothingWritten, WrittenAlready, HoursMissing, HoursImpossible, HoursTwice, ReasonMissing, NotBriefed,
    DayNotHeld, DayNotOpen, NotToday, NotFound.
    """
    shift, order = hold_shift(shift_id, actor, at)
    if not rows:
        raise NothingWritten
    made = [_written(order, day, rows[day.id], actor, at) for day in _days(shift, rows)]
    db.session.add_all(made)
    _flush()
    audit.record(
        "write attendance", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), rows=len(made), minutes=sum(row.minutes for row in made),
    )  # fmt: skip
    return made


def replace(absent_day_id: int, waiting_day_id: int, *, reason: str, actor: Actor, at: datetime) -> SignUpDay:
    """Write that somebody did not come, and give the day to one who waits for it.

    The row of the absent one stays on the sheet; the other has the next row. Until the day after, for a day that was
    kept on paper. Raises ReasonMissing, WrittenAlready,
    NotToday, NobodyWaits, NothingSuits, AidAtThatTime, WorksAtThatTime, DayIsOver, StandsStill, NotOpen, NotFound.
    """
    absent = hold_day(absent_day_id, actor, at)
    shift = absent.shift
    is_over = shift.ends_at <= at
    order = hold_order(shift.order_id) if is_over else hold_open(shift.order_id)
    check_cleared(order, [shift])
    if is_over and clock.local_date(at) - shift.held_on > timedelta(days=queries.DAYS_IN_HAND):
        raise DayIsOver
    instead = db.session.get(SignUpDay, waiting_day_id, populate_existing=True)
    if instead is None or instead.shift_id != shift.id or instead.state is not DayState.WAITING:
        raise NobodyWaits
    check_can_come(order, instead)
    db.session.add(_attendance(order, absent, Row(Mark.ABSENT, reason=reason), actor, at))
    take(instead, max(works.places_taken(shift.id), default=0) + 1, at=at)
    _flush()
    audit.record(
        "replace worker", "work order", order.id, actor=actor, at=at,
        sign_up=absent.sign_up.code, instead=instead.sign_up.code, day=shift.held_on.isoformat(),
    )  # fmt: skip
    return instead


def confirm(shift_id: int, *, actor: Actor, at: datetime) -> int:
    """Say that the rows of a shift that somebody else wrote are right. How many were confirmed.

    Who corrected a row of a sheet confirms the others, and leaves this one to whoever wrote those.

    Raises RowsMissing, NothingToConfirm, SamePerson, ToolsOut, NotFound.
    """
    shift, order = hold_shift(shift_id, actor, at)
    day = queries.get_work_day(shift.id, actor=actor, at=at)
    if day.missing:
        raise RowsMissing(people=len(day.missing))
    if not day.unconfirmed:
        raise NothingToConfirm
    rows = day.confirmable_by(actor)
    if not rows:
        raise SamePerson
    if any(loan.back_at is None for worker in day.workers for loan in worker.loans):
        raise ToolsOut
    for row in rows:
        row.confirmed_at, row.confirmed_by_id = at, actor.staff_id
    db.session.flush()
    audit.record(
        "confirm attendance", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), rows=len(rows),
    )  # fmt: skip
    return len(rows)


def correct(attendance_id: int, row: Row, *, reason: str, actor: Actor, at: datetime) -> Attendance:
    """Take a row back and write the right one. By a second person, whose row a third, or the first, confirms.

    Raises SamePerson, ReversedAlready and what :func:`write_rows` raises.
    """
    wrong = queries.get_attendance(attendance_id)
    shift, order = hold_shift(wrong.day.shift_id, actor, at)
    wrong = _hold(attendance_id)
    if wrong.is_reversed:
        raise ReversedAlready
    if wrong.entered_by_id == actor.staff_id:
        raise SamePerson
    if not reason:
        raise ReasonMissing
    wrong.is_reversed = True
    db.session.add(
        AttendanceReversal(attendance_id=wrong.id, reason=reason, reversed_at=at, reversed_by_id=actor.staff_id)
    )
    db.session.flush()
    right = _attendance(order, wrong.day, row, actor, at)
    db.session.add(right)
    _flush()
    audit.record(
        "correct attendance", "work order", order.id, actor=actor, at=at,
        sign_up=wrong.day.sign_up.code, day=shift.held_on.isoformat(),
        before=wrong.minutes, after=right.minutes,
    )  # fmt: skip
    return right


def close_order(order_id: int, *, actor: Actor, at: datetime) -> WorkOrder:
    """End an order whose every day is written and confirmed. Raises StillOpen, NotOpen, NotFound."""
    order = hold_order(order_id)
    if order.state is not OrderState.PUBLISHED:
        raise NotOpen
    if any(shift.ends_at > at for shift in order.shifts) or _unconfirmed(order.id):
        raise StillOpen
    order.state, order.closed_at = OrderState.CLOSED, at
    db.session.flush()
    audit.record("close work order", "work order", order.id, actor=actor, at=at, number=order.number)
    return order


def _unconfirmed(order_id: int) -> bool:
    done = select(Attendance.sign_up_day_id).where(~Attendance.is_reversed, Attendance.confirmed_at.is_not(None))
    found = (
        select(SignUpDay.id)
        .join(Shift, Shift.id == SignUpDay.shift_id)
        .where(Shift.order_id == order_id, SignUpDay.state == DayState.CHOSEN, SignUpDay.id.not_in(done))
    )
    return db.session.scalar(found.limit(1)) is not None


def _days(shift: Shift, rows: Mapping[int, Row]) -> Sequence[SignUpDay]:
    days = [worker.day for worker in queries.list_workers(shift) if worker.day.id in rows]
    if len(days) != len(rows):
        raise NotFound
    return days


def _written(order: WorkOrder, day: SignUpDay, row: Row, actor: Actor, at: datetime) -> Attendance:
    """One of several rows: a refusal names it. Raises NotToday and what :func:`_check` raises."""
    try:
        return _attendance(order, day, row, actor, at)
    except Refusal as refusal:
        refusal.values["day_id"] = day.id
        raise


def is_written(shift_id: int, rows: Mapping[int, Row], *, actor: Actor, at: datetime) -> bool:
    """Whether all these rows stand on the sheet just so and by the same hand: the form was sent twice."""
    shift = queries.get_shift(shift_id, actor=actor, at=at)
    written = {worker.day.id: worker.attendance for worker in queries.list_workers(shift)}
    return all(_is_same(written.get(day_id), row, actor) for day_id, row in rows.items())


def _is_same(written: Attendance | None, row: Row, actor: Actor) -> bool:
    return (
        written is not None
        and written.entered_by_id == actor.staff_id
        and all(getattr(written, name) == value for name, value in asdict(row).items())
    )


def _attendance(order: WorkOrder, day: SignUpDay, row: Row, actor: Actor, at: datetime) -> Attendance:
    if day.shift.held_on > clock.local_date(at):
        raise NotToday  # nobody was absent tomorrow
    _check(day, row, at)
    minutes = _minutes(order, row)
    of_shift = rules.minutes_between(day.shift.starts_at, day.shift.ends_at) - day.shift.break_minutes
    return Attendance(
        sign_up_day_id=day.id, mark=row.mark, arrived_at=row.arrived_at, left_at=row.left_at,
        break_minutes=row.break_minutes, alarm_minutes=row.alarm_minutes, minutes=minutes,
        half_days=rules.half_days(minutes, of_shift=of_shift), reason=row.reason, output=row.output,
        entered_at=at, entered_by_id=actor.staff_id,
    )  # fmt: skip


def _minutes(order: WorkOrder, row: Row) -> int:
    if row.arrived_at is None or row.left_at is None:
        return 0
    if row.mark is Mark.STANDBY:
        return works.rules_of_turns(hubs.get_hub().id).standby_minutes
    there = rules.minutes_between(row.arrived_at, row.left_at)
    return rules.paid_minutes(there, on_break=row.break_minutes, in_alarm=row.alarm_minutes, rule=order.alarm_rule)


def _check(day: SignUpDay, row: Row, at: datetime) -> None:
    if row.mark in NEEDS_REASON and not row.reason:
        raise ReasonMissing
    _check_hours(day.shift, row, at)
    _check_once(day, row)
    if row.mark in AWAY or row.mark is Mark.STANDBY:
        return
    if not queries.has_begun(day.shift_id):
        raise DayNotHeld if queries.last_check(day.shift_id) else DayNotOpen
    if day.sign_up_id not in queries.briefed_by(day.shift, [day.sign_up_id]):
        raise NotBriefed
    stop = queries.stop_to_the_end(day.shift)
    if stop and row.left_at and row.left_at > stop.stopped_at:
        raise StoodStill(time=f"{clock.local(stop.stopped_at):%H:%M}")


def _check_hours(shift: Shift, row: Row, at: datetime) -> None:
    if row.mark in AWAY:
        if row.arrived_at is not None or row.left_at is not None:
            raise HoursImpossible
        return
    if row.arrived_at is None or row.left_at is None:
        raise HoursMissing
    there = rules.minutes_between(row.arrived_at, row.left_at)
    is_possible = row.arrived_at <= row.left_at <= at and there <= LONGEST_DAY_MINUTES
    is_possible &= clock.local_date(row.arrived_at) == shift.held_on
    if not is_possible or row.break_minutes + row.alarm_minutes > there:
        raise HoursImpossible


def _check_once(day: SignUpDay, row: Row) -> None:
    """Two sheets of one day, of one work or of two, do not count the same hours of the same person."""
    if row.arrived_at is None or row.left_at is None:
        return
    other = queries.find_same_hours(day, row.arrived_at, row.left_at)
    if other is not None:
        begin, end = (clock.local(moment).strftime("%H:%M") for moment in (other.arrived_at, other.left_at) if moment)
        raise HoursTwice(number=other.day.shift.order.number, hours=f"{begin}–{end}")


def _hold(attendance_id: int) -> Attendance:
    return db.session.scalars(
        select(Attendance)
        .where(Attendance.id == attendance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_attendances_effective", "attendances.sign_up_day_id"):
            raise WrittenAlready from error
        raise
