"""Cards: printing ten to a sheet or one, giving a new one for a lost one, blocking for a check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock, codes
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.households import operations, queries, rules
from app.households.forms import CardFilterForm, ReplaceForm
from app.households.models import Card
from app.households.views.answers import household_page, to_household
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.hubs.labels import street_name
from app.hubs.models import Hub
from app.web.access import access, current_actor
from app.web.filters import card_no
from app.web.paging import asked_key

CARDS_PER_SHEET = 10


@dataclass(frozen=True, slots=True)
class CardFace:
    """What stands on one card of 85 by 54 mm.

    The PIN stands on it beside the number: whoever holds the card opens its page by the QR code anyway, and the
    PIN is there against those who only guess numbers. A second slip would be one more paper to lose.
    """

    card_no: str
    pin: str
    qr: str
    owner: str
    """Initials and street, so that a warden sees whose of forty cards this is; no surname."""

    @classmethod
    def of(cls, card: Card, hub: Hub) -> "CardFace":
        household, head = card.household, card.household.head
        street = street_name(household.street) if household.street else ""
        name = rules.initials(head.surname, head.given) if head else ""
        return cls(
            card_no=card.card_no,
            pin=codes.pin_of(card.token),
            qr=rules.qr_content(card.token, hub.public_address),
            owner=", ".join(part for part in (name, street) if part),
        )


@blueprint.get("/cards")
@access(Permission.ISSUE_CARDS)
def cards() -> ResponseReturnValue:
    """Which cards to print: by place and day of registration, those not yet on paper unless asked otherwise."""
    form = _filter()
    ranges = queries.list_card_ranges(form.wanted) if form.validate() else []
    return render_template("households/cards.html", form=form, ranges=ranges, chosen=form.chosen)


@blueprint.get("/cards/sheet")
@access(Permission.ISSUE_CARDS)
def card_sheet() -> ResponseReturnValue:
    """The chosen cards, ten to a sheet."""
    return render_template("households/card_sheet.html", sheets=_sheets(_chosen()))


@blueprint.post("/cards/printed")
@access(Permission.ISSUE_CARDS)
def mark_printed() -> ResponseReturnValue:
    """These came out of the printer whole: do not offer them again."""
    ids = [card.id for card in _chosen()]
    with transaction():
        count = operations.mark_printed(ids, actor=current_actor(), at=clock.now())
    flash(ngettext("%(num)s card is marked as printed.", "%(num)s cards are marked as printed.", count), "good")
    query: dict[str, Any] = _filter().chosen
    return redirect(url_for("households.cards", **query), 303)


@blueprint.get("/cards/<int:card_id>/sheet")
@access(Permission.ISSUE_CARDS)
def single_card_sheet(card_id: int) -> ResponseReturnValue:
    """One card. Raises NotFound for a blocked one: it must not come out of a printer again."""
    card = queries.get_live_card(card_id)
    return render_template("households/single_card_sheet.html", card=card, sheets=_sheets([card]))


@blueprint.get("/cards/<int:card_id>/replacement")
@access(Permission.ISSUE_CARDS)
def replacement(card_id: int) -> ResponseReturnValue:
    """What happened to the card, and that the old one dies at once."""
    return _replacement_page(card_id, ReplaceForm())


@blueprint.post("/cards/<int:card_id>/replacement")
@access(Permission.ISSUE_CARDS)
def replace_card(card_id: int) -> ResponseReturnValue:
    """Give a new card. The same form sent twice gave one card, and shows it."""
    form = ReplaceForm()
    if not form.is_sent:
        return _replacement_page(card_id, form, 422)
    household_id, nonce = queries.get_card(card_id).household_id, form.nonce.data or ""
    try:
        with transaction():
            card = operations.replace_card(
                household_id, form.why, actor=current_actor(), at=clock.now(), nonce=nonce, card_id=card_id
            )
    except operations.SentTwice:
        card = cast(Card, queries.find_card_by_nonce(nonce))
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    said = _("The old card is blocked. The new one is %(number)s: print it.", number=card_no(card.card_no))
    return to_household(household_id, said)


def _replacement_page(card_id: int, form: ReplaceForm, status: int = 200) -> ResponseReturnValue:
    return render_template("households/replacement.html", card=queries.get_card(card_id), form=form), status


@blueprint.post("/cards/<int:card_id>/block")
@access(Permission.ISSUE_CARDS)
def block_card(card_id: int) -> ResponseReturnValue:
    """Stop a card until something is checked."""
    household_id = queries.get_card(card_id).household_id
    try:
        with transaction():
            operations.block_card(card_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("The card is blocked until the check is over."))


@blueprint.post("/cards/<int:card_id>/unblock")
@access(Permission.ISSUE_CARDS)
def unblock_card(card_id: int) -> ResponseReturnValue:
    """The check is over: the card works again."""
    household_id = queries.get_card(card_id).household_id
    try:
        with transaction():
            operations.unblock_card(card_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("The card works again."))


# ---- what is chosen for the printer


def _filter() -> CardFilterForm:
    form = CardFilterForm(request.args)
    settlements = hubs.list_settlements()
    form.offer([(settlement, hubs.list_streets(settlement.id)) for settlement in settlements])
    return form


def _chosen() -> Sequence[Card]:
    """The cards between ``first`` and ``last`` that the filter in the address lets through. Raises NotFound."""
    form, first, last = _filter(), asked_key("first"), asked_key("last")
    if not form.validate() or first is None or last is None:
        raise NotFound
    return queries.list_cards(form.wanted, first, last)


def _sheets(cards: Sequence[Card]) -> list[list[CardFace]]:
    """Cards as they lie on paper."""
    hub = hubs.get_hub()
    faces = [CardFace.of(card, hub) for card in cards]
    return [faces[start : start + CARDS_PER_SHEET] for start in range(0, len(faces), CARDS_PER_SHEET)]
