"""Settings: what there is to set, the hub itself, and the end of a training."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import operations, queries
from app.hubs.forms import HubSettingsForm, WipeForm
from app.hubs.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/settings")
@access(Permission.MANAGE_PLACES)
def settings() -> ResponseReturnValue:
    return render_template("hubs/settings.html")


@blueprint.route("/settings/hub", methods=["GET", "POST"])
@access(Permission.MANAGE_PLACES)
def edit_hub() -> ResponseReturnValue:
    hub = queries.get_hub()
    form = HubSettingsForm(obj=hub)
    if not form.is_sent:
        return render_template("hubs/edit_hub.html", form=form, code=hub.code), form.status
    with transaction():
        operations.change_hub(form.details(), actor=current_actor(), at=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("hubs.settings"), 303)


@blueprint.route("/settings/wipe", methods=["GET", "POST"])
@access(Permission.WIPE_TRAINING)
def wipe_training() -> ResponseReturnValue:
    """Back to set-up. Only a training community can be wiped."""
    hub, form = queries.get_hub(), WipeForm()
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.wipe_training(str(form.name.data), actor=current_actor(), at=clock.now())
        if not form.errors:
            session.clear()
            return redirect(url_for("hubs.set_up"), 303)
    page = render_template("hubs/wipe_training.html", form=form, name=hub.name, is_training=hub.is_training)
    return page, form.status
