"""Roll call."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.attendance import queries
from app.attendance.models import CallHow, RollCall
from app.attendance.operations.checks import hold_shift
from app.audit import operations as audit
from app.core import codes
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.households.models import Card
from app.public_works import queries as works
from app.public_works.models import DayState, SignUp, SignUpDay
from app.public_works.operations.holding import StandsStill


class NotOnTheList(Refusal):
    """Only who signed up works: whoever else comes is asked to sign up, and waits like everybody."""

    message = N_("Nobody with this card works today. Look whether they are on the waiting list.")


class SeveralOfHousehold(Refusal):
    message = N_("Several people of this household work today. Call them from the list.")


class CalledAlready(Refusal):
    message = N_("They were called already.")


class NobodyTicked(Refusal):
    message = N_("Tick who is ticked on the paper.")
    status = 422


class DayNotOpen(Refusal):
    message = N_("First look whether the day may begin.")


class NotBriefed(Refusal):
    message = N_("They were not briefed yet. First the briefing, then the work.")


def call(day_id: int, round_: int, *, how: CallHow, called_at: datetime, actor: Actor, at: datetime) -> RollCall:
    """Write that somebody answered the first (1) or the second (2) call of the day.

    Raises DayNotOpen, NotBriefed, StandsStill, CalledAlready, NotFound.
    """
    day = hold_day(day_id, actor, at)
    made = _call(day, round_, how, called_at=called_at, actor=actor, at=at)
    _flush()
    audit.record(
        "call worker", "work order", day.shift.order_id, actor=actor, at=at,
        sign_up=day.sign_up.code, day=day.shift.held_on.isoformat(), round=round_, called=how,
    )  # fmt: skip
    return made


def call_many(
    shift_id: int, day_ids: Collection[int], round_: int, *, called_at: datetime, actor: Actor, at: datetime
) -> Sequence[RollCall]:
    """Type in a call that was ticked on paper; who stands on it already is left as they are.

    Raises NobodyTicked, DayNotOpen, NotBriefed, StandsStill, CalledAlready, NotFound.
    """
    shift, order = hold_shift(shift_id, actor, at)
    workers = [worker for worker in queries.list_workers(shift) if worker.day.id in day_ids]
    if not workers:
        raise NobodyTicked
    new = [worker.day for worker in workers if round_ not in worker.calls]
    if not new:
        raise CalledAlready
    made = [_call(day, round_, CallHow.PAPER, called_at=called_at, actor=actor, at=at) for day in new]
    _flush()
    audit.record(
        "call workers", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), people=len(made), round=round_, called=CallHow.PAPER,
    )  # fmt: skip
    return made


def _call(day: SignUpDay, round_: int, how: CallHow, *, called_at: datetime, actor: Actor, at: datetime) -> RollCall:
    check_begun(day)
    made = RollCall(
        sign_up_day_id=day.id, round=round_, called_at=called_at, how=how, recorded_at=at, recorded_by_id=actor.staff_id
    )
    db.session.add(made)
    return made


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_roll_calls_sign_up_day_id_round", "roll_calls.sign_up_day_id", "roll_calls.round"):
            raise CalledAlready from error
        raise


def find_by_card(shift_id: int, typed: str, *, actor: Actor, at: datetime) -> SignUpDay:
    """Whose card was held to the scanner or typed. Raises NotOnTheList, SeveralOfHousehold, NotFound."""
    shift = queries.get_shift(shift_id, actor=actor, at=at)
    code = codes.read_code(typed)
    by = Card.token if code.kind is codes.CodeKind.TOKEN else Card.card_no
    household_id = db.session.scalar(
        select(Card.household_id).where(by == code.digits, Card.blocked_at.is_(None), Card.household_id.is_not(None))
    )
    days = db.session.scalars(
        select(SignUpDay)
        .join(SignUpDay.sign_up)
        .where(SignUpDay.shift_id == shift.id, SignUpDay.state == DayState.CHOSEN, SignUp.household_id == household_id)
    ).all()
    if not days or household_id is None:
        raise NotOnTheList
    if len(days) > 1:
        raise SeveralOfHousehold
    return days[0]


def hold_day(day_id: int, actor: Actor, at: datetime) -> SignUpDay:
    """Somebody's place on a shift within the reach of who asks, its order held until commit. Raises NotFound."""
    day = db.session.get(SignUpDay, day_id)
    if day is None:
        raise NotFound
    hold_shift(day.shift_id, actor, at)
    db.session.refresh(day)
    if day.state is not DayState.CHOSEN:
        raise NotFound
    return day


def check_begun(day: SignUpDay) -> None:
    """Nobody is at work before the day may begin, before they know the dangers, or while it is not safe.

    Raises StandsStill, DayNotOpen, NotBriefed.
    """
    if works.is_stopped(day.shift.order_id):
        raise StandsStill
    check = queries.last_check(day.shift_id)
    if check is None or not check.is_go:
        raise DayNotOpen
    if day.sign_up_id not in queries.briefed_of(day.shift.order, [day.sign_up_id]):
        raise NotBriefed
