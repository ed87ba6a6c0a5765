"""Shifts of a draft: several at once, some taken out; places of a published one."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.public_works import operations, queries, rules
from app.public_works.forms import PlacesForm, RemoveShiftsForm, ShiftsForm
from app.public_works.models import OrderState, WorkOrder
from app.public_works.views.blueprint import blueprint
from app.web import labels
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.filters import day_month


@blueprint.get("/works/<int:order_id>/shifts")
@access(Permission.PLAN_WORKS)
def shifts(order_id: int) -> ResponseReturnValue:
    """The shifts there are, and a form for several more."""
    order = queries.get_order(order_id)
    return _page(order, ShiftsForm(formdata=None, places=_usual_places(order)))


def _usual_places(order: WorkOrder) -> int:
    return order.shifts[-1].places if order.shifts else 10


@blueprint.post("/works/<int:order_id>/shifts")
@access(Permission.PLAN_WORKS)
def add_shifts(order_id: int) -> ResponseReturnValue:
    """Lay the shifts over the calendar and say what was skipped and why."""
    form = ShiftsForm()
    if form.is_sent:
        with form.refusing("first_on"):
            try:
                with transaction():
                    laid = operations.add_shifts(order_id, form.plan, actor=current_actor(), at=clock.now())
                _tell(laid)
                return _to_shifts(order_id)
            except operations.NoShiftFits:
                laid = operations.lay(queries.get_order(order_id), form.plan, clock.now())
                form.refuse("first_on", _("No shift was added. Skipped: %(days)s.", days=_skipped(laid)))
    return _page(queries.get_order(order_id), form)


def _tell(laid: rules.Laid) -> None:
    made = ngettext("%(num)s shift was added.", "%(num)s shifts were added.", len(laid.shifts))
    skipped = _("Skipped: %(days)s.", days=_skipped(laid)) if laid.skipped else ""
    flash(f"{made} {skipped}".strip(), "warn" if skipped else "good")


def _skipped(laid: rules.Laid) -> str:
    """1 грудня, 2 грудня – вихідний; 3 грудня – …"""
    by_reason: dict[rules.NoShift, list[date]] = {}
    for day, reason in laid.skipped:
        by_reason.setdefault(reason, []).append(day)
    return "; ".join(
        f"{', '.join(day_month(day) for day in days)} – {labels.label(reason)}" for reason, days in by_reason.items()
    )


@blueprint.post("/works/<int:order_id>/shifts/removal")
@access(Permission.PLAN_WORKS)
def remove_shifts(order_id: int) -> ResponseReturnValue:
    """Take the ticked shifts out of a draft."""
    order, form = queries.get_order(order_id), RemoveShiftsForm()
    form.shifts.choices = [(shift.id, "") for shift in order.shifts]
    if not form.is_sent:
        fresh = ShiftsForm(formdata=None, places=_usual_places(order))
        return _page(order, fresh, status=422, message=_("Tick the shifts to be removed."))
    with transaction():
        gone = operations.remove_shifts(order_id, form.shifts.data or (), actor=current_actor(), at=clock.now())
    flash(ngettext("%(num)s shift was removed.", "%(num)s shifts were removed.", gone), "good")
    return _to_shifts(order_id)


@blueprint.post("/shifts/<int:shift_id>/places")
@access(Permission.PLAN_WORKS)
def set_places(shift_id: int) -> ResponseReturnValue:
    """So many work in this shift."""
    shift, form = queries.get_shift(shift_id), PlacesForm()
    message, status = "", 422
    if form.is_sent:
        try:
            with transaction():
                operations.set_places(shift_id, form.places.data, actor=current_actor(), at=clock.now())
            flash(_("Saved."), "good")
            return _to_shifts(shift.order_id)
        except Refusal as refusal:
            message, status = tell(refusal), refusal.status
    order = queries.get_order(shift.order_id)
    fresh = ShiftsForm(formdata=None, places=_usual_places(order))
    return _page(order, fresh, status=status, message=message or str(form.places.errors[0]))


def _page(order: WorkOrder, form: ShiftsForm, *, status: int | None = None, message: str = "") -> ResponseReturnValue:
    at = clock.now()
    page = render_template(
        "public_works/shifts.html", order=order, form=form, is_draft=order.state is OrderState.DRAFT, message=message,
        standing=queries.standing_of(order, at), taken=queries.count_taken([shift.id for shift in order.shifts]), at=at,
    )  # fmt: skip
    return page, status or form.status


def _to_shifts(order_id: int) -> ResponseReturnValue:
    return redirect(url_for(".shifts", order_id=order_id), 303)
