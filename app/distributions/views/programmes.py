"""Pages of programmes: what is given again and again, to whom, and on whose decision."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries, rule_words
from app.distributions.forms.programmes import DecisionForm, EditProgrammeForm, KitForm, ProgrammeForm
from app.distributions.models import Programme
from app.distributions.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.hubs.labels import settlement_name
from app.stock import queries as stock
from app.stock.labels import kit_name
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/programmes")
@access(Permission.SEE_DISTRIBUTIONS)
def programmes() -> ResponseReturnValue:
    """All programmes."""
    return render_template("distributions/programmes.html", programmes=queries.list_programmes())


@blueprint.get("/programmes/<int:programme_id>")
@access(Permission.SEE_DISTRIBUTIONS)
def programme(programme_id: int) -> ResponseReturnValue:
    """One programme: its terms, whom it reaches today, its cycles."""
    return show_programme(queries.get_programme(programme_id), DecisionForm(formdata=None), 200)


def show_programme(found: Programme, form: DecisionForm, status: int) -> ResponseReturnValue:
    """The page of a programme, also with what was wrong about a decision that was to be attached."""
    names = words_for()
    page = render_template(
        "distributions/programme.html",
        programme=found,
        reach=queries.reach_of(found, on=clock.local_date(clock.now())),
        kits=[(kit.kit_id, rule_words.kit_line(kit, names)) for kit in queries.kit_terms(found)],
        between=rule_words.between_line(found.days_between) if found.days_between else "",
        bars=[rule_words.bar_line(bar.other_id, bar.days, names) for bar in found.bars],
        cycles=queries.list_cycles(found.id),
        decisions=queries.list_documents(found.id),
        form=form,
    )
    return page, status


def words_for() -> rule_words.Names:
    """What kits, settlements and programmes are called."""
    kits = {kit.id: kit_name(kit) for kit in stock.list_kits()}
    places = {place.id: settlement_name(place) for place in hubs.list_settlements()}
    programmes = {one.id: one.title for one in queries.list_programmes()}
    return rule_words.Names(kits, places, programmes)


@blueprint.get("/programmes/new")
@access(Permission.MANAGE_PROGRAMMES)
def new_programme() -> ResponseReturnValue:
    """The terms of a new programme, beginning today unless told otherwise."""
    form = _new_form()
    form.starts_on.data = clock.local_date(clock.now())
    return _new_page(form, 200)


@blueprint.post("/programmes")
@access(Permission.MANAGE_PROGRAMMES)
def create_programme() -> ResponseReturnValue:
    """Begin a programme; without a rule for the public it proposes one and asks again."""
    form = _new_form()
    made = queries.find_programme_by_nonce(form.nonce.data)
    if made is not None:
        return _to_page(made)
    if not form.is_sent or lacks_rule(form, lambda: form.terms):
        return _new_page(form, 422)
    try:
        with transaction():
            made = operations.create_programme(
                form.terms, nonce=form.nonce.data, actor=current_actor(), at=clock.now()
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse("title", tell(refusal))
        return _new_page(form, refusal.status)
    flash(_("The programme is saved. Now plan its days."), "good")
    return _to_page(made)


@blueprint.get("/programmes/<int:programme_id>/edit")
@access(Permission.MANAGE_PROGRAMMES)
def edit_programme(programme_id: int) -> ResponseReturnValue:
    """The terms as they stand."""
    found = queries.get_programme(programme_id)
    form = _edit_form(found)
    form.fill(operations.terms_of(found))
    return _edit_page(found, form, 200)


@blueprint.post("/programmes/<int:programme_id>/edit")
@access(Permission.MANAGE_PROGRAMMES)
def save_programme(programme_id: int) -> ResponseReturnValue:
    """Change the terms for what is published from now on."""
    found = queries.get_programme(programme_id)
    form, kits = _edit_form(found), queries.kit_terms(found)
    if not form.is_sent or lacks_rule(form, lambda: form.terms_with(kits)):
        return _edit_page(found, form, 422)
    try:
        with transaction():
            operations.edit_programme(programme_id, form.terms_with(kits), actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _edit_page(queries.get_programme(programme_id), form, refusal.status)
    flash(_("The programme is changed. What was published stays as promised."), "good")
    return _to_page(found)


def _new_form() -> ProgrammeForm:
    form = ProgrammeForm()
    form.offer_kits(stock.list_kits(active_only=True))
    form.offer(hubs.list_settlements(), queries.list_programmes())
    return form


def _edit_form(found: Programme) -> EditProgrammeForm:
    form = EditProgrammeForm()
    form.offer(hubs.list_settlements(), [one for one in queries.list_programmes() if one.id != found.id])
    return form


def lacks_rule(form: ProgrammeForm | EditProgrammeForm | KitForm, terms: Callable[[], operations.Terms]) -> bool:
    """Propose the rule when it is empty or was asked for, and tell to read it."""
    if form.rule_text.data and "propose" not in request.form:
        return False
    form.rule_text.data = rule_words.proposed_rule(terms(), words_for())[:400]
    form.refuse("rule_text", _("We wrote a text from your choices. Read it, change what is not so, and save."))
    return True


def _new_page(form: ProgrammeForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "distributions/new_programme.html", form=form, partners=queries.list_partner_names()
    )  # fmt: skip
    return page, status


def _edit_page(found: Programme, form: ProgrammeForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "distributions/edit_programme.html", form=form, programme=found, partners=queries.list_partner_names()
    )
    return page, status


def _to_page(found: Programme) -> ResponseReturnValue:
    return redirect(url_for("distributions.programme", programme_id=found.id), 303)
