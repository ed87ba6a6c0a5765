"""All lists; one list on its way; giving it up."""

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.imports import operations, queries, rules, working
from app.imports.models import Import, ImportState
from app.imports.views.answers import to_list
from app.imports.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key

SITTING_S = 1.3
"""How long one look at the progress works on the list; with the piece in hand it takes about 1.5 s."""


@blueprint.get("/imports")
@access(Permission.IMPORT_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    """Lists that are worked on, and those that were written."""
    forgotten = clock.now() - rules.FORGOTTEN
    page = queries.list_written(asked_key())
    return render_template("imports/index.html", unfinished=queries.list_open(), page=page, forgotten=forgotten)


@blueprint.get("/imports/<int:import_id>")
@access(Permission.IMPORT_HOUSEHOLDS)
def show(import_id: int) -> ResponseReturnValue:
    """To where the list waits."""
    return to_list(queries.get_import(import_id))


@blueprint.get("/imports/<int:import_id>/progress")
@access(Permission.IMPORT_HOUSEHOLDS)
def progress(import_id: int) -> ResponseReturnValue:
    """Work on the list for a moment and show how far it is; the page asks for itself again until it is done.

    What is kept between two looks is nothing but the preview, or what the search for duplicates found; leaving the
    page stops the work and coming back goes on with it.
    """
    with suppress(operations.WorkedOnElsewhere):  # another window is at it; this one shows how far it is
        _work(import_id)
    one = queries.get_import(import_id)
    if not one.is_working:
        return to_list(one)
    return render_template("imports/progress.html", one=one, share=_share(one))


def _work(import_id: int) -> None:
    today = clock.local_date(clock.now())
    for piece in working.sit(import_id, today=today, seconds=SITTING_S):
        with transaction(audited=piece.is_a_change):
            operations.keep(piece, actor=current_actor(), at=clock.now())


_BEGINS_AT = {
    ImportState.READING: 0,
    ImportState.PAIRING: 25,
    ImportState.COMPARING: 30,
    ImportState.SETTLING: 95,
    ImportState.SEARCHING: 0,
}
_TAKES = {ImportState.READING: 25, ImportState.COMPARING: 65}


def _share(one: Import) -> int:
    """How far the preview is, in per cent."""
    worked = one.position / one.total if one.total else 0
    return round(_BEGINS_AT[one.state] + _TAKES.get(one.state, 0) * worked)


@blueprint.get("/imports/<int:import_id>/removal")
@access(Permission.IMPORT_HOUSEHOLDS)
def ask_to_give_up(import_id: int) -> ResponseReturnValue:
    """What giving a list up removes."""
    one = queries.get_import(import_id)
    return to_list(one) if one.is_written else render_template("imports/removal.html", one=one)


@blueprint.post("/imports/<int:import_id>/removal")
@access(Permission.IMPORT_HOUSEHOLDS)
def give_up(import_id: int) -> ResponseReturnValue:
    """Remove the file and everything that was read of it."""
    try:
        with transaction():
            operations.give_up(import_id, actor=current_actor(), at=clock.now())
    except operations.ListGone:
        pass  # the same button twice
    except Refusal as refusal:
        flash(tell(refusal), "bad")
        return redirect(url_for("imports.index"), 303)
    flash(_("The list and everything that was read of it are removed. The register is as it was."), "good")
    return redirect(url_for("imports.index"), 303)
