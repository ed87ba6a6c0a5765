"""What wardens reported, for those who keep the register."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.wardens import operations, queries
from app.wardens.forms import DeclineForm
from app.wardens.models import ChangeKind, ReportedChange
from app.wardens.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.forms import Form
from app.web.paging import asked_key

ACTS: dict[ChangeKind, tuple[str, dict[str, Any]]] = {
    ChangeKind.BIRTH: ("households.joining", {"kind": "birth"}),
    ChangeKind.NEW_PEOPLE: ("households.joining", {"kind": "arrival"}),
    ChangeKind.DEATH: ("households.leaving", {"kind": "death"}),
    ChangeKind.DEPARTURE: ("households.leaving", {"kind": "departure"}),
    ChangeKind.ALL_LEFT: ("households.status", {}),
    ChangeKind.PHONE: ("households.edit", {}),
    ChangeKind.OTHER: ("households.show", {}),
}
"""Where a registrar puts each kind of change right."""


@blueprint.get("/reported-changes")
@access(Permission.REGISTER_HOUSEHOLDS)
def changes() -> ResponseReturnValue:
    """What waits, the oldest first."""
    page = queries.list_changes(asked_key())
    return render_template("wardens/changes.html", page=page, waiting=queries.count_waiting(), act_of=_act_of)


@blueprint.post("/reported-changes/<int:change_id>/acceptance")
@access(Permission.REGISTER_HOUSEHOLDS)
def accept(change_id: int) -> ResponseReturnValue:
    """It is put right in the register."""
    if Form().is_sent:
        with transaction():
            operations.accept_change(change_id, actor=current_actor(), at=clock.now())
        flash(_("Written down as done."), "good")
    return redirect(url_for("wardens.changes"), 303)


@blueprint.route("/reported-changes/<int:change_id>/refusal", methods=["GET", "POST"])
@access(Permission.REGISTER_HOUSEHOLDS)
def decline(change_id: int) -> ResponseReturnValue:
    """It is not so, and why."""
    change, form = queries.get_change(change_id), DeclineForm()
    if form.is_sent:
        with form.refusing("answer"), transaction():
            operations.decline_change(change_id, form.answer.data, actor=current_actor(), at=clock.now())
        if not form.errors:
            flash(_("Declined. The warden sees why."), "good")
            return redirect(url_for("wardens.changes"), 303)
    return render_template("wardens/decline.html", change=change, form=form), form.status


def _act_of(change: ReportedChange) -> str:
    """The page on which the register is put right; people without names have only their household's page."""
    if change.household is None:
        return url_for("households.new")
    endpoint, more = ACTS[change.kind]
    if change.household.is_minimal or change.household.merged_into_id is not None:
        endpoint, more = "households.show", {}
    return url_for(endpoint, household_id=change.household_id, **more)
