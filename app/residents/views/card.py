"""``/c/``: what a card tells its holder. One request, one page, nothing stored in the browser."""

import hmac
from datetime import datetime

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock, codes
from app.core.db import transaction
from app.residents import queries
from app.residents.forms import LookForm
from app.residents.queries import FoundCard
from app.residents.views.blueprint import blueprint
from app.residents.views.frame import (
    GUESSES,
    GUESSES_ALLOWED,
    card_address,
    count_guess,
    is_guessed_out,
    key_for,
    render,
    render_form,
)
from app.web import limits
from app.web.access import OPEN, access


@blueprint.get("/c/")
@access(OPEN)
def ask() -> ResponseReturnValue:
    """The form for the number and the PIN."""
    return render_form(LookForm(formdata=None))


@blueprint.post("/c/")
@access(OPEN)
def look() -> ResponseReturnValue:
    """The page of a card by number and PIN. Answered at once: sent on to an address, the PIN would stand in it."""
    form, at = LookForm(), clock.now()
    if not form.is_sent:
        return render_form(form, status=422)
    if is_guessed_out(at):
        return render_form(None, status=429)
    with transaction(audited=False):
        is_too_many = count_guess(at) > GUESSES_ALLOWED
        card = queries.find_card_by_number(form.code.digits, at)
        is_right = _is_pin_right(card, form.pin_digits)
        if is_right:
            limits.uncount(GUESSES)
    if is_too_many:
        return render_form(None, status=429)
    if card is None or not is_right:
        form.refuse("pin", _("The card number or the PIN is not right. Check both, or call us."))
        return render_form(form, status=422)
    return _page(card, at, address=form.code.digits)


@blueprint.get("/c/<path:typed>")
@access(OPEN)
def show(typed: str) -> ResponseReturnValue:
    """What the address on a card leads to: a QR token to the page, a card number to the form that asks for the PIN."""
    code = codes.read_code(typed)
    if code.kind is codes.CodeKind.TOKEN:
        return _show_by_token(code.digits)
    if code.kind is codes.CodeKind.CARD_NO:
        return render_form(LookForm(formdata=None, card_no=code.digits))
    notice = _("This is not the whole code of a card. Write the number and the PIN.")
    return render_form(LookForm(formdata=None), notice=notice, status=404)


def _show_by_token(token: str) -> ResponseReturnValue:
    """A right token works even while guessing is stopped: its 66 bits are not guessed."""
    at = clock.now()
    card = queries.find_card_by_token(token, at)
    if card is not None:
        return _page(card, at, address=token)
    if is_guessed_out(at):
        return render_form(None, status=429)
    with transaction(audited=False):
        is_too_many = count_guess(at) > GUESSES_ALLOWED
    if is_too_many:
        return render_form(None, status=429)
    notice = _("We do not know this code. Write the card number and the PIN, or call us.")
    return render_form(LookForm(formdata=None), notice=notice, status=404)


def _page(card: FoundCard, at: datetime, *, address: str) -> ResponseReturnValue:
    """``address`` is where the same page in the other language is found; with a PIN it asks for the PIN again."""
    outlook = news = None
    if card.household_id is not None and not card.is_blocked:
        outlook, news = queries.outlook(card.household_id, at=at), queries.find_news(card)
    return render(
        "residents/show.html",
        here=card_address(address),
        card_no=card.card_no,
        outlook=outlook,
        news=news,
        is_blank=card.household_id is None and not card.is_blocked,
        key=key_for(card.id, at) if card.is_live and card.works else None,
        offered_until=card.offered_until,
    )


def _is_pin_right(card: FoundCard | None, pin: str) -> bool:
    """As much work for an unknown card as for a wrong PIN, so that the time of the answer tells nothing."""
    expected = codes.pin_of(card.token if card else "")
    return hmac.compare_digest(expected, pin)
