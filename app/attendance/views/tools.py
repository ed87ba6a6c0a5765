"""Tools out and back, for everybody who is ticked."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance import operations, queries
from app.attendance.forms import BackForm, BackWholeForm, LendForm
from app.attendance.forms.day import name_of
from app.attendance.models import ToolLoan
from app.attendance.views.blueprint import blueprint, day_in_hand
from app.core import clock
from app.core.actors import Permission
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/shifts/<int:shift_id>/tools")
@access(Permission.RUN_WORKS)
def tools(shift_id: int) -> ResponseReturnValue:
    """Who has what in their hands."""
    return _page(shift_id)


@blueprint.post("/shifts/<int:shift_id>/tools")
@access(Permission.RUN_WORKS)
def lend(shift_id: int) -> ResponseReturnValue:
    """One tool, or several of a kind, into the hands of each who is ticked."""
    form = LendForm()
    form.offer(day_in_hand(shift_id).workers)
    if form.is_sent:
        with form.refusing("tool"):
            _lend(shift_id, form)
            return _to_tools(shift_id)
    return _page(shift_id, lending=form, status=form.status)


def _lend(shift_id: int, form: LendForm) -> None:
    try:
        with transaction():
            loans = operations.lend(
                shift_id, form.people.data or (), form.name, form.quantity.data, nonce=str(form.nonce.data),
                actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice:
        return
    told = ngettext("Handed out: %(tool)s, to %(num)s person.", "Handed out: %(tool)s, to %(num)s people.",
                    len(loans), tool=form.name)  # fmt: skip
    flash(told, "good")
    for doubt in _doubts(day_in_hand(shift_id), form.name):
        flash(doubt, "warn")


def _doubts(day: queries.WorkDay, tool: str) -> list[str]:
    """What is no mistake for certain: somebody has the tool twice, or more are out than the order has."""
    out = [
        (worker, [loan.quantity for loan in worker.loans if loan.tool == tool and loan.back_at is None])
        for worker in day.workers
    ]
    twice = [name_of(worker.day.sign_up) for worker, quantities in out if len(quantities) > 1]
    number = sum(sum(quantities) for _worker, quantities in out)
    has = sum(planned.quantity for planned in day.order.tools if planned.name == tool)
    doubts = [_("Have it already: %(who)s. Is that right?", who=", ".join(twice))] if twice else []
    if 0 < has < number:
        doubts.append(
            _("%(tool)s: %(out)s are out, the work has %(has)s. Is that right?", tool=tool, out=number, has=has)
        )
    return doubts


@blueprint.post("/shifts/<int:shift_id>/tools/return")
@access(Permission.RUN_WORKS)
def take_back_whole(shift_id: int) -> ResponseReturnValue:
    """Everything that is ticked came back whole. Pressed twice is pressed once."""
    day, form = day_in_hand(shift_id), BackWholeForm()
    form.offer(day.workers)
    asked = form.loans.data or () if form.is_sent else ()
    try:
        with transaction():
            loans = operations.take_back_whole(shift_id, asked, actor=current_actor(), at=clock.now())
        flash(ngettext("%(num)s line came back.", "%(num)s lines came back.", len(loans)), "good")
    except operations.NothingCameBack as refusal:
        if not asked:
            return _page(shift_id, message=tell(refusal), status=refusal.status)
    return _to_tools(shift_id)


@blueprint.post("/tool-loans/<int:loan_id>/return")
@access(Permission.RUN_WORKS)
def take_back(loan_id: int) -> ResponseReturnValue:
    """Some of it is lost."""
    loan = db.session.get(ToolLoan, loan_id)
    if loan is None:
        raise NotFound
    shift_id, form = loan.day.shift_id, BackForm()
    if form.is_sent:
        with form.refusing("returned"):
            with transaction():
                operations.take_back(
                    loan_id, returned=form.returned.data or 0, lost=form.lost.data or 0,
                    actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("Taken back: %(tool)s.", tool=loan.tool), "good")
            return _to_tools(shift_id)
    return _page(shift_id, losing=form, asked_loan=loan_id, status=form.status)


def _page(
    shift_id: int,
    *,
    lending: LendForm | None = None,
    losing: BackForm | None = None,
    asked_loan: int | None = None,
    message: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    day = day_in_hand(shift_id)
    if lending is None:
        lending = LendForm(formdata=None)
        lending.offer(day.workers)
    page = render_template(
        "attendance/tools.html", day=day, lending=lending, losing=losing, asked_loan=asked_loan, message=message,
        loans=[(worker, loan) for worker in day.workers for loan in worker.loans],
    )  # fmt: skip
    return page, status


def _to_tools(shift_id: int) -> ResponseReturnValue:
    return redirect(url_for("attendance.tools", shift_id=shift_id), 303)
