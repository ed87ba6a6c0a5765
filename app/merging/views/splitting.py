"""People leave one household for another: who and where to, then the numbers, then the press of the button."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import operations as registering
from app.households import queries as households
from app.households.models import Household, HouseholdStatus
from app.households.queries import events as event_queries
from app.households.streets import is_street_sure, list_streets
from app.hubs import queries as hubs
from app.merging import operations
from app.merging.forms.splitting import MoveFields, SplitForm, TransferForm, told_of
from app.merging.queries.splitting import counted_in
from app.merging.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.filters import card_no

MOST_HITS = 6
CHANGE, DO = "change", "do"
"""The two buttons under the numbers."""


@blueprint.get("/households/<int:household_id>/split")
@access(Permission.MERGE_HOUSEHOLDS)
def split(household_id: int) -> ResponseReturnValue:
    """Who moves out, and where to."""
    form = _split_form(household_id)
    form.settlement.data = str(form.household.settlement_id)
    return _split_page(form)


@blueprint.post("/households/<int:household_id>/split")
@access(Permission.MERGE_HOUSEHOLDS)
def split_off(household_id: int) -> ResponseReturnValue:
    """First the numbers, then the new household."""
    form, act = _split_form(household_id), request.form.get("act")
    made_id = _made_by(form)
    if made_id is not None:
        return _to_new(made_id)
    if act == CHANGE:
        return _split_page(form)
    if not (form.is_sent and is_street_sure(form)):
        return _split_page(form, 422)
    return _split(form) if act == DO else _numbers("merging/split_numbers.html", form)


def _split(form: SplitForm) -> ResponseReturnValue:
    try:
        with transaction():
            made = operations.split_household(
                form.household.id, form.move, form.facts, actor=current_actor(), at=clock.now()
            )
    except Refusal as refusal:
        return _split_page(_refused(form, refusal), refusal.status)
    return _to_new(made.id)


@blueprint.get("/households/<int:household_id>/transfer")
@access(Permission.MERGE_HOUSEHOLDS)
def transfer(household_id: int) -> ResponseReturnValue:
    """Who goes over, and to whom."""
    return _transfer_page(_transfer_form(household_id))


@blueprint.post("/households/<int:household_id>/transfer")
@access(Permission.MERGE_HOUSEHOLDS)
def carry_over(household_id: int) -> ResponseReturnValue:
    """First the household they go to, then the numbers, then the going over."""
    form, act = _transfer_form(household_id), request.form.get("act")
    gone_to = _made_by(form)
    if gone_to is not None:
        return _to_target(gone_to)
    is_right, target = form.is_sent, _target_of(form)
    if act == CHANGE:
        return _transfer_page(form, target=target)
    if target is None or not (is_right and _is_headed(form, target)):
        return _transfer_page(_asked_whom(form, target), 422 if form.errors else 200, target)
    return _carry_over(form, target) if act == DO else _numbers("merging/transfer_numbers.html", form, target)


def _carry_over(form: TransferForm, target: Household) -> ResponseReturnValue:
    try:
        with transaction():
            operations.transfer_people(
                form.household.id, target.id, form.move, actor=current_actor(), at=clock.now()
            )  # fmt: skip
    except Refusal as refusal:
        return _transfer_page(_refused(form, refusal), refusal.status, target)
    return _to_target(target.id)


# ---- forms


def _split_form(household_id: int) -> SplitForm:
    form = SplitForm()
    _offer_people(form, household_id)
    form.offer(hubs.list_settlements(), hubs.list_locations())
    return form


def _transfer_form(household_id: int) -> TransferForm:
    form = TransferForm()
    _offer_people(form, household_id)
    form.offer_targets(_found(form))
    return form


def _offer_people(form: MoveFields, household_id: int) -> None:
    form.today = clock.local_date(clock.now())
    form.offer_people(households.get_household(household_id))


def _found(form: TransferForm) -> Sequence[Household]:
    """Whom the text in the box can mean, without those who cannot take anybody in."""
    hits = households.search(form.q.data, MOST_HITS) if form.q.data else []
    return [hit.household for hit in hits if _may_take(hit.household, form.household)]


def _may_take(target: Household, source: Household) -> bool:
    return target.id != source.id and target.status is not HouseholdStatus.MERGED and not target.is_minimal


def _target_of(form: TransferForm) -> Household | None:
    """The household that was chosen among those that were found."""
    return households.get_household(form.target_id) if form.target_id is not None else None


def _is_headed(form: TransferForm, target: Household) -> bool:
    """Whether somebody speaks for the household they go to: there is a head, or one was chosen among those who go."""
    return target.head is not None or form.head_there.data in map(str, form.going)


def _asked_whom(form: TransferForm, target: Household | None) -> TransferForm:
    if target is not None:
        if not _is_headed(form, target):
            form.refuse("head_there", _("Nobody lives there now. Choose who is the head among those who go."))
    elif not form.q.data:
        form.refuse("q", _("Write to whom they go."))
    elif not form.offered:
        form.refuse("q", _("Nobody is found. Try the card number."))
    return form


def _made_by(form: MoveFields) -> int | None:
    """Where those went of whom this very form told already."""
    event = event_queries.find_by_nonce(form.nonce.data or "")
    return event.other_household_id if event else None


def _refused(form: MoveFields, refusal: Refusal) -> MoveFields:
    form.refuse("new_head" if isinstance(refusal, registering.HeadNeeded) else "who", tell(refusal))
    return form


# ---- pages


def _split_page(form: MoveFields, status: int = 200) -> ResponseReturnValue:
    return render_template("merging/split.html", form=form, household=form.household, streets=list_streets()), status


def _transfer_page(form: MoveFields, status: int = 200, target: Household | None = None) -> ResponseReturnValue:
    return render_template("merging/transfer.html", form=form, household=form.household, target=target), status


def _numbers(template: str, form: MoveFields, target: Household | None = None) -> ResponseReturnValue:
    """What will happen, before it does. What was typed travels as hidden fields."""
    return render_template(
        template,
        form=form,
        household=form.household,
        target=target,
        target_words=told_of(target) if target else "",
        going=[person for person in form.household.people if person.id in form.going],
        counted=counted_in(form.household.id, clock.now()),
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in {"csrf_token", "act"}],
    )


def _to_new(household_id: int) -> ResponseReturnValue:
    card = households.get_household(household_id).live_card
    if card:
        flash(_("The new household has the card %(number)s: print it.", number=card_no(card.card_no)), "good")
    return redirect(url_for("households.show", household_id=household_id), 303)


def _to_target(household_id: int) -> ResponseReturnValue:
    flash(_("Done. They live here now. Look at who is who to the head."), "good")
    return redirect(url_for("households.show", household_id=household_id), 303)
