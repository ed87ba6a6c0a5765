"""A field laptop from door to door: who is left on a street, and why nothing was given."""

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.bundles import operations, queries
from app.bundles.forms import LossForm, NoteForm
from app.bundles.models import NoteKind
from app.bundles.operations import NotedTwice
from app.bundles.views.blueprint import approve, blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.distributions.models import LineOutcome
from app.hubs import queries as hubs
from app.web.access import access, current_actor


@blueprint.get("/field-work")
@access(Permission.GIVE_AID)
def walk() -> ResponseReturnValue:
    """Street by street and house by house: who is left, who is done. Every look is recorded."""
    bundle_id = _bundle_id_here()
    with transaction():
        operations.look_at_bundle(bundle_id, "page", actor=current_actor(), at=clock.now())
    return render_template("bundles/walk.html", walks=queries.list_walks(), at=clock.now())


def _bundle_id_here() -> int:
    """Raises NotFound at a hub, which is no field laptop."""
    if hubs.get_hub().field_bundle is None:
        raise NotFound
    return queries.get_work().id


@blueprint.route("/field-work/doors/<int:entitlement_id>", methods=["GET", "POST"])
@access(Permission.GIVE_AID)
def note_door(entitlement_id: int) -> ResponseReturnValue:
    """Nobody at home, refused, damaged, lost: it comes home with the file."""
    bundle_id, form = _bundle_id_here(), NoteForm()
    door = queries.get_door(entitlement_id)
    if form.is_sent:
        with form.refusing("kind"):
            with suppress(NotedTwice), transaction():
                operations.note_door(
                    entitlement_id, NoteKind(form.kind.data), words=form.words.data, nonce=str(form.nonce.data),
                    actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("Noted. It comes to the hub with the file."), "good")
            return redirect(url_for("bundles.walk"), 303)
    else:
        with transaction():
            operations.look_at_bundle(bundle_id, "page", actor=current_actor(), at=clock.now())
    return render_template("bundles/note_door.html", door=door, form=form, at=clock.now()), form.status


@blueprint.route("/bundles/<int:bundle_id>/notes/<int:note_id>", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def decide_loss(bundle_id: int, note_id: int) -> ResponseReturnValue:
    """A carrier noted that kits are lost: two people say what became of them."""
    bundle = queries.get_bundle(bundle_id, current_actor())
    note, form = queries.get_open_note(bundle_id, note_id), LossForm()
    form.outcome.choices = [
        (LineOutcome.RETURNED.value, _("Here: they were found")),
        (LineOutcome.LOST.value, _("Lost")),
    ]
    if form.is_sent:
        with form.refusing("approver_login"):
            approval = approve(form)
            with transaction():
                operations.rule_loss(
                    note_id, LineOutcome(form.outcome.data), approval=approval, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Decided."), "good")
            return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)
    line = next(line for line in bundle.lines if line.entitlement_id == note.entitlement_id)
    return render_template(
        "bundles/decide_loss.html", bundle=bundle, note=note, line=line, form=form, at=clock.now()
    ), form.status
