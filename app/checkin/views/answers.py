"""The page of the desk as every view of it answers, and where the desk stands."""

from datetime import datetime
from typing import Any

from flask import Response, redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.checkin import labels, queries, rules
from app.checkin.forms import GiveForm
from app.checkin.models import Verdict
from app.checkin.queries import Place, Scan
from app.core import clock
from app.core.actors import Permission
from app.distributions import queries as distributions
from app.households.models import ProxyBasis
from app.hubs import queries as hubs
from app.hubs.models import Location
from app.web import htmx
from app.web.access import current_actor


def desk_page(place: Place, status: int = 200, **shown: Any) -> Response:
    """The whole desk, or for htmx only what changes on it."""
    at = clock.now()
    form = shown.pop("form", None) or GiveForm(formdata=None)
    answer = shown.get("scan")
    offer = None if answer is None else _find_offer(answer, place, at)
    return htmx.answer(
        "checkin/desk.html",
        block="answer",
        status=status,
        place=place,
        at=at,
        form=form,
        is_fragment=htmx.is_fragment_wanted(),
        **({} if htmx.is_fragment_wanted() else _frame(place, at)),
        progress=queries.find_progress(place.location_id, at),
        last=queries.list_done(place, at),
        relations=rules.relations,
        bases=tuple(ProxyBasis),
        looks=labels.LOOKS,
        may_take_back=_may_take_back,
        offer=offer,
        scarce=queries.find_scarce(answer.found.household_id, offer, at) if answer and offer else (),
        shelter=_find_shelter(answer, place),
        is_booked_at_once=answer is not None and answer.verdict in rules.AT_ONCE,
        **shown,
    )


def _find_offer(answer: Scan, place: Place, at: datetime) -> rules.Offer | None:
    """A free place for whoever came without one for now."""
    household_id = answer.found.household_id
    if household_id is None or answer.verdict not in rules.OFFERED or answer.decision.may_give_now:
        return None
    return queries.find_offer(household_id, place.location_id, answer.verdict, at)


def _find_shelter(answer: Scan | None, place: Place) -> Location | None:
    """Where whoever stands here can wait out an alarm."""
    return hubs.get_location(place.location_id) if answer and answer.verdict is Verdict.PAUSED else None


def _frame(place: Place, at: datetime) -> dict[str, Any]:
    """What stands around the answer and does not change with it."""
    location = hubs.get_location(place.location_id)
    return {"location": location, "today": distributions.distributions_today(location.id, clock.local_date(at))}


def _may_take_back(done: queries.Done) -> bool:
    actor, at = current_actor(), clock.now()
    return not done.is_reversed and rules.is_own_and_fresh(
        given_by_id=done.staff_id, given_at=done.happened_at, actor=actor, at=at
    )


def to_choice() -> ResponseReturnValue:
    """Choose the desk first; the whole page, also when htmx asked for a part."""
    target = url_for("checkin.choose_desk")
    return htmx.send_to(target) if htmx.is_fragment_wanted() else redirect(target, 303)


def find_place() -> Place | None:
    """The desk that was chosen here, or the only one that can be meant; None when somebody must choose."""
    kept = session.get("desk")
    if isinstance(kept, list) and len(kept) == 3:
        location_id, desk, opened_by_id = kept
        actor = current_actor()
        is_open = opened_by_id == actor.staff_id and actor.may(Permission.REVEAL_NAMES)
        return Place(location_id, desk, is_masked=not is_open)
    place = queries.find_place(clock.now())
    if place is not None:
        keep(place)
    return place


def keep(place: Place) -> None:
    """Open names are kept with who opened them: the next clerk at this laptop finds them masked."""
    session["desk"] = [place.location_id, place.desk, None if place.is_masked else current_actor().staff_id]
