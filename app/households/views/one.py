"""One household: looking with a trace, correcting, and asking."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.households import operations, queries
from app.households.forms import ConsentForm, FactsForm, MinimalFactsForm, StatusForm
from app.households.models import ConsentKind, ConsentMethod, HouseholdStatus, StatusReason
from app.households.rules import Purpose
from app.households.streets import is_street_sure, list_streets
from app.households.views.answers import household_page, leave_trace, to_household
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.web.access import access, current_actor


@blueprint.get("/households/<int:household_id>")
@access(Permission.SEE_HOUSEHOLDS)
def show(household_id: int) -> ResponseReturnValue:
    """Everything about a household in one column, names and numbers masked."""
    return household_page(household_id)


@blueprint.post("/households/<int:household_id>/reveal")
@access(Permission.REVEAL_NAMES)
def reveal(household_id: int) -> ResponseReturnValue:
    """The same page with names, for this once. Not redirected: the next look is masked again."""
    leave_trace(household_id, Purpose.PAGE)
    return household_page(household_id, is_revealed=True)


# ---- correcting


@blueprint.get("/households/<int:household_id>/edit")
@access(Permission.REGISTER_HOUSEHOLDS)
def edit(household_id: int) -> ResponseReturnValue:
    """Address, phones, needs and note to correct; of a minimal record, which holds nothing to mask, size and place."""
    household = queries.get_household(household_id)
    if household.is_minimal:
        return _edit_page(household_id, MinimalFactsForm(data=MinimalFactsForm.values_of(household)))
    leave_trace(household_id, Purpose.HOUSEHOLD_FORM)
    return _edit_page(household_id, FactsForm(data=FactsForm.values_of(household)))


@blueprint.post("/households/<int:household_id>/edit")
@access(Permission.REGISTER_HOUSEHOLDS)
def change(household_id: int) -> ResponseReturnValue:
    """Write down what is now so."""
    if queries.get_household(household_id).is_minimal:
        return _change_minimal(household_id)
    form = FactsForm()
    form.offer(hubs.list_settlements(), hubs.list_locations())
    if not (form.is_sent and is_street_sure(form)):
        return _edit_page(household_id, form, 422)
    with transaction():
        operations.change_household(household_id, form.facts, actor=current_actor(), at=clock.now())
    return to_household(household_id, _("Corrected."))


def _change_minimal(household_id: int) -> ResponseReturnValue:
    form = MinimalFactsForm()
    form.offer(hubs.list_settlements(), hubs.list_locations())
    if not form.is_sent:
        return _edit_page(household_id, form, 422)
    with transaction():
        operations.change_minimal(household_id, form.facts, actor=current_actor(), at=clock.now())
    return to_household(household_id, _("Corrected."))


def _edit_page(household_id: int, form: FactsForm | MinimalFactsForm, status: int = 200) -> ResponseReturnValue:
    form.offer(hubs.list_settlements(), hubs.list_locations())
    household = queries.get_household(household_id)
    return render_template("households/edit.html", form=form, household=household, streets=list_streets()), status


# ---- out of the assignment and back


@blueprint.get("/households/<int:household_id>/status")
@access(Permission.REGISTER_HOUSEHOLDS)
def status(household_id: int) -> ResponseReturnValue:
    """Whether the household is assigned aid, and why that should change."""
    form = StatusForm(new_status=queries.get_household(household_id).status.value)
    return _status_page(household_id, form)


@blueprint.post("/households/<int:household_id>/status")
@access(Permission.REGISTER_HOUSEHOLDS)
def change_status(household_id: int) -> ResponseReturnValue:
    """Take the household out of the assignment or back into it."""
    form = StatusForm()
    if not form.is_sent:
        return _status_page(household_id, form, 422)
    with transaction():
        operations.change_status(
            household_id, HouseholdStatus(form.new_status.data), StatusReason(form.reason.data),
            actor=current_actor(), at=clock.now(),
        )  # fmt: skip
    return to_household(household_id, _("Written down."))


def _status_page(household_id: int, form: StatusForm, code: int = 200) -> ResponseReturnValue:
    household = queries.get_household(household_id)
    return render_template("households/status.html", form=form, household=household), code


# ---- telling and asking


@blueprint.post("/households/<int:household_id>/consents/<any(notice, calls, partners, health_questions):kind>")
@access(Permission.REGISTER_HOUSEHOLDS)
def give_consent(household_id: int, kind: str) -> ResponseReturnValue:
    """Write down what was agreed at this visit."""
    form = ConsentForm()
    if not form.is_sent:
        return household_page(household_id, refusal=MethodNeeded())
    try:
        with transaction():
            operations.give_consent(
                household_id, ConsentKind(kind), ConsentMethod(form.method.data), actor=current_actor(), at=clock.now()
            )
    except operations.ConsentAlreadyGiven:
        pass  # the same form twice
    return to_household(household_id, _("Written down."))


class MethodNeeded(Refusal):
    """A consent without how it was shown proves nothing."""

    message = N_("Mark how it was agreed.")
    status = 422


@blueprint.post("/households/<int:household_id>/consents/<any(calls, partners, health_questions):kind>/withdrawal")
@access(Permission.REGISTER_HOUSEHOLDS)
def withdraw_consent(household_id: int, kind: str) -> ResponseReturnValue:
    """Take a consent back."""
    try:
        with transaction():
            operations.withdraw_consent(household_id, ConsentKind(kind), actor=current_actor(), at=clock.now())
    except operations.ConsentNotGiven:
        pass  # the same form twice
    return to_household(household_id, _("Taken back."))
