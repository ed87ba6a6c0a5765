"""Who worked, and for how long the hub still needs to know it. What is due goes with whole days of its calendar."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.attendance.models import Attendance
from app.core import clock
from app.core.db import db
from app.hubs import queries as hubs
from app.passes.models import Pass
from app.pay.models import PaidAttendance, PayLine, PayQuestion, PaySheet
from app.privacy.models import Kept
from app.privacy.rules import Terms, cutoff
from app.public_works import queries as works
from app.public_works.models import DayState, HelpRequest, OrderState, Shift, SignUp, SignUpDay, WorkOrder

Ids = Select[int]


def is_something_due(kept: Terms, *, at: datetime) -> bool:
    """Whether anything goes by itself now."""
    names, old = cutoff(kept[Kept.WORKER_NAMES], at=at), cutoff(kept[Kept.PASSES], at=at)
    due = [worker_households(at), *([worker_names(names)] if names else []), *([passes(old)] if old else [])]
    return any(db.session.scalar(select(ids.exists())) for ids in due)


def worker_names(before: datetime) -> Ids:
    """Sign-ups with a person, of orders that were over and whose money was settled before the day of ``before``.

    Whoever asks about hours or money can read the answer for as long; a question that nobody answers holds the name
    no longer than from the day on which it should have been answered.
    """
    day = clock.local_date(before)
    over = select(WorkOrder.id).where(_ended_before(day), ~_is_unpaid(day))
    unanswered = and_(PayQuestion.answered_at.is_(None), PayQuestion.answer_by >= day)
    asks = exists().where(PayQuestion.sign_up_id == SignUp.id, or_(PayQuestion.answered_at >= _start(day), unanswered))
    return select(SignUp.id).where(SignUp.person_id.is_not(None), SignUp.order_id.in_(over), ~asks)


def worker_households(at: datetime) -> Ids:
    """Sign-ups without a person whose household no turn rests on any more: their order's last shift is long over."""
    day = clock.local_date(at) - timedelta(days=_turn_days())
    lately = exists().where(Shift.order_id == SignUp.order_id, Shift.held_on >= day)
    return select(SignUp.id).where(SignUp.person_id.is_(None), SignUp.household_id.is_not(None), ~lately)


def passes(before: datetime) -> Ids:
    """Access passes with something personal in them that ended before the day of ``before``."""
    return select(Pass.id).where(Pass.forgotten_at.is_(None), Pass.ends_at < _start(clock.local_date(before)))


def notes_of_help(before: datetime) -> Ids:
    """Help that a household asked for, with a note."""
    return select(HelpRequest.id).where(HelpRequest.note != "", HelpRequest.asked_at < before)


def worked_since(household_id: InstrumentedAttribute[int], before: datetime) -> ColumnElement[bool]:
    """Whether somebody of the household stands by name in a work that is not over and paid, or was only since."""
    long_over = worker_names(before).correlate(None)
    return exists().where(
        SignUp.household_id == household_id, SignUp.person_id.is_not(None), SignUp.id.not_in(long_over)
    )


def _start(day: date) -> datetime:
    return clock.instant(day, time.min)


def _ended_before(day: date) -> ColumnElement[bool]:
    """Closed; cancelled, as long ago as the last change of somebody's day; or finished, though nobody closed it."""
    last_change = (
        select(func.max(SignUpDay.changed_at))
        .join(SignUp, SignUp.id == SignUpDay.sign_up_id)
        .where(SignUp.order_id == WorkOrder.id)
        .scalar_subquery()
    )
    ended_at = func.coalesce(WorkOrder.closed_at, last_change, WorkOrder.made_at)
    is_over = and_(WorkOrder.state.in_((OrderState.CLOSED, OrderState.CANCELLED)), ended_at < _start(day))
    return or_(is_over, and_(WorkOrder.state == OrderState.PUBLISHED, _finished_before(day)))


def _finished_before(day: date) -> ColumnElement[bool]:
    """Every shift was over by then, and every row confirmed: names do not stay because a button was not pressed."""
    is_done = exists().where(
        Attendance.sign_up_day_id == SignUpDay.id, ~Attendance.is_reversed, Attendance.confirmed_at < _start(day)
    )
    is_open = exists().where(
        Shift.order_id == WorkOrder.id, SignUpDay.shift_id == Shift.id, SignUpDay.state == DayState.CHOSEN, ~is_done
    )
    return and_(~exists().where(Shift.order_id == WorkOrder.id, Shift.ends_at >= _start(day)), ~is_open)


def _is_unpaid(day: date) -> ColumnElement[bool]:
    """Whether money is still on its way, or was not yet paid before that day: either on a sheet or on none."""
    sheet = exists().where(
        PaySheet.order_id == WorkOrder.id,
        PaySheet.annulled_at.is_(None),
        or_(PaySheet.paid_on.is_(None), PaySheet.paid_on >= day),
    )
    counted = select(func.coalesce(func.sum(PaidAttendance.sign), 0)).join(PayLine).join(PaySheet)
    balance = counted.where(PaidAttendance.attendance_id == Attendance.id).correlate(Attendance).scalar_subquery()
    owed = exists().where(
        SignUp.order_id == WorkOrder.id,
        SignUpDay.sign_up_id == SignUp.id,
        Attendance.sign_up_day_id == SignUpDay.id,
        Attendance.half_days > 0,
        or_(and_(~Attendance.is_reversed, balance == 0), and_(Attendance.is_reversed, balance > 0)),
    )
    return and_(WorkOrder.rate_minor > 0, or_(sheet, owed))


def _turn_days() -> int:
    """For how many days after a shift a household's turn may rest on it, by the rules of the hub."""
    hub = hubs.find_hub()
    rules = works.rules_of_turns(hub.id if hub else 0)
    return max(rules.lately_days, rules.cap_period)
