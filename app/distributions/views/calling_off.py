"""Pages of days that are postponed or cancelled and of locations that are closed: first a dry run, then the act."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.distributions import queries
from app.distributions.forms.moving import ASK, POSTPONE, CallOffForm, CloseLocationForm
from app.distributions.models import MoveList
from app.distributions.operations import calling_off as operations
from app.distributions.operations.moving import Reason
from app.distributions.queries import calling_off as plans
from app.distributions.queries import moving as moving_queries
from app.distributions.views.blueprint import aid_log, blueprint
from app.hubs import queries as hubs
from app.web.access import access, current_actor

Plan = plans.CalledOff


@blueprint.get("/distributions/<int:distribution_id>/call-off")
@access(Permission.PLAN_DISTRIBUTIONS)
def ask_to_call_off(distribution_id: int) -> ResponseReturnValue:
    """What happens to this day, and why."""
    return _day_page(distribution_id, CallOffForm())


@blueprint.post("/distributions/<int:distribution_id>/call-off")
@access(Permission.PLAN_DISTRIBUTIONS)
def call_off(distribution_id: int) -> ResponseReturnValue:
    """Show what it would do; once that was looked at, do it."""
    form, log, at = CallOffForm(), aid_log(), clock.now()

    def plan() -> Plan:
        if form.kind.data == POSTPONE:
            return plans.postponed(distribution_id, form.to_day.data, aid_log=log, at=at)
        return plans.cancelled(distribution_id, aid_log=log, at=at)

    return _answer(form, plan, lambda found: _day_page(distribution_id, form, found))


@blueprint.get("/locations/<int:location_id>/close")
@access(Permission.PLAN_DISTRIBUTIONS)
def ask_to_close_location(location_id: int) -> ResponseReturnValue:
    """From when nothing is held at a location, and why."""
    return _location_page(location_id, CloseLocationForm())


@blueprint.post("/locations/<int:location_id>/close")
@access(Permission.PLAN_DISTRIBUTIONS)
def close_location(location_id: int) -> ResponseReturnValue:
    """Show what it would do; once that was looked at, do it."""
    form, log, at = CloseLocationForm(), aid_log(), clock.now()

    def plan() -> Plan:
        return plans.location_closed(location_id, form.since.data, form.until.data, aid_log=log, at=at)

    return _answer(form, plan, lambda found: _location_page(location_id, form, found))


AnyForm = CallOffForm | CloseLocationForm


def _answer(
    form: AnyForm, plan: Callable[[], Plan], page: Callable[[Plan | None], ResponseReturnValue]
) -> ResponseReturnValue:
    done = moving_queries.find_list_by_nonce(form.nonce.data)
    if done is not None:
        return _to_list(done)
    if not form.is_sent:
        return page(None)
    found = plan()
    with form.refusing(form.day_asked):
        operations.check(found, at=clock.now())
    if form.is_confirmed and not form.errors:
        with form.refusing("how"):
            done = _do(form, found)
    if form.errors:
        return page(plan() if form.is_confirmed else None)
    if done is None:
        return page(found)
    flash(_("Done. Now tell the people: the list is here."), "good")
    return _to_list(done)


def _do(form: AnyForm, found: Plan) -> MoveList:
    until = form.held_until() if form.how.data == ASK else None
    with transaction():
        return operations.call_off(
            found,
            digest=form.digest.data or "",
            reason=Reason(cause=found.cause, words=form.words.data, held_until=until),
            nonce=form.nonce.data or "",
            aid_log=aid_log(),
            actor=current_actor(),
            at=clock.now(),
        )


def _day_page(distribution_id: int, form: CallOffForm, plan: Plan | None = None) -> ResponseReturnValue:
    page = render_template(
        "distributions/call_off.html",
        distribution=queries.get_distribution(distribution_id),
        form=form,
        plan=plan,
    )
    return page, form.status if plan is None or form.errors else 200


def _location_page(location_id: int, form: CloseLocationForm, plan: Plan | None = None) -> ResponseReturnValue:
    page = render_template(
        "distributions/close_location.html",
        location=hubs.get_location(location_id),
        form=form,
        plan=plan,
    )
    return page, form.status if plan is None or form.errors else 200


def _to_list(done: MoveList) -> ResponseReturnValue:
    return redirect(url_for("distributions.move_list", list_id=done.id), 303)
