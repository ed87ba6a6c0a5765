"""Goods that came: the form of a waybill, the acts to print, the clock of the report."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import partners
from app.stock import operations, queries
from app.stock.forms import ReceiptForm, ReportedForm
from app.stock.views.answers import post
from app.stock.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.paging import asked_key


@blueprint.get("/receipts")
@access(Permission.KEEP_STOCK)
def receipts() -> ResponseReturnValue:
    """Receipts, the latest first, with the days left to report."""
    today = clock.local_date(clock.now())
    return render_template("stock/receipts.html", page=queries.list_receipts(asked_key()), today=today)


@blueprint.get("/receipts/new")
@access(Permission.KEEP_STOCK)
def new_receipt() -> ResponseReturnValue:
    """An empty form with a few lines."""
    today = clock.local_date(clock.now())
    return _receipt_page(ReceiptForm.blank(received_by=current_actor().name, day=today))


@blueprint.post("/receipts/new")
@access(Permission.KEEP_STOCK)
def receive() -> ResponseReturnValue:
    """Take the goods in; or give more lines to write on."""
    form, at = ReceiptForm(), clock.now()
    if "more" in request.form:
        form.add_lines()
        return _receipt_page(form)
    form.offer(queries.list_kits(active_only=True), queries.list_items(active_only=True))
    if queries.find_document_by_nonce(form.nonce.data) or form.is_sent:
        document = post(
            form, "witness",
            lambda: operations.receive(
                form.delivery(at), nonce=form.nonce.data, actor=current_actor(), at=at
            ).document,
        )  # fmt: skip
        receipt = queries.find_receipt_of(document.id) if document else None
        if receipt:
            flash(_("Received: %(number)s. Print the act and have it signed.", number=receipt.document.number))
            return redirect(url_for("stock.receipt", receipt_id=receipt.id), 303)
    return _receipt_page(form)


@blueprint.get("/receipts/<int:receipt_id>")
@access(Permission.KEEP_STOCK)
def receipt(receipt_id: int) -> ResponseReturnValue:
    """One receipt: what came, its papers, its clock."""
    return _one_receipt(receipt_id, ReportedForm(data={"reported_on": clock.local_date(clock.now())}))


@blueprint.post("/receipts/<int:receipt_id>/reported")
@access(Permission.KEEP_STOCK)
def report_receipt(receipt_id: int) -> ResponseReturnValue:
    """Its distribution was reported to the state: the clock stands still."""
    form = ReportedForm()
    if form.is_sent:
        with form.refusing("reported_on"):
            with transaction():
                operations.report_receipt(
                    receipt_id, on=form.reported_on.data, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Marked as reported."))
            return redirect(url_for("stock.receipt", receipt_id=receipt_id), 303)
    return _one_receipt(receipt_id, form)


@blueprint.get("/receipts/<int:receipt_id>/acceptance-act")
@access(Permission.KEEP_STOCK)
def acceptance_act(receipt_id: int) -> ResponseReturnValue:
    """The act of acceptance, to be signed."""
    return render_template("stock/acceptance_act.html", receipt=queries.get_receipt(receipt_id))


@blueprint.get("/receipts/<int:receipt_id>/discrepancy-act")
@access(Permission.KEEP_STOCK)
def discrepancy_act(receipt_id: int) -> ResponseReturnValue:
    """The act of what differed from the waybill or was damaged."""
    return render_template("stock/discrepancy_act.html", receipt=queries.get_receipt(receipt_id))


def _receipt_page(form: ReceiptForm) -> ResponseReturnValue:
    kits, items = queries.list_kits(active_only=True), queries.list_items(active_only=True)
    form.offer(kits, items)
    status = 200 if "more" in request.form else form.status
    page = render_template(
        "stock/new_receipt.html", form=form, has_goods=bool(kits or items), partners=partners.list_partners()
    )
    return page, status


def _one_receipt(receipt_id: int, form: ReportedForm) -> ResponseReturnValue:
    shown = queries.get_receipt(receipt_id)
    page = render_template(
        "stock/receipt.html",
        receipt=shown,
        form=form,
        reversal=queries.find_reversal(shown.document_id),
        today=clock.local_date(clock.now()),
    )
    return page, form.status
