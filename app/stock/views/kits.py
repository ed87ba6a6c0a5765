"""Kits: what there is, what is in them, how that changed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.stock import catalogue, operations, queries, rules
from app.stock.forms import ContentsForm, KitForm
from app.stock.models import KitVersion
from app.stock.views.blueprint import blueprint, shelves
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/kits")
@access(Permission.MANAGE_KITS)
def index() -> ResponseReturnValue:
    """Every kit; where there is none yet, typical ones to start from."""
    return render_template("stock/index.html", kits=queries.list_kits(), typical=catalogue.TYPICAL)


@blueprint.get("/kits/new")
@access(Permission.MANAGE_KITS)
def new() -> ResponseReturnValue:
    """An empty form, or one filled from a typical kit (``?start=FOOD30``)."""
    form = KitForm()
    if typical := catalogue.find_typical(request.args.get("start")):
        form.code.data, form.name.data, form.name_en.data = typical.code, typical.name, typical.name_en
        form.contents.data, form.weight.data = rules.write_lines(typical.lines), rules.write_weight(typical.weight_g)
    return _new_page(form)


@blueprint.post("/kits/new")
@access(Permission.MANAGE_KITS)
def create() -> ResponseReturnValue:
    """Make the kit."""
    actor, form = current_actor(), KitForm()
    if not form.is_sent:
        return _new_page(form, 422)
    try:
        with transaction():
            kit = operations.create_kit(**form.facts(), actor=actor, at=clock.now())
    except Refusal as refusal:
        if made := queries.find_version_by_nonce(form.nonce.data):
            return _saved(made)
        form.refuse("code", tell(refusal))
        return _new_page(form, refusal.status)
    return _saved(queries.current_version(kit))


@blueprint.get("/kits/<int:kit_id>")
@access(Permission.MANAGE_KITS)
def show(kit_id: int) -> ResponseReturnValue:
    """One kit: what is in it now and what was in it before."""
    found = shelves(kit_id=kit_id) if current_actor().may(Permission.KEEP_STOCK) else ()
    return render_template("stock/show.html", kit=queries.get_kit(kit_id), shelves=found)


@blueprint.get("/kits/<int:kit_id>/contents")
@access(Permission.MANAGE_KITS)
def contents(kit_id: int) -> ResponseReturnValue:
    """The present contents to change."""
    current = queries.current_version(queries.get_kit(kit_id))
    form = ContentsForm(
        contents=rules.write_lines(rules.lines_of(current)),
        weight=rules.write_weight(current.weight_g),
    )
    return _contents_page(kit_id, form)


@blueprint.post("/kits/<int:kit_id>/contents")
@access(Permission.MANAGE_KITS)
def change_contents(kit_id: int) -> ResponseReturnValue:
    """Make a new version."""
    actor, form = current_actor(), ContentsForm()
    if not form.is_sent:
        return _contents_page(kit_id, form, 422)
    try:
        with transaction():
            version = operations.change_contents(
                kit_id=kit_id, based_on=int(form.based_on.data or 0), **form.facts(), actor=actor, at=clock.now()
            )
    except Refusal as refusal:
        if made := queries.find_version_by_nonce(form.nonce.data):
            return _saved(made)
        form.refuse("contents", tell(refusal))
        return _contents_page(kit_id, form, refusal.status)
    return _saved(version)


@blueprint.post("/kits/<int:kit_id>/retire")
@access(Permission.MANAGE_KITS)
def retire(kit_id: int) -> ResponseReturnValue:
    """Offer the kit no longer."""
    with transaction():
        kit = operations.retire_kit(kit_id=kit_id, actor=current_actor(), at=clock.now())
    flash(_("Retired. New programmes do not offer this kit; those that have it go on."))
    return redirect(url_for("stock.show", kit_id=kit.id), 303)


@blueprint.post("/kits/<int:kit_id>/restore")
@access(Permission.MANAGE_KITS)
def restore(kit_id: int) -> ResponseReturnValue:
    """Offer a retired kit again."""
    with transaction():
        kit = operations.restore_kit(kit_id=kit_id, actor=current_actor(), at=clock.now())
    flash(_("This kit is in use again."))
    return redirect(url_for("stock.show", kit_id=kit.id), 303)


def _new_page(form: KitForm, status: int = 200) -> ResponseReturnValue:
    return render_template("stock/new.html", form=form, typical=catalogue.TYPICAL), status


def _contents_page(kit_id: int, form: ContentsForm, status: int = 200) -> ResponseReturnValue:
    """The form above the present contents, which are what the next save is based on."""
    kit = queries.get_kit(kit_id)
    form.based_on.data = str(queries.current_version(kit).number)
    return render_template("stock/contents.html", form=form, kit=kit), status


def _saved(version: KitVersion) -> ResponseReturnValue:
    flash(_("Saved: version %(number)d.", number=version.number))
    return redirect(url_for("stock.show", kit_id=version.kit_id), 303)
