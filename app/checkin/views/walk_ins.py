"""Whoever came without a time for now is given a free place, and a slip to take home."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.checkin import operations, queries
from app.checkin.forms import PlaceForm
from app.checkin.rules import Reference
from app.checkin.views.answers import desk_page, find_place, to_choice
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.distributions.operations import AlreadyThere
from app.distributions.queries import papers
from app.web.access import access, current_actor
from app.web.errors import tell


@blueprint.post("/check-in/places")
@access(Permission.GIVE_AID)
def book_place() -> ResponseReturnValue:
    """Take a free place of this location. The same form again shows the place that it took."""
    place, form = find_place(), PlaceForm()
    if place is None:
        return to_choice()
    reference = form.reference if form.is_sent else None
    if reference is None:
        return desk_page(place, 422, message=_("Not recorded. Scan the card again."))
    try:
        with transaction():
            operations.book_here(
                reference, form.slot_id, place=place, actor=current_actor(), at=clock.now()
            )  # fmt: skip
    except AlreadyThere:
        pass
    except Refusal as refusal:
        return _refused(reference, form.slot_id, tell(refusal), refusal.status)
    return _to_booked(reference, form.slot_id)


def _to_booked(reference: Reference, slot_id: int) -> ResponseReturnValue:
    """The promise in this slot is what the page shows, whichever press has put it there."""
    booked = queries.find_place_in(reference.household_id, slot_id)
    return redirect(url_for("checkin.desk", booked=booked, band=str(reference)), 303)


def _refused(reference: Reference, slot_id: int, message: str, status: int) -> ResponseReturnValue:
    """The second of two presses has its place already; anything else is told over the band as it is by now."""
    place = find_place()
    if place is None or queries.find_place_in(reference.household_id, slot_id) is not None:
        return _to_booked(reference, slot_id)
    answer = queries.scan(queries.find_again(reference), place, clock.now())
    return desk_page(place, status, scan=answer, message=message)


@blueprint.get("/check-in/places/<int:entitlement_id>/slip")
@access(Permission.GIVE_AID)
def slip(entitlement_id: int) -> ResponseReturnValue:
    """The slips of a household that was given a place at this desk."""
    booked = queries.find_booked(entitlement_id)
    if booked is None:
        raise NotFound
    slips = papers.household_slips(booked.household_id, since=clock.local_date(clock.now()))
    with force_locale("uk"):
        return render_template("checkin/slip.html", slips=slips, language=lambda: "uk")
