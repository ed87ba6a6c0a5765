"""Emergency kits: given at the desk, and linked to whoever is registered afterwards."""

from contextlib import suppress
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.accounts import approving
from app.accounts.approving import Approval
from app.checkin import operations, queries, rules
from app.checkin.forms import EmergencyForm, ReversalForm
from app.checkin.models import EmergencyIssue
from app.checkin.operations import AlreadyReversed, LeadNeeded, LinkedBefore, NoSuchHousehold, RepeatedIssue
from app.checkin.queries import Place
from app.checkin.views.answers import find_place, to_choice
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import queries as households
from app.households.models import Household
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import clean_text
from app.web.paging import asked_key

MOST_HITS = 8
LONGEST_CODE = 200


@blueprint.get("/check-in/emergency-kits/new")
@access(Permission.GIVE_AID)
def new_emergency_kit() -> ResponseReturnValue:
    """Which kit and why; ``?band=`` is the household whose card was scanned."""
    place = find_place()
    if place is None:
        return to_choice()
    form = EmergencyForm(band=request.args.get("band", ""))
    return _form_page(form, place)


@blueprint.post("/check-in/emergency-kits")
@access(Permission.GIVE_AID)
def give_emergency_kit() -> ResponseReturnValue:
    """Give it. The same form again leads to what it gave."""
    place, form = find_place(), EmergencyForm()
    if place is None:
        return to_choice()
    form.offer(queries.list_emergency_kits(place.location_id, clock.now()))
    if not form.is_sent or not form.kit.choices:
        return _form_page(form, place, 422)
    try:
        issue = _give(form, place)
    except RepeatedIssue as repeated:
        issue = queries.get_emergency(repeated.issue_id)
    except LeadNeeded as refusal:
        return _form_page(form, place, refusal.status, why=refusal.why)
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        is_asked = request.form.get("approval_reason") is not None
        return _form_page(form, place, refusal.status, why=() if is_asked else None)
    return _to_next(issue)


def _give(form: EmergencyForm, place: Place) -> EmergencyIssue:
    approval = _approve(form)
    with transaction():
        return operations.give_emergency_kit(
            form.need, place=place, approval=approval, nonce=form.nonce.data or "",
            actor=current_actor(), at=clock.now(),
        )  # fmt: skip


def _approve(form: EmergencyForm) -> Approval | None:
    """Who stands by, where somebody wrote that they do. Outside the transaction. Raises Refusal."""
    if not form.has_approval:
        return None
    return approving.approve(
        form.approver_login.data, form.approver_password.data or "", form.approval_reason.data,
        actor=current_actor(), at=clock.now(),
    )  # fmt: skip


def _to_next(issue: EmergencyIssue) -> ResponseReturnValue:
    """Whoever is in the register has gone; of anybody else the registration comes next."""
    if issue.household_id is None:
        return redirect(url_for("checkin.emergency_kit", issue_id=issue.id), 303)
    flash(_("Given: emergency kit %(number)s.", number=issue.number), "good")
    return redirect(url_for("checkin.desk"), 303)


def _form_page(form: EmergencyForm, place: Place, status: int = 200, *, why: Any = None) -> Response:
    """``why`` a lead has to stand by; None where nobody has asked for one."""
    at = clock.now()
    form.offer(queries.list_emergency_kits(place.location_id, at))
    reference = form.reference
    page = render_template(
        "checkin/new_emergency_kit.html",
        form=form,
        why=why,
        before=queries.list_emergencies_of(reference.household_id) if reference else (),
    )
    return make_response(page, status)


# ---- the registration that must follow


@blueprint.get("/emergency-kits")
@access(Permission.REGISTER_HOUSEHOLDS, Permission.GIVE_AID)
def emergency_kits() -> ResponseReturnValue:
    """Those whose registration has not followed yet."""
    return render_template("checkin/emergency_kits.html", page=queries.list_unregistered(asked_key()))


@blueprint.get("/emergency-kits/<int:issue_id>")
@access(Permission.REGISTER_HOUSEHOLDS, Permission.GIVE_AID)
def emergency_kit(issue_id: int) -> ResponseReturnValue:
    """One of them: what was given, and whose it was or that this is still to be said."""
    return _page(issue_id)


@blueprint.post("/emergency-kits/<int:issue_id>/household")
@access(Permission.REGISTER_HOUSEHOLDS, Permission.GIVE_AID)
def link_emergency_kit(issue_id: int) -> ResponseReturnValue:
    """Scan the card or choose by the name: this household it was."""
    number = request.form.get("household", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return _link(issue_id, int(number))
    typed = clean_text(request.form.get("code"))[:LONGEST_CODE]
    if rules.what_is_sought(typed) is rules.Sought.PEOPLE:
        hits = households.search(typed, MOST_HITS)
        return _page(issue_id, hits=hits)
    household_id = queries.find_by_code(typed).household_id
    if household_id is None:
        return _page(issue_id, NoSuchHousehold.status, message=_(NoSuchHousehold.message))
    return _link(issue_id, household_id)


def _link(issue_id: int, household_id: int) -> ResponseReturnValue:
    """Linked twice is linked once, where it is the same household."""
    try:
        with transaction():
            operations.link_emergency_kit(issue_id, household_id, actor=current_actor(), at=clock.now())
        flash(_("The registration is done: it is written down whose kit this was."), "good")
    except LinkedBefore:
        flash(_("It is linked to this household already: there is nothing more to do."), "good")
    except Refusal as refusal:
        return _page(issue_id, refusal.status, message=tell(refusal))
    return redirect(url_for("checkin.emergency_kit", issue_id=issue_id), 303)


@blueprint.app_template_global()
def emergency_in_brief(household: Household) -> Markup:
    """Whether an emergency kit came before this registration: for the page of a household, which lies below."""
    waiting = queries.list_unlinked_before(household, clock.now())
    return Markup(render_template("checkin/emergency_brief.html", household=household, waiting=waiting))  # noqa: S704


@blueprint.post("/emergency-kits/<int:issue_id>/reversal")
@access(Permission.GIVE_AID)
def reverse_emergency_kit(issue_id: int) -> ResponseReturnValue:
    """Take it back: by who gave it at once, later by the lead."""
    form = ReversalForm()
    if not form.is_sent:
        return _page(issue_id, 422, form=form)
    try:
        with suppress(AlreadyReversed), transaction():
            operations.reverse_emergency_kit(issue_id, reason=form.reason.data, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _page(issue_id, refusal.status, message=tell(refusal))
    return redirect(url_for("checkin.emergency_kit", issue_id=issue_id), 303)


def _page(issue_id: int, status: int = 200, *, form: ReversalForm | None = None, **shown: Any) -> Response:
    issue, at, actor = queries.get_emergency(issue_id), clock.now(), current_actor()
    page = render_template(
        "checkin/emergency_kit.html",
        issue=issue,
        form=form or ReversalForm(formdata=None),
        may_take_back=not issue.is_reversed
        and actor.may(Permission.GIVE_AID)
        and rules.may_reverse(given_by_id=issue.given_by_id, given_at=issue.happened_at, actor=actor, at=at),
        before=[one for one in _others(issue) if one.id != issue.id],
        **shown,
    )
    return make_response(page, status)


def _others(issue: EmergencyIssue) -> Any:
    return queries.list_emergencies_of(issue.household_id) if issue.household_id else ()
