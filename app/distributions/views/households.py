"""Pages of one household's times: what it is promised, and booking or moving."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries
from app.distributions.forms.plans import BookForm
from app.distributions.queries import change_lists, scarcity, waiting
from app.distributions.views.blueprint import aid_log, blueprint
from app.households import queries as households
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.get("/households/<int:household_id>/slots")
@access(Permission.SEE_HOUSEHOLDS)
def household(household_id: int) -> ResponseReturnValue:
    """When this household collects, and when it did."""
    at = clock.now()
    found = households.get_household(household_id)
    times = queries.times_of(household_id, at, aid_log())
    promised = {entitlement.cycle_id for entitlement in (*times.coming, *times.before)}
    return render_template(
        "distributions/household.html",
        household=found,
        card=households.live_card(found),
        times=times,
        elsewhere=queries.counted_elsewhere(household_id, at),
        at=at,
        running=queries.running_cycles(at, without=promised),
        open_cycles={cycle.id for cycle in queries.running_cycles(at)},
        waiting=waiting.entries_of(household_id),
        moves=change_lists.moves_of_household(household_id),
    )


@blueprint.app_template_global()
def times_in_brief(household_id: int) -> Markup:
    """The next time and the last aid in a line each, for the page of a household, which lies below and asks by name."""
    at = clock.now()
    times = queries.times_of(household_id, at, aid_log())
    elsewhere = queries.counted_elsewhere(household_id, at)
    return Markup(render_template("distributions/brief.html", times=times, elsewhere=elsewhere, at=at))  # noqa: S704


@blueprint.get("/households/<int:household_id>/cycles/<int:cycle_id>/free-slots")
@access(Permission.MOVE_SLOTS)
def free_slots(household_id: int, cycle_id: int) -> ResponseReturnValue:
    """Free places from which this household chooses."""
    return _free_slots_page(household_id, cycle_id, BookForm())


@blueprint.post("/households/<int:household_id>/cycles/<int:cycle_id>/free-slots")
@access(Permission.MOVE_SLOTS)
def book(household_id: int, cycle_id: int) -> ResponseReturnValue:
    """Give the household a place or move it; where it already is, it stays."""
    form = BookForm()
    if not form.is_sent:
        return _free_slots_page(household_id, cycle_id, form, status=422)
    try:
        with transaction():
            operations.book_place(
                household_id, form.slot.data, aid_log=aid_log(), actor=current_actor(), at=clock.now()
            )
    except operations.AlreadyThere:
        pass  # the same form twice: the household has what it asked for
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _free_slots_page(household_id, cycle_id, form, status=refusal.status)
    flash(_("The time is booked."), "good")
    return redirect(url_for("distributions.household", household_id=household_id), 303)


def _free_slots_page(household_id: int, cycle_id: int, form: BookForm, status: int = 200) -> ResponseReturnValue:
    found, cycle, at = households.get_household(household_id), queries.get_cycle(cycle_id), clock.now()
    fills = queries.free_slots(cycle_id, at)
    days = {fill.slot.distribution.held_on for fill in fills}
    page = render_template(
        "distributions/free_slots.html",
        household=found,
        card=households.live_card(found),
        cycle=cycle,
        entitlement=queries.find_entitlement(household_id, cycle_id),
        fills=fills,
        scarce=scarcity.scarce_kits(cycle, household_id, days, aid_log=aid_log(), at=at),
        chosen=request.form.get("slot", ""),
        form=form,
    )
    return page, status
