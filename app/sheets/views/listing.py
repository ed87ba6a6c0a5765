"""Which sheets are out, and from a number on paper to its page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import queries as distributions
from app.sheets import operations, queries, rules
from app.sheets.forms import NumberForm
from app.sheets.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell

ALL = "all"
"""What the button sends that is about every sheet that is still out."""


@blueprint.get("/signature-sheets")
@access(Permission.ENTER_PAPER)
def index() -> ResponseReturnValue:
    """The field for a sheet that came back, and what waits."""
    return _index(NumberForm())


@blueprint.post("/signature-sheets/find")
@access(Permission.ENTER_PAPER)
def find_sheet() -> ResponseReturnValue:
    """From the number on the paper to its page for typing in."""
    form = NumberForm()
    if form.is_sent:
        number = rules.read_number(form.number.data, today=clock.local_date(clock.now()))
        sheet = queries.find_sheet(number) if number else None
        if sheet is not None:
            page = "sheets.show" if sheet.entered_at else "sheets.entry"
            return redirect(url_for(page, sheet_id=sheet.id), 303)
        form.refuse("number", _("There is no such sheet. Look at the number in its corner again."))
    return _index(form)


@blueprint.get("/distributions/<int:distribution_id>/signature-sheets")
@access(Permission.ENTER_PAPER)
def of_distribution(distribution_id: int) -> ResponseReturnValue:
    """Every sheet that was printed for a day, and which of them nobody has typed in."""
    return render_template(
        "sheets/of_distribution.html",
        distribution=distributions.get_distribution(distribution_id),
        summaries=queries.list_of(distribution_id),
        conflicts=queries.list_conflicts(distribution_id),
        all_words=ALL,
    )


@blueprint.post("/distributions/<int:distribution_id>/signature-sheets/unused")
@access(Permission.ENTER_PAPER)
def discard(distribution_id: int) -> ResponseReturnValue:
    """Nobody signed these: the power stayed on."""
    chosen = request.form.get("sheet", "")
    open_ids = [one.sheet.id for one in queries.list_of(distribution_id) if one.sheet.entered_at is None]
    ids = open_ids if chosen == ALL else [sheet_id for sheet_id in open_ids if str(sheet_id) == chosen]
    try:
        with transaction():
            gone = operations.discard_sheets(distribution_id, ids, actor=current_actor(), at=clock.now())
        flash(ngettext("%(num)s sheet was not used.", "%(num)s sheets were not used.", len(gone)), "good")
    except Refusal as refusal:
        flash(tell(refusal), "bad")
    return redirect(url_for("sheets.of_distribution", distribution_id=distribution_id), 303)


def _index(form: NumberForm) -> ResponseReturnValue:
    waiting = queries.list_waiting(clock.local_date(clock.now()))
    page = render_template("sheets/index.html", form=form, waiting=waiting, conflicts=queries.list_conflicts())
    return page, form.status
