"""Pages of the waiting list: who waits, a place that is held, the answer, and why a household has no place."""

from collections.abc import Callable
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import queries
from app.distributions.forms.moving import OfferForm, StandbyForm
from app.distributions.models import WaitingEntry
from app.distributions.operations import waiting as operations
from app.distributions.queries import scarcity, waiting
from app.distributions.views.blueprint import aid_log, blueprint
from app.households import queries as households
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key

FILTERS = ("", "held", "standby")


@blueprint.get("/waiting")
@access(Permission.MOVE_SLOTS)
def waiting_lists() -> ResponseReturnValue:
    """Cycles in which somebody waits."""
    return render_template("distributions/waiting_lists.html", cycles=waiting.list_cycles(clock.now()))


@blueprint.get("/cycles/<int:cycle_id>/waiting")
@access(Permission.MOVE_SLOTS)
def waiting_list(cycle_id: int) -> ResponseReturnValue:
    """Who waits in one cycle, since when and why."""
    which = request.args.get("only", "")
    which, at = which if which in FILTERS else "", clock.now()
    page = waiting.page_of(cycle_id, asked_key(), at=at, which=which)
    return render_template(
        "distributions/waiting_list.html",
        cycle=queries.get_cycle(cycle_id),
        page=page,
        which=which,
        at=at,
        cards=queries.card_numbers([place.entry.household_id for place in page.rows]),
    )


@blueprint.get("/waiting-entries/<int:entry_id>")
@access(Permission.MOVE_SLOTS)
def waiting_entry(entry_id: int) -> ResponseReturnValue:
    """One household that waits: offer it a place, or write down its answer."""
    return _entry_page(entry_id, _offer_form())


@blueprint.post("/waiting-entries/<int:entry_id>/reveal")
@access(Permission.REVEAL_NAMES)
def reveal_waiting(entry_id: int) -> ResponseReturnValue:
    """Name and phone, to call. That they were looked at is recorded."""
    with transaction():
        operations.reveal_phones(entry_id, actor=current_actor(), at=clock.now())
    return _entry_page(entry_id, _offer_form(formdata=None), is_revealed=True, status=200)


@blueprint.post("/waiting-entries/<int:entry_id>/offer")
@access(Permission.MOVE_SLOTS)
def offer_place(entry_id: int) -> ResponseReturnValue:
    """Hold a place until the household answers."""
    form = OfferForm()
    if not form.is_sent:
        return _entry_page(entry_id, form)
    until = form.held_until() or clock.now()
    with form.refusing("slot"), transaction():
        operations.offer_place(
            entry_id, form.slot.data, held_until=until, aid_log=aid_log(), actor=current_actor(), at=clock.now()
        )
    if form.errors:
        return _entry_page(entry_id, form)
    flash(_("The place is held. When they agree, confirm it here."), "good")
    return _to_entry(entry_id)


Verb = Callable[..., WaitingEntry]


@blueprint.post("/waiting-entries/<int:entry_id>/confirm")
@access(Permission.MOVE_SLOTS)
def confirm_place(entry_id: int) -> ResponseReturnValue:
    """The household agreed."""
    return _answer(entry_id, operations.confirm_place, _("The time is theirs."))


@blueprint.post("/waiting-entries/<int:entry_id>/decline")
@access(Permission.MOVE_SLOTS)
def decline_place(entry_id: int) -> ResponseReturnValue:
    """The household wants nothing in this cycle."""
    return _answer(entry_id, operations.decline_place, _("Noted. In the next cycle they are on the list as before."))


@blueprint.post("/waiting-entries/<int:entry_id>/take-back")
@access(Permission.MOVE_SLOTS)
def take_back_offer(entry_id: int) -> ResponseReturnValue:
    """Let go of the place; they wait on."""
    return _answer(entry_id, operations.take_back_offer, _("The place is free again. They wait on."))


@blueprint.post("/waiting-entries/<int:entry_id>/standby")
@access(Permission.MOVE_SLOTS)
def set_standby(entry_id: int) -> ResponseReturnValue:
    """Whether they can come at short notice."""
    form = StandbyForm()

    def verb(chosen_id: int, *, actor: Actor, at: object) -> WaitingEntry:
        return operations.set_standby(chosen_id, bool(form.is_standby.data), actor=actor, at=at)  # type: ignore[arg-type]

    return _answer(entry_id, verb, _("Noted."))


@blueprint.get("/distributions/<int:distribution_id>/standby")
@access(Permission.MOVE_SLOTS)
def standby(distribution_id: int) -> ResponseReturnValue:
    """Free places of a day, and who can come at short notice: the first is called first."""
    distribution, at = queries.get_distribution(distribution_id), clock.now()
    page = waiting.page_of(distribution.cycle_id, None, at=at, which="standby")
    return render_template(
        "distributions/standby.html",
        distribution=distribution,
        fills=waiting.free_today(distribution, at),
        page=page,
        cards=queries.card_numbers([place.entry.household_id for place in page.rows]),
    )


@blueprint.get("/households/<int:household_id>/cycles/<int:cycle_id>/why")
@access(Permission.SEE_HOUSEHOLDS)
def why(household_id: int, cycle_id: int) -> ResponseReturnValue:
    """Why this household has a place or has none, in words that can be read aloud."""
    household = households.get_household(household_id)
    return render_template(
        "distributions/why.html",
        household=household,
        card=households.live_card(household),
        standing=waiting.standing_of(household_id, cycle_id, aid_log=aid_log(), at=clock.now()),
    )


def _answer(entry_id: int, verb: Verb, said: str) -> ResponseReturnValue:
    try:
        with transaction():
            verb(entry_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        form = _offer_form(formdata=None)
        form.form_errors = [tell(refusal)]
        return _entry_page(entry_id, form, status=refusal.status)
    flash(said, "good")
    return _to_entry(entry_id)


def _offer_form(**more: object) -> OfferForm:
    """Held for a day unless told otherwise."""
    tomorrow = clock.local(clock.now() + timedelta(hours=24))
    return OfferForm(held_on=tomorrow.date(), held_at=tomorrow.time().replace(second=0, microsecond=0), **more)


def _entry_page(
    entry_id: int, form: OfferForm, *, is_revealed: bool = False, status: int | None = None
) -> ResponseReturnValue:
    entry, at = waiting.get_entry(entry_id), clock.now()
    fills = queries.free_slots(entry.cycle_id, at)
    days = {fill.slot.distribution.held_on for fill in fills}
    page = render_template(
        "distributions/waiting_entry.html",
        entry=entry,
        household=households.get_household(entry.household_id),
        cards=queries.card_numbers([entry.household_id]),
        fills=fills,
        scarce=scarcity.scarce_kits(entry.cycle, entry.household_id, days, aid_log=aid_log(), at=at),
        chosen=request.form.get("slot", request.args.get("slot", "")),
        form=form,
        standby_form=StandbyForm(formdata=None, is_standby=entry.is_standby),
        is_revealed=is_revealed,
        is_held=entry.held_until is not None and entry.held_until > at,
    )
    return page, status or form.status


def _to_entry(entry_id: int) -> ResponseReturnValue:
    return redirect(url_for("distributions.waiting_entry", entry_id=entry_id), 303)
