"""Settlements and their streets."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import operations, queries, rules
from app.hubs.forms import AssignForm, SettlementForm, StreetForm, StreetsForm
from app.hubs.models import SettlementKind
from app.hubs.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.forms import Form


@blueprint.get("/settlements")
@access(Permission.MANAGE_PLACES)
def settlements() -> ResponseReturnValue:
    return render_template(
        "hubs/settlements.html", settlements=queries.list_settlements(), streets=queries.count_streets()
    )


@blueprint.route("/settlements/new", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def add_settlement() -> ResponseReturnValue:
    form = SettlementForm(kind=SettlementKind.VILLAGE)
    if form.is_sent:
        with form.refusing("name"), transaction():
            settlement = operations.add_settlement(form.details(), actor=current_actor(), at=clock.now())
        if not form.errors:
            return redirect(url_for("hubs.settlement", settlement_id=settlement.id), 303)
    return render_template("hubs/add_settlement.html", form=form), form.status


@blueprint.get("/settlements/<int:settlement_id>")
@access(Permission.MANAGE_PLACES)
def settlement(settlement_id: int) -> ResponseReturnValue:
    return _settlement_page(settlement_id)


@blueprint.route("/settlements/<int:settlement_id>/edit", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def edit_settlement(settlement_id: int) -> ResponseReturnValue:
    settlement = queries.get_settlement(settlement_id)
    form = SettlementForm(obj=settlement)
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.change_settlement(settlement_id, form.details(), actor=current_actor(), at=clock.now())
        if not form.errors:
            return redirect(url_for("hubs.settlement", settlement_id=settlement_id), 303)
    return render_template("hubs/edit_settlement.html", form=form, settlement_id=settlement_id), form.status


@blueprint.post("/settlements/<int:settlement_id>/removal")
@access(Permission.MANAGE_PLACES)
def remove_settlement(settlement_id: int) -> ResponseReturnValue:
    if Form().is_sent:
        with transaction():
            operations.remove_settlement(settlement_id, actor=current_actor(), at=clock.now())
        flash(_("Removed."), "good")
    return redirect(url_for("hubs.settlements"), 303)


@blueprint.post("/settlements/<int:settlement_id>/streets")
@access(Permission.MANAGE_PLACES)
def add_streets(settlement_id: int) -> ResponseReturnValue:
    form = StreetsForm(queries.list_locations())
    if form.is_sent:
        with form.refusing("streets"), transaction():
            added = operations.add_streets(
                settlement_id,
                rules.read_streets(str(form.streets.data)),
                location_id=form.location_id.data,
                actor=current_actor(),
                at=clock.now(),
            )
    if form.errors:
        return _settlement_page(settlement_id, adding=form, status=form.status)
    flash(ngettext("%(num)d street added.", "%(num)d streets added.", len(added)), "good")
    return redirect(url_for("hubs.settlement", settlement_id=settlement_id), 303)


@blueprint.post("/settlements/<int:settlement_id>/service")
@access(Permission.MANAGE_PLACES)
def assign_streets(settlement_id: int) -> ResponseReturnValue:
    form = AssignForm(queries.list_streets(settlement_id), queries.list_locations())
    if not form.is_sent:
        return _settlement_page(settlement_id, assigning=form, status=422)
    with transaction():
        count = operations.assign_streets(
            settlement_id,
            form.street_ids.data or [],
            location_id=form.location_id.data,
            actor=current_actor(),
            at=clock.now(),
        )
    flash(ngettext("%(num)d street has this location now.", "%(num)d streets have this location now.", count), "good")
    return redirect(url_for("hubs.settlement", settlement_id=settlement_id), 303)


@blueprint.route("/streets/<int:street_id>/edit", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def edit_street(street_id: int) -> ResponseReturnValue:
    street = queries.get_street(street_id)
    form = StreetForm(queries.list_locations(), obj=street, location_id=street.default_location_id or "")
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.change_street(
                street_id,
                form.kind.data,
                str(form.name.data),
                location_id=form.location_id.data,
                actor=current_actor(),
                at=clock.now(),
            )
        if not form.errors:
            return redirect(url_for("hubs.settlement", settlement_id=street.settlement_id), 303)
    return render_template("hubs/edit_street.html", form=form, street=street), form.status


@blueprint.post("/streets/<int:street_id>/removal")
@access(Permission.MANAGE_PLACES)
def remove_street(street_id: int) -> ResponseReturnValue:
    settlement_id = queries.get_street(street_id).settlement_id
    if Form().is_sent:
        with transaction():
            operations.remove_street(street_id, actor=current_actor(), at=clock.now())
        flash(_("Removed."), "good")
    return redirect(url_for("hubs.settlement", settlement_id=settlement_id), 303)


def _settlement_page(
    settlement_id: int,
    *,
    adding: StreetsForm | None = None,
    assigning: AssignForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The streets of a settlement. In the form that assigns them those without a location are ticked already."""
    settlement, streets = queries.get_settlement(settlement_id), queries.list_streets(settlement_id)
    locations = queries.list_locations()
    unserved = [street.id for street in streets if street.default_location_id is None]
    page = render_template(
        "hubs/settlement.html",
        settlement=settlement,
        streets=streets,
        locations=locations,
        adding=adding or StreetsForm(locations, formdata=None),
        assigning=assigning or AssignForm(streets, locations, formdata=None, street_ids=unserved),
    )
    return page, status
