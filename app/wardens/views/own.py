"""A warden's own streets. Whoever's they are is asked of the database at every look."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.hubs import queries as hubs
from app.wardens import labels, operations, queries, rules
from app.wardens.forms import ReportForm, StrangerForm
from app.wardens.views.blueprint import blueprint, staff_id
from app.web.access import access, current_actor


@blueprint.get("/my-streets")
@access(Permission.WALK_ROUNDS)
def my_streets() -> ResponseReturnValue:
    """Streets in numbers, sheets to bring back, and what came of what was reported. Without anybody's name."""
    return render_template(
        "wardens/my_streets.html",
        beat=queries.get_beat(staff_id()),
        rounds=queries.list_rounds(current_actor(), None).rows[:5],
        reported=queries.list_of_warden(staff_id()),
        checks=queries.count_checks(current_actor()),
    )


@blueprint.get("/my-streets/<int:street_id>")
@access(Permission.WALK_ROUNDS)
def street(street_id: int) -> ResponseReturnValue:
    """The homes of one street in the order of walking."""
    return _street_page(street_id, _stranger_form(street_id))


@blueprint.post("/my-streets/<int:street_id>/new-households")
@access(Permission.WALK_ROUNDS)
def report_new_household(street_id: int) -> ResponseReturnValue:
    """Somebody lives there whom the register does not know."""
    form = _stranger_form(street_id)
    try:
        if not form.is_sent:
            return _street_page(street_id, form)
        with transaction():
            operations.report_new_household(
                street_id, form.report, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
            )
    except operations.ReportedTwice:
        pass  # the same form twice
    except NotFound:
        return _not_sent(form.typed)
    flash(_("Reported. A registrar will look at it."), "good")
    return redirect(url_for("wardens.my_streets"), 303)


@blueprint.get("/my-streets/households/<int:household_id>")
@access(Permission.WALK_ROUNDS)
def home(household_id: int) -> ResponseReturnValue:
    """One home: what a round needs, and what has changed there."""
    return _home_page(household_id, ReportForm())


@blueprint.post("/my-streets/households/<int:household_id>/changes")
@access(Permission.WALK_ROUNDS)
def report_change(household_id: int) -> ResponseReturnValue:
    form = ReportForm()
    try:
        if not form.is_sent:
            return _home_page(household_id, form)
        with transaction():
            operations.report_change(
                household_id, form.change, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
            )
    except operations.ReportedTwice:
        pass  # the same form twice
    except NotFound:
        return _not_sent(form.typed)
    flash(_("Reported. A registrar will look at it."), "good")
    return redirect(url_for("wardens.my_streets"), 303)


def _not_sent(typed: str) -> ResponseReturnValue:
    """The street was handed over while the form was open: the words stay, and nothing is shown of whoever lives there.

    A home that never was theirs, or is none at all, gives the same answer.
    """
    return render_template("wardens/not_sent.html", typed=typed), 409


def _stranger_form(street_id: int) -> StrangerForm:
    streets = [each for each, _side in queries.list_stretches(staff_id())]
    return StrangerForm(labels.stretch_name((hubs.get_street(street_id), None), streets))


def _street_page(street_id: int, form: StrangerForm) -> ResponseReturnValue:
    with transaction():
        homes = operations.look_at_street(street_id, actor=current_actor(), at=clock.now())
    sides = [each for each in queries.list_stretches(staff_id()) if each[0].id == street_id]
    (stretch,) = rules.join_sides(sides)
    page = render_template("wardens/street.html", street=stretch[0], stretch=stretch, homes=homes, form=form)
    return page, form.status


def _home_page(household_id: int, form: ReportForm) -> ResponseReturnValue:
    with transaction():
        found = operations.look_at_home(household_id, actor=current_actor(), at=clock.now())
    page = render_template("wardens/home.html", home=found, street=hubs.get_street(found.street_id), form=form)
    return page, form.status
