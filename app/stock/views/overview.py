"""What there is and where, what expires, what waits; the cards of items and kits; each store."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.stock import ledger, queries
from app.stock.models import DocumentKind
from app.stock.views.blueprint import blueprint, shelves
from app.web.access import access
from app.web.paging import asked_key


@blueprint.get("/stock")
@access(Permission.KEEP_STOCK)
def overview() -> ResponseReturnValue:
    """The balance of every kit and item, and what waits for the storekeeper."""
    today = clock.local_date(clock.now())
    return render_template(
        "stock/overview.html",
        totals=queries.see_totals(today),
        shelves=shelves(),
        stores=queries.list_stores(),
        expiring=queries.list_expiring(today),
        under_way=queries.list_under_way(),
        due=queries.list_receipts_due(),
        today=today,
    )


@blueprint.get("/stores/<int:store_id>")
@access(Permission.KEEP_STOCK)
def store(store_id: int) -> ResponseReturnValue:
    """What lies in one store, lot by lot."""
    return render_template(
        "stock/store.html",
        store=ledger.get_store(store_id),
        lots=queries.list_lots(store_id),
        shelves=shelves(store_id=store_id),
        today=clock.local_date(clock.now()),
    )


@blueprint.get("/kits/<int:kit_id>/card")
@access(Permission.KEEP_STOCK)
def kit_card(kit_id: int) -> ResponseReturnValue:
    """Every movement of a kit and what there was after it."""
    chosen = asked_key("store")
    card = queries.kit_card(kit_id, asked_key(), chosen)
    return render_template(
        "stock/card.html", kit=queries.get_kit(kit_id), card=card, stores=queries.list_stores(), chosen=chosen,
        shelves=shelves(kit_id=kit_id, store_id=chosen),
    )  # fmt: skip


@blueprint.get("/items/<int:item_id>/card")
@access(Permission.KEEP_STOCK)
def item_card(item_id: int) -> ResponseReturnValue:
    """Every movement of an item and what there was after it."""
    chosen = asked_key("store")
    card = queries.item_card(item_id, asked_key(), chosen)
    return render_template(
        "stock/card.html", item=queries.get_item(item_id), card=card, stores=queries.list_stores(), chosen=chosen
    )


@blueprint.get("/stock/documents")
@access(Permission.KEEP_STOCK)
def documents() -> ResponseReturnValue:
    """The journal, the latest first; ``?kind=`` leaves one kind of document."""
    asked = request.args.get("kind", "")
    if asked and asked not in list(DocumentKind):
        abort(404)
    kind = DocumentKind(asked) if asked else None
    return render_template(
        "stock/documents.html", page=queries.list_documents(asked_key(), kind), kinds=DocumentKind, kind=kind
    )
