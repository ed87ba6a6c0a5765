"""Somebody lost the card: whoever may gives another one at this desk, anybody else sends them on with a note."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import approving
from app.accounts.approving import Approval
from app.checkin.models import Method
from app.checkin.rules import Reference
from app.checkin.views.answers import find_place, to_choice
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import operations, queries, rules
from app.households.forms import ReplaceForm
from app.households.models import BlockReason, Card, Household
from app.households.queries import cards as card_queries
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.filters import card_no


@blueprint.get("/check-in/households/<int:household_id>/new-card")
@access(Permission.ISSUE_CARDS)
def new_card(household_id: int) -> ResponseReturnValue:
    """The old card dies at once, the time stays; how many were replaced within the year."""
    return _page(queries.get_household(household_id), ReplaceForm(reason=BlockReason.LOST.value))


@blueprint.post("/check-in/households/<int:household_id>/new-card")
@access(Permission.ISSUE_CARDS)
def give_card(household_id: int) -> ResponseReturnValue:
    """Give it, and go back to the band. The same form again gave one card, and goes there too."""
    household, form = queries.get_household(household_id), ReplaceForm()
    if not form.is_sent:
        return _page(household, form)
    try:
        card = queries.find_card_by_nonce(form.nonce.data or "") or _give(household, form)
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _page(household, form, refusal.status)
    said = _("The old card is blocked. The new one is %(number)s.", number=card_no(card.card_no))
    flash(said if card.printed_at else said + " " + _("Print it on the page of the household."), "good")
    return redirect(url_for("checkin.desk", band=str(Reference(household_id, None, Method.SEARCH)), card="new"), 303)


def _give(household: Household, form: ReplaceForm) -> Card:
    approval, last = _approve(household, form), household.last_card
    try:
        with transaction():
            return operations.replace_card(
                household.id, form.why, actor=current_actor(), at=clock.now(), nonce=form.nonce.data or "",
                card_id=last.id if last else None, blank=form.blank_card.data, approval=approval,
            )  # fmt: skip
    except operations.SentTwice:
        found = queries.find_card_by_nonce(form.nonce.data or "")
        assert found is not None  # noqa: S101 (it was sent twice)
        return found


def _approve(household: Household, form: ReplaceForm) -> Approval | None:
    """From the third card within a year on a lead agrees. Outside the transaction. Raises Refusal."""
    if not rules.needs_lead(household, form.why, at=clock.now()):
        return None
    return approving.approve(
        form.approver_login.data, form.approver_password.data or "", form.approval_reason.data,
        actor=current_actor(), at=clock.now(),
    )  # fmt: skip


def _page(household: Household, form: ReplaceForm, status: int | None = None) -> Response:
    at = clock.now()
    page = render_template(
        "checkin/new_card.html",
        household=household,
        form=form,
        replacements=rules.count_replacements(household, at=at),
        needs_lead=rules.needs_lead(household, BlockReason.LOST, at=at),
        in_stock=card_queries.count_blank_cards(),
        band=Reference(household.id, None, Method.SEARCH),
    )
    return make_response(page, status or form.status)


@blueprint.get("/check-in/households/<int:household_id>/card-note")
@access(Permission.GIVE_AID)
def card_note(household_id: int) -> ResponseReturnValue:
    """A note for the registration desk: whose card is to be replaced, without a name."""
    place = find_place()
    if place is None:
        return to_choice()
    card = queries.get_household(household_id).last_card
    return render_template("checkin/card_note.html", card=card, place=place, household_id=household_id)
