"""Giving another card, holding one for a check, and the lists of those that do not work."""

from collections.abc import Callable
from typing import cast

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.approving import Approval, approve
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import operations, queries, rules
from app.households.forms import CheckForm, ReplaceForm
from app.households.models import Card, Household
from app.households.queries import cards as card_queries
from app.households.views.answers import household_page, to_household
from app.households.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.filters import card_no
from app.web.paging import asked_key


@blueprint.get("/cards/<int:card_id>/replacement")
@access(Permission.ISSUE_CARDS)
def replacement(card_id: int) -> ResponseReturnValue:
    """What happened to the card, how many were replaced within the year, and that the old one dies at once."""
    return _replacement_page(card_id, ReplaceForm())


@blueprint.post("/cards/<int:card_id>/replacement")
@access(Permission.ISSUE_CARDS)
def replace_card(card_id: int) -> ResponseReturnValue:
    """Give another card. The same form sent twice gave one card, and shows it."""
    form = ReplaceForm()
    _card, household = queries.get_card(card_id)
    if not form.is_sent:
        return _replacement_page(card_id, form)
    card = queries.find_card_by_nonce(form.nonce.data or "") or _replace(household, card_id, form)
    if card is None:
        return _replacement_page(card_id, form)
    said = _("The old card is blocked. The new one is %(number)s.", number=card_no(card.card_no))
    return to_household(household.id, said if card.printed_at else said + " " + _("Print it."))


def _replace(household: Household, card_id: int, form: ReplaceForm) -> Card | None:
    """The card that is given now; None when the form tells why there is none."""
    approval = None
    if rules.needs_lead(household, form.why, at=clock.now()):
        with form.refusing("approval_reason"):
            approval = _approve(form)
        if approval is None:
            return None
    with form.refusing("blank_card" if form.blank_card.data else "reason"):
        return _give(household.id, card_id, form, approval)
    return None


def _approve(form: ReplaceForm) -> Approval:
    """Outside the transaction: looking at a password takes a tenth of a second on purpose."""
    return approve(
        form.approver_login.data, form.approver_password.data or "", form.approval_reason.data,
        actor=current_actor(), at=clock.now(),
    )  # fmt: skip


def _give(household_id: int, card_id: int, form: ReplaceForm, approval: Approval | None) -> Card:
    nonce = form.nonce.data or ""
    try:
        with transaction():
            return operations.replace_card(
                household_id, form.why, actor=current_actor(), at=clock.now(), nonce=nonce,
                card_id=card_id, blank=form.blank_card.data, approval=approval,
            )  # fmt: skip
    except operations.SentTwice:
        return cast(Card, queries.find_card_by_nonce(nonce))


def _replacement_page(card_id: int, form: ReplaceForm) -> ResponseReturnValue:
    card, household = queries.get_card(card_id)
    at = clock.now()
    page = render_template(
        "households/replacement.html",
        card=card, household=household, form=form,
        replacements=rules.count_replacements(household, at=at),
        needs_lead=rules.needs_lead(household, rules.COUNTED_REASONS[0], at=at),
        in_stock=card_queries.count_blank_cards(),
    )  # fmt: skip
    return page, form.status


# ---- cards held for a check


@blueprint.get("/cards/under-check")
@access(Permission.ISSUE_CARDS)
def cards_under_check() -> ResponseReturnValue:
    """Cards held for a check, the longest waiting first, and how each check is finished."""
    return render_template("households/cards_under_check.html", page=card_queries.list_under_check(asked_key()))


@blueprint.get("/cards/<int:card_id>/check")
@access(Permission.ISSUE_CARDS)
def check(card_id: int) -> ResponseReturnValue:
    """Why this card is held."""
    return _check_page(card_id, CheckForm())


@blueprint.post("/cards/<int:card_id>/check")
@access(Permission.ISSUE_CARDS)
def block_card(card_id: int) -> ResponseReturnValue:
    """Hold a card until something is checked."""
    form = CheckForm()
    if not form.is_sent:
        return _check_page(card_id, form)
    return _act(card_id, lambda: _block(card_id, form), _("The card is blocked until the check is over."))


def _check_page(card_id: int, form: CheckForm) -> ResponseReturnValue:
    card, household = queries.get_card(card_id)
    return render_template("households/check.html", card=card, household=household, form=form), form.status


def _block(card_id: int, form: CheckForm) -> None:
    operations.block_card(card_id, form.why, actor=current_actor(), at=clock.now())


@blueprint.post("/cards/<int:card_id>/unblock")
@access(Permission.ISSUE_CARDS)
def unblock_card(card_id: int) -> ResponseReturnValue:
    """The check is over: the card works again."""
    return _act(
        card_id, lambda: operations.unblock_card(card_id, actor=current_actor(), at=clock.now()),
        _("The card works again."),
    )  # fmt: skip


@blueprint.post("/cards/<int:card_id>/loss")
@access(Permission.ISSUE_CARDS)
def lose_card(card_id: int) -> ResponseReturnValue:
    """The card is lost or stolen: it stops for good."""
    return _act(
        card_id, lambda: operations.lose_card(card_id, actor=current_actor(), at=clock.now()),
        _("The card is blocked for good. Give a new one if they have no other."),
    )  # fmt: skip


def _act(card_id: int, verb: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it and say so on the page of the household; a refusal is said there too."""
    _card, household = queries.get_card(card_id)
    try:
        with transaction():
            verb()
    except Refusal as refusal:
        return household_page(household.id, refusal=refusal)
    return to_household(household.id, said)


# ---- cards to look out for


@blueprint.get("/cards/lost")
@access(Permission.SEE_DISTRIBUTIONS)
def lost_cards() -> ResponseReturnValue:
    """Numbers of lost and replaced cards, the latest first, for whoever sits at a desk."""
    return render_template(
        "households/lost_cards.html", page=card_queries.list_lost(asked_key()), count=card_queries.count_lost()
    )


@blueprint.get("/cards/lost/sheet")
@access(Permission.SEE_DISTRIBUTIONS)
def lost_cards_sheet() -> ResponseReturnValue:
    """The same for a desk without power and for wardens, in the order of the numbers: nobody can search on paper."""
    lost = card_queries.list_lost(None, most=card_queries.LOST_ON_A_PRINT)
    return render_template("households/lost_cards_sheet.html", page=lost)
