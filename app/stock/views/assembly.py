"""Kits are put together: how many, and of which lots."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.stock import operations, queries
from app.stock.forms import PicksForm
from app.stock.models import Balance, KitVersion
from app.stock.rules import Available, Pick, first_expiring
from app.stock.views.answers import post, to_document
from app.stock.views.blueprint import blueprint
from app.web.access import access, current_actor

MOST_KITS = 100_000


@blueprint.get("/kits/<int:kit_id>/assembly")
@access(Permission.KEEP_STOCK)
def assembly(kit_id: int) -> ResponseReturnValue:
    """How many (``?quantity=``), then which lots: what expires first stands there as a proposal."""
    version, quantity = queries.current_version(queries.get_kit(kit_id)), _asked()
    lots = _lots(version)
    form = PicksForm.of(lots, _propose(version, quantity, lots), day=clock.local_date(clock.now()))
    return _page(version, quantity, lots, form)


@blueprint.post("/kits/<int:kit_id>/assembly")
@access(Permission.KEEP_STOCK)
def assemble(kit_id: int) -> ResponseReturnValue:
    """Post it."""
    form, quantity, at = PicksForm(), _asked(), clock.now()
    if queries.find_document_by_nonce(form.nonce.data) or (form.is_sent and quantity):
        made = post(
            form, "rows",
            lambda: operations.assemble(
                kit_id=kit_id, quantity=quantity, picks=form.picks, happened_at=form.happened_at(at),
                nonce=form.nonce.data or "", actor=current_actor(), at=at,
            ),
        )  # fmt: skip
        if made:
            return to_document(made)
    version = queries.current_version(queries.get_kit(kit_id))
    return _page(version, quantity, _lots(version), form)


def _asked() -> int:
    """How many kits are asked for; 0 when that is not told."""
    raw = request.values.get("quantity", "")
    return min(int(raw), MOST_KITS) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else 0


def _lots(version: KitVersion) -> Sequence[Balance]:
    """Usable lots of the items that the kit names, in the warehouse."""
    items = [line.item_id for line in version.lines if line.item_id is not None]
    stores = [store for store in queries.list_stores() if store.kind == "warehouse"]
    today = clock.local_date(clock.now())
    return queries.list_usable_items(stores[0].id, items, today) if stores and items else ()


def _propose(version: KitVersion, quantity: int, lots: Sequence[Balance]) -> list[Pick]:
    """What expires first, as far as it goes."""
    picks: list[Pick] = []
    for line in version.lines:
        mine = [Available(lot.lot_id, lot.quantity, lot.lot.expires_on) for lot in lots if lot.lot.item is line.item]
        picks += first_expiring(mine, quantity * (line.item_quantity or 0)) if line.item else ()
    return picks


def _page(version: KitVersion, quantity: int, lots: Sequence[Balance], form: PicksForm) -> ResponseReturnValue:
    named = [line for line in version.lines if line.item]
    there = {line.item_id: sum(lot.quantity for lot in lots if lot.lot.item is line.item) for line in named}
    most = min((there[line.item_id] // (line.item_quantity or 1) for line in named), default=0)
    page = render_template(
        "stock/assembly.html", kit=version.kit, version=version, quantity=quantity, lots=lots, form=form, there=there,
        most=most, today=clock.local_date(clock.now()),
    )  # fmt: skip
    return page, form.status
