"""The first visit: the code from the terminal, then a new hub or the example community."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries as accounts
from app.accounts import sessions
from app.core import clock
from app.core.actors import KEEPER, Actor
from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.hubs import operations, setting_up
from app.hubs.forms import CodeForm, OpenHubForm
from app.hubs.operations import ExampleAccount
from app.hubs.views.blueprint import blueprint, current_hub, forget_hub
from app.web import limits
from app.web.access import OPEN, access
from app.web.forms import Form

ATTEMPTS = "set-up"
MOST_ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=10)

LoadExample = Callable[[Actor, datetime], Sequence[ExampleAccount]]
"""What ``app.extensions["load_example"]`` is: loads the example community into an empty hub, in transactions of its
own, and tells who may sign in, the lead first. Kept as an extension because this room does not know the demo."""


class TooManyAttempts(Refusal):
    """The code is not to be guessed."""

    message = N_("Too many wrong codes. Wait ten minutes.")
    status = 429


class WrongCode(Refusal):
    """Not what the terminal shows."""

    message = N_("This is not the code. Look at the terminal where the hub was started.")
    status = 422


@blueprint.record
def _lead_strangers_to_set_up(state: BlueprintSetupState) -> None:
    """Whoever is asked to sign in at a hub that is not set up yet is led to set-up instead."""
    sign_in_first: Callable[[], ResponseReturnValue] = state.app.extensions["sign_in_first"]

    def set_up_first() -> ResponseReturnValue:
        return redirect(url_for("hubs.set_up"), 303) if current_hub() is None else sign_in_first()

    state.app.extensions["sign_in_first"] = set_up_first


@blueprint.route("/set-up", methods=["GET", "POST"])
@access(OPEN)
def set_up() -> ResponseReturnValue:
    """Ask for the code that only the person at the hub's own machine can read."""
    if current_hub() is not None:
        return redirect(url_for("today.show"), 303)
    form = CodeForm()
    if form.is_sent:
        with form.refusing("code"):
            _check_code(form)
        if not form.errors:
            setting_up.keep_code(form.digits)
            return redirect(url_for("hubs.set_up_hub"), 303)
    return render_template("hubs/set_up.html", form=form), form.status


@blueprint.route("/set-up/hub", methods=["GET", "POST"])
@access(OPEN)
def set_up_hub() -> ResponseReturnValue:
    """Name the hub and make the first lead's account, or open the example instead."""
    if not setting_up.may_set_up():
        return redirect(url_for("hubs.set_up"), 303)
    form = OpenHubForm(code="HUB")
    if not form.is_sent:
        return render_template("hubs/set_up_hub.html", form=form), form.status
    at = clock.now()
    with transaction():
        lead = operations.open_hub(form.details(), code=str(form.code.data), lead=form.lead(), actor=KEEPER, at=at)
        sessions.begin(lead, at=at)
    setting_up.forget_code()
    flash(_("The hub is open, and you are signed in as its lead."), "good")
    return redirect(url_for("today.show"), 303)


@blueprint.post("/set-up/example")
@access(OPEN)
def set_up_example() -> ResponseReturnValue:
    """Load the example community, sign the visitor in as its lead, tell who else may sign in."""
    if not Form().is_sent or not setting_up.may_set_up():
        return redirect(url_for("hubs.set_up"), 303)
    at = clock.now()
    load: LoadExample = current_app.extensions["load_example"]
    people = load(KEEPER, at)
    forget_hub()
    lead = accounts.find_staff(people[0].login)
    if lead is not None:
        with transaction(audited=False):
            sessions.begin(lead, at=at)
    setting_up.forget_code()
    return render_template("hubs/set_up_example.html", people=people)


def _check_code(form: CodeForm) -> None:
    """Raises TooManyAttempts, WrongCode."""
    at = clock.now()
    with transaction(audited=False):
        if limits.count_failure(ATTEMPTS, window=ATTEMPTS_WINDOW, at=at) > MOST_ATTEMPTS:
            raise TooManyAttempts
    if not setting_up.is_code(form.digits):
        raise WrongCode
    with transaction(audited=False):
        limits.forget(ATTEMPTS)
