"""Goods go to another hub, and what that hub tells of them."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import partners
from app.stock import operations, queries
from app.stock.forms import DispatchForm, ToldForm
from app.stock.models import Balance, StockDocument
from app.stock.signing import Signed
from app.stock.views.answers import post, sign, to_document
from app.stock.views.blueprint import blueprint, shelves
from app.stock.views.documents import document_page
from app.stock.views.transfers import asked_store, stores_to_send_from
from app.web.access import access, current_actor


@blueprint.get("/dispatches/new")
@access(Permission.KEEP_STOCK)
def new_dispatch() -> ResponseReturnValue:
    """From where (``?store=``, else the warehouse), how much of which lot, to which hub."""
    store = asked_store()
    return _page(store, DispatchForm.of(_usable(store), (), day=clock.local_date(clock.now())))


@blueprint.post("/dispatches/new")
@access(Permission.KEEP_STOCK)
def dispatch() -> ResponseReturnValue:
    """Hand the goods over, with the second person."""
    form, store = DispatchForm(), asked_store()
    if made := queries.find_document_by_nonce(form.nonce.data):
        return to_document(made)
    if form.is_sent and store and (signed := sign(form)) and (posted := _dispatch(store, form, signed)):
        return to_document(posted)
    return _page(store, form)


@blueprint.post("/stock/documents/<int:document_id>/told")
@access(Permission.KEEP_STOCK)
def note_told(document_id: int) -> ResponseReturnValue:
    """Keep what the other hub told."""
    form = ToldForm()
    if form.is_sent:
        with form.refusing("told_on"):
            with transaction():
                operations.note_told(
                    document_id, form.told.data, on=form.told_on.data, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Written down."))
            return redirect(url_for("stock.document", document_id=document_id), 303)
    return document_page(document_id, form)


def _dispatch(store: int, form: DispatchForm, signed: Signed) -> StockDocument | None:
    at = clock.now()
    return post(
        form, "rows",
        lambda: operations.dispatch(
            form.addressee, from_store_id=store, picks=form.picks, signed=signed, happened_at=form.happened_at(at),
            nonce=form.nonce.data or "", actor=current_actor(), at=at,
        ).document,
    )  # fmt: skip


def _usable(store: int) -> Sequence[Balance]:
    """What lies there and may still be used: nobody is sent anything else."""
    today = clock.local_date(clock.now())
    return [line for line in queries.list_lots(store) if not line.lot.has_expired(today)] if store else ()


def _page(store: int, form: DispatchForm) -> ResponseReturnValue:
    page = render_template(
        "stock/new_dispatch.html", form=form, store_id=store, lots=_usable(store), shelves=shelves(store_id=store),
        stores=stores_to_send_from(), partners=partners.list_partners(), today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status
