"""Households through the reach of whoever signs their people up: a warden those of the own streets only."""

from flask import render_template
from markupsafe import Markup

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound
from app.households import queries as households
from app.households.models import Household, Person
from app.public_works import rules
from app.public_works.models import YOUNGEST, SignUp
from app.public_works.views.blueprint import blueprint
from app.wardens import operations as wardens
from app.wardens import queries as walks
from app.wardens.rules import short_name
from app.web.access import current_actor


def is_warden(whole: Permission = Permission.SIGN_UP_WORKERS) -> bool:
    """Whether the one signed in reaches own streets only: ``whole`` is what opens all households."""
    return not current_actor().may(whole)


def check_home(household_id: int | None, whole: Permission = Permission.SIGN_UP_WORKERS) -> None:
    """Raises NotFound where a warden asks about a household of somebody else's street."""
    if not is_warden(whole):
        return
    staff_id = current_actor().staff_id
    if household_id is None or staff_id is None:
        raise NotFound
    walks.get_home(household_id, walks.own(staff_id))


def look_at_home(household_id: int, whole: Permission = Permission.SIGN_UP_WORKERS) -> Household:
    """A household with its people; that a warden looked leaves a trace. Raises NotFound."""
    if is_warden(whole):
        with transaction():
            wardens.look_at_home(household_id, actor=current_actor(), at=clock.now())
    return households.get_household(household_id)


def people_of(household: Household) -> list[tuple[int, str]]:
    """Who could sign up, as they are greeted; those who certainly are too young are left out."""
    today = clock.local_date(clock.now())
    found = []
    for person in household.people:
        age = rules.age_on(today, birth_on=person.birth_on, birth_year=person.birth_year)
        if age is None or age >= YOUNGEST - 1:
            found.append((person.id, _greeted(person)))
    return found


def _greeted(person: Person) -> str:
    name = short_name(person.given, person.surname)
    return f"{name}, {person.birth_year}" if person.birth_year and not is_warden() else name


@blueprint.app_template_filter()
def worker(sign_up: SignUp) -> str:
    """Олег Г. 7K2M9Q, or only the code once the name is gone."""
    person = sign_up.person
    return f"{short_name(person.given, person.surname)} {sign_up.code}" if person else sign_up.code


@blueprint.app_template_filter()
def signed_name(sign_up: SignUp) -> str:
    """The whole name for whoever plans works, a short one for others, none once it is gone."""
    person = sign_up.person
    if person is None:
        return "–"
    is_lead = current_actor().may(Permission.PLAN_WORKS)
    return person.full_name if is_lead else short_name(person.given, person.surname)


@blueprint.app_template_global()
def works_in_brief(household_id: int) -> Markup:
    """The ways to works and to help, for the pages of a household, which lie below and ask by name."""
    return Markup(render_template("public_works/in_brief.html", household_id=household_id))  # noqa: S704
