"""Taking a list in: the file, then what its columns mean."""

import json

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households.parsing.findings import Field
from app.imports import operations, queries
from app.imports.forms import ColumnsForm, UploadForm
from app.imports.mapping import Layout
from app.imports.models import ImportState
from app.imports.operations.uploading import check_columns
from app.imports.views.answers import leave_trace, to_list
from app.imports.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.labels import label
from app.web.uploads import read_past


@blueprint.get("/imports/new")
@access(Permission.IMPORT_HOUSEHOLDS)
def new() -> ResponseReturnValue:
    """Which file, and what files are taken."""
    return _new_page(UploadForm())


@blueprint.post("/imports/new")
@access(Permission.IMPORT_HOUSEHOLDS)
def upload() -> ResponseReturnValue:
    """Take the file in and look what its columns may mean. The same form sent twice took it in once."""
    form = UploadForm()
    if (before := queries.find_by_nonce(form.nonce.data or "")) is not None:
        return to_list(before)
    if not form.is_sent:
        return _new_page(form)
    try:
        file = operations.open_upload(form.name, form.upload.stream.read())
        with transaction():
            one = operations.upload(file, nonce=form.nonce.data, actor=current_actor(), at=clock.now())
    except operations.SentTwice:
        return to_list(queries.get_by_nonce(form.nonce.data or ""))
    except Refusal as refusal:
        form.refuse("file", tell(refusal))
        return _new_page(form)
    return redirect(url_for("imports.columns", import_id=one.id), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file that is not even read gets its sentence on the page it was chosen on."""
    read_past(request)
    form = UploadForm(formdata=None)
    form.refuse("file", _("The file is larger than 5 MB. Part the list, or take pictures out of it, and try again."))
    return _new_page(form, 413)


def _new_page(form: UploadForm, status: int | None = None) -> ResponseReturnValue:
    return render_template("imports/new.html", form=form), status or form.status


# ---- what the columns mean


@blueprint.get("/imports/<int:import_id>/columns")
@access(Permission.IMPORT_HOUSEHOLDS)
def columns(import_id: int) -> ResponseReturnValue:
    """Every column with its title and its first values, and what it seems to mean."""
    one = queries.get_import(import_id)
    if one.is_written:
        return to_list(one)
    leave_trace(import_id)
    return _columns_page(import_id, _asked(import_id))


@blueprint.post("/imports/<int:import_id>/columns")
@access(Permission.IMPORT_HOUSEHOLDS)
def set_columns(import_id: int) -> ResponseReturnValue:
    """Write down what the columns mean and begin the preview."""
    form = _asked(import_id).answered(request.form)
    try:
        check_columns(*queries.load_file(import_id), form.mapping)
        with transaction():
            operations.set_columns(import_id, form.mapping, form.settlements, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _columns_page(import_id, form, refusal)
    return redirect(url_for("imports.progress", import_id=import_id), 303)


def _asked(import_id: int) -> ColumnsForm:
    settlements = json.loads(queries.get_import(import_id).settlements)
    return ColumnsForm(queries.load_columns(import_id), settlements)


def _columns_page(import_id: int, form: ColumnsForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    one = queries.get_import(import_id)
    page = render_template(
        "imports/columns.html",
        one=one,
        form=form,
        is_first_time=one.state is ImportState.COLUMNS,
        layouts=[(layout.value, label(layout)) for layout in Layout],
        fields=[(field.value, label(field)) for field in Field],
        known_settlements=queries.list_settlement_names(),
        refusal=tell(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else 200
