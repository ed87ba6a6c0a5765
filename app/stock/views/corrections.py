"""Goods go off the books, and the books are put right by what is counted."""

from http import HTTPStatus

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.stock import ledger, operations, queries
from app.stock.forms import StockTakeForm, WriteOffForm
from app.stock.models import DocumentKind, StockDocument, StoreKind
from app.stock.rules import Pick
from app.stock.signing import Signed
from app.stock.views.answers import post, sign, to_document
from app.stock.views.blueprint import blueprint, shelves
from app.web.access import access, current_actor


@blueprint.get("/stores/<int:store_id>/write-off")
@access(Permission.KEEP_STOCK)
def write_off(store_id: int) -> ResponseReturnValue:
    """What lies there, to write beside it what goes; ``?expired=1`` proposes what may not be used any more."""
    today = clock.local_date(clock.now())
    lots = queries.list_lots(store_id)
    expired = "expired" in request.args
    picks = [Pick(lot.lot_id, lot.quantity) for lot in lots if expired and lot.lot.has_expired(today)]
    form = WriteOffForm.of(lots, picks, day=today)
    if expired:
        form.kind.data = DocumentKind.EXPIRY
    return _write_off_page(store_id, form)


@blueprint.post("/stores/<int:store_id>/write-off")
@access(Permission.KEEP_STOCK)
def post_write_off(store_id: int) -> ResponseReturnValue:
    """Post it, with the second person."""
    form = WriteOffForm()
    if made := queries.find_document_by_nonce(form.nonce.data):
        return to_document(made)
    if form.is_sent and (signed := sign(form)) and (posted := _write_off(store_id, form, signed)):
        return to_document(posted)
    return _write_off_page(store_id, form)


def _write_off(store_id: int, form: WriteOffForm, signed: Signed) -> StockDocument | None:
    at = clock.now()
    return post(
        form, "rows",
        lambda: operations.write_off(
            form.why, store_id=store_id, picks=form.picks, signed=signed, happened_at=form.happened_at(at),
            nonce=form.nonce.data or "", actor=current_actor(), at=at,
        ),
    )  # fmt: skip


def _write_off_page(store_id: int, form: WriteOffForm) -> ResponseReturnValue:
    page = render_template(
        "stock/write_off.html", form=form, store=ledger.get_store(store_id), lots=queries.list_lots(store_id),
        shelves=shelves(store_id=store_id), today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status


@blueprint.get("/stores/<int:store_id>/stock-take")
@access(Permission.KEEP_STOCK)
def stock_take(store_id: int) -> ResponseReturnValue:
    """What the books have, to write beside it what was counted."""
    lots = queries.list_lots(_counted_store(store_id))
    return _stock_take_page(store_id, StockTakeForm.of(lots, day=clock.local_date(clock.now())))


@blueprint.get("/stores/<int:store_id>/stock-take/sheet")
@access(Permission.KEEP_STOCK)
def stock_take_sheet(store_id: int) -> ResponseReturnValue:
    """The list to go along the shelves with a pen: without the figures of the books, so that they are counted."""
    lots = queries.list_lots(_counted_store(store_id))
    return render_template("stock/stock_take_sheet.html", store=ledger.get_store(store_id), lots=lots)


@blueprint.post("/stores/<int:store_id>/stock-take")
@access(Permission.KEEP_STOCK)
def post_stock_take(store_id: int) -> ResponseReturnValue:
    """Put the books right; what is missing needs a second person."""
    form = StockTakeForm()
    if made := queries.find_document_by_nonce(form.nonce.data):
        return to_document(made)
    if form.is_sent and (signed := _signed(form)) and (posted := _take_stock(store_id, form, signed)):
        return to_document(posted)
    return _stock_take_page(store_id, form)


def _signed(form: StockTakeForm) -> Signed | None:
    """Who stands by what is missing; where nothing is, the names on the sheet are enough."""
    return sign(form) if form.takes_away else Signed(form.approval_reason.data, form.witness.data)


def _take_stock(store_id: int, form: StockTakeForm, signed: Signed) -> StockDocument | None:
    at = clock.now()
    return post(
        form, "rows",
        lambda: operations.take_stock(
            store_id, form.counts, signed=signed, happened_at=form.happened_at(at), nonce=form.nonce.data or "",
            actor=current_actor(), at=at,
        ),
    )  # fmt: skip


def _stock_take_page(store_id: int, form: StockTakeForm) -> ResponseReturnValue:
    lots = queries.list_lots(store_id)
    if form.status != HTTPStatus.OK:
        form.renew(lots)
    page = render_template(
        "stock/stock_take.html", form=form, store=ledger.get_store(store_id), lots=lots,
        shelves=shelves(store_id=store_id),
    )  # fmt: skip
    return page, form.status


def _counted_store(store_id: int) -> int:
    """Goods on the road are counted where they arrive; 404 for them."""
    return abort(404) if ledger.get_store(store_id).kind is StoreKind.TRANSIT else store_id
