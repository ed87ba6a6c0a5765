"""Signing in and out. What was typed while signed out is carried through, and never stored."""

import json
from typing import Any, NamedTuple

from flask import Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.accounts import operations, queries, sessions
from app.accounts.forms import SignInForm
from app.accounts.views.blueprint import blueprint
from app.core import clock
from app.core.db import transaction
from app.web import access as doors
from app.web import htmx
from app.web.access import OPEN, access
from app.web.locale import is_local

LEFT_BEHIND = ("csrf_token", "password", "repeated", "current", "approver_password")
"""Fields that are not carried: the token is made anew, and a password is not written into a page."""


class Carried(NamedTuple):
    """A form that met an ended session: where it was going and what was typed."""

    path: str
    fields: list[tuple[str, str]]


@blueprint.record
def _ask_strangers_to_sign_in(state: BlueprintSetupState) -> None:
    state.app.extensions["sign_in_first"] = sign_in_first


def sign_in_first() -> ResponseReturnValue:
    """The answer to a stranger: what was typed comes back with the page that asks them to sign in.

    A request made by htmx gets a bare 401, upon which the page stays as it is and says what to do (app.js).
    """
    if htmx.is_fragment_wanted():
        return Response(status=401)
    if request.method in ("GET", "HEAD"):
        path = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=path if is_local(path) else None), 303)
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in LEFT_BEHIND]
    form = SignInForm(formdata=None, carried=json.dumps(Carried(request.path, fields)))
    return _page(form, 401)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(OPEN)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET" and doors.find_actor() is not None:
        return _go_on(form)
    if form.is_sent:
        with form.refusing("password"):
            _let_in(form)
        if not form.errors:
            return _go_on(form)
    return _page(form, form.status)


@blueprint.post("/sign-out")
@access(OPEN)
def sign_out() -> ResponseReturnValue:
    with transaction(audited=False):
        sessions.end()
    return redirect(url_for("accounts.sign_in"), 303)


def _let_in(form: SignInForm) -> None:
    """Raises TooManyAttempts, and WrongPassword in the same words and the same time when there is no such login."""
    at, login = clock.now(), str(form.login.data)
    with transaction(audited=False):
        operations.count_attempt(login, at=at)
    staff = operations.check_password(queries.find_staff(login), str(form.password.data))
    with transaction():
        operations.sign_in(staff, at=at)
        sessions.begin(staff, at=at)


def _go_on(form: SignInForm) -> ResponseReturnValue:
    """To the form that was carried, to the page that was asked for, or to the first page."""
    carried = _read_carried(str(form.carried.data or ""))
    if carried is not None:
        return render_template("accounts/resume.html", carried=carried)
    path = str(form.next.data or "")
    return redirect(path if is_local(path) else url_for("today.show"), 303)


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    is_carrying = _read_carried(str(form.carried.data or "")) is not None
    return render_template("accounts/sign_in.html", form=form, is_carrying=is_carrying), status


def _read_carried(text: str) -> Carried | None:
    """What :func:`sign_in_first` wrote, None for anything else."""
    try:
        path, fields = json.loads(text)
        carried = Carried(_text(path), [(_text(name), _text(value)) for name, value in fields])
    except (ValueError, TypeError, RecursionError):
        return None
    return carried if is_local(carried.path) else None


def _text(value: Any) -> str:
    """A string that a page can hold. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value.encode("utf-8", "ignore").decode("utf-8")
