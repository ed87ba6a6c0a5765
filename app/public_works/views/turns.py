"""Whose turn it is: the list of an order, sharing out, the draw, the waiting list, telling people."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.draws import queries as draws
from app.draws.forms import PostForm
from app.draws.models import DrawState
from app.hubs import queries as hubs
from app.public_works import operations, queries, rules
from app.public_works.forms.sign_ups import ShareForm, ToldForm
from app.public_works.models import DayState, Demand, OrderState, Shift, SignUpDay, WorkOrder
from app.public_works.operations.turns import AlreadyShared
from app.public_works.views.blueprint import blueprint
from app.public_works.views.reaching import reached
from app.public_works.views.sign_ups import sign_up_page, who_is_next
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key

# ---- the list


@blueprint.get("/works/<int:order_id>/sign-ups")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def sign_ups(order_id: int) -> ResponseReturnValue:
    """Before turns: who signed up. After: one day with its places, its reserve and its queue."""
    return _list_page(order_id)


def _list_page(order_id: int, status: int = 200, message: str = "") -> ResponseReturnValue:
    order, at = reached(order_id), clock.now()
    facts = {
        "order": order, "at": at, "standing": queries.standing_of(order, at), "message": message,
        "counts": queries.count_states([shift.id for shift in order.shifts]), "State": DayState,
    }  # fmt: skip
    if order.state is OrderState.CANCELLED:
        let_go = queries.list_let_go(order)
        return render_template("public_works/sign_ups_cancelled.html", let_go=let_go, **facts), status
    if order.chosen_at is None:
        page = queries.list_signed(order.id, asked_key())
        return render_template("public_works/sign_ups.html", page=page, **facts), status
    shift = _asked_shift(order, at)
    waiting = queries.list_waiting(shift.id, asked_key())
    body = render_template(
        "public_works/sign_ups_day.html", shift=shift, placed=queries.list_placed(shift.id),
        page=waiting, queue=queries.places_in_queue(waiting.rows), gone=queries.list_gone(shift.id),
        ready=rules.share(shift.places, order.reserve_percent), is_first=asked_key() is None,
        lapsed=queries.count_lapsed(order.id, at), **facts,
    )  # fmt: skip
    return body, status


def _asked_shift(order: WorkOrder, at: datetime) -> Shift:
    """The day in the address, or the next one, or the last one."""
    asked = request.args.get("day", "")
    found = [shift for shift in order.shifts if str(shift.id) == asked]
    return (found or [shift for shift in order.shifts if shift.ends_at > at] or order.shifts[-1:])[0]


@blueprint.post("/works/<int:order_id>/sign-ups/told")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def mark_told(order_id: int) -> ResponseReturnValue:
    """Those who are ticked know about it."""
    form = ToldForm()
    form.days.choices = []
    ids = form.days.data or () if form.is_sent else ()
    try:
        with transaction():
            told = operations.mark_told(order_id, ids, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _list_page(order_id, refusal.status, tell(refusal))
    flash(ngettext("Noted: %(num)s person was told.", "Noted: %(num)s people were told.", told), "good")
    return _to_list(order_id)


@blueprint.post("/works/<int:order_id>/sign-ups/moving-up")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def move_up(order_id: int) -> ResponseReturnValue:
    """Offer what is free, and what was offered in vain, to the next."""
    at = clock.now()
    try:
        with transaction():
            operations.move_up(order_id, actor=current_actor(), at=at)
    except Refusal as refusal:
        return _list_page(order_id, refusal.status, tell(refusal))
    flash(who_is_next(order_id, at), "good")
    return _to_list(order_id)


def _to_list(order_id: int) -> ResponseReturnValue:
    asked = request.args.get("day")
    return redirect(url_for(".sign_ups", order_id=order_id, day=asked), 303)


@blueprint.post("/works/<int:order_id>/sign-ups/phones")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def phones(order_id: int) -> ResponseReturnValue:
    """Whom to call, by day, on paper. That it was printed is recorded."""
    reached(order_id)
    with transaction():
        order, lists = operations.open_phones(order_id, actor=current_actor(), at=clock.now())
    with force_locale("uk"):
        return render_template(
            "public_works/turns_phones.html", language=lambda: "uk", order=order, lists=lists, State=DayState,
            ready={shift.id: rules.share(shift.places, order.reserve_percent) for shift in order.shifts},
        )  # fmt: skip


# ---- one day of one person

Verb = Callable[..., SignUpDay]


@blueprint.post("/working-days/<int:day_id>/acceptance")
@access(Permission.SIGN_UP_WORKERS)
def accept(day_id: int) -> ResponseReturnValue:
    """They said yes on the phone."""
    return _answer(day_id, operations.accept, DayState.CHOSEN, lambda _at: _("The place is theirs."))


@blueprint.post("/working-days/<int:day_id>/refusal")
@access(Permission.SIGN_UP_WORKERS)
def decline(day_id: int) -> ResponseReturnValue:
    """They said no: the next is offered the place."""
    order_id = queries.get_day(day_id).shift.order_id
    return _answer(
        day_id, operations.decline, DayState.LAPSED,
        lambda at: _("The offer is declined. %(next)s", next=who_is_next(order_id, at)),
    )  # fmt: skip


@blueprint.post("/working-days/<int:day_id>/place")
@access(Permission.SIGN_UP_WORKERS)
def take_from_queue(day_id: int) -> ResponseReturnValue:
    """Give a free place to somebody who waits and said yes."""
    return _answer(day_id, operations.take_from_queue, DayState.CHOSEN, lambda _at: _("The place is theirs."))


def _answer(day_id: int, verb: Verb, wanted: DayState, said: Callable[[datetime], str]) -> ResponseReturnValue:
    """Do it once. Pressed twice, it is done already."""
    found, at = queries.get_day(day_id), clock.now()
    sign_up_id = found.sign_up_id
    if found.state is not wanted:
        try:
            with transaction():
                verb(day_id, actor=current_actor(), at=at)
        except Refusal as refusal:
            return sign_up_page(sign_up_id, refusal.status, tell(refusal))
        flash(said(at), "good")
    return redirect(url_for(".show_sign_up", sign_up_id=sign_up_id), 303)


# ---- sharing out


@blueprint.get("/works/<int:order_id>/turns")
@access(Permission.PLAN_WORKS)
def turns(order_id: int) -> ResponseReturnValue:
    """What sharing out would come to now, and whether it needs a draw. Nothing is changed by looking."""
    return _turns_page(queries.get_order(order_id))


@blueprint.post("/works/<int:order_id>/turns")
@access(Permission.PLAN_WORKS)
def share_out(order_id: int) -> ResponseReturnValue:
    """Share out as it was looked at; a list that has changed since is shown anew."""
    form = ShareForm()
    if not form.is_sent:
        return _turns_page(queries.get_order(order_id), status=422)
    try:
        with transaction():
            operations.share_out(order_id, digest=form.digest.data or "", actor=current_actor(), at=clock.now())
        flash(_("The turns are shared out. Now tell people: print the list with phones."), "good")
    except AlreadyShared:
        pass  # the same form twice
    except Refusal as refusal:
        return _turns_page(queries.get_order(order_id), status=refusal.status, message=tell(refusal))
    return _to_list(order_id)


@blueprint.post("/works/<int:order_id>/turns/draw")
@access(Permission.PLAN_WORKS)
def post_draw(order_id: int) -> ResponseReturnValue:
    """Post the list to be drawn from."""
    form = PostForm()
    if made := draws.find_by_nonce(form.nonce.data):
        return redirect(url_for("draws.show", draw_id=made.id), 303)
    if form.is_sent:
        with form.refusing("held_on"):
            with transaction():
                order = operations.post_draw(order_id, **form.terms(), actor=current_actor(), at=clock.now())
            flash(_("The list is posted. Print it and let it hang until the draw."), "good")
            return redirect(url_for("draws.show", draw_id=order.draw_id), 303)
    return _turns_page(queries.get_order(order_id), form=form, status=form.status)


def _turns_page(
    order: WorkOrder, *, form: PostForm | None = None, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    at = clock.now()
    if order.chosen_at is not None or not order.shifts:
        return _to_list(order.id)
    terms = queries.rules_of_turns(hubs.get_hub().id)
    proposal = queries.propose(order, terms, at)
    body = render_template(
        "public_works/turns.html", order=order, at=at, standing=queries.standing_of(order, at), message=message,
        proposal=proposal, terms=terms, shares=_shares(order, proposal), form=form or _draw_form(order),
        is_early=order.sign_up_until is not None and at < order.sign_up_until, is_heavy=order.demand is Demand.HEAVY,
        sign_ups={one.id: one for one in queries.list_active(order.id)} if not proposal.needs_draw else {},
        shifts={shift.id: shift for shift in order.shifts},
        draw=order.draw if order.draw is not None and order.draw.state is not DrawState.ANNULLED else None,
    )  # fmt: skip
    return body, status


def _shares(order: WorkOrder, proposal: queries.Proposal) -> list[tuple[Shift, int, int, int]]:
    """By shift: places, how many want it, how many would have it, how many would wait."""
    found = []
    for shift in order.shifts:
        chosen = sum(key[1] == shift.id for key in proposal.turns.chosen)
        waiting = sum(key[1] == shift.id for key in proposal.turns.waiting)
        found.append((shift, chosen + waiting, chosen, waiting))
    return found


def _draw_form(order: WorkOrder) -> PostForm:
    form = PostForm(formdata=None)
    form.held_where.data = order.settlement.name
    return form
