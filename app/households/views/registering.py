"""Registering: the form read aloud in the order of talk, and the minimal record."""

from typing import cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.households import labels, operations, queries
from app.households.forms import MinimalForm, RegisterForm
from app.households.models import Household
from app.households.rules import HouseholdDraft
from app.households.streets import is_street_sure, list_streets
from app.households.views.answers import to_household
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.web.access import access, current_actor
from app.web.filters import card_no


@blueprint.get("/households/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def new() -> ResponseReturnValue:
    """The empty form."""
    return _page("households/new.html", RegisterForm())


@blueprint.post("/households/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def register() -> ResponseReturnValue:
    """Put the household into the register; or only lay one more row for a person (``act=add``)."""
    form = RegisterForm()
    _offer(form)
    if request.form.get("act") == "add":
        form.add_row()
        return _page("households/new.html", form, focus=len(form.people) - 1)
    is_right = form.is_right(clock.local_date(clock.now()))
    if not (is_right and is_street_sure(form)):
        return _page("households/new.html", form, 422)
    return _register("households/new.html", form)


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


def _register(template: str, form: RegisterForm | MinimalForm) -> ResponseReturnValue:
    """Only a card from the stock can be refused: it is somebody’s by now, or none of ours."""
    household = None
    with form.refusing("blank_card"):
        household = _household_of(form.draft)
    if household is None:
        return _page(template, form, form.status)
    card = queries.live_card(household)
    return to_household(household.id, _("Registered. Card %(number)s.", number=card_no(card.card_no)) if card else "")


def _household_of(draft: HouseholdDraft) -> Household:
    """The same form sent twice made one household, and shows it."""
    try:
        with transaction():
            return operations.register_household(draft, actor=current_actor(), at=clock.now())
    except operations.SentTwice:
        return cast(Household, queries.find_by_nonce(draft.nonce or ""))


def _page(template: str, form: RegisterForm | MinimalForm, status: int = 200, focus: int = 0) -> ResponseReturnValue:
    settlements = _offer(form)
    page = render_template(
        template, form=form, notice=labels.NOTICE, focus=focus, has_places=bool(settlements), streets=list_streets()
    )
    return page, status


def _offer(form: RegisterForm | MinimalForm) -> bool:
    settlements = hubs.list_settlements()
    form.offer(settlements, hubs.list_locations())
    return bool(settlements)
