"""Pages of households that missed their aid twice: somebody looks and says what they found."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.wardens import operations, queries
from app.wardens.forms import CheckForm
from app.wardens.models import CheckAnswer
from app.wardens.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/warden-checks")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def checks() -> ResponseReturnValue:
    """Where to look, without anybody's name."""
    return _page(CheckForm())


@blueprint.post("/warden-checks/<int:check_id>")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def answer_check(check_id: int) -> ResponseReturnValue:
    """Write down what was found."""
    form = CheckForm()
    if not form.is_sent:
        return _page(form)
    with form.refusing("answer"), transaction():
        operations.answer_check(check_id, CheckAnswer(form.answer.data), actor=current_actor(), at=clock.now())
    if form.errors:
        return _page(form)
    flash(_("Written down. They stay in the register; a registrar changes it where that is needed."), "good")
    return redirect(url_for("wardens.checks"), 303)


def _page(form: CheckForm) -> ResponseReturnValue:
    page = render_template(
        "wardens/checks.html", checks=queries.list_checks(current_actor()), form=form, answers=CheckAnswer
    )  # fmt: skip
    return page, form.status
