"""Goods go to a location and back: sent, then counted where they arrive by somebody else."""

from collections.abc import Sequence

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.hubs import queries as hubs
from app.stock import ledger, operations, queries
from app.stock.forms import ArrivalForm, TransferForm
from app.stock.models import DocumentKind, StockDocument, Store, StoreKind
from app.stock.views.answers import post, to_document
from app.stock.views.blueprint import blueprint, shelves
from app.web.access import access, current_actor


@blueprint.get("/transfers")
@access(Permission.KEEP_STOCK, Permission.GIVE_AID)
def transfers() -> ResponseReturnValue:
    """What is on the road, to be counted where it arrives."""
    return render_template("stock/transfers.html", transfers=queries.list_under_way())


@blueprint.get("/transfers/new")
@access(Permission.KEEP_STOCK)
def new_transfer() -> ResponseReturnValue:
    """From where (``?store=``, else the warehouse), how much of which lot, where to."""
    store = asked_store()
    lots = queries.list_lots(store) if store else ()
    form = TransferForm.of(lots, (), day=clock.local_date(clock.now()))
    return _transfer_page(store, form)


@blueprint.post("/transfers/new")
@access(Permission.KEEP_STOCK)
def send() -> ResponseReturnValue:
    """Post the sending."""
    form, store, at = TransferForm(), asked_store(), clock.now()
    form.offer(hubs.list_locations(), ledger.get_store(store) if store else None)
    if queries.find_document_by_nonce(form.nonce.data) or (form.is_sent and store):
        sent = post(
            form, "rows",
            lambda: operations.send(
                from_store_id=store, to_location_id=form.to_location_id, picks=form.picks, carrier=form.carrier.data,
                happened_at=form.happened_at(at), nonce=form.nonce.data or "", actor=current_actor(), at=at,
            ),
        )  # fmt: skip
        if sent:
            return to_document(sent)
    return _transfer_page(store, form)


@blueprint.get("/transfers/<int:document_id>/arrival")
@access(Permission.KEEP_STOCK, Permission.GIVE_AID)
def arrival(document_id: int) -> ResponseReturnValue:
    """What was sent, to be counted where it arrives."""
    sent = _sent(document_id)
    return _arrival_page(sent, ArrivalForm.of(sent, day=clock.local_date(clock.now())))


@blueprint.post("/transfers/<int:document_id>/arrival")
@access(Permission.KEEP_STOCK, Permission.GIVE_AID)
def arrive(document_id: int) -> ResponseReturnValue:
    """Post what was counted."""
    form, at = ArrivalForm(), clock.now()
    if queries.find_document_by_nonce(form.nonce.data) or form.is_sent:
        arrived = post(
            form, "rows",
            lambda: operations.arrive(
                document_id, counted=form.counted, reason=form.reason.data, second_name=form.second_name.data,
                happened_at=form.happened_at(at), nonce=form.nonce.data or "", actor=current_actor(), at=at,
            ),
        )  # fmt: skip
        if arrived:
            return to_document(arrived)
    return _arrival_page(_sent(document_id), form)


def asked_store() -> int:
    """The store that is asked for; the warehouse when none is; 0 while the hub has no store."""
    stores = {store.id: store for store in stores_to_send_from()}
    raw = request.values.get("store", "")
    if raw.isascii() and raw.isdigit() and len(raw) <= 9:
        return int(raw) if int(raw) in stores else abort(404)
    return next((store.id for store in stores.values() if store.kind is StoreKind.WAREHOUSE), 0)


def stores_to_send_from() -> Sequence[Store]:
    """Every store but the road."""
    return [store for store in queries.list_stores() if store.kind is not StoreKind.TRANSIT]


def _sent(document_id: int) -> StockDocument:
    sent = queries.get_document(document_id)
    if sent.kind is not DocumentKind.SENT:
        abort(404)
    return sent


def _transfer_page(store: int, form: TransferForm) -> ResponseReturnValue:
    form.offer(hubs.list_locations(), ledger.get_store(store) if store else None)
    page = render_template(
        "stock/new_transfer.html", form=form, store_id=store, lots=queries.list_lots(store) if store else (),
        stores=stores_to_send_from(), shelves=shelves(store_id=store), today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status


def _arrival_page(sent: StockDocument, form: ArrivalForm) -> ResponseReturnValue:
    page = render_template(
        "stock/arrival.html", form=form, document=sent, moves=[move for move in sent.movements if move.quantity > 0],
        is_own=sent.staff_id == current_actor().staff_id,
    )  # fmt: skip
    return page, form.status
