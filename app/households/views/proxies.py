"""Who may collect for a household besides its own people: naming, and taking that back at once."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import operations, proxies, queries
from app.households.forms import ProxyForm
from app.households.models import ProxyRelation
from app.households.proxies import ProxyDraft
from app.households.queries import proxies as proxy_queries
from app.households.views.answers import household_page, to_household
from app.households.views.blueprint import blueprint
from app.web.access import access, current_actor


@blueprint.get("/households/<int:household_id>/proxies/new")
@access(Permission.REGISTER_HOUSEHOLDS)
def new_proxy(household_id: int) -> ResponseReturnValue:
    """Who, what they are to the household, for how long and how that is known."""
    return _new_page(household_id, ProxyForm())


@blueprint.post("/households/<int:household_id>/proxies")
@access(Permission.REGISTER_HOUSEHOLDS)
def name_proxy(household_id: int) -> ResponseReturnValue:
    """Write them down. The same form sent twice names one person."""
    form, at = ProxyForm(), clock.now()
    form.today = clock.local_date(at)
    if not form.is_sent:
        return _new_page(household_id, form, 422)
    try:
        with form.refusing("name"), transaction():
            operations.name_proxy(household_id, form.draft, actor=current_actor(), at=at, nonce=form.nonce.data or "")
    except operations.SentTwice:
        return to_household(household_id)
    if form.errors:
        return _new_page(household_id, form, form.status)
    _tell_if_many(form.draft)
    return to_household(
        household_id, _("Written down. Whether this person may collect depends on the rule of the programme.")
    )


def _tell_if_many(draft: ProxyDraft) -> None:
    """Told already here, so that nobody learns of it in front of the queue."""
    count = proxy_queries.count_households(draft)
    if draft.relation is not ProxyRelation.WARDEN and count > proxies.MOST_HOUSEHOLDS_A_DAY:
        flash(
            ngettext(
                "This person is named by %(num)s household. For more than 3 a day a lead stands by at the desk.",
                "This person is named by %(num)s households. For more than 3 a day a lead stands by at the desk.",
                count,
            ),
            "bad",
        )


@blueprint.post("/proxies/<int:proxy_id>/revocation")
@access(Permission.REGISTER_HOUSEHOLDS)
def revoke_proxy(proxy_id: int) -> ResponseReturnValue:
    """They collect nothing from now on, at any desk."""
    household_id = proxy_queries.get_proxy(proxy_id).household_id
    try:
        with transaction():
            operations.revoke_proxy(proxy_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return household_page(household_id, refusal=refusal)
    return to_household(household_id, _("This person may no longer collect for the household."))


def _new_page(household_id: int, form: ProxyForm, status: int = 200) -> ResponseReturnValue:
    household = queries.get_household(household_id)
    return render_template("households/new_proxy.html", household=household, form=form), status
