"""One document of the warehouse: on the screen, on paper, and taken back."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.stock import operations, queries
from app.stock.forms import ReversalForm, ToldForm
from app.stock.models import DocumentKind, StockDocument
from app.stock.views.answers import post, sign, to_document
from app.stock.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/stock/documents/<int:document_id>")
@access(Permission.KEEP_STOCK)
def document(document_id: int) -> ResponseReturnValue:
    """What a document moved, why, who stood by, and what came of it."""
    return document_page(document_id, ToldForm(data={"told_on": clock.local_date(clock.now())}))


def document_page(document_id: int, form: ToldForm) -> ResponseReturnValue:
    """The page of a document; ``form`` asks what another hub told of goods that went there."""
    shown = queries.get_document(document_id)
    page = render_template(
        "stock/document.html",
        document=shown,
        receipt=queries.find_receipt_of(document_id),
        form=form,
        reversal=queries.find_reversal(document_id),
        followers=queries.list_followers(document_id),
        counts=queries.list_counts(document_id),
        is_under_way=shown in queries.list_under_way(),
    )
    return page, form.status


@blueprint.get("/stock/documents/<int:document_id>/sheet")
@access(Permission.KEEP_STOCK)
def document_sheet(document_id: int) -> ResponseReturnValue:
    """Its paper: a waybill or an act with the parts that a primary document must have (field guide 4.3)."""
    shown = queries.get_document(document_id)
    if shown.kind is DocumentKind.RECEIPT and (receipt := queries.find_receipt_of(document_id)):
        return redirect(url_for("stock.acceptance_act", receipt_id=receipt.id))
    counts = queries.list_counts(document_id)
    return render_template("stock/document_sheet.html", document=shown, counts=counts)


@blueprint.get("/stock/documents/<int:document_id>/reversal")
@access(Permission.KEEP_STOCK)
def reversal(document_id: int) -> ResponseReturnValue:
    """What taking it back would move, and why it is right."""
    shown = _standing(document_id)
    form = ReversalForm(data={"happened_on": clock.local_date(clock.now())})
    return render_template("stock/reversal.html", document=shown, form=form)


@blueprint.post("/stock/documents/<int:document_id>/reversal")
@access(Permission.KEEP_STOCK)
def reverse(document_id: int) -> ResponseReturnValue:
    """Take the document back with another one."""
    form, at = ReversalForm(), clock.now()
    if made := queries.find_document_by_nonce(form.nonce.data):
        return to_document(made)
    if form.is_sent and (signed := sign(form)):
        undone = post(
            form, "happened_on",
            lambda: operations.reverse_document(
                document_id, signed=signed, happened_at=form.happened_at(at), nonce=form.nonce.data or "",
                actor=current_actor(), at=at,
            ),
        )  # fmt: skip
        if undone:
            return to_document(undone)
    return render_template("stock/reversal.html", document=_standing(document_id), form=form), form.status


def _standing(document_id: int) -> StockDocument:
    """A document that can be taken back; 404 for others."""
    shown = queries.get_document(document_id)
    if not shown.may_be_reversed:
        abort(404)
    return shown
