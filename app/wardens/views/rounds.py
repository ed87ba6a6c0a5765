"""Sheets: made, printed, cancelled, typed in. By the warden of the streets, or by the hub for them."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.wardens import labels, operations, queries, rules
from app.wardens.forms import EntryForm, NumberForm, RoundForm
from app.wardens.models import Round
from app.wardens.operations import EnteredTwice, RoundCancelled, RoundChanged, RoundEntered
from app.wardens.rules import Look
from app.wardens.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import Form
from app.web.paging import asked_key

SURE = "sure"
"""What the button sends that finishes a sheet with rows left unmarked."""


@blueprint.get("/rounds")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def rounds() -> ResponseReturnValue:
    """The field for a sheet that came back, and the latest sheets."""
    return _rounds_page(NumberForm())


@blueprint.post("/rounds/find")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def find_round() -> ResponseReturnValue:
    """From the number on the paper to its page for typing in."""
    form = NumberForm()
    if form.is_sent:
        with form.refusing("number"):
            sheet = _find(form)
            if sheet is not None and sheet.cancelled_at is not None:
                raise RoundCancelled(number=sheet.number, day=f"{clock.local_date(sheet.cancelled_at):%d.%m.%Y}")
        if not form.errors and sheet is None:
            form.refuse("number", _("There is no such sheet. Look at the number in its corner again."))
    if form.errors or sheet is None:
        return _rounds_page(form)
    return redirect(url_for("wardens.entry" if sheet.is_open else "wardens.show_round", round_id=sheet.id), 303)


@blueprint.route("/wardens/<int:staff_id>/rounds/new", methods=["GET", "POST"])
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def new_round(staff_id: int) -> ResponseReturnValue:
    """Which streets the next sheet lists."""
    actor = current_actor()
    if actor.staff_id != staff_id and not actor.may(Permission.MANAGE_WARDENS):
        raise NotFound
    beat, at = queries.get_beat(staff_id), clock.now()
    form = RoundForm(return_by=clock.local_date(at) + timedelta(days=rules.USUAL_DAYS))
    form.offer(beat.stretches)
    if request.method == "GET":
        form.tick(beat.stretches)
    if form.is_sent:
        with form.refusing("streets"):
            return redirect(url_for("wardens.show_round", round_id=_make(staff_id, form).id), 303)
    return render_template("wardens/new_round.html", beat=beat, form=form), form.status


@blueprint.get("/rounds/<int:round_id>")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def show_round(round_id: int) -> ResponseReturnValue:
    """One sheet in numbers, without anybody's name."""
    return _sheet_page(queries.get_round(round_id, current_actor()))


@blueprint.get("/rounds/<int:round_id>/sheet")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def print_round(round_id: int) -> ResponseReturnValue:
    """The sheet on paper, always in Ukrainian. A cancelled one is not printed. That it was printed is recorded."""
    with transaction():
        sheet, lines = operations.look_at_sheet(round_id, Look.PRINT, actor=current_actor(), at=clock.now())
        operations.check_not_cancelled(sheet)
    with force_locale("uk"):
        return render_template(
            "wardens/print_round.html",
            language=lambda: "uk",
            sheet=sheet,
            stretches=rules.join_sides(queries.along(sheet)),
            groups=queries.in_groups(lines),
            qr=rules.qr_content(sheet.number),
            codes=rules.CODES,
            changes=labels.CHANGES,
            blank_rows=rules.BLANK_ROWS,
        )


@blueprint.get("/rounds/<int:round_id>/entry")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def entry(round_id: int) -> ResponseReturnValue:
    """The rows as on the paper; ``?ticked=all`` begins with every row ticked."""
    sheet = queries.get_round(round_id, current_actor())
    try:
        operations.check_open(sheet)
    except RoundEntered as refusal:
        flash(tell(refusal), "bad")
        return redirect(url_for("wardens.show_round", round_id=round_id), 303)
    return _entry_page(round_id, EntryForm.of(sheet, all_ticked=request.args.get("ticked") == "all"))


@blueprint.post("/rounds/<int:round_id>/entry")
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def enter(round_id: int) -> ResponseReturnValue:
    """Save what was typed, to go on later or for good; for good with rows left unmarked only after asking."""
    form, actor = EntryForm(), current_actor()
    sheet = queries.get_round(round_id, actor)
    if not form.is_sent:
        return _entry_page(round_id, form)
    is_finished = "finish" in request.form
    if is_finished and request.form["finish"] != SURE and (blank := _count_left(sheet, form)):
        return _entry_page(round_id, form, blank=blank)
    try:
        with transaction():
            operations.save_round(
                round_id, form.marks(sheet), form.new_households,
                is_finished=is_finished, saves=form.saves.data or 0, nonce=str(form.nonce.data),
                actor=actor, at=clock.now(),
            )  # fmt: skip
    except EnteredTwice:
        pass  # the same form twice
    except RoundChanged as refusal:
        flash(tell(refusal), "bad")
        return _entry_page(round_id, form, 409)
    except RoundEntered as refusal:
        flash(tell(refusal), "bad")
        return _sheet_page(queries.get_round(round_id, actor)), 409
    flash(_("The sheet is entered.") if is_finished else _("Saved. You can go on later."), "good")
    return redirect(url_for("wardens.show_round" if is_finished else "wardens.entry", round_id=round_id), 303)


@blueprint.route("/rounds/<int:round_id>/cancellation", methods=["GET", "POST"])
@access(Permission.WALK_ROUNDS, Permission.MANAGE_WARDENS)
def cancel(round_id: int) -> ResponseReturnValue:
    """The paper is lost."""
    form = Form()
    if not form.is_sent:
        sheet = queries.get_round(round_id, current_actor())
        return render_template("wardens/cancel.html", sheet=sheet, form=form)
    with transaction():
        sheet = operations.cancel_round(round_id, actor=current_actor(), at=clock.now())
    flash(_("Sheet %(number)s is cancelled.", number=sheet.number), "good")
    return redirect(url_for("wardens.rounds"), 303)


def _find(form: NumberForm) -> Round | None:
    """Raises RoundHandedOver; another warden's sheet is no sheet."""
    number = rules.read_number(form.number.data, today=clock.local_date(clock.now()))
    try:
        return queries.find_round(number, current_actor()) if number else None
    except NotFound:
        return None


def _make(staff_id: int, form: RoundForm) -> Round:
    """The sheet; the same form sent twice answers with the one it made."""
    made = queries.find_by_nonce(str(form.nonce.data))
    if made is not None:
        return made
    with transaction():
        return operations.make_round(
            staff_id, form.stretches, return_by=form.return_by.data, only_missed=form.only_missed.data,
            nonce=str(form.nonce.data), actor=current_actor(), at=clock.now(),
        )  # fmt: skip


def _rounds_page(form: NumberForm) -> ResponseReturnValue:
    page = queries.list_rounds(current_actor(), asked_key())
    return render_template("wardens/rounds.html", form=form, page=page), form.status


def _sheet_page(sheet: Round) -> str:
    return render_template(
        "wardens/show_round.html",
        sheet=sheet,
        stretches=rules.join_sides(queries.along(sheet)),
        strangers=queries.list_of_round(sheet.id),
    )


def _count_left(sheet: Round, form: EntryForm) -> int:
    """Rows to ask about; a form that cannot be saved as it is gets its own answer."""
    is_current = sheet.is_open and sheet.saves == form.saves.data
    return form.count_blank(sheet) if is_current else 0


def _entry_page(round_id: int, form: EntryForm, status: int | None = None, *, blank: int = 0) -> ResponseReturnValue:
    with transaction():
        sheet, lines = operations.look_at_sheet(round_id, Look.ENTRY, actor=current_actor(), at=clock.now())
    page = render_template(
        "wardens/entry.html",
        sheet=sheet,
        stretches=queries.along(sheet),
        groups=queries.in_groups(lines),
        form=form,
        blank=blank,
        sure=SURE,
        codes=rules.CODES,
        strangers=queries.list_of_round(round_id),
    )
    return page, status or form.status
