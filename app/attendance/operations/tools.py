"""Tools out and back: handed out to several people at once, taken back whole by the list, or with what is lost."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.attendance import queries
from app.attendance.models import ToolLoan
from app.attendance.operations.checks import check_new, hold_shift
from app.attendance.operations.roll import hold_day
from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.public_works.models import SignUpDay


class NobodyTakesTools(Refusal):
    message = N_("Tick who takes the tool.")
    status = 422


class NothingCameBack(Refusal):
    message = N_("Tick what came back. What stood on the list before has come back already.")
    status = 422


class MoreThanLent(Refusal):
    message = N_("This is more than was handed out.")
    status = 422


def lend(
    shift_id: int, day_ids: Collection[int], tool: str, quantity: int, *, nonce: str, actor: Actor, at: datetime
) -> Sequence[ToolLoan]:
    """Put so many of a tool into the hands of each of these people. Raises SentTwice, NobodyTakesTools, NotFound."""
    shift, order = hold_shift(shift_id, actor, at)
    check_new(ToolLoan, nonce)
    days = [worker.day for worker in queries.list_workers(shift) if worker.day.id in day_ids]
    if not days:
        raise NobodyTakesTools
    loans = [
        ToolLoan(
            sign_up_day_id=day.id, tool=tool, quantity=quantity, out_at=at, out_by_id=actor.staff_id,
            nonce=nonce if number == 0 else sha256(f"{nonce} {number}".encode()).hexdigest()[:32],
        )
        for number, day in enumerate(days)
    ]  # fmt: skip
    db.session.add_all(loans)
    db.session.flush()
    audit.record(
        "hand out tool", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), people=len(loans), tool=tool, quantity=quantity,
    )  # fmt: skip
    return loans


def take_back_whole(shift_id: int, loan_ids: Collection[int], *, actor: Actor, at: datetime) -> Sequence[ToolLoan]:
    """Take back all of these loans; what came back already is left as it is. Raises NothingCameBack, NotFound."""
    shift, order = hold_shift(shift_id, actor, at)
    loans = db.session.scalars(
        select(ToolLoan)
        .join(ToolLoan.day)
        .where(ToolLoan.id.in_(loan_ids), SignUpDay.shift_id == shift.id, ToolLoan.back_at.is_(None))
        .order_by(ToolLoan.id)
        .with_for_update(of=ToolLoan)
        .execution_options(populate_existing=True)
    ).all()
    if not loans:
        raise NothingCameBack
    for loan in loans:
        loan.returned, loan.back_at, loan.back_by_id = loan.quantity, at, actor.staff_id
    db.session.flush()
    audit.record(
        "take tool back", "work order", order.id, actor=actor, at=at,
        day=shift.held_on.isoformat(), people=len({loan.sign_up_day_id for loan in loans}),
        returned=sum(loan.quantity for loan in loans), lost=0,
    )  # fmt: skip
    return loans


def take_back(loan_id: int, *, returned: int, lost: int, actor: Actor, at: datetime) -> ToolLoan:
    """Write how much of one loan came back and how much is lost; what is found later is written anew.

    Raises MoreThanLent, NotFound.
    """
    found = db.session.get(ToolLoan, loan_id)
    if found is None:
        raise NotFound
    day = hold_day(found.sign_up_day_id, actor, at)
    if not 0 < returned + lost <= found.quantity or min(returned, lost) < 0:
        raise MoreThanLent
    found.returned, found.lost, found.back_at, found.back_by_id = returned, lost, at, actor.staff_id
    db.session.flush()
    audit.record(
        "take tool back", "work order", day.shift.order_id, actor=actor, at=at,
        sign_up=day.sign_up.code, tool=found.tool, returned=returned, lost=lost,
    )  # fmt: skip
    return found
