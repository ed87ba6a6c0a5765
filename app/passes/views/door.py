"""``/p/``: what the code on a pass tells whoever scans it. Nothing about people, nothing stored in the browser."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, make_response, render_template
from flask.typing import ResponseReturnValue

from app.core import clock, codes
from app.core.db import transaction
from app.hubs import queries as hubs
from app.passes import queries
from app.passes.queries import Row
from app.passes.views.blueprint import blueprint
from app.web import door_style, limits
from app.web.access import OPEN, access

GUESSES = "passes"
GUESSES_ALLOWED = 60
GUESSES_WINDOW = timedelta(minutes=10)
"""Like the door of cards: one bucket for the whole hub."""


@blueprint.get("/p/<path:typed>")
@access(OPEN)
def tell(typed: str) -> ResponseReturnValue:
    """Whether a pass is valid, until when, which organisation, how many people, where. A right code always works."""
    g.is_cookieless = True
    at = clock.now()
    code = codes.read_code(typed)
    one = queries.find_by_token(code.digits) if code.kind is codes.CodeKind.TOKEN else None
    if one is not None:
        return _answer(queries.row_of(one, at=at), typed=code.digits)
    return _answer(None, status=429 if _is_guessed_out(at) else 404)


def _is_guessed_out(at: datetime) -> bool:
    if limits.is_exhausted(GUESSES, limit=GUESSES_ALLOWED, at=at):
        return True
    with transaction(audited=False):
        return limits.count_failure(GUESSES, window=GUESSES_WINDOW, at=at) > GUESSES_ALLOWED


def _answer(row: Row | None, *, status: int = 200, **context: Any) -> Response:
    page = render_template("passes/tell.html", row=row, hub=hubs.find_hub(), is_stopped=status == 429, **context)
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = door_style.POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
