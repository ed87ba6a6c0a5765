"""The page of the hub's calendar."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import calendar, queries
from app.hubs.calendar_forms import CurfewForm, HolidayForm, OutagesForm
from app.hubs.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.forms import Form


@blueprint.get("/calendar")
@access(Permission.PLAN_DISTRIBUTIONS)
def show_calendar() -> ResponseReturnValue:
    """Curfew, days without distributions, hours without power."""
    return _page()


@blueprint.post("/calendar/curfew")
@access(Permission.PLAN_DISTRIBUTIONS)
def set_curfew() -> ResponseReturnValue:
    """From when to when people stay at home."""
    form = CurfewForm()
    if not form.is_sent:
        return _page(curfew=form)
    with transaction():
        calendar.set_curfew(form.begins.data, form.ends.data, actor=current_actor(), at=clock.now())
    return _saved()


@blueprint.post("/calendar/holidays")
@access(Permission.PLAN_DISTRIBUTIONS)
def add_holiday() -> ResponseReturnValue:
    """One more day without distributions."""
    form = HolidayForm()
    if form.is_sent:
        with form.refusing("held_on"), transaction():
            calendar.add_holiday(form.held_on.data, form.name.data, actor=current_actor(), at=clock.now())
    return _page(holiday=form) if form.errors else _saved()


@blueprint.post("/calendar/holidays/remove")
@access(Permission.PLAN_DISTRIBUTIONS)
def remove_holiday() -> ResponseReturnValue:
    """A day like any other again."""
    form = HolidayForm()
    if form.is_sent:
        with form.refusing("held_on"), transaction():
            calendar.remove_holiday(form.held_on.data, actor=current_actor(), at=clock.now())
    return _page(holiday=form) if form.errors else _saved()


@blueprint.post("/calendar/outages")
@access(Permission.PLAN_DISTRIBUTIONS)
def announce_outages() -> ResponseReturnValue:
    """Announced hours without power."""
    form = OutagesForm()
    if not form.is_sent:
        return _page(outages=form)
    with transaction():
        calendar.announce_outages(form.hours, actor=current_actor(), at=clock.now())
    return _saved()


@blueprint.post("/calendar/outages/<int:outage_id>/remove")
@access(Permission.PLAN_DISTRIBUTIONS)
def remove_outage(outage_id: int) -> ResponseReturnValue:
    """The announcement was taken back."""
    if Form().is_sent:
        with transaction():
            calendar.remove_outage(outage_id, actor=current_actor(), at=clock.now())
    return _saved()


def _saved() -> ResponseReturnValue:
    flash(_("The calendar is saved."), "good")
    return redirect(url_for("hubs.show_calendar"), 303)


def _page(
    *, curfew: CurfewForm | None = None, holiday: HolidayForm | None = None, outages: OutagesForm | None = None
) -> ResponseReturnValue:
    hub, today = queries.get_hub(), clock.local_date(clock.now())
    wrong = curfew or holiday or outages
    page = render_template(
        "hubs/calendar.html",
        wrong=wrong,
        curfew=curfew or CurfewForm(formdata=None, begins=hub.curfew_from, ends=hub.curfew_to),
        holiday=holiday or HolidayForm(formdata=None),
        outages=outages or OutagesForm(formdata=None),
        holidays=queries.list_holidays(today),
        announced=queries.list_outages(today),
    )
    return page, wrong.status if wrong else 200
