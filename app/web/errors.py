"""Pages for what went wrong, each with one clear sentence and a way on."""

import traceback

from flask import Flask, current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException

from app.core.db import db
from app.core.errors import N_, NotFound, Refusal

SENTENCES = {
    400: (N_("The page did not understand"), N_("Go back, look at what you entered and try again.")),
    403: (N_("Not enough rights"), N_("Your role does not open this page. Ask the lead of the hub.")),
    404: (N_("There is no such page"), N_("Check the address or start from the first page.")),
    405: (N_("The page did not understand"), N_("Go back, look at what you entered and try again.")),
    409: (N_("Not done"), N_("Somebody changed this at the same moment. Look at the page again.")),
    413: (N_("Too large"), N_("Send a smaller file or a shorter text.")),
    429: (N_("Too many attempts"), N_("Wait ten minutes and try again.")),
    500: (
        N_("Something broke"),
        N_("Nothing was saved. Try again; if it repeats, tell the lead of the hub."),
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(OperationalError, _lost_turn)
    app.register_error_handler(TimeoutError, lambda error: _page(503))
    app.register_error_handler(Exception, _crash)


def tell(refusal: Refusal) -> str:
    """The sentence of a refusal in the language of the page."""
    return str(gettext(refusal.message, **refusal.values))


def _page(status: int, sentence: str | None = None) -> ResponseReturnValue:
    title, default = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    template = "errors/resident.html" if g.get("is_cookieless") else "errors/error.html"
    body = render_template(template, title=gettext(title), sentence=sentence or gettext(default))
    return body, status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error  # a redirect is an answer
    return _page(error.code or 500)


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    return _page(400, gettext("This page was open for too long. Go back, load it again and repeat."))


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    return _page(refusal.status, tell(refusal))


def _conflict(error: IntegrityError) -> ResponseReturnValue:
    """A constraint stood behind the rule: two did the same at once, and the second one is told so."""
    current_app.logger.warning("a constraint refused a change: %s", type(error.orig).__name__)
    return _page(409)


_LOST_TURNS = ("DeadlockDetected", "SerializationFailure", "LockNotAvailable")


def _lost_turn(error: OperationalError) -> ResponseReturnValue:
    """The database gave way to somebody else's change; everything else that stops it is a real fault."""
    if type(error.orig).__name__ in _LOST_TURNS or "database is locked" in str(error.orig):
        return _page(409)
    return _crash(error)


def _crash(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    # without the message, because database errors quote what people typed
    where = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("unexpected %s\n%s", type(error).__name__, where)
    db.session.rollback()  # the page asks for the hub, and PostgreSQL answers nothing more where a statement failed
    return _page(500)
