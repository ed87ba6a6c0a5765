"""Ukrainian by default, English by a link that is remembered."""

from flask import Blueprint, Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from app.web.access import OPEN, access

LANGUAGES = {"uk": "Українська", "en": "English"}

blueprint = Blueprint("locale", __name__)


def init_app(app: Flask) -> None:
    Babel(app, default_locale="uk", locale_selector=chosen, default_timezone="Europe/Kyiv")
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(language=chosen, languages=LANGUAGES)


def chosen() -> str:
    """The language of this page: of the address on residents' pages (``?lang=en``), else the remembered one."""
    asked = request.args.get("lang") if request else None
    if asked in LANGUAGES:
        return asked
    if not request or g.get("is_cookieless"):
        return "uk"
    return session["language"] if session.get("language") in LANGUAGES else "uk"


@blueprint.post("/language/<any(uk, en):code>")
@access(OPEN)
def choose(code: str) -> ResponseReturnValue:
    """Remember the language and return to the page it was chosen on."""
    session["language"] = code
    back = request.form.get("back", "/")
    return redirect(back if is_local(back) else url_for("today.show"), 303)


def is_local(path: str) -> bool:
    """Whether a path to return to stays on this hub (no scheme, no other host, ASCII, no line breaks)."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isascii() and path.isprintable()
