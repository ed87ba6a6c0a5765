"""The people of a household: somebody forgotten is added, somebody is corrected."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import alike, operations, queries
from app.households.alike import Alike
from app.households.forms import PersonForm
from app.households.models import Household
from app.households.rules import Purpose
from app.households.views.answers import household_page, is_another, leave_trace, to_household
from app.households.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/households/<int:household_id>/people/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def new_person(household_id: int) -> ResponseReturnValue:
    """An empty form for one more person."""
    household = queries.get_household(household_id)
    return _new_page(household, PersonForm())


@blueprint.post("/households/<int:household_id>/people/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def add_person(household_id: int) -> ResponseReturnValue:
    """Somebody was forgotten when the household was registered."""
    form, household = _form(), queries.get_household(household_id)
    if not form.is_sent:
        return _new_page(household, form, 422)
    found = alike.alike_person(household, form.draft())
    if not is_another(found):
        return _new_page(household, form, 409, found)
    try:
        with transaction():
            operations.add_person(household_id, form.draft(), actor=current_actor(), at=clock.now())
    except operations.AlreadyMember:
        return to_household(household_id, _("This person is already written down here."))
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("Written down."))


@blueprint.get("/people/<int:person_id>/edit")
@access(Permission.REGISTER_HOUSEHOLDS)
def edit_person(person_id: int) -> ResponseReturnValue:
    """What is written about somebody, to correct."""
    person, household = queries.get_person(person_id)
    leave_trace(household.id, Purpose.PERSON_FORM)
    return _edit_page(person_id, PersonForm(data=PersonForm.values_of(person)))


@blueprint.post("/people/<int:person_id>/edit")
@access(Permission.REGISTER_HOUSEHOLDS)
def change_person(person_id: int) -> ResponseReturnValue:
    """Write down what is right."""
    form, (_person, household) = _form(), queries.get_person(person_id)
    if not form.is_sent:
        return _edit_page(person_id, form, 422)
    try:
        with transaction():
            operations.change_person(person_id, form.draft(), actor=current_actor(), at=clock.now())
    except operations.HeadNeeded as refusal:
        form.refuse("role", tell(refusal))
        return _edit_page(person_id, form, refusal.status)
    return to_household(household.id, _("Corrected."))


def _form() -> PersonForm:
    form = PersonForm()
    form.today = clock.local_date(clock.now())
    return form


def _new_page(
    household: Household, form: PersonForm, status: int = 200, found: Sequence[Alike] = ()
) -> ResponseReturnValue:
    return render_template("households/new_person.html", household=household, form=form, found=found), status


def _edit_page(person_id: int, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    person, household = queries.get_person(person_id)
    return render_template("households/edit_person.html", person=person, household=household, form=form), status
