"""Items, and which item each line of a kit is."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.stock import operations, queries, rules
from app.stock.forms import EditItemForm, ItemForm, KitItemsForm
from app.stock.models import Item, ItemUnit, KitVersion
from app.stock.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/items")
@access(Permission.KEEP_STOCK)
def items() -> ResponseReturnValue:
    """Every item."""
    return render_template("stock/items.html", items=queries.list_items())


@blueprint.get("/items/new")
@access(Permission.KEEP_STOCK)
def new_item() -> ResponseReturnValue:
    """An empty form."""
    return render_template("stock/new_item.html", form=ItemForm())


@blueprint.post("/items/new")
@access(Permission.KEEP_STOCK)
def create_item() -> ResponseReturnValue:
    """Make the item. The same form sent twice made one."""
    form = ItemForm()
    item = queries.find_item_by_nonce(form.nonce.data)
    if item is None and form.is_sent:
        item = _create(form)
    if item is None:
        return render_template("stock/new_item.html", form=form), form.status
    flash(_("Saved: %(name)s.", name=item.name))
    return redirect(url_for("stock.items"), 303)


def _create(form: ItemForm) -> Item | None:
    with form.refusing("code"), transaction():
        return operations.create_item(
            form.details, code=form.code.data, unit=ItemUnit(form.unit.data), nonce=form.nonce.data or "",
            actor=current_actor(), at=clock.now(),
        )  # fmt: skip
    return None


@blueprint.get("/items/<int:item_id>/edit")
@access(Permission.KEEP_STOCK)
def edit_item(item_id: int) -> ResponseReturnValue:
    """The item to correct."""
    item = queries.get_item(item_id)
    form = EditItemForm(obj=item, weight=rules.write_weight(item.weight_g))
    return render_template("stock/edit_item.html", item=item, form=form)


@blueprint.post("/items/<int:item_id>/edit")
@access(Permission.KEEP_STOCK)
def change_item(item_id: int) -> ResponseReturnValue:
    """Correct it."""
    form = EditItemForm()
    if not form.is_sent:
        return render_template("stock/edit_item.html", item=queries.get_item(item_id), form=form), form.status
    with transaction():
        item = operations.change_item(item_id, form.details, actor=current_actor(), at=clock.now())
    flash(_("Saved: %(name)s.", name=item.name))
    return redirect(url_for("stock.items"), 303)


@blueprint.get("/kits/<int:kit_id>/items")
@access(Permission.MANAGE_KITS)
def kit_items(kit_id: int) -> ResponseReturnValue:
    """Each line of the kit, with the item it is."""
    return _kit_items_page(kit_id, KitItemsForm.of(queries.current_version(queries.get_kit(kit_id))))


@blueprint.post("/kits/<int:kit_id>/items")
@access(Permission.MANAGE_KITS)
def name_items(kit_id: int) -> ResponseReturnValue:
    """Make the new version."""
    form = KitItemsForm()
    version = queries.find_version_by_nonce(form.nonce.data)
    form.offer(queries.list_items())
    if version is None and form.is_sent:
        version = _name(kit_id, form)
    if version is None:
        return _kit_items_page(kit_id, form)
    flash(_("Saved: version %(number)d.", number=version.number))
    return redirect(url_for("stock.show", kit_id=kit_id), 303)


def _name(kit_id: int, form: KitItemsForm) -> KitVersion | None:
    with form.refusing("rows"), transaction():
        return operations.name_items(
            kit_id=kit_id, based_on=int(form.based_on.data or 0), items=form.items, nonce=form.nonce.data or "",
            actor=current_actor(), at=clock.now(),
        )  # fmt: skip
    return None


def _kit_items_page(kit_id: int, form: KitItemsForm) -> ResponseReturnValue:
    kit = queries.get_kit(kit_id)
    form.offer(queries.list_items(active_only=True))
    return render_template("stock/kit_items.html", kit=kit, form=form), form.status
