"""Births, deaths, arrivals and departures: one small page each, and taking one back."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.households import alike, operations, queries
from app.households.alike import Alike
from app.households.forms import ArrivalForm, BirthForm, DayForm, LeavingForm
from app.households.models import EventKind
from app.households.queries import events as event_queries
from app.households.views.answers import household_page, is_another, to_household
from app.households.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell

TITLES = {
    EventKind.BIRTH: N_("A child was born"),
    EventKind.ARRIVAL: N_("Somebody came to live here"),
    EventKind.DEATH: N_("Somebody died"),
    EventKind.DEPARTURE: N_("Somebody left"),
}


# ---- one more


@blueprint.get("/households/<int:household_id>/<any(birth, arrival):kind>")
@access(Permission.REGISTER_HOUSEHOLDS)
def joining(household_id: int, kind: str) -> ResponseReturnValue:
    """Who was born or came, and when."""
    return _joining_page(household_id, EventKind(kind), _joining_form(EventKind(kind)))


@blueprint.post("/households/<int:household_id>/<any(birth, arrival):kind>")
@access(Permission.REGISTER_HOUSEHOLDS)
def record_joining(household_id: int, kind: str) -> ResponseReturnValue:
    """The household becomes one person larger."""
    form = _joining_form(EventKind(kind))
    if not form.is_sent:
        return _joining_page(household_id, EventKind(kind), form, 422)
    found = _alike(household_id, EventKind(kind), form)
    if not is_another(found):
        return _joining_page(household_id, EventKind(kind), form, 409, found)
    try:
        with transaction():
            operations.record_joining(
                household_id, EventKind(kind), form.draft(), form.occasion, actor=current_actor(), at=clock.now()
            )
    except operations.SentTwice:
        pass  # it stands there already
    except Refusal as refusal:
        form.refuse("role", tell(refusal))
        return _joining_page(household_id, EventKind(kind), form, refusal.status)
    return to_household(household_id, _("Written down."))


def _alike(household_id: int, kind: EventKind, form: BirthForm | ArrivalForm) -> Sequence[Alike]:
    """Where somebody who came may stand already; a child who was just born stands nowhere."""
    if kind is EventKind.BIRTH or event_queries.find_by_nonce(form.nonce.data or ""):
        return ()
    return alike.alike_person(queries.get_household(household_id), form.draft())


def _joining_form(kind: EventKind) -> BirthForm | ArrivalForm:
    form = BirthForm() if kind is EventKind.BIRTH else ArrivalForm()
    form.today = clock.local_date(clock.now())
    return form


def _joining_page(
    household_id: int,
    kind: EventKind,
    form: BirthForm | ArrivalForm,
    status: int = 200,
    found: Sequence[Alike] = (),
) -> ResponseReturnValue:
    household = queries.get_household(household_id)
    if household.is_minimal:
        return household_page(household_id, refusal=operations.MinimalHasNoPeople())
    page = render_template(
        "households/joining.html", household=household, form=form, kind=kind, title=TITLES[kind], found=found
    )  # fmt: skip
    return page, status


# ---- some fewer


@blueprint.get("/households/<int:household_id>/<any(death, departure):kind>")
@access(Permission.REGISTER_HOUSEHOLDS)
def leaving(household_id: int, kind: str) -> ResponseReturnValue:
    """Who died or left, when, and who speaks for the others."""
    return _leaving_page(household_id, EventKind(kind), _leaving_form(household_id))


@blueprint.post("/households/<int:household_id>/<any(death, departure):kind>")
@access(Permission.REGISTER_HOUSEHOLDS)
def record_leaving(household_id: int, kind: str) -> ResponseReturnValue:
    """The household becomes smaller, or is gone."""
    form = _leaving_form(household_id)
    if not form.is_sent:
        return _leaving_page(household_id, EventKind(kind), form, 422)
    try:
        with transaction():
            operations.record_leaving(
                household_id, EventKind(kind), form.who.data or (), form.occasion,
                new_head_id=form.new_head_id, actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice:
        pass
    except Refusal as refusal:
        form.refuse("new_head" if isinstance(refusal, operations.HeadNeeded) else "who", tell(refusal))
        return _leaving_page(household_id, EventKind(kind), form, refusal.status)
    return to_household(household_id, _("Written down."))


def _leaving_form(household_id: int) -> LeavingForm:
    form = LeavingForm()
    form.today = clock.local_date(clock.now())
    form.offer(queries.get_household(household_id))
    return form


def _leaving_page(household_id: int, kind: EventKind, form: LeavingForm, status: int = 200) -> ResponseReturnValue:
    household = queries.get_household(household_id)
    if household.is_minimal and kind is EventKind.DEATH:
        return household_page(household_id, refusal=operations.MinimalHasNoPeople())
    page = render_template(
        "households/leaving.html", household=household, form=form, kind=kind, title=TITLES[kind]
    )  # fmt: skip
    return page, status


# ---- back again


@blueprint.get("/households/<int:household_id>/return")
@access(Permission.REGISTER_HOUSEHOLDS)
def coming_back(household_id: int) -> ResponseReturnValue:
    """Since when a household that had left lives here again."""
    return _coming_back_page(household_id, DayForm())


@blueprint.post("/households/<int:household_id>/return")
@access(Permission.REGISTER_HOUSEHOLDS)
def record_return(household_id: int) -> ResponseReturnValue:
    """The household is assigned aid again."""
    form = DayForm()
    form.today = clock.local_date(clock.now())
    if not form.is_sent:
        return _coming_back_page(household_id, form, 422)
    try:
        with transaction():
            operations.record_return(household_id, form.occasion, actor=current_actor(), at=clock.now())
    except operations.SentTwice:
        pass
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("Written down. The household receives aid again."))


def _coming_back_page(household_id: int, form: DayForm, status: int = 200) -> ResponseReturnValue:
    household = queries.get_household(household_id)
    return render_template("households/coming_back.html", household=household, form=form), status


@blueprint.post("/household-events/<int:event_id>/withdrawal")
@access(Permission.REGISTER_HOUSEHOLDS)
def take_back_event(event_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    household_id = event_queries.household_of(event_id)
    try:
        with transaction():
            operations.take_back_event(event_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("The entry is cancelled."))
