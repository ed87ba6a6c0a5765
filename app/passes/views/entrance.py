"""At the entrance: what a scanned code stands for, in and out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.passes import operations, queries, rules
from app.passes.forms import FindForm, LetInForm
from app.passes.labels import LOOKS
from app.passes.operations import InAlready, NotIn
from app.passes.queries import Row
from app.passes.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key


@blueprint.get("/passes/check")
@access(Permission.CHECK_PASSES)
def check() -> ResponseReturnValue:
    """The field of the scanner; ``?done=`` is the pass with which somebody has just come or gone."""
    number = asked_key("done")
    row = None if number is None else queries.row_of(queries.get_pass(number), at=clock.now())
    return _page(FindForm(formdata=None), row)


@blueprint.post("/passes/check")
@access(Permission.CHECK_PASSES)
def look() -> ResponseReturnValue:
    """The pass of a code or a number, with everything that stands on it. Posted: a code is a key."""
    form, at = FindForm(), clock.now()
    if not form.is_sent:
        return _page(form, None, 422)
    one = queries.find_typed(rules.read_code(form.code.data), at=at)
    if one is None:
        form.refuse(
            "code", _("There is no such pass. Check the number, or let the group wait and call who invited it.")
        )
        return _page(form, None, 404)
    return _page(FindForm(formdata=None), queries.row_of(one, at=at))


@blueprint.post("/passes/<int:pass_id>/in")
@access(Permission.CHECK_PASSES)
def let_in(pass_id: int) -> ResponseReturnValue:
    """They came."""
    form = LetInForm()
    if not form.is_sent:
        row = queries.row_of(queries.get_pass(pass_id), at=clock.now())
        return _page(FindForm(formdata=None), row, 422, form)
    try:
        with transaction():
            operations.let_in(
                pass_id, people=form.people.data, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now()
            )
    except InAlready as refusal:
        if not _is_same(pass_id, str(form.nonce.data)):
            return _refused(pass_id, refusal)
    except Refusal as refusal:
        return _refused(pass_id, refusal)
    flash(_("They are in."), "good")
    return _back(pass_id)


@blueprint.post("/passes/<int:pass_id>/out")
@access(Permission.CHECK_PASSES)
def let_out(pass_id: int) -> ResponseReturnValue:
    """They left."""
    try:
        with transaction():
            operations.let_out(pass_id, actor=current_actor(), at=clock.now())
    except NotIn as refusal:
        return _refused(pass_id, refusal)
    flash(_("They left."), "good")
    return _back(pass_id)


def _is_same(pass_id: int, nonce: str) -> bool:
    """Whether this very form let them in."""
    return any(passage.nonce == nonce for passage in queries.get_pass(pass_id).passages)


def _refused(pass_id: int, refusal: Refusal) -> ResponseReturnValue:
    row = queries.row_of(queries.get_pass(pass_id), at=clock.now())
    return _page(FindForm(formdata=None), row, refusal.status, sentence=tell(refusal))


def _back(pass_id: int) -> ResponseReturnValue:
    """To the page it was pressed on: the list, or the field of the scanner."""
    if request.form.get("back") == "list":
        return redirect(url_for("passes.index"), 303)
    return redirect(url_for("passes.check", done=pass_id), 303)


def _page(
    form: FindForm, row: Row | None, status: int = 200, let_in: LetInForm | None = None, sentence: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "passes/check.html",
        form=form,
        row=row,
        look=LOOKS[row.state] if row else "",
        let_in=let_in or LetInForm(formdata=None),
        sentence=sentence,
    )
    return page, status
