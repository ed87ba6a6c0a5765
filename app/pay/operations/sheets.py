"""A pay sheet on its way: made, approved by somebody else, sent to the accountant, paid."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.pay import queries, rules
from app.pay.models import PaidAttendance, PayLine, PaySheet, PayState
from app.public_works.operations.holding import hold_order
from app.public_works.operations.orders import hold_hub


class NothingDue(Refusal):
    message = N_("Nothing is confirmed up to this day that no sheet has counted yet.")


class NotPaidWork(Refusal):
    message = N_("This is voluntary work: there is nothing to pay, only to certify.")


class CountedMeanwhile(Refusal):
    message = N_("Another sheet has counted some of these days meanwhile. Look at the list again.")


class SamePerson(Refusal):
    """Who takes attendance does not decide on the money (field guide 3.10)."""

    message = N_("Whoever wrote attendance for this sheet does not approve it. Ask a colleague.")


class NotNow(Refusal):
    message = N_("This sheet has gone on meanwhile. Look at it again.")


class TakenBackElsewhere(Refusal):
    """Without the days that it takes back, the other sheet would take money that nobody had."""

    message = N_("Sheet %(number)s takes back days of this one. Annul that one first.")


class WhyMissing(Refusal):
    message = N_("Write why the sheet is annulled.")
    status = 422


class PaidTooEarly(Refusal):
    message = N_("Write the day on which it was paid: not before it was sent, and not in the future.")
    status = 422


def make_sheet(order_id: int, *, until: date, nonce: str, actor: Actor, at: datetime) -> PaySheet:
    """Put everything that is confirmed and not counted yet onto a sheet, and take back what was reversed since.

    Raises NotPaidWork, NothingDue, CountedMeanwhile, NotFound.
    """
    order = hold_order(order_id)
    if not order.is_paid:
        raise NotPaidWork
    due = queries.count_due(order.id, until=until)
    if not due or actor.staff_id is None:
        raise NothingDue
    first, last = queries.period_of([one.attendance_id for one in due])
    year = clock.local_date(at).year
    hold_hub()  # numbers follow each other without a gap
    sheet = PaySheet(
        year=year, serial=_next_serial(year), order_id=order.id, from_on=first, to_on=last,
        rate_minor=order.rate_minor, made_at=at, made_by_id=actor.staff_id, nonce=nonce,
    )  # fmt: skip
    sums = sorted(rules.sum_up(due, order.rate_minor).items())
    sheet.lines = [
        PayLine(row_no=n, sign_up_id=key, half_days=one.half_days, minutes=one.minutes, gross_minor=one.gross_minor)
        for n, (key, one) in enumerate(sums, start=1)
    ]
    db.session.add(sheet)
    db.session.flush()
    _mark_counted(sheet, due)
    audit.record(
        "make pay sheet", "pay sheet", sheet.id, actor=actor, at=at,
        number=sheet.number, people=len(sheet.lines), sum_minor=total(sheet),
    )  # fmt: skip
    return sheet


def approve(sheet_id: int, *, actor: Actor, at: datetime) -> PaySheet:
    """Say that the sheet is right; by somebody who wrote none of its days: what it says is computed from them.

    Raises SamePerson, NotNow, NotFound.
    """
    sheet = _hold(sheet_id, PayState.MADE)
    if actor.staff_id is None or queries.has_taken_attendance(sheet.id, actor.staff_id):
        raise SamePerson
    sheet.approved_at, sheet.approved_by_id = at, actor.staff_id
    db.session.flush()
    audit.record("approve pay sheet", "pay sheet", sheet.id, actor=actor, at=at, number=sheet.number)
    return sheet


def send(sheet_id: int, *, actor: Actor, at: datetime) -> PaySheet:
    """Write that the accountant has the sheet. Raises NotNow, NotFound."""
    sheet = _hold(sheet_id, PayState.APPROVED)
    sheet.sent_at, sheet.sent_by_id = at, actor.staff_id
    db.session.flush()
    audit.record("send pay sheet", "pay sheet", sheet.id, actor=actor, at=at, number=sheet.number)
    return sheet


def mark_paid(sheet_id: int, *, paid_on: date, actor: Actor, at: datetime) -> PaySheet:
    """Write on which day the accountant paid. Raises PaidTooEarly, NotNow, NotFound."""
    sheet = _hold(sheet_id, PayState.SENT)
    if sheet.sent_at is None or not clock.local_date(sheet.sent_at) <= paid_on <= clock.local_date(at):
        raise PaidTooEarly
    sheet.paid_on, sheet.paid_by_id = paid_on, actor.staff_id
    db.session.flush()
    audit.record(
        "mark pay sheet paid", "pay sheet", sheet.id, actor=actor, at=at,
        number=sheet.number, paid_on=paid_on.isoformat(),
    )  # fmt: skip
    return sheet


def annul(sheet_id: int, *, why: str, actor: Actor, at: datetime) -> PaySheet:
    """Take a sheet back before it is sent: its days stand on no sheet again.

    Raises WhyMissing, TakenBackElsewhere, NotNow, NotFound.
    """
    sheet = _hold(sheet_id, PayState.MADE, PayState.APPROVED)
    if not why:
        raise WhyMissing
    hold_order(sheet.order_id)
    later = queries.find_sheet_taking_back(sheet.id)
    if later is not None:
        raise TakenBackElsewhere(number=later.number)
    lines = select(PayLine.id).where(PayLine.sheet_id == sheet.id)
    db.session.execute(delete(PaidAttendance).where(PaidAttendance.line_id.in_(lines)))
    sheet.annulled_at, sheet.annulled_by_id, sheet.annulled_why = at, actor.staff_id, why
    db.session.flush()
    audit.record("annul pay sheet", "pay sheet", sheet.id, actor=actor, at=at, number=sheet.number, reason=why)
    return sheet


def export(sheet_id: int, file_format: str, *, actor: Actor, at: datetime) -> PaySheet:
    """Record that somebody takes a sheet away as a file. Raises NotFound."""
    sheet = queries.get_sheet(sheet_id)
    audit.record(
        "export pay sheet", "pay sheet", sheet.id, actor=actor, at=at,
        number=sheet.number, format=file_format, rows=len(sheet.lines),
    )  # fmt: skip
    return sheet


def total(sheet: PaySheet) -> int:
    """What the whole sheet comes to, in kopiykas."""
    return sum(line.gross_minor for line in sheet.lines)


def _hold(sheet_id: int, *states: PayState) -> PaySheet:
    sheet = db.session.scalar(
        select(PaySheet).where(PaySheet.id == sheet_id).with_for_update().execution_options(populate_existing=True)
    )
    if sheet is None:
        raise NotFound
    if sheet.state not in states:
        raise NotNow
    return sheet


def _mark_counted(sheet: PaySheet, due: Sequence[rules.Counted]) -> None:
    lines = {line.sign_up_id: line.id for line in sheet.lines}
    db.session.add_all(
        PaidAttendance(attendance_id=one.attendance_id, sign=one.sign, line_id=lines[one.sign_up_id]) for one in due
    )
    try:
        db.session.flush()
    except IntegrityError as error:
        key = ("paid_attendances.attendance_id", "paid_attendances.sign")
        if violates(error, "pk_paid_attendances", *key):
            raise CountedMeanwhile from error
        raise


def _next_serial(year: int) -> int:
    return (db.session.scalar(select(func.max(PaySheet.serial)).where(PaySheet.year == year)) or 0) + 1
