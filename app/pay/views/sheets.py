"""Pay sheets: what is due, making one, and its way to the day on which it was paid."""

from collections.abc import Callable
from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.pay import operations, queries
from app.pay.exports import sheet_table
from app.pay.forms import AnnulForm, MakeForm, PaidForm, UntilForm
from app.pay.models import PaySheet, PayState
from app.pay.views.blueprint import blueprint
from app.public_works import queries as works
from app.public_works.models import WorkOrder
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import Form
from app.web.paging import PER_PAGE, Page, asked_key
from app.web.spreadsheets import TYPES, csv_pieces, xlsx


@blueprint.get("/pay-sheets")
@access(Permission.PLAN_WORKS, Permission.APPROVE_PAY)
def index() -> ResponseReturnValue:
    """What is due by order, and sheets by where they are."""
    state = next((one for one in PayState if one.value == request.args.get("state")), None)
    rows = queries.list_sheets(state=state, after=asked_key())
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)
    return render_template(
        "pay/index.html", page=page, state=state, counts=queries.count_states(), due=queries.list_due(),
        questions=len(queries.list_questions(is_open=True)), total=operations.total,
    )  # fmt: skip


@blueprint.get("/works/<int:order_id>/pay-sheets/new")
@access(Permission.PLAN_WORKS)
def new(order_id: int) -> ResponseReturnValue:
    """The lines that a sheet would have, before it is made."""
    return _new(works.get_order(order_id), MakeForm())


@blueprint.post("/works/<int:order_id>/pay-sheets")
@access(Permission.PLAN_WORKS)
def create(order_id: int) -> ResponseReturnValue:
    """Make the sheet; the same form again leads to the sheet that it made."""
    form = MakeForm()
    if made := queries.find_by_nonce(form.nonce.data):
        return _to_sheet(made.id)
    if form.is_sent:
        with form.refusing("until"):
            with transaction():
                made = operations.make_sheet(
                    order_id, until=form.until.data, nonce=form.nonce.data or "", actor=current_actor(), at=clock.now()
                )
            flash(_("Sheet %(number)s is made. Now a lead looks at it and approves it.", number=made.number))
            return _to_sheet(made.id)
    return _new(works.get_order(order_id), form)


def _new(order: WorkOrder, form: MakeForm) -> ResponseReturnValue:
    asked = UntilForm(today=clock.local_date(clock.now()))
    until: date = form.until.data or asked.day
    lines = queries.preview(order, until=until) if order.is_paid else ()
    page = render_template(
        "pay/new.html", order=order, form=form, asked=asked, until=until, lines=lines,
        total=sum(line.sum.gross_minor for line in lines),
    )  # fmt: skip
    return page, form.status


@blueprint.get("/pay-sheets/<int:sheet_id>")
@access(Permission.PLAN_WORKS, Permission.APPROVE_PAY)
def show(sheet_id: int) -> ResponseReturnValue:
    """Its lines with the attendance behind each, where it is, and what can be done with it now."""
    return _show(queries.get_sheet(sheet_id))


def _show(
    sheet: PaySheet, *, paid: PaidForm | None = None, annulling: AnnulForm | None = None, message: str = "",
    status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    page = render_template(
        "pay/show.html", sheet=sheet, behind=queries.list_behind(sheet.id), total=operations.total(sheet),
        takers=queries.list_takers(sheet.id), paid=paid or PaidForm(data={"paid_on": clock.local_date(clock.now())}),
        annulling=annulling or AnnulForm(formdata=None), message=message, me=current_actor().staff_id,
    )  # fmt: skip
    return page, status


@blueprint.post("/pay-sheets/<int:sheet_id>/approval")
@access(Permission.APPROVE_PAY)
def approve(sheet_id: int) -> ResponseReturnValue:
    """By somebody who took no attendance of it."""
    return _go_on(sheet_id, PayState.APPROVED, operations.approve, _("Approved. Now it goes to the accountant."))


@blueprint.post("/pay-sheets/<int:sheet_id>/sending")
@access(Permission.PLAN_WORKS)
def send(sheet_id: int) -> ResponseReturnValue:
    """The accountant has it."""
    return _go_on(sheet_id, PayState.SENT, operations.send, _("Written down: the accountant has the sheet."))


def _go_on(sheet_id: int, state: PayState, act: Callable[..., PaySheet], words: str) -> ResponseReturnValue:
    """One step of a sheet. Pressed twice is pressed once."""
    try:
        with transaction():
            act(sheet_id, actor=current_actor(), at=clock.now())
        flash(words, "good")
    except Refusal as refusal:
        sheet = queries.get_sheet(sheet_id)
        if sheet.state is not state:
            return _show(sheet, message=tell(refusal), status=refusal.status)
    return _to_sheet(sheet_id)


@blueprint.post("/pay-sheets/<int:sheet_id>/payment")
@access(Permission.PLAN_WORKS)
def mark_paid(sheet_id: int) -> ResponseReturnValue:
    """The accountant paid, on a day."""
    form = PaidForm()

    def act(actor: Actor) -> None:
        operations.mark_paid(sheet_id, paid_on=form.paid_on.data, actor=actor, at=clock.now())

    if _is_done(sheet_id, form, "paid_on", PayState.PAID, act):
        flash(_("Written down: it was paid. Everybody reads it on their page."), "good")
        return _to_sheet(sheet_id)
    return _show(queries.get_sheet(sheet_id), paid=form, status=form.status)


@blueprint.post("/pay-sheets/<int:sheet_id>/annulment")
@access(Permission.PLAN_WORKS)
def annul(sheet_id: int) -> ResponseReturnValue:
    """Before it is sent: its days wait for another sheet."""
    form = AnnulForm()

    def act(actor: Actor) -> None:
        operations.annul(sheet_id, why=form.why.data, actor=actor, at=clock.now())

    if _is_done(sheet_id, form, "why", PayState.ANNULLED, act):
        flash(_("Annulled. Its days stand on no sheet and wait for the next one."), "warn")
        return _to_sheet(sheet_id)
    return _show(queries.get_sheet(sheet_id), annulling=form, status=form.status)


def _is_done(sheet_id: int, form: Form, field: str, state: PayState, act: Callable[[Actor], None]) -> bool:
    """Do what the form asks; whether the sheet now stands where it should, also when it was asked twice."""
    if form.is_sent:
        with form.refusing(field), transaction():
            act(current_actor())
    return not form.errors or (form.is_submitted() and queries.get_sheet(sheet_id).state is state)


@blueprint.post("/pay-sheets/<int:sheet_id>/export")
@access(Permission.PLAN_WORKS)
def export(sheet_id: int) -> ResponseReturnValue:
    """The sheet as a file for the accountant. That it was taken away stands in the trace."""
    file_format = request.form.get("format", "csv")
    if file_format not in TYPES:
        abort(400)
    with transaction():
        sheet = operations.export(sheet_id, file_format, actor=current_actor(), at=clock.now())
    table = sheet_table(sheet)
    response = Response(xlsx([table]) if file_format == "xlsx" else csv_pieces(table), content_type=TYPES[file_format])
    name = f"poriad-pay-{sheet.year}-{sheet.serial:04d}.{file_format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _to_sheet(sheet_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", sheet_id=sheet_id), 303)
