"""One sheet: typed in row by row in the printed order, and what became of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.sheets import operations, queries
from app.sheets.forms import EntryForm
from app.sheets.models import RowOutcome
from app.sheets.operations import Entered, EnteredTwice, SheetChanged, SheetEntered
from app.sheets.rules import Mark
from app.sheets.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell

SURE = "sure"
"""What the button sends that finishes a sheet with rows left unmarked."""


@blueprint.get("/signature-sheets/<int:sheet_id>")
@access(Permission.ENTER_PAPER)
def show(sheet_id: int) -> ResponseReturnValue:
    """What was typed in of one sheet."""
    sheet = queries.get_sheet(sheet_id)
    return render_template("sheets/show.html", sheet=sheet, lines=queries.list_lines(sheet))


@blueprint.get("/signature-sheets/<int:sheet_id>/entry")
@access(Permission.ENTER_PAPER)
def entry(sheet_id: int) -> ResponseReturnValue:
    """The rows as on the paper."""
    sheet = queries.get_sheet(sheet_id)
    try:
        operations.check_open(sheet, clock.now())
    except Refusal as refusal:
        flash(tell(refusal), "bad")
        return redirect(url_for("sheets.show", sheet_id=sheet_id), 303)
    return _entry_page(sheet_id, None)


@blueprint.post("/signature-sheets/<int:sheet_id>/entry")
@access(Permission.ENTER_PAPER)
def enter(sheet_id: int) -> ResponseReturnValue:
    """Save what was typed, to go on later or for good; for good with rows left unmarked only after asking."""
    form, lines = EntryForm(), queries.list_lines(queries.get_sheet(sheet_id))
    if not form.is_sent:
        return _entry_page(sheet_id, form)
    is_finished = "later" not in request.form
    unmarked = form.unmarked(lines) if is_finished else []
    is_current = lines and queries.get_sheet(sheet_id).saves == form.saves.data
    if unmarked and is_current and request.form.get("finish") != SURE:
        return _entry_page(sheet_id, form, unmarked=len(unmarked))
    marks = [*form.marks(lines), *(Mark(row_no, RowOutcome.NOT_GIVEN) for row_no in unmarked)]
    try:
        _tell(_save(sheet_id, form, marks, is_finished=is_finished))
    except EnteredTwice:
        pass  # the same form twice
    except SheetEntered as refusal:
        flash(tell(refusal), "bad")
        return redirect(url_for("sheets.show", sheet_id=sheet_id), 303)
    except SheetChanged as refusal:
        flash(tell(refusal), "bad")
        return _entry_page(sheet_id, form, 409)
    except Refusal as refusal:
        form.refuse("at", tell(refusal))
        return _entry_page(sheet_id, form, refusal.status)
    return redirect(url_for("sheets.index") if is_finished else url_for("sheets.entry", sheet_id=sheet_id), 303)


def _save(sheet_id: int, form: EntryForm, marks: list[Mark], *, is_finished: bool) -> Entered:
    with transaction():
        return operations.save_sheet(
            sheet_id, marks, signed_at=form.signed_at, is_finished=is_finished, saves=form.saves.data or 0,
            nonce=str(form.nonce.data), actor=current_actor(), at=clock.now(),
        )  # fmt: skip


def _tell(entered: Entered) -> None:
    number = entered.sheet.number
    is_over = entered.sheet.entered_at is not None
    flash(_("Sheet %(number)s is entered.", number=number) if is_over else _("Saved. You can go on later."), "good")
    if entered.conflicts:
        flash(
            ngettext(
                "%(num)s row contradicts what the hub knows. It waits for the lead to decide.",
                "%(num)s rows contradict what the hub knows. They wait for the lead to decide.",
                entered.conflicts,
            ),
            "warn",
        )


def _entry_page(
    sheet_id: int, form: EntryForm | None, status: int | None = None, *, unmarked: int = 0
) -> ResponseReturnValue:
    sheet = queries.get_sheet(sheet_id)
    lines = queries.list_lines(sheet)
    form = form or EntryForm.of(lines, sheet.saves)
    page = render_template("sheets/entry.html", sheet=sheet, lines=lines, form=form, unmarked=unmarked, sure=SURE)
    return page, status or form.status
