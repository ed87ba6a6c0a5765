"""A working day in the yard: what is next, may it begin, who was briefed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance import operations, queries
from app.attendance.forms import BriefingForm, CheckForm
from app.attendance.views.blueprint import blueprint, day_in_hand, to_day
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.web.access import access, current_actor


@blueprint.get("/shifts/<int:shift_id>")
@access(Permission.RUN_WORKS)
def show(shift_id: int) -> ResponseReturnValue:
    """What is next, what is done, where the shelter is, and the red button."""
    day, at = day_in_hand(shift_id), clock.now()
    return render_template("attendance/show.html", day=day, at=at, step=queries.next_step(day, at), steps=queries.Step)


@blueprint.route("/shifts/<int:shift_id>/check", methods=["GET", "POST"])
@access(Permission.RUN_WORKS)
def check(shift_id: int) -> ResponseReturnValue:
    """Six ticks and the day begins; otherwise a reason, and the day is called off."""
    day, form = day_in_hand(shift_id), CheckForm()
    is_off = "off" in request.form
    if form.is_sent:
        if is_off and not form.reason.data:
            form.refuse("reason", _("Write why the day is called off."))
        else:
            with form.refusing("reason" if is_off else "is_clear"):
                _check(shift_id, form, is_off=is_off)
                return to_day(shift_id)
    is_over = day.shift.ends_at <= clock.now()
    return render_template("attendance/check.html", day=day, form=form, is_over=is_over), form.status


def _check(shift_id: int, form: CheckForm, *, is_off: bool) -> None:
    try:
        with transaction():
            operations.check_day(
                shift_id, form.ticks, reason=form.reason.data if is_off else "", nonce=str(form.nonce.data),
                actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice:
        return
    if is_off:
        flash(_("The day is called off. Who came is marked standby on the sheet."), "warn")
    else:
        flash(_("The day may begin. Next is the briefing."), "good")


@blueprint.route("/shifts/<int:shift_id>/briefing", methods=["GET", "POST"])
@access(Permission.RUN_WORKS)
def briefing(shift_id: int) -> ResponseReturnValue:
    """The text to be read aloud, and who has signed the journal."""
    day, at, form = day_in_hand(shift_id), clock.now(), BriefingForm()
    form.on(day.shift.held_on, at)
    form.offer(day.workers)
    if not form.is_submitted():
        form.at.data = clock.local(at).time()
        form.instructor.data = day.order.foreman.name if day.order.foreman else current_actor().name
    if form.is_sent:
        with form.refusing("people"):
            _brief(shift_id, form)
            return redirect(url_for("attendance.roll_call", shift_id=shift_id, round_=1), 303)
    return render_template("attendance/briefing.html", day=day, form=form), form.status


def _brief(shift_id: int, form: BriefingForm) -> None:
    people = form.people.data or []
    try:
        with transaction():
            operations.brief(
                shift_id, people, instructor=form.instructor.data, held_at=form.moment, nonce=str(form.nonce.data),
                actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice:
        return
    flash(ngettext("%(num)s person is briefed.", "%(num)s people are briefed.", len(people)), "good")
