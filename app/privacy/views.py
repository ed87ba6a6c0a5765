"""What is held about a household, on paper and on the screen; how long what is kept; the purge."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import forget_deleted, transaction
from app.households import labels as household_labels
from app.households import operations as households
from app.households import queries as household_queries
from app.households.rules import Purpose
from app.hubs import queries as hubs
from app.privacy import keeping, labels, operations, queries
from app.privacy.forms import PurgeForm, TermsForm
from app.privacy.models import Kept
from app.web.access import access, current_actor
from app.web.paging import asked_key

blueprint = Blueprint("privacy", __name__)
blueprint.add_app_template_filter(labels.term, "retention_term")
blueprint.before_app_request(keeping.begin_day)


@blueprint.get("/households/<int:household_id>/sheet")
@access(Permission.REVEAL_NAMES)
def sheet(household_id: int) -> ResponseReturnValue:
    """Everything that is held about a household, when it changed, and how to correct or withdraw it."""
    household_queries.get_household(household_id)
    with transaction():
        households.reveal_household(household_id, Purpose.SHEET, actor=current_actor(), at=clock.now())
    at = clock.now()
    return render_template(
        "privacy/sheet.html",
        held=queries.get_held(household_id, at=at),
        terms=queries.get_terms(),
        kinds=Kept,
        need_words=household_labels.NEEDS,
        functional_words=household_labels.FUNCTIONAL,
        difficulty_words=household_labels.DIFFICULTIES,
    )


@blueprint.get("/settings/retention")
@access(Permission.KEEP_PRIVACY)
def retention() -> ResponseReturnValue:
    """How long what is kept."""
    return _retention_page(TermsForm(queries.get_terms()))


@blueprint.post("/settings/retention")
@access(Permission.KEEP_PRIVACY)
def change_retention() -> ResponseReturnValue:
    """Decide how long what is kept; nothing goes before the next purge."""
    form = TermsForm(queries.get_terms())
    if not form.is_sent:
        return _retention_page(form)
    with transaction():
        operations.change_terms(form.terms, actor=current_actor(), at=clock.now())
    flash(_("Written down. Nothing was deleted."), "good")
    return redirect(url_for("privacy.retention"), 303)


def _retention_page(form: TermsForm) -> ResponseReturnValue:
    return render_template("privacy/retention.html", form=form, meanings=labels.MEANINGS), form.status


@blueprint.get("/settings/purge")
@access(Permission.KEEP_PRIVACY)
def purge() -> ResponseReturnValue:
    """What would go now, in numbers and by pseudonym; nothing is changed."""
    return _purge_page(PurgeForm())


@blueprint.post("/settings/purge")
@access(Permission.KEEP_PRIVACY)
def clear() -> ResponseReturnValue:
    """Clear what is older than its term, for good."""
    form = PurgeForm()
    if form.is_sent:
        with form.refusing("name"), transaction():
            operations.purge(form.name.data, actor=current_actor(), at=clock.now())
    if form.errors:
        return _purge_page(form)
    forget_deleted()
    flash(_("Cleared. The trace says how much of what. Older backup copies still hold it: destroy them."), "good")
    return redirect(url_for("privacy.purge"), 303)


def _purge_page(form: PurgeForm) -> ResponseReturnValue:
    at, terms = clock.now(), queries.get_terms()
    page = render_template(
        "privacy/purge.html",
        form=form,
        terms=terms,
        going=queries.see_going(terms, at=at),
        page=queries.list_going(terms, asked_key(), at=at),
        name=hubs.get_hub().name,
    )
    return page, form.status
