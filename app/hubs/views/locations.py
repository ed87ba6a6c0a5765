"""Locations: where aid is given."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import operations, queries
from app.hubs.forms import LocationForm
from app.hubs.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/locations")
@access(Permission.MANAGE_PLACES)
def locations() -> ResponseReturnValue:
    return render_template(
        "hubs/locations.html",
        locations=queries.list_locations(active_only=False),
        has_settlements=bool(queries.list_settlements()),
    )


@blueprint.route("/locations/new", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def add_location() -> ResponseReturnValue:
    settlements = queries.list_settlements()
    if not settlements:
        return redirect(url_for("hubs.locations"), 303)  # a location stands in a settlement, so that comes first
    form = LocationForm(settlements, desks=1, capacity_on_site=20)
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.add_location(form.details(), actor=current_actor(), at=clock.now())
        if not form.errors:
            flash(_("Saved."), "good")
            return redirect(url_for("hubs.locations"), 303)
    return render_template("hubs/add_location.html", form=form), form.status


@blueprint.route("/locations/<int:location_id>/edit", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def edit_location(location_id: int) -> ResponseReturnValue:
    location = queries.get_location(location_id)
    form = LocationForm(queries.list_settlements(), obj=location)
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.change_location(location_id, form.details(), actor=current_actor(), at=clock.now())
        if not form.errors:
            flash(_("Saved."), "good")
            return redirect(url_for("hubs.locations"), 303)
    return render_template("hubs/edit_location.html", form=form, location=location), form.status
