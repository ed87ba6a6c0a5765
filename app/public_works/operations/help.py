"""Help for households: ask for it, put it on a shift, and say what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.households.models import Household, HouseholdStatus
from app.public_works import queries
from app.public_works.models import DayState, HelpKind, HelpOutcome, HelpRequest, OrderState, Shift, SignUpDay, WorkKind
from app.public_works.operations.holding import StandsStill, check_cleared, hold_order
from app.public_works.operations.sign_ups import NotInRegister


class AskedAlready(Refusal):
    message = N_("This household has asked for this already, and it is still open.")


class NothingTicked(Refusal):
    message = N_("Tick at least one request that is still open.")
    status = 422


class NotForHelp(Refusal):
    message = N_("Choose a shift of an order that helps households, and one that is not over.")
    status = 422


class SettledAlready(Refusal):
    message = N_("What came of this request is written down already.")


class NobodyWentYet(Refusal):
    message = N_("Write down what came of it when the shift has begun.")


class NotTheDay(Refusal):
    message = N_("Names and addresses are shown on the day of the shift only.")


class NobodyGoes(Refusal):
    message = N_("Nobody has a place on this shift yet. Addresses are for those who go there.")


@dataclass(frozen=True, slots=True)
class HelpSheet:
    """What the helpers of a shift carry with them."""

    shift: Shift
    workers: Sequence[SignUpDay]
    requests: Sequence[HelpRequest]


def ask_for_help(
    household_id: int, kind: HelpKind, note: str, *, nonce: str, actor: Actor, at: datetime
) -> HelpRequest:
    """Write down what a household asks for. Raises NotFound, NotInRegister, AskedAlready."""
    _hold_household(household_id)
    made = HelpRequest(
        household_id=household_id, kind=kind, note=note, asked_at=at, asked_by_id=actor.staff_id, nonce=nonce
    )  # fmt: skip
    db.session.add(made)
    _flush()
    audit.record("ask for help", "help request", made.id, actor=actor, at=at, help=kind)
    return made


def ask_from_rounds(keys: Collection[str], *, actor: Actor, at: datetime) -> int:
    """Make requests of what was asked on rounds, by :attr:`app.public_works.queries.Needed.key`; how many.

    What somebody else asked for meanwhile is left out. Raises NothingTicked.
    """
    wanted = [one for one in queries.list_needed(at) if one.key in keys]
    if not wanted:
        raise NothingTicked
    for one in wanted:
        db.session.add(
            HelpRequest(household_id=one.household.id, kind=one.kind, asked_at=at, asked_by_id=actor.staff_id)
        )
    _flush()
    audit.record("ask for help from rounds", "help request", None, actor=actor, at=at, requests=len(wanted))
    return len(wanted)


def put_on_shift(shift_id: int, request_ids: Collection[int], *, actor: Actor, at: datetime) -> Shift:
    """Let the helpers of a shift take on these requests, also those that were on another one.

    Raises NotFound, NotForHelp, NothingTicked.
    """
    shift = queries.get_shift(shift_id)
    order = hold_order(shift.order_id)
    is_running = order.state in (OrderState.DRAFT, OrderState.PUBLISHED) and shift.ends_at > at
    if order.kind is not WorkKind.HELP or not is_running:
        raise NotForHelp
    requests = take_on(shift, request_ids)
    audit.record(
        "put help on shift", "work order", order.id, actor=actor, at=at,
        requests=requests, day=shift.held_on.isoformat(),
    )  # fmt: skip
    return shift


def take_on(shift: Shift, request_ids: Collection[int]) -> int:
    """Put requests onto a shift as a part of another verb; how many there are. Raises NothingTicked."""
    requests = _hold_open(request_ids)
    if not requests:
        raise NothingTicked
    for one in requests:
        one.shift_id = shift.id
    db.session.flush()
    return len(requests)


def take_off_shift(request_id: int, *, actor: Actor, at: datetime) -> HelpRequest:
    """Let a request wait for another shift. Raises NotFound, SettledAlready."""
    one = _hold_request(request_id)
    one.shift_id = None
    db.session.flush()
    audit.record("take help off shift", "help request", one.id, actor=actor, at=at, help=one.kind)
    return one


def let_wait(shift_ids: Collection[int]) -> int:
    """Take everything off these shifts that nobody went for, as a part of another verb; how many requests stay open."""
    left = db.session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.shift_id.in_(shift_ids),
            HelpRequest.outcome.is_(None) | (HelpRequest.outcome == HelpOutcome.NOT_DONE),
        )
        .order_by(HelpRequest.id)
        .with_for_update(of=HelpRequest)
        .execution_options(populate_existing=True)
    ).all()
    for one in left:
        one.shift_id = None
    db.session.flush()
    return sum(one.outcome is None for one in left)


def settle_help(
    request_id: int, outcome: HelpOutcome, *, is_asked_again: bool = False, actor: Actor, at: datetime
) -> HelpRequest:
    """Say what came of a request; with ``is_asked_again`` it stands open anew, for another day.

    A request that is on no shift can only be not done: nobody needs it any more. Raises NotFound, SettledAlready,
    NobodyWentYet.
    """
    one = _hold_request(request_id)
    if outcome is not HelpOutcome.NOT_DONE and not _has_begun(one.shift, at):
        raise NobodyWentYet
    one.outcome, one.settled_at, one.settled_by_id = outcome, at, actor.staff_id
    db.session.flush()
    if is_asked_again and outcome is not HelpOutcome.DONE:
        db.session.add(
            HelpRequest(
                household_id=one.household_id, kind=one.kind, note=one.note, asked_at=at, asked_by_id=actor.staff_id
            )
        )
        db.session.flush()
    audit.record(
        "settle help", "help request", one.id, actor=actor, at=at, help=one.kind, came_of_it=outcome,
    )  # fmt: skip
    return one


def _has_begun(shift: Shift | None, at: datetime) -> bool:
    return shift is not None and shift.starts_at <= at and shift.order.state is not OrderState.DRAFT


def open_help_sheet(shift_id: int, *, actor: Actor, at: datetime) -> HelpSheet:
    """First names and addresses for those who go there, on the day only. That it was opened leaves a trace.

    Whoever has a place on the shift goes to all of its addresses. Raises NotFound, NotTheDay, StandsStill, NobodyGoes.
    """
    shift = queries.get_shift(shift_id)
    if shift.held_on != clock.local_date(at):
        raise NotTheDay
    _check_moving(shift)
    workers = [day for day in queries.list_placed(shift.id) if day.state is DayState.CHOSEN]
    if not workers:
        raise NobodyGoes
    requests = [one for one in queries.list_help_on([shift.id]) if one.outcome is None]
    audit.record(
        "open help sheet", "work order", shift.order_id, actor=actor, at=at,
        requests=len(requests), day=shift.held_on.isoformat(),
    )  # fmt: skip
    return HelpSheet(shift, workers, requests)


def open_help_at_door(sign_up_id: int, *, actor: Actor, at: datetime) -> Sequence[HelpRequest]:
    """To whom somebody goes today, as they read it on their own page. That they looked leaves a trace.

    Raises NotFound, NotTheDay, StandsStill.
    """
    sign_up = queries.get_sign_up(sign_up_id)
    shifts = [day.shift for day in sign_up.days if queries.goes_out(day, at)]
    if not shifts:
        raise NotTheDay
    for shift in shifts:
        _check_moving(shift)
    requests = [one for one in queries.list_help_on([shift.id for shift in shifts]) if one.outcome is None]
    audit.record(
        "open help sheet", "work order", sign_up.order_id, actor=actor, at=at,
        requests=len(requests), day=shifts[0].held_on.isoformat(), sign_up=sign_up.code,
    )  # fmt: skip
    return requests


def _check_moving(shift: Shift) -> None:
    """Nobody is sent to an address by a work that is not held, or not safe. Raises NotTheDay, StandsStill."""
    if shift.order.state is not OrderState.PUBLISHED:
        raise NotTheDay
    if queries.is_stopped(shift.order_id):
        raise StandsStill
    check_cleared(shift.order, [shift])


def _hold_household(household_id: int) -> None:
    held = db.session.scalar(select(Household).where(Household.id == household_id).with_for_update())
    if held is None:
        raise NotFound
    if held.status is not HouseholdStatus.ACTIVE:
        raise NotInRegister


def _hold_request(request_id: int) -> HelpRequest:
    held = db.session.scalar(
        select(HelpRequest)
        .where(HelpRequest.id == request_id)
        .with_for_update(of=HelpRequest)
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound
    if held.outcome is not None:
        raise SettledAlready
    return held


def _hold_open(request_ids: Collection[int]) -> Sequence[HelpRequest]:
    return db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id.in_(request_ids), HelpRequest.outcome.is_(None))
        .order_by(HelpRequest.id)
        .with_for_update(of=HelpRequest)
        .execution_options(populate_existing=True)
    ).all()


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_help_requests_open", "help_requests.household_id", "help_requests.kind"):
            raise AskedAlready from error
        raise
