"""Printing cards, ten to a sheet or one: with initials and street, or with the number only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.core import clock, codes
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.households import operations, queries, rules
from app.households.forms import CardFilterForm
from app.households.models import Card
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.hubs.labels import street_name
from app.hubs.models import Hub
from app.web.access import access, current_actor
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
    """Initials and street, so that a warden sees whose of forty cards this is; no surname. Empty where not wanted."""
    is_blank: bool
    """Whose card it is will be written on it by hand."""

    @classmethod
    def of(cls, card: Card, hub: Hub, *, is_bare: bool = False) -> "CardFace":
        return cls(
            card_no=card.card_no,
            pin=codes.pin_of(card.token),
            qr=rules.qr_content(card.token, hub.public_address),
            owner="" if is_bare else _owner(card),
            is_blank=card.is_blank,
        )


def _owner(card: Card) -> str:
    household = card.household
    if household is None:
        return ""
    street = street_name(household.street) if household.street else ""
    name = rules.initials(household.head.surname, household.head.given) if household.head else ""
    return ", ".join(part for part in (name, street) if part)


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
    sheets = on_sheets(_chosen(), is_bare=bool(_filter().bare.data))
    return render_template("households/card_sheet.html", sheets=sheets, back=url_for("households.cards"))


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
    card, household = queries.get_live_card(card_id)
    is_bare = "bare" in request.args
    return render_template(
        "households/single_card_sheet.html",
        card=card, household=household, is_bare=is_bare, sheets=on_sheets([card], is_bare=is_bare),
    )  # fmt: skip


def on_sheets(cards: Sequence[Card], *, is_bare: bool = False) -> list[list[CardFace]]:
    """Cards as they lie on paper."""
    hub = hubs.get_hub()
    faces = [CardFace.of(card, hub, is_bare=is_bare) for card in cards]
    return [faces[start : start + CARDS_PER_SHEET] for start in range(0, len(faces), CARDS_PER_SHEET)]


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
