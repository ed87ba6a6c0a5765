"""Help for households: asking, the list by settlement, a shift that takes it on, and what came of it.

Where somebody lives is told on the day only, and only to those who go there.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.households import queries as households
from app.hubs import queries as hubs
from app.public_works import operations, queries
from app.public_works.forms.help import DraftHelpForm, HelpForm, NeededForm, OutcomeForm, ShiftHelpForm
from app.public_works.models import (
    ContractForm,
    Demand,
    HelpKind,
    HelpOutcome,
    HelpRequest,
    OrderState,
    WorkKind,
    WorkOrder,
)
from app.public_works.operations import Draft
from app.public_works.operations.help import AskedAlready, NotForHelp, NothingTicked, SettledAlready
from app.public_works.views.blueprint import blueprint
from app.public_works.views.homes import check_home, is_warden, look_at_home
from app.public_works.views.reaching import reached
from app.web import labels
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key

ALL = Permission.REGISTER_HOUSEHOLDS
"""Who reaches all households here; a warden reaches those of the own streets."""


# ---- asking


@blueprint.get("/households/<int:household_id>/help")
@access(Permission.REGISTER_HOUSEHOLDS, Permission.WALK_ROUNDS)
def household_help(household_id: int) -> ResponseReturnValue:
    """What this household asked for, and a form for more."""
    look_at_home(household_id, ALL)
    return _household_page(household_id, HelpForm())


@blueprint.post("/households/<int:household_id>/help")
@access(Permission.REGISTER_HOUSEHOLDS, Permission.WALK_ROUNDS)
def ask_for_help(household_id: int) -> ResponseReturnValue:
    """Write a request down; the same form again is answered as the first time."""
    check_home(household_id, ALL)
    form = HelpForm()
    if queries.find_help_by_nonce(form.nonce.data) is not None:
        return _to_household(household_id)
    if form.is_sent:
        with form.refusing("kind"):
            try:
                with transaction():
                    operations.ask_for_help(
                        household_id, HelpKind(form.kind.data), form.note.data or "", nonce=form.nonce.data or "",
                        actor=current_actor(), at=clock.now(),
                    )  # fmt: skip
                flash(_("Written down. It waits until helpers come that way; that is no promise of a day."), "good")
                return _to_household(household_id)
            except AskedAlready:
                if queries.find_help_by_nonce(form.nonce.data) is not None:
                    return _to_household(household_id)
                raise
    return _household_page(household_id, form)


def _household_page(household_id: int, form: HelpForm) -> ResponseReturnValue:
    page = render_template(
        "public_works/help_household.html", household=households.get_household(household_id), form=form,
        asked=queries.list_help_of(household_id), is_warden=is_warden(ALL),
    )  # fmt: skip
    return page, form.status


def _to_household(household_id: int) -> ResponseReturnValue:
    return redirect(url_for(".household_help", household_id=household_id), 303)


# ---- the list


@blueprint.get("/help-requests")
@access(Permission.PLAN_WORKS, Permission.REGISTER_HOUSEHOLDS)
def help_requests() -> ResponseReturnValue:
    """Open requests by settlement; the lead puts them onto a shift."""
    return _list_page()


def _list_page(status: int = 200, message: str = "") -> ResponseReturnValue:
    at = clock.now()
    body = render_template(
        "public_works/help.html", page=queries.list_open_help(_asked_settlement(), asked_key()), at=at,
        settlements=hubs.list_settlements(), settlement_id=_asked_settlement(), message=message,
        shifts=queries.list_help_shifts(at), needed=len(queries.list_needed(at)),
        ticked=request.form.getlist("requests"),
    )  # fmt: skip
    return body, status


def _asked_settlement() -> int | None:
    return asked_key("settlement")


def _to_list() -> ResponseReturnValue:
    return redirect(url_for(".help_requests", settlement=_asked_settlement()), 303)


@blueprint.get("/help-requests/settled")
@access(Permission.PLAN_WORKS, Permission.REGISTER_HOUSEHOLDS)
def settled_help() -> ResponseReturnValue:
    """What came of requests, by their numbers: no household stands beside them any more."""
    return render_template("public_works/help_settled.html", page=queries.list_settled_help(asked_key()))


@blueprint.post("/help-requests/shift")
@access(Permission.PLAN_WORKS)
def put_on_shift() -> ResponseReturnValue:
    """Let the helpers of a shift take on what is ticked."""
    form = ShiftHelpForm()
    form.requests.choices, form.shift.choices = [], []
    try:
        if not form.is_sent:
            raise NothingTicked
        with transaction():
            shift = operations.put_on_shift(
                form.shift.data, form.requests.data or (), actor=current_actor(), at=clock.now()
            )
    except NotFound:
        return _list_page(422, tell(NotForHelp()))
    except Refusal as refusal:
        return _list_page(refusal.status, tell(refusal))
    flash(_("On the shift now."), "good")
    return redirect(url_for(".order_help", order_id=shift.order_id), 303)


@blueprint.post("/help-requests/draft")
@access(Permission.PLAN_WORKS)
def draft_help() -> ResponseReturnValue:
    """Begin an order for what is ticked: first when its helpers go is asked, then it is made with that shift."""
    form = DraftHelpForm()
    form.requests.choices = []
    if made := queries.find_order_by_nonce(form.nonce.data):
        return redirect(url_for(".show", order_id=made.id), 303)
    requests = queries.list_requests(form.requests.data or ())
    if not requests:
        return _list_page(422, tell(NothingTicked()))
    if "held_on" not in request.form:
        form = DraftHelpForm(formdata=None)
        return render_template("public_works/help_draft.html", form=form, requests=requests)
    if form.is_sent:
        with form.refusing("held_on"):
            with transaction():
                order = operations.make_help_order(
                    _draft_of(requests), form.plan, [one.id for one in requests],
                    nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_drafted(order, len(requests)), "good")
            return redirect(url_for(".show", order_id=order.id), 303)
    return render_template("public_works/help_draft.html", form=form, requests=requests), form.status


def _drafted(order: WorkOrder, requests: int) -> str:
    told: str = ngettext(
        "%(number)s is a draft: its shift and %(num)s request are in it. Now its safety.",
        "%(number)s is a draft: its shift and %(num)s requests are in it. Now its safety.",
        requests, number=order.number,
    )  # fmt: skip
    return told


def _draft_of(requests: Sequence[HelpRequest]) -> Draft:
    settlement = requests[0].household.settlement
    with force_locale("uk"):  # residents read it
        return Draft(
            title=_("Help for households"), kind=WorkKind.HELP, settlement_id=settlement.id,
            place=_("addresses on the helpers’ sheet"), customer=hubs.get_hub().name, contract=ContractForm.VOLUNTEER,
            purpose=_("Neighbours who cannot manage alone: %(what)s", what=_in_numbers(requests))[:240],
            demand=Demand.MEDIUM,
        )  # fmt: skip


def _in_numbers(requests: Sequence[HelpRequest]) -> str:
    counted = Counter(one.kind for one in requests)
    return ", ".join(f"{labels.label(kind)} – {number}" for kind, number in counted.items())


# ---- what was asked on rounds


@blueprint.get("/help-requests/from-rounds")
@access(Permission.PLAN_WORKS, Permission.REGISTER_HOUSEHOLDS)
def needed_help() -> ResponseReturnValue:
    """What wardens wrote on their sheets and nobody has asked for yet."""
    return _needed_page()


@blueprint.post("/help-requests/from-rounds")
@access(Permission.PLAN_WORKS, Permission.REGISTER_HOUSEHOLDS)
def ask_from_rounds() -> ResponseReturnValue:
    """Make requests of what is ticked."""
    form = NeededForm()
    form.needs.choices = []
    try:
        if not form.is_sent:
            raise NothingTicked
        with transaction():
            made = operations.ask_from_rounds(form.needs.data or (), actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _needed_page(refusal.status, tell(refusal))
    flash(ngettext("%(num)s request was written down.", "%(num)s requests were written down.", made), "good")
    return redirect(url_for(".help_requests"), 303)


def _needed_page(status: int = 200, message: str = "") -> ResponseReturnValue:
    body = render_template(
        "public_works/help_needed.html", needed=queries.list_needed(clock.now()), message=message,
        form=NeededForm(formdata=None),
    )  # fmt: skip
    return body, status


# ---- an order that helps


@blueprint.get("/works/<int:order_id>/help")
@access(Permission.PLAN_WORKS, Permission.RUN_WORKS)
def order_help(order_id: int) -> ResponseReturnValue:
    """By shift what is to be done, without names; on the day the sheets for the helpers and what came of it."""
    return _order_page(reached(order_id))


def _order_page(order: WorkOrder, status: int = 200, message: str = "") -> ResponseReturnValue:
    if order.kind is not WorkKind.HELP:
        raise NotFound
    at = clock.now()
    on: dict[int | None, list[HelpRequest]] = {shift.id: [] for shift in order.shifts}
    for one in queries.list_help_on([shift.id for shift in order.shifts]):
        on[one.shift_id].append(one)
    body = render_template(
        "public_works/help_order.html", order=order, at=at, today=clock.local_date(at), on=on, message=message,
        standing=queries.standing_of(order, at), outcomes=HelpOutcome, can_settle=order.state is OrderState.PUBLISHED,
    )  # fmt: skip
    return body, status


@blueprint.post("/shifts/<int:shift_id>/help-sheet")
@access(Permission.RUN_WORKS)
def help_sheet(shift_id: int) -> ResponseReturnValue:
    """A sheet for each helper with first names and addresses, on the day only. That it was opened is recorded."""
    order = reached(queries.get_shift(shift_id).order_id)
    try:
        with transaction():
            sheet = operations.open_help_sheet(shift_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _order_page(reached(order.id), refusal.status, tell(refusal))
    with force_locale("uk"):
        return render_template("public_works/help_sheet.html", language=lambda: "uk", sheet=sheet, order=order)


@blueprint.post("/help-requests/<int:request_id>/outcome")
@access(Permission.RUN_WORKS)
def settle_help(request_id: int) -> ResponseReturnValue:
    """What the helpers came back with."""
    found, form = queries.get_request(request_id), OutcomeForm()
    if found.shift is None:
        raise NotFound
    order = reached(found.shift.order_id)
    if not form.is_sent:
        return _order_page(order, 422, _("Choose what came of it."))
    refused = _settle(request_id, HelpOutcome(form.outcome.data), is_again=form.is_asked_again.data, at=clock.now())
    if refused is not None:
        return _order_page(reached(order.id), refused.status, tell(refused))
    return redirect(url_for(".order_help", order_id=order.id), 303)


@blueprint.post("/help-requests/<int:request_id>/withdrawal")
@access(Permission.PLAN_WORKS, Permission.REGISTER_HOUSEHOLDS)
def withdraw_help(request_id: int) -> ResponseReturnValue:
    """Nobody needs it any more."""
    refused = _settle(request_id, HelpOutcome.NOT_DONE, is_again=False, at=clock.now())
    return _list_page(refused.status, tell(refused)) if refused is not None else _to_list()


def _settle(request_id: int, outcome: HelpOutcome, *, is_again: bool, at: datetime) -> Refusal | None:
    """Once: the same press twice is no refusal."""
    try:
        with transaction():
            operations.settle_help(request_id, outcome, is_asked_again=is_again, actor=current_actor(), at=at)
    except SettledAlready as refusal:
        return None if queries.get_request(request_id).outcome is outcome else refusal
    except Refusal as refusal:
        return refusal
    flash(_("Written down."), "good")
    return None


@blueprint.post("/help-requests/<int:request_id>/shift-removal")
@access(Permission.PLAN_WORKS)
def take_off_shift(request_id: int) -> ResponseReturnValue:
    """Let it wait for another day."""
    try:
        with transaction():
            operations.take_off_shift(request_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _list_page(refusal.status, tell(refusal))
    return _to_list()
