"""Pages of the kits of a programme: whom each is for, out of plain conditions, looked at before it is saved."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.distributions import operations, queries, rule_words, rules
from app.distributions.forms.programmes import KitForm
from app.distributions.models import Programme
from app.distributions.rules import KitTerms
from app.distributions.views.blueprint import blueprint
from app.distributions.views.programmes import lacks_rule, words_for
from app.hubs import queries as hubs
from app.stock import queries as stock
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/programmes/<int:programme_id>/kits/new")
@access(Permission.MANAGE_PROGRAMMES)
def new_kit(programme_id: int) -> ResponseReturnValue:
    """One more kit of a programme."""
    programme = queries.get_programme(programme_id)
    form = _form(programme, None)
    form.rule_text.data = programme.rule_text
    return _page(programme, None, form, 200)


@blueprint.post("/programmes/<int:programme_id>/kits")
@access(Permission.MANAGE_PROGRAMMES)
def add_kit(programme_id: int) -> ResponseReturnValue:
    """Look who matches, then add it."""
    return _save(programme_id, None)


@blueprint.get("/programmes/<int:programme_id>/kits/<int:kit_id>")
@access(Permission.MANAGE_PROGRAMMES)
def edit_kit(programme_id: int, kit_id: int) -> ResponseReturnValue:
    """A kit of a programme as it stands, with those who match."""
    programme = queries.get_programme(programme_id)
    kit = _kit_of(programme, kit_id)
    form = _form(programme, kit_id)
    form.fill(kit)
    form.rule_text.data = programme.rule_text
    return _page(programme, kit_id, form, 200, shown=kit)


@blueprint.post("/programmes/<int:programme_id>/kits/<int:kit_id>")
@access(Permission.MANAGE_PROGRAMMES)
def save_kit(programme_id: int, kit_id: int) -> ResponseReturnValue:
    """Look who matches, then change it for what is published from now on."""
    return _save(programme_id, kit_id)


@blueprint.post("/programmes/<int:programme_id>/kits/<int:kit_id>/drop")
@access(Permission.MANAGE_PROGRAMMES)
def drop_kit(programme_id: int, kit_id: int) -> ResponseReturnValue:
    """Take a kit out of a programme."""
    programme = queries.get_programme(programme_id)
    kit = _kit_of(programme, kit_id)
    try:
        with transaction():
            operations.drop_kit(programme_id, kit_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        form = _form(programme, kit_id)
        form.fill(kit)
        form.rule_text.data = programme.rule_text
        form.form_errors = [tell(refusal)]
        return _page(queries.get_programme(programme_id), kit_id, form, refusal.status, shown=kit)
    flash(_("The kit is taken out. Read the rule in words: does it still say what is given?"), "warn")
    return redirect(url_for("distributions.edit_programme", programme_id=programme_id), 303)


def _save(programme_id: int, kit_id: int | None) -> ResponseReturnValue:
    programme = queries.get_programme(programme_id)
    if kit_id is not None:
        _kit_of(programme, kit_id)
    form = _form(programme, kit_id)
    if not form.is_sent:
        return _page(programme, kit_id, form, 422)
    if lacks_rule(form, lambda: _terms_with(programme, kit_id, form.terms)):
        return _page(programme, kit_id, form, 422, shown=form.terms)
    if form.seen.data != form.fingerprint or "look" in request.form:
        return _page(programme, kit_id, form, 200, shown=form.terms, is_asked=True)
    try:
        with transaction():
            operations.save_kit(
                programme_id, form.terms, rule_text=form.rule_text.data, replaces=kit_id,
                actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse("kit", tell(refusal))
        return _page(queries.get_programme(programme_id), kit_id, form, refusal.status)
    flash(_("The kit is saved. What was published stays as promised."), "good")
    return redirect(url_for("distributions.programme", programme_id=programme_id), 303)


def _kit_of(programme: Programme, kit_id: int) -> KitTerms:
    found = next((kit for kit in queries.kit_terms(programme) if kit.kit_id == kit_id), None)
    if found is None:
        raise NotFound
    return found


def _terms_with(programme: Programme, kit_id: int | None, kit: KitTerms) -> operations.Terms:
    terms = operations.terms_of(programme)
    others = [one for one in terms.kits if one.kit_id != kit_id]
    return replace(terms, kits=[*others, kit])


def _form(programme: Programme, kit_id: int | None) -> KitForm:
    """With kits that are in use and not in the programme yet, and the one that is changed."""
    form = KitForm()
    taken = {one.kit_id for one in programme.kits} - {kit_id}
    form.offer_kits([kit for kit in stock.list_kits() if kit.id == kit_id or (kit.is_active and kit.id not in taken)])
    form.offer_settlements(hubs.list_settlements())
    return form


def _page(
    programme: Programme,
    kit_id: int | None,
    form: KitForm,
    status: int,
    *,
    shown: KitTerms | None = None,
    is_asked: bool = False,
) -> ResponseReturnValue:
    """With those who match the kit that is ``shown``, which is the one that may be saved now."""
    found = None
    if shown is not None:
        on = clock.local_date(clock.now())
        amount = rules.Amount(shown.unit, shown.quantity, shown.sizes)
        found = queries.try_kit(programme, amount, shown.target, on=on)
    page = render_template(
        "distributions/kit.html",
        programme=programme,
        kit_id=kit_id,
        form=form,
        seen=form.fingerprint if is_asked else "",
        line=rule_words.kit_line(shown, words_for()) if shown is not None else "",
        reach=found[0] if found else None,
        examples=found[1] if found else (),
        is_asked=is_asked,
    )
    return page, status
