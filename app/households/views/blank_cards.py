"""The stock of blank cards: made and printed ahead, given by scanning, struck off when lost."""

from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.households import operations
from app.households.forms import BlankCardsForm, StrikeOffForm
from app.households.models import Card, CardBatch
from app.households.queries import cards as card_queries
from app.households.views.blueprint import blueprint
from app.households.views.cards import on_sheets
from app.web.access import access, current_actor
from app.web.filters import card_no
from app.web.paging import asked_key


@blueprint.get("/blank-cards")
@access(Permission.ISSUE_CARDS)
def blank_cards() -> ResponseReturnValue:
    """How many blank cards are left, the batches they came in, and the ways to make and strike off some."""
    return _page(BlankCardsForm(), StrikeOffForm(formdata=None))


@blueprint.post("/blank-cards")
@access(Permission.ISSUE_CARDS)
def make_blank_cards() -> ResponseReturnValue:
    """Numbers for cards of nobody. The same form sent twice makes one batch, and shows it."""
    form = BlankCardsForm()
    if not form.is_sent:
        return _page(form, StrikeOffForm(formdata=None))
    nonce = form.nonce.data or ""
    try:
        with transaction():
            batch = operations.make_blank_cards(
                form.count.data or 0, actor=current_actor(), at=clock.now(), nonce=nonce
            )
    except operations.SentTwice:
        batch = cast(CardBatch, card_queries.find_batch_by_nonce(nonce))
    return redirect(url_for("households.card_batch", batch_id=batch.id), 303)


@blueprint.get("/card-batches/<int:batch_id>")
@access(Permission.ISSUE_CARDS)
def card_batch(batch_id: int) -> ResponseReturnValue:
    """The cards of one batch: which still wait in the stock."""
    batch = card_queries.get_batch(batch_id)
    return render_template("households/card_batch.html", batch=batch, cards=card_queries.list_batch(batch_id))


@blueprint.get("/card-batches/<int:batch_id>/sheet")
@access(Permission.ISSUE_CARDS)
def card_batch_sheet(batch_id: int) -> ResponseReturnValue:
    """Those of the batch that are still blank, ten to a sheet, also when they are printed again."""
    card_queries.get_batch(batch_id)
    blank = [card for card in card_queries.list_batch(batch_id) if card.is_blank and card.blocked_at is None]
    back = url_for("households.card_batch", batch_id=batch_id)
    return render_template("households/card_sheet.html", sheets=on_sheets(blank), back=back)


@blueprint.post("/blank-cards/struck-off")
@access(Permission.ISSUE_CARDS)
def strike_off_blank_card() -> ResponseReturnValue:
    """A blank card was lost or spoilt: nobody can be given it any more."""
    form = StrikeOffForm()
    card = _strike_off(form) if form.is_sent else None
    if card is None:
        return _page(BlankCardsForm(formdata=None), form)
    flash(_("Card %(number)s is struck off.", number=card_no(card.card_no)), "good")
    return redirect(url_for("households.blank_cards"), 303)


def _strike_off(form: StrikeOffForm) -> Card | None:
    with form.refusing("code"), transaction():
        return operations.strike_off_blank_card(form.code.data, actor=current_actor(), at=clock.now())
    return None


def _page(form: BlankCardsForm, strike_off_form: StrikeOffForm) -> ResponseReturnValue:
    page = render_template(
        "households/blank_cards.html",
        form=form,
        strike_off_form=strike_off_form,
        left=card_queries.count_blank_cards(),
        page=card_queries.list_batches(asked_key()),
    )
    return page, 422 if form.errors else strike_off_form.status if strike_off_form.errors else 200
