"""Bundles are made: for a warden's round, or for a laptop that works without a link."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import queries as accounts
from app.accounts import rules as accounts_rules
from app.accounts.models import Staff
from app.bundles import operations, queries, rules
from app.bundles.forms import AskForm, LaptopForm, LossForm, SendForm
from app.bundles.operations import Carrier, SentTwice
from app.bundles.queries import Source
from app.bundles.views.blueprint import approve, blueprint
from app.checkin import queries as desk
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.distributions.models import BundleKind, LineOutcome
from app.hubs import queries as hubs
from app.wardens import queries as wardens
from app.web.access import access, current_actor
from app.web.forms import Form


@blueprint.route("/bundles/new", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def new() -> ResponseReturnValue:
    """Whose kits leave, and with whom: those who need delivery are ticked."""
    today = clock.local_date(clock.now())
    sources = queries.list_sources(today)
    if not sources:
        return render_template("bundles/nothing.html")
    ask = AskForm(sources, wardens.list_wardens())
    promises = queries.list_deliveries(ask.chosen, ask.warden_id, everybody=bool(ask.everybody.data))
    asked = desk.delivery_asked_of([promise.id for promise in promises])
    form = SendForm(return_by=rules.usual_return(BundleKind.WARDEN, today))
    form.offer(_at_work())
    if request.method == "GET":
        form.lines.data = [
            promise.id for promise in promises if promise.id in asked or promise.household.needs_delivery
        ]
        form.carrier.data = str(ask.warden_id or "")
    if form.is_sent:
        with form.refusing("lines"):
            return redirect(url_for("bundles.show", bundle_id=_send(form)), 303)
    return render_template("bundles/new.html", ask=ask, promises=promises, asked=asked, form=form), form.status


def _at_work() -> list[Staff]:
    return [staff for staff in accounts.list_staff() if staff.retired_at is None]


def _send(form: SendForm) -> int:
    """The id of the bundle; the same form sent twice answers with the one it made."""
    try:
        with transaction():
            carrier = (
                operations.find_carrier(form.carrier_id) if form.carrier_id else Carrier(form.carrier_name.data)
            )  # fmt: skip
            bundle = operations.send_bundle(
                form.lines.data or [], kind=BundleKind.WARDEN, carrier=carrier, return_by=form.return_by.data,
                nonce=str(form.nonce.data), actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except SentTwice as twice:
        return twice.bundle_id
    flash(_("Bundle %(number)s is sent. Print its slip, and let the carrier sign.", number=bundle.number), "good")
    return bundle.id


@blueprint.route("/bundles/laptops/new", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def new_laptop() -> ResponseReturnValue:
    """Which hours leave on a laptop."""
    today = clock.local_date(clock.now())
    sources = queries.list_sources(today)
    if not sources:
        return render_template("bundles/nothing.html")
    asked = request.values.get("source", "")
    chosen = next((one for one in sources if one.key == asked), sources[0])
    form = LaptopForm(return_by=rules.usual_return(BundleKind.LAPTOP, chosen.held_on))
    clerks = [staff for staff in _at_work() if _may_give(staff)]
    form.offer(chosen, queries.list_hours(chosen), hubs.list_settlements(), clerks, clock.now())
    if form.is_sent:
        with form.refusing("slots"):
            return redirect(url_for("bundles.show", bundle_id=_send_laptop(form, chosen)), 303)
    return render_template("bundles/new_laptop.html", form=form, sources=sources, chosen=chosen), form.status


def _may_give(staff: Staff) -> bool:
    return Permission.GIVE_AID in accounts_rules.permissions_of(role.role for role in staff.roles)


def _send_laptop(form: LaptopForm, chosen: Source) -> int:
    """The same for a laptop."""
    settlement_id = int(form.settlement.data) if form.settlement.data else None
    promises = queries.list_for_laptop(chosen, form.slots.data or [], settlement_id)
    try:
        with transaction():
            bundle = operations.send_bundle(
                [promise.id for promise in promises], kind=BundleKind.LAPTOP,
                carrier=operations.find_carrier(int(form.carrier.data), for_laptop=True),
                return_by=form.return_by.data, nonce=str(form.nonce.data), actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except SentTwice as twice:
        return twice.bundle_id
    flash(_("Bundle %(number)s is made. Now take its file.", number=bundle.number), "good")
    return bundle.id


@blueprint.post("/bundles/<int:bundle_id>/lines/<int:line_id>/return")
@access(Permission.SEND_BUNDLES)
def take_line_back(bundle_id: int, line_id: int) -> ResponseReturnValue:
    """The addressee came to the desk before the carrier left."""
    if Form().is_sent:
        with transaction():
            operations.take_line_back(
                bundle_id, line_id, reason=_("came to the desk"), actor=current_actor(), at=clock.now()
            )  # fmt: skip
        flash(_("The line is back: the desk may give it."), "good")
    return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)


@blueprint.route("/bundles/<int:bundle_id>/loss", methods=["GET", "POST"])
@access(Permission.SEND_BUNDLES)
def take_all_back(bundle_id: int) -> ResponseReturnValue:
    """The paper, the laptop or the kits will not come back: two people say so."""
    bundle = queries.get_bundle(bundle_id, current_actor())
    form = LossForm()
    if form.is_sent:
        with form.refusing("approver_login"):
            approval = approve(form)
            with transaction():
                operations.take_all_back(
                    bundle_id, LineOutcome(form.outcome.data), approval=approval, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Bundle %(number)s is accounted for.", number=bundle.number), "good")
            return redirect(url_for("bundles.show", bundle_id=bundle_id), 303)
    out = queries.count_kits(bundle, None)
    return render_template("bundles/take_all_back.html", bundle=bundle, out=out, form=form), form.status
