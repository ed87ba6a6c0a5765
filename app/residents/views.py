"""``/c/``: what a card tells its holder. One request, one page, nothing stored in the browser."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock, codes
from app.core.db import transaction
from app.hubs import queries as hubs
from app.residents import queries
from app.residents.forms import LookForm
from app.residents.queries import FoundCard
from app.web import door_style as style
from app.web import limits
from app.web.access import OPEN, access

blueprint = Blueprint("residents", __name__, url_prefix="/c")
blueprint.record_once(style.init_app)

GUESSES = "residents"
"""One bucket for the whole hub: a hub shares one address, and a guesser has many."""
GUESSES_ALLOWED = 60
GUESSES_WINDOW = timedelta(minutes=10)


@blueprint.before_request
def _touch_no_cookie() -> None:
    g.is_cookieless = True


@blueprint.after_request
def _close_the_door(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = style.POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/")
@access(OPEN)
def ask() -> ResponseReturnValue:
    """The form for the number and the PIN."""
    return _form(LookForm(formdata=None))


@blueprint.post("/")
@access(OPEN)
def look() -> ResponseReturnValue:
    """The page of a card by number and PIN. Answered at once: sent on to an address, the PIN would stand in it."""
    form, at = LookForm(), clock.now()
    if not form.is_sent:
        return _form(form, status=422)
    if _is_guessed_out(at):
        return _form(None, status=429)
    with transaction(audited=False):
        is_too_many = _count_guess(at) > GUESSES_ALLOWED
        card = queries.find_card_by_number(form.code.digits, at)
        is_right = _is_pin_right(card, form.pin_digits)
        if is_right:
            limits.uncount(GUESSES)
    if is_too_many:
        return _form(None, status=429)
    if card is None or not is_right:
        form.refuse("pin", _("The card number or the PIN is not right. Check both, or call us."))
        return _form(form, status=422)
    return _page(card, at, address=form.code.digits)


@blueprint.get("/<path:typed>")
@access(OPEN)
def show(typed: str) -> ResponseReturnValue:
    """What the address on a card leads to: a QR token to the page, a card number to the form that asks for the PIN."""
    code = codes.read_code(typed)
    if code.kind is codes.CodeKind.TOKEN:
        return _show_by_token(code.digits)
    if code.kind is codes.CodeKind.CARD_NO:
        return _form(LookForm(formdata=None, card_no=code.digits))
    notice = _("This is not the whole code of a card. Write the number and the PIN.")
    return _form(LookForm(formdata=None), notice=notice, status=404)


def _show_by_token(token: str) -> ResponseReturnValue:
    """A right token works even while guessing is stopped: its 66 bits are not guessed."""
    at = clock.now()
    card = queries.find_card_by_token(token, at)
    if card is not None:
        return _page(card, at, address=token)
    if _is_guessed_out(at):
        return _form(None, status=429)
    with transaction(audited=False):
        is_too_many = _count_guess(at) > GUESSES_ALLOWED
    if is_too_many:
        return _form(None, status=429)
    notice = _("We do not know this code. Write the card number and the PIN, or call us.")
    return _form(LookForm(formdata=None), notice=notice, status=404)


def _page(card: FoundCard, at: datetime, *, address: str) -> ResponseReturnValue:
    """``address`` is where the same page in the other language is found; with a PIN it asks for the PIN again."""
    outlook = news = None
    if card.household_id is not None and not card.is_blocked:
        outlook, news = queries.outlook(card.household_id, at=at), queries.find_news(card)
    is_blank = card.household_id is None and not card.is_blocked
    return _render(
        "residents/show.html", address=address, card_no=card.card_no, outlook=outlook, news=news, is_blank=is_blank
    )


def _form(form: LookForm | None, *, notice: str = "", status: int = 200) -> ResponseReturnValue:
    """The form, or without one the page that says to wait."""
    address = form.code.digits if form and form.code.kind is codes.CodeKind.CARD_NO else ""
    return _render("residents/ask.html", address=address, form=form, notice=notice), status


def _render(template: str, **context: Any) -> str:
    return render_template(template, hub=hubs.find_hub(), **context)


def _is_pin_right(card: FoundCard | None, pin: str) -> bool:
    """As much work for an unknown card as for a wrong PIN, so that the time of the answer tells nothing."""
    expected = codes.pin_of(card.token if card else "")
    return hmac.compare_digest(expected, pin)


def _is_guessed_out(at: datetime) -> bool:
    return limits.is_exhausted(GUESSES, limit=GUESSES_ALLOWED, at=at)


def _count_guess(at: datetime) -> int:
    """Counted before it is looked at and held until then, so that guessing at once is no faster than in turn."""
    return limits.count_failure(GUESSES, window=GUESSES_WINDOW, at=at)
