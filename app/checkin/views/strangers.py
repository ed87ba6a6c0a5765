"""Somebody came with a card and is not among those who may collect: three outcomes, in neutral words."""

from contextlib import suppress
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from app.accounts import approving
from app.checkin import operations, queries
from app.checkin.forms import StrangerForm
from app.checkin.models import Verdict
from app.checkin.operations import AlreadyAsked, RepeatedForm
from app.checkin.queries import Place, Scan
from app.checkin.rules import Reference
from app.checkin.views.answers import desk_page, find_place, to_choice
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.households import operations as households
from app.households import queries as household_queries
from app.households.models import CheckReason
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.filters import card_no
from app.web.forms import NonceForm


class OutcomeForm(NonceForm):
    """Which band it is about."""

    band = HiddenField()

    @property
    def reference(self) -> Reference | None:
        return Reference.read(self.band.data or "")


@blueprint.get("/check-in/stranger")
@access(Permission.GIVE_AID)
def stranger() -> ResponseReturnValue:
    """Who may collect, and what can be done: hold the card, give once, deliver it to the home."""
    place, reference = find_place(), Reference.read(request.args.get("band", ""))
    if place is None:
        return to_choice()
    return _back() if reference is None else _page(place, reference)


@blueprint.post("/check-in/stranger/phone")
@access(Permission.REVEAL_NAMES)
def reveal_phone() -> ResponseReturnValue:
    """Show the telephone of the holder, to call and ask; that it was looked at is recorded."""
    place, reference = find_place(), OutcomeForm().reference
    if place is None or reference is None:
        return to_choice()
    household = household_queries.get_household(reference.household_id)
    with transaction():
        operations.reveal_phone(household.id, place=place, actor=current_actor(), at=clock.now())
    return _page(place, reference, phones=[phone for phone in (household.phone1, household.phone2) if phone])


@blueprint.post("/check-in/stranger/check")
@access(Permission.GIVE_AID)
def hold_card() -> ResponseReturnValue:
    """Nothing is given, and the card is held until it is made clear."""
    place, reference = find_place(), OutcomeForm().reference
    if place is None or reference is None or reference.card_id is None:
        return to_choice()
    with suppress(households.CardAlreadyBlocked), transaction():
        households.block_card(reference.card_id, CheckReason.STRANGER, actor=current_actor(), at=clock.now())
    card, _household = household_queries.get_card(reference.card_id)
    flash(_("Nothing was given. Card %(card)s waits for the check.", card=card_no(card.card_no)), "good")
    return _back()


@blueprint.post("/check-in/stranger/delivery")
@access(Permission.GIVE_AID)
def ask_delivery() -> ResponseReturnValue:
    """A warden brings it to the home."""
    place, form = find_place(), OutcomeForm()
    reference = form.reference if form.is_sent else None
    if place is None or reference is None:
        return to_choice()
    answer = _scan(place, reference)
    if queries.find_delivery_by_nonce(form.nonce.data or "") is None:
        if answer.verdict is not Verdict.GIVE or answer.decision.claim is None:
            return _page(place, reference, 409)
        with suppress(AlreadyAsked), transaction():
            operations.ask_delivery(
                answer.decision.claim.entitlement_id, nonce=form.nonce.data or "",
                actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    flash(_("Nothing was given here. It is on the delivery list: a warden brings it to the home."), "good")
    return _back()


@blueprint.post("/check-in/deliveries/<int:entitlement_id>/end")
@access(Permission.GIVE_AID)
def cancel_delivery(entitlement_id: int) -> ResponseReturnValue:
    """Somebody of the household came after all. Pressed twice, or at two desks, it is off the list once."""
    place, reference = find_place(), OutcomeForm().reference
    if place is None:
        return to_choice()
    try:
        with suppress(NotFound), transaction():
            operations.cancel_delivery(entitlement_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return desk_page(
            place, refusal.status, scan=_scan(place, reference) if reference else None, message=tell(refusal)
        )
    flash(_("It is off the delivery list: it is collected at the desk."), "good")
    return redirect(url_for("checkin.desk", band=str(reference) if reference else None), 303)


@blueprint.post("/check-in/stranger/give")
@access(Permission.GIVE_AID)
def give_once() -> ResponseReturnValue:
    """Give it to this person, this once, because a lead stands by."""
    place, form = find_place(), StrangerForm()
    form.today = clock.local_date(clock.now())
    reference = Reference.read(form.band.data or "")
    if place is None or reference is None:
        return to_choice()
    if not form.is_sent:
        return _page(place, reference, 422, form=form)
    try:
        hand_over_id = _give(form, place, reference)
    except RepeatedForm as repeated:
        hand_over_id = repeated.hand_over_id
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _page(place, reference, refusal.status, form=form)
    return redirect(url_for("checkin.desk", given=hand_over_id), 303)


def _give(form: StrangerForm, place: Place, reference: Reference) -> int:
    actor, at = current_actor(), clock.now()
    approval = approving.approve(
        form.approver_login.data, form.approver_password.data or "", form.approval_reason.data, actor=actor, at=at
    )
    with transaction():
        return operations.hand_over(
            int(form.entitlement.data or 0), place=place, taker=form.taker, card_id=reference.card_id,
            method=reference.method, approval=approval, nonce=form.nonce.data or "", actor=actor, at=at,
        )  # fmt: skip


def _scan(place: Place, reference: Reference) -> Scan:
    return queries.scan(queries.find_again(reference), place, clock.now())


def _page(
    place: Place, reference: Reference, status: int = 200, *, form: StrangerForm | None = None, **shown: Any
) -> Response:
    answer = _scan(place, reference)
    if form is None:
        claim = answer.decision.claim
        form = StrangerForm(
            formdata=None, band=str(reference), entitlement=str(claim.entitlement_id) if claim else ""
        )  # fmt: skip
    page = render_template(
        "checkin/stranger.html", scan=answer, form=form, outcome=OutcomeForm(formdata=None, band=str(reference)),
        place=place, **shown,
    )  # fmt: skip
    return make_response(page, status)


def _back() -> ResponseReturnValue:
    return redirect(url_for("checkin.desk"), 303)
