"""The stop button, the page while work stands still, and going on."""

from collections.abc import Collection
from contextlib import suppress

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.public_works import operations, queries
from app.public_works.forms import IncidentForm, ReleaseForm, StopForm
from app.public_works.models import StoppedOrder, WorkStop
from app.public_works.queries import Reach
from app.public_works.views.blueprint import blueprint
from app.public_works.views.reaching import reached
from app.web.access import access, current_actor
from app.web.paging import PER_PAGE, Page, asked_key


@blueprint.route("/works/<int:order_id>/stop", methods=["GET", "POST"])
@access(Permission.RUN_WORKS)
def stop(order_id: int) -> ResponseReturnValue:
    """Two presses: what happened, and stop. Whom it reaches is said in numbers before the second one."""
    order, form = reached(order_id), StopForm()
    if form.is_submitted() and (made := queries.find_stop_by_nonce(form.nonce.data)):
        return _to_incident(made.id)
    if form.is_sent:
        with form.refusing("cause"):
            try:
                with transaction():
                    made = operations.stop_work(
                        order_id, form.incident, nonce=form.nonce.data or "", actor=current_actor(), at=clock.now()
                    )  # fmt: skip
                return _to_incident(made.id)
            except operations.StoppedAlready as already:
                return _to_incident(already.stop_id or 0)
    around = [one for one in queries.orders_around(order) if one.id != order.id]
    page = render_template(
        "public_works/stop.html", form=form, order=order, around=around,
        standing=queries.standing_of(order, clock.now()),
    )  # fmt: skip
    return page, form.status


@blueprint.get("/work-stops")
@access(Permission.PLAN_WORKS)
def stops() -> ResponseReturnValue:
    """Incidents, the latest first."""
    rows = queries.list_stops(after=asked_key(), limit=PER_PAGE + 1)
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)
    return render_template("public_works/stops.html", page=page)


@blueprint.get("/work-stops/<int:stop_id>")
@access(Permission.RUN_WORKS)
def incident(stop_id: int) -> ResponseReturnValue:
    """Whom to call, where to go, who is there; then what happened, and what may go on."""
    made = _reached_stop(stop_id)
    return _incident(made, IncidentForm(formdata=None))


@blueprint.post("/work-stops/<int:stop_id>")
@access(Permission.RUN_WORKS)
def tell_incident(stop_id: int) -> ResponseReturnValue:
    """Add to what is known of it."""
    made, form = _reached_stop(stop_id), IncidentForm()
    if form.is_submitted() and queries.is_told(form.nonce.data):
        return _to_incident(stop_id)
    if form.is_sent:
        with form.refusing("text"), suppress(operations.ToldAlready):
            with transaction():
                operations.tell_incident(
                    stop_id, form.text.data, nonce=form.nonce.data or "", actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Written down."), "good")
        if not form.errors:
            return _to_incident(stop_id)
    return _incident(made, form)


def _incident(made: WorkStop, form: IncidentForm) -> ResponseReturnValue:
    at, own = clock.now(), _held(made)
    running = [held.order_id for held in own if held.released_at is None]
    on_site: queries.OnSite = current_app.extensions.get("on_site", queries.expected_on_site)
    page = render_template(
        "public_works/incident.html", stop=made, held=own, form=form, at=at, present=on_site(running, at),
        needs_clearance=made.cause in queries.NEEDS_CLEARANCE,
    )  # fmt: skip
    return page, form.status


@blueprint.route("/work-stops/<int:stop_id>/release", methods=["GET", "POST"])
@access(Permission.PLAN_WORKS)
def release(stop_id: int) -> ResponseReturnValue:
    """Orders may go on, several with one reason; ``?order=`` asks about one of them."""
    made, form = queries.get_stop(stop_id), ReleaseForm()
    waiting = [held for held in made.orders if held.released_at is None]
    form.offer([held.order for held in waiting], asked_key("order"))
    if not waiting or _is_released(made, request.form.getlist("orders")):
        return _to_incident(stop_id)
    needs_clearance = made.cause in queries.NEEDS_CLEARANCE
    if form.is_sent:
        with form.refusing("clearance_no" if needs_clearance else "reason"):
            with transaction():
                held = operations.release(
                    stop_id, form.orders.data or (), form.reason.data,
                    clearance=form.clearance if needs_clearance else None, actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("May go on: %(numbers)s.", numbers=", ".join(one.order.number for one in held)), "good")
            return _to_incident(stop_id)
    days = [shift.held_on for held in waiting for shift in held.order.shifts]
    page = render_template(
        "public_works/release.html", form=form, stop=made, needs_clearance=needs_clearance, waiting=waiting,
        last_on=max(days, default=None),
    )  # fmt: skip
    return page, form.status


def _is_released(made: WorkStop, asked: Collection[str]) -> bool:
    """The same form a second time."""
    return bool(asked) and set(asked) <= {str(held.order_id) for held in made.orders if held.released_at is not None}


def _held(made: WorkStop) -> list[StoppedOrder]:
    """Orders of a stop that the one signed in may look at."""
    foreman_id = Reach.of(current_actor()).foreman_id
    own = [held for held in made.orders if foreman_id is None or held.order.foreman_id == foreman_id]
    return sorted(own, key=lambda held: (held.order_id != made.order_id, held.order_id))


def _reached_stop(stop_id: int) -> WorkStop:
    made = queries.get_stop(stop_id)
    if not _held(made):
        raise NotFound
    return made


def _to_incident(stop_id: int) -> ResponseReturnValue:
    return redirect(url_for(".incident", stop_id=stop_id), 303)
