"""Two facts side by side, and a person who decides."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.sheets import operations, queries
from app.sheets.forms import SettlementForm
from app.sheets.models import Settlement
from app.sheets.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.route("/sheet-conflicts/<int:entry_id>", methods=["GET", "POST"])
@access(Permission.APPROVE_EXCEPTIONS)
def conflict(entry_id: int) -> ResponseReturnValue:
    """What the paper says, what the hub knows, and the choices."""
    found, form = queries.get_conflict(entry_id), SettlementForm()
    form.offer(found.kind)
    if form.is_sent:
        try:
            with transaction():
                operations.settle_conflict(
                    entry_id, Settlement(form.settlement.data), reason=form.reason.data, card_no=form.card_no.data,
                    actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("Decided."), "good")
            return redirect(url_for("sheets.conflict", entry_id=entry_id), 303)
        except Refusal as refusal:
            form.refuse("settlement", tell(refusal))
            status = refusal.status
            return _page(entry_id, form), status
    return _page(entry_id, form), form.status


def _page(entry_id: int, form: SettlementForm) -> str:
    found = queries.get_conflict(entry_id)
    return render_template(
        "sheets/conflict.html", conflict=found, home=queries.find_home(found), slot=queries.find_known_slot(found),
        form=form,
    )  # fmt: skip
