"""What every page of the public door needs: its frame, the key in place of the PIN, and the count of wrong guesses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Actor
from app.core.codes import CodeKind
from app.hubs import queries as hubs
from app.residents import keys, queries
from app.residents.forms import LookForm
from app.residents.queries import Holder
from app.web import limits

RESIDENT = Actor(staff_id=None, name="resident")
"""Whoever holds a card. The trace says that it was them and never who."""

GUESSES = "residents"
"""One bucket for the whole hub: a hub shares one address, and a guesser has many."""
GUESSES_ALLOWED = 60
GUESSES_WINDOW = timedelta(minutes=10)

P = ParamSpec("P")


def render(template: str, **context: Any) -> str:
    """A page of the door. ``here`` is where the same page in the other language is found."""
    context.setdefault("here", url_for("residents.ask"))
    return render_template(template, hub=hubs.find_hub(), **context)


def render_form(form: LookForm | None, *, notice: str = "", status: int = 200) -> ResponseReturnValue:
    """The form for number and PIN, or without one the page that says to wait."""
    code = form.code if form else None
    here = card_address(code.digits if code and code.kind is CodeKind.CARD_NO else "")
    return render("residents/ask.html", here=here, form=form, notice=notice), status


def card_address(typed: str) -> str:
    return url_for("residents.show", typed=typed) if typed else url_for("residents.ask")


def key_for(card_id: int, at: datetime) -> str:
    """What the next page of this card is opened with."""
    return keys.issue(card_id, secret=_secret(), at=at)


def holding_key(
    view: Callable[Concatenate[Holder, datetime, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Open a page with the key that was sent. Without a good one it is asked for the card anew, and told nothing."""

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        at = clock.now()
        card_id = keys.read(request.form.get("key", ""), secret=_secret(), at=at)
        card = queries.find_live_card(card_id, at) if card_id is not None else None
        return ask_again() if card is None else view(card, at, *args, **kwargs)

    return opened


def ask_again() -> ResponseReturnValue:
    notice = _("This page was open for too long. Scan the card again, or write its number and PIN.")
    return render_form(LookForm(formdata=None), notice=notice, status=403)


def render_card_page(template: str, card: Holder, at: datetime, **context: Any) -> str:
    """A page behind the key. In the other language it is found through the card again."""
    return render(template, here=card_address(card.card_no), card=card, at=at, key=key_for(card.card_id, at), **context)


def not_here(card: Holder, at: datetime) -> ResponseReturnValue:
    """For what is somebody else's and for what never was: one sentence, and nothing told."""
    return render_card_page("residents/not_here.html", card, at), 404


def is_guessed_out(at: datetime, *, bucket: str = GUESSES, allowed: int = GUESSES_ALLOWED) -> bool:
    return limits.is_exhausted(bucket, limit=allowed, at=at)


def count_guess(at: datetime, *, bucket: str = GUESSES) -> int:
    """Counted before it is looked at and held until then, so that guessing at once is no faster than in turn."""
    return limits.count_failure(bucket, window=GUESSES_WINDOW, at=at)


def _secret() -> str | bytes:
    secret: str | bytes = current_app.config["SECRET_KEY"]
    return secret
