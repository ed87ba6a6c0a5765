"""Work orders: the list by stage, one order with what it still needs, making and changing it, cancelling it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import queries as hubs
from app.public_works import operations, queries, rules
from app.public_works.forms import CancelForm, OrderForm, PublishedForm
from app.public_works.models import OrderState, WorkOrder
from app.public_works.queries import Reach, Stage
from app.public_works.queries.orders import PER_PAGE
from app.public_works.views.blueprint import blueprint
from app.public_works.views.reaching import reached
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import clean_text
from app.web.paging import Page, asked_key

LONGEST_SEARCH = 80


@blueprint.get("/works")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS, Permission.RUN_WORKS)
def index() -> ResponseReturnValue:
    """Orders by stage, the newest first; ``?words=`` looks in number, title, place and customer."""
    at, reach, words = clock.now(), Reach.of(current_actor()), clean_text(request.args.get("words"))[:LONGEST_SEARCH]
    stage = next((one for one in Stage if one.value == request.args.get("stage")), None)
    rows = queries.list_orders(at=at, reach=reach, stage=stage, words=words, after=asked_key())
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].order.id if len(rows) > PER_PAGE else None)
    return render_template(
        "public_works/index.html", page=page, stage=stage, words=words,
        counts=queries.count_stages(at=at, reach=reach, words=words), stages=Stage,
    )  # fmt: skip


@blueprint.get("/works/new")
@access(Permission.PLAN_WORKS)
def new() -> ResponseReturnValue:
    """An empty form with what is usual; ``?like=`` begins with an earlier order."""
    at, like = clock.now(), request.args.get("like", "")
    is_copy = like.isascii() and like.isdigit() and len(like) <= 9
    form = OrderForm.copy_of(queries.get_order(int(like)), at) if is_copy else OrderForm.blank(at)
    return _new_page(form)


@blueprint.post("/works")
@access(Permission.PLAN_WORKS)
def create() -> ResponseReturnValue:
    """Begin the order as a draft; the same form again leads to what it made."""
    form = OrderForm()
    form.offer(hubs.list_settlements(), queries.list_foremen())
    if made := queries.find_order_by_nonce(form.nonce.data):
        return _to_order(made.id)
    if form.is_sent:
        with form.refusing("title"):
            try:
                with transaction():
                    made = operations.make_order(
                        form.draft, like_id=int(form.like.data) if form.like.data else None,
                        nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
                    )  # fmt: skip
            except operations.MadeAlready as already:
                return _to_order(already.order_id or 0)
            flash(_("Order %(number)s is a draft. Now its shifts and its safety.", number=made.number))
            return redirect(url_for(".shifts", order_id=made.id), 303)
    return _new_page(form)


def _new_page(form: OrderForm) -> ResponseReturnValue:
    form.offer(hubs.list_settlements(), queries.list_foremen())
    page = render_template("public_works/new.html", form=form, **_form_facts())
    return page, form.status


def _form_facts() -> dict[str, object]:
    hour_minor = rules.minimum_on(clock.local_date(clock.now()), queries.wages())
    return {"lowest": rules.lowest_rate(480, hour_minor) if hour_minor else None}


@blueprint.get("/works/<int:order_id>")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS, Permission.RUN_WORKS)
def show(order_id: int) -> ResponseReturnValue:
    """One order: where it stands, what it still needs, what it says."""
    return _show(reached(order_id))


def _show(order: WorkOrder, status: int = 200, message: str = "") -> ResponseReturnValue:
    at = clock.now()
    is_draft = order.state is OrderState.DRAFT
    page = render_template(
        "public_works/show.html", order=order, standing=queries.standing_of(order, at),
        gate=queries.look_at_gate(order, at) if order.state in (OrderState.DRAFT, OrderState.PUBLISHED) else None,
        is_draft=is_draft, taken=queries.count_taken([shift.id for shift in order.shifts]), message=message, at=at,
    )  # fmt: skip
    return page, status


@blueprint.post("/works/<int:order_id>/publication")
@access(Permission.PLAN_WORKS)
def publish(order_id: int) -> ResponseReturnValue:
    """Invite people, if everything that keeps them safe is there. Pressed twice is pressed once."""
    try:
        with transaction():
            order = operations.publish(order_id, actor=current_actor(), at=clock.now())
        flash(_("Published: %(number)s. People may sign up.", number=order.number), "good")
    except operations.NotADraft:
        pass
    except operations.GATE_REFUSALS as refusal:
        return _show(queries.get_order(order_id), refusal.status, tell(refusal))
    return _to_order(order_id)


@blueprint.route("/works/<int:order_id>/edit", methods=["GET", "POST"])
@access(Permission.PLAN_WORKS)
def edit(order_id: int) -> ResponseReturnValue:
    """Of a draft everything; of a published order what nobody signed up for."""
    order = queries.get_order(order_id)
    if order.state is OrderState.DRAFT:
        return _edit_draft(order)
    if order.state is OrderState.PUBLISHED:
        return _edit_published(order)
    return _to_order(order_id)


def _edit_draft(order: WorkOrder) -> ResponseReturnValue:
    form = OrderForm() if request.method == "POST" else OrderForm.of(order)
    form.offer(hubs.list_settlements(), queries.list_foremen())
    if form.is_sent:
        with form.refusing("title"):
            with transaction():
                operations.change_order(order.id, form.draft, actor=current_actor(), at=clock.now())
            flash(_("Saved."), "good")
            return _to_order(order.id)
    return render_template("public_works/edit.html", form=form, order=order, **_form_facts()), form.status


def _edit_published(order: WorkOrder) -> ResponseReturnValue:
    form = PublishedForm() if request.method == "POST" else PublishedForm.of(order)
    form.offer_foremen(queries.list_foremen())
    if form.is_sent:
        with form.refusing("sign_up_at"):
            with transaction():
                operations.change_published(order.id, form.change, actor=current_actor(), at=clock.now())
            flash(_("Saved."), "good")
            return _to_order(order.id)
    standing = queries.standing_of(order, clock.now())
    return render_template("public_works/edit_published.html", form=form, order=order, standing=standing), form.status


@blueprint.route("/works/<int:order_id>/cancellation", methods=["GET", "POST"])
@access(Permission.PLAN_WORKS)
def cancel(order_id: int) -> ResponseReturnValue:
    """The work is not held: the reason is public, and what it takes away is said in numbers first."""
    form = CancelForm()
    if form.is_sent:
        with form.refusing("reason"):
            with transaction():
                order = operations.cancel_order(
                    order_id, form.reason.data, actor=current_actor(), at=clock.now()
                )  # fmt: skip
            flash(_("Order %(number)s is cancelled. Tell those who counted on it.", number=order.number), "warn")
            if queries.list_let_go(order):
                return redirect(url_for(".sign_ups", order_id=order_id), 303)
            return _to_order(order_id)
    order = queries.get_order(order_id)
    ahead = [shift.id for shift in order.shifts if shift.starts_at > clock.now()]
    page = render_template(
        "public_works/cancel.html", form=form, order=order, shifts=len(ahead),
        standing=queries.standing_of(order, clock.now()), people=queries.count_people(ahead),
        requests=sum(one.outcome is None for one in queries.list_help_on(ahead)),
    )  # fmt: skip
    return page, form.status


def _to_order(order_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", order_id=order_id), 303)
