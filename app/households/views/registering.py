"""Registering: the form read aloud in the order of talk, and the minimal record."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.households import alike, labels, operations, queries
from app.households.alike import Alike
from app.households.forms import MinimalForm, RegisterForm
from app.households.models import Household
from app.households.rules import HouseholdDraft
from app.households.streets import is_street_sure, list_streets
from app.households.views.answers import is_another, to_household
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.web import htmx
from app.web.access import access, current_actor
from app.web.filters import card_no

NEW = "households/new.html"


@blueprint.get("/households/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def new() -> ResponseReturnValue:
    """The empty form."""
    return _page(NEW, RegisterForm())


@blueprint.post("/households/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def register() -> ResponseReturnValue:
    """Put the household into the register; or only lay one more row for a person (``act=add``).

    A family that may stand there already is shown before anything is saved (409); ``act=other`` says that it is
    another one than those that were shown. ``act=look`` only asks who is alike so far.
    """
    form = RegisterForm()
    _offer(form)
    if request.form.get("act") == "add":
        form.add_row()
        return _page(NEW, form, focus=len(form.people) - 1)
    today = clock.local_date(clock.now())
    if request.form.get("act") == "look":
        return _look(form, today)
    is_right = form.is_right(today)
    if not (is_right and is_street_sure(form)):
        return _page(NEW, form, 422)
    found = [] if queries.find_by_nonce(form.nonce.data or "") else alike.alike_family(form.draft.people, form.facts)
    if not is_another(found):
        return _page(NEW, form, 409, found=found)
    return _register(NEW, form, found)


def _look(form: RegisterForm, today: date) -> ResponseReturnValue:
    """The box beside the name, or the page with it, out of whatever is filled in so far."""
    found = alike.alike_family(form.told_so_far(today), form.facts_so_far)
    if htmx.is_fragment_wanted():
        return htmx.answer(NEW, block="alike", so_far=found)
    return _page(NEW, form, so_far=found)


@blueprint.get("/households/new-minimal")
@access(Permission.REGISTER_HOUSEHOLDS)
def new_minimal() -> ResponseReturnValue:
    """A card without a name, for those who would not be written down."""
    return _page("households/new_minimal.html", MinimalForm())


@blueprint.post("/households/new-minimal")
@access(Permission.REGISTER_HOUSEHOLDS)
def register_minimal() -> ResponseReturnValue:
    """Put a minimal record into the register."""
    form = MinimalForm()
    _offer(form)
    template = "households/new_minimal.html"
    return _register(template, form) if form.is_sent else _page(template, form, 422)


def _register(template: str, form: RegisterForm | MinimalForm, found: Sequence[Alike] = ()) -> ResponseReturnValue:
    """Only a card from the stock can be refused: it is somebody’s by now, or none of ours."""
    household = None
    with form.refusing("blank_card"):
        household = _household_of(form.draft, found)
    if household is None:
        return _page(template, form, form.status)
    card = queries.live_card(household)
    return to_household(household.id, _("Registered. Card %(number)s.", number=card_no(card.card_no)) if card else "")


def _household_of(draft: HouseholdDraft, found: Sequence[Alike]) -> Household:
    """The same form sent twice made one household, and shows it."""
    try:
        with transaction():
            return operations.register_household(
                draft, apart_from=[each.similar for each in found], actor=current_actor(), at=clock.now()
            )
    except operations.SentTwice:
        return cast(Household, queries.find_by_nonce(draft.nonce or ""))


def _page(template: str, form: RegisterForm | MinimalForm, status: int = 200, **shown: Any) -> ResponseReturnValue:
    return render_template(template, **_shown(form, **shown)), status


def _shown(form: RegisterForm | MinimalForm, **more: Any) -> dict[str, Any]:
    has_places = _offer(form)
    base = {"form": form, "notice": labels.NOTICE, "focus": 0, "found": (), "so_far": ()}
    return {**base, "has_places": has_places, "streets": list_streets(), **more}


def _offer(form: RegisterForm | MinimalForm) -> bool:
    settlements = hubs.list_settlements()
    form.offer(settlements, hubs.list_locations())
    return bool(settlements)
