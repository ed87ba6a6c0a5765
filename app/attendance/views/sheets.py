"""The attendance sheet: written row by row as on paper, confirmed by another, corrected by reversal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance import operations, queries
from app.attendance.forms import CorrectionForm, EntryForm
from app.attendance.models import Attendance
from app.attendance.views.blueprint import blueprint, day_in_hand, to_day
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.public_works import queries as works
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/shifts/<int:shift_id>/attendance")
@access(Permission.RUN_WORKS)
def sheet(shift_id: int) -> ResponseReturnValue:
    """Everybody in the order of the paper; what is usual stands there already."""
    return _page(shift_id)


@blueprint.post("/shifts/<int:shift_id>/attendance")
@access(Permission.RUN_WORKS)
def write(shift_id: int) -> ResponseReturnValue:
    """Keep every row that has a mark; the others are for later."""
    day, form = day_in_hand(shift_id), EntryForm()
    if not form.is_sent:
        return _page(shift_id, form, status=422)
    rows = form.read(day)
    try:
        with transaction():
            made = operations.write_rows(shift_id, rows, actor=current_actor(), at=clock.now())
    except operations.WrittenAlready as refusal:
        if not operations.is_written(shift_id, rows, actor=current_actor(), at=clock.now()):
            return _page(shift_id, form, message=tell(refusal), status=refusal.status)
    except Refusal as refusal:
        row = form.row_of(refusal.values.get("day_id", 0))
        if row is None:
            return _page(shift_id, form, message=tell(refusal), status=refusal.status)
        row.mark.errors = [*row.mark.errors, tell(refusal)]
        return _page(shift_id, form, status=refusal.status)
    else:
        flash(ngettext("%(num)s row is written.", "%(num)s rows are written.", len(made)), "good")
    return _to_sheet(shift_id)


@blueprint.post("/shifts/<int:shift_id>/attendance/confirmation")
@access(Permission.RUN_WORKS)
def confirm(shift_id: int) -> ResponseReturnValue:
    """Somebody who wrote none of it says that it is right."""
    try:
        with transaction():
            rows = operations.confirm(shift_id, actor=current_actor(), at=clock.now())
        flash(ngettext("%(num)s row is confirmed.", "%(num)s rows are confirmed.", rows), "good")
    except operations.NothingToConfirm:
        pass
    except Refusal as refusal:
        return _page(shift_id, message=tell(refusal), status=refusal.status)
    return to_day(shift_id)


def _page(shift_id: int, form: EntryForm | None = None, *, message: str = "", status: int = 200) -> ResponseReturnValue:
    day, at, actor = day_in_hand(shift_id), clock.now(), current_actor()
    form = form or EntryForm.of(day, at)
    form.complete(day, at)
    page = render_template(
        "attendance/sheet.html", day=day, form=form, message=message, at=at, step=queries.next_step(day, at),
        corrections=queries.count_corrections([worker.day.id for worker in day.workers]),
        confirmable=len(day.confirmable_by(actor)),
    )  # fmt: skip
    return page, status


@blueprint.get("/sign-up-days/<int:day_id>/attendance")
@access(Permission.RUN_WORKS)
def row(day_id: int) -> ResponseReturnValue:
    """One row with everything that was ever written in it, and the way to correct it."""
    worker = _worker(day_id)
    return _row_page(day_id, CorrectionForm.of(worker.attendance) if worker.attendance else None)


@blueprint.post("/attendances/<int:attendance_id>/reversal")
@access(Permission.RUN_WORKS)
def correct(attendance_id: int) -> ResponseReturnValue:
    """Take a row back with a reason and write the right one."""
    wrong, form = queries.get_attendance(attendance_id), CorrectionForm()
    day = day_in_hand(wrong.day.shift_id)
    if form.is_sent and not form.row.form.is_told:
        form.row.form.mark.errors = [_("Choose a mark.")]
    elif form.is_sent:
        try:
            _correct(wrong, form, day)
            return _to_sheet(wrong.day.shift_id)
        except Refusal as refusal:
            return _row_page(wrong.sign_up_day_id, form, message=tell(refusal), status=refusal.status)
    return _row_page(wrong.sign_up_day_id, form, status=422)


def _correct(wrong: Attendance, form: CorrectionForm, day: queries.WorkDay) -> None:
    """Pressed twice is corrected once."""
    actor = current_actor()
    try:
        with transaction():
            operations.correct(wrong.id, form.row.form.read(day), reason=form.reason.data, actor=actor, at=clock.now())
        flash(_("Corrected. Somebody else confirms the new row."), "good")
    except operations.ReversedAlready:
        told = {version.attendance.id: version.reversal for version in queries.list_versions(wrong.sign_up_day_id)}
        made = told[wrong.id]
        if made is None or (made.reversed_by_id, made.reason) != (actor.staff_id, form.reason.data):
            raise


def _worker(day_id: int) -> queries.Worker:
    worker = day_in_hand(works.get_day(day_id).shift_id).worker(day_id)
    if worker is None:
        raise NotFound
    return worker


def _row_page(day_id: int, form: CorrectionForm | None, *, message: str = "", status: int = 200) -> ResponseReturnValue:
    day = day_in_hand(works.get_day(day_id).shift_id)
    worker, actor = day.worker(day_id), current_actor()
    if worker is None:
        raise NotFound
    is_own = worker.attendance is not None and worker.attendance.entered_by_id == actor.staff_id
    page = render_template(
        "attendance/row.html", day=day, worker=worker, form=form, message=message, is_own=is_own,
        versions=queries.list_versions(day_id),
    )  # fmt: skip
    return page, status


@blueprint.post("/works/<int:order_id>/closing")
@access(Permission.PLAN_WORKS)
def close_order(order_id: int) -> ResponseReturnValue:
    """Every day is written and confirmed: the order is over."""
    try:
        with transaction():
            order = operations.close_order(order_id, actor=current_actor(), at=clock.now())
        flash(_("Order %(number)s is closed.", number=order.number), "good")
    except Refusal as refusal:
        flash(tell(refusal), "bad")
    return redirect(url_for("public_works.show", order_id=order_id), 303)


def _to_sheet(shift_id: int) -> ResponseReturnValue:
    return redirect(url_for("attendance.sheet", shift_id=shift_id), 303)
