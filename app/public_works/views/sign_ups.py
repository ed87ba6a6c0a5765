"""Signing people up: whom, for which days, and what happens next; taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.codes import CodeKind, read_code
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import queries as households
from app.households.models import Household
from app.public_works import operations, queries
from app.public_works.forms.sign_ups import LeaveForm, SignUpForm
from app.public_works.models import DayState, OrderState, Shift, SignUp, SignUpDay, WorkOrder
from app.public_works.operations.sign_ups import (
    AgeUnknown,
    AlreadySignedUp,
    GuardianNeeded,
    NothingToWithdraw,
    NotInRegister,
    TooYoung,
)
from app.public_works.operations.waiting import NoPlaceToGive
from app.public_works.queries import Clash, Other
from app.public_works.views.blueprint import blueprint
from app.public_works.views.homes import check_home, is_warden, look_at_home, people_of, worker
from app.public_works.views.reaching import reached
from app.web.access import access, current_actor
from app.web.filters import day, hm, stamp, window
from app.web.forms import clean_text

MOST_HITS = 10
LONGEST_SEARCH = 200
BESIDE: Mapping[type[Refusal], str] = {
    AgeUnknown: "person", TooYoung: "person", AlreadySignedUp: "person", NotInRegister: "person",
    GuardianNeeded: "guardian_name",
}  # fmt: skip
"""The field that a refusal speaks of; the others speak of the days."""
NOBODY = 0
"""No person has this number: asks only what the household does at the hours of a shift."""


# ---- whom


@blueprint.get("/works/<int:order_id>/sign-up")
@access(Permission.SIGN_UP_WORKERS)
def find_worker(order_id: int) -> ResponseReturnValue:
    """The box in which a card, a phone or a surname is typed."""
    return _found(order_id, "")


@blueprint.post("/works/<int:order_id>/sign-up")
@access(Permission.SIGN_UP_WORKERS)
def search_worker(order_id: int) -> ResponseReturnValue:
    """What was found. A POST that changes nothing, because names must not stand in addresses and logs."""
    return _found(order_id, clean_text(request.form.get("q"))[:LONGEST_SEARCH])


def _found(order_id: int, text: str) -> ResponseReturnValue:
    order, at = reached(order_id), clock.now()
    hits = households.search(text, MOST_HITS + 1) if text else []
    if len(hits) == 1 and read_code(text).kind in (CodeKind.CARD_NO, CodeKind.TOKEN):
        return redirect(url_for(".new_sign_up", order_id=order.id, household_id=hits[0].household.id), 303)
    return render_template(
        "public_works/find_worker.html", order=order, standing=queries.standing_of(order, at), text=text,
        hits=hits[:MOST_HITS], is_cut=len(hits) > MOST_HITS, why_closed=_why_closed(order),
    )  # fmt: skip


def _why_closed(order: WorkOrder) -> str:
    """Why nobody may join the work now; empty while they may. Once turns are shared they join at the end of the queue.

    Between the end of signing up and the sharing nobody does: the list that is drawn from is the one everybody knew.
    """
    at = clock.now()
    is_moving = order.state is OrderState.PUBLISHED and not queries.standing_of(order, at).is_frozen
    if not is_moving or not _ahead(order):
        return str(
            _("Nobody can sign up for this work now: it is not published, stands still, or its last shift has begun.")
        )
    is_over = order.sign_up_until is not None and order.sign_up_until <= at
    if is_over and order.chosen_at is None:
        return str(_("Signing up is over, and turns are not shared out yet. After that people can join the queue."))
    return ""


@blueprint.get("/households/<int:household_id>/works")
@access(Permission.SIGN_UP_WORKERS, Permission.WALK_ROUNDS)
def household_works(household_id: int) -> ResponseReturnValue:
    """Works that are open now, and what people of this household signed up for."""
    household = look_at_home(household_id)
    return render_template(
        "public_works/household.html", household=household, orders=queries.list_open(clock.now()),
        sign_ups=queries.list_for_household(household_id), is_warden=is_warden(),
    )  # fmt: skip


# ---- for which days


@blueprint.get("/works/<int:order_id>/households/<int:household_id>/sign-up")
@access(Permission.SIGN_UP_WORKERS, Permission.WALK_ROUNDS)
def new_sign_up(order_id: int, household_id: int) -> ResponseReturnValue:
    """Who of the household, for which days."""
    return _form_page(queries.get_order(order_id), look_at_home(household_id), SignUpForm())


@blueprint.post("/works/<int:order_id>/households/<int:household_id>/sign-up")
@access(Permission.SIGN_UP_WORKERS, Permission.WALK_ROUNDS)
def sign_up(order_id: int, household_id: int) -> ResponseReturnValue:
    """Write it down; what overlaps is told first. The same form again leads to what it made."""
    check_home(household_id)
    order, household, form = queries.get_order(order_id), households.get_household(household_id), SignUpForm()
    if made := queries.find_by_nonce(form.nonce.data):
        return _to_sign_up(made.id)
    if _why_closed(order):
        return _form_page(order, household, form)[0], 409
    _offer(form, order, household)
    clashes: Sequence[Clash] = ()
    if form.is_sent:
        clashes = _clashes(order, household, form)
        small = [clash for clash in clashes if clash.is_small]
        if len(small) == len(clashes) and small and not form.is_sure.data:
            form.refuse("is_sure", _("Something lies close to these hours. Ask, and tick that they will manage."))
        else:
            try:
                with transaction():
                    made = operations.sign_up(
                        order_id, form.person.data, form.wish, channel=form.asked_by,
                        nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
                    )  # fmt: skip
                return _written(made)
            except Refusal as refusal:
                if isinstance(refusal, AlreadySignedUp) and (made := queries.find_by_nonce(form.nonce.data)):
                    return _to_sign_up(made.id)
                with form.refusing(BESIDE.get(type(refusal), "shifts")):
                    raise
    return _form_page(queries.get_order(order_id), households.get_household(household_id), form, clashes)


def _written(made: SignUp) -> ResponseReturnValue:
    said = _("Written down: code %(code)s. This is not a place yet.", code=made.code)
    if made.order.chosen_at is not None:
        said = _("Written down: code %(code)s. Turns are decided already; read below what is left.", code=made.code)
    flash(said, "good")
    return _to_sign_up(made.id)


def _ahead(order: WorkOrder) -> list[Shift]:
    at = clock.now()
    return [shift for shift in order.shifts if shift.starts_at > at]


def _offer(form: SignUpForm, order: WorkOrder, household: Household) -> None:
    ahead = _ahead(order)
    aid = {clash.shift_id: clash for clash in queries.clashes_of(NOBODY, household.id, ahead)} if ahead else {}
    days = [(shift.id, f"{day(shift.held_on)}, {window(shift)}{_beside(aid.get(shift.id))}") for shift in ahead]
    form.offer(people_of(household), days, is_warden=is_warden())


def _beside(clash: Clash | None) -> str:
    return "" if clash is None else " · " + _("the household receives aid at %(time)s", time=hm(clash.starts_at))


def _clashes(order: WorkOrder, household: Household, form: SignUpForm) -> Sequence[Clash]:
    chosen = [shift for shift in _ahead(order) if shift.id in (form.shifts.data or ())]
    return queries.clashes_of(form.person.data, household.id, chosen) if chosen else ()


def _form_page(
    order: WorkOrder, household: Household, form: SignUpForm, clashes: Sequence[Clash] = ()
) -> tuple[str, int]:
    _offer(form, order, household)
    real = [clash for clash in clashes if not clash.is_small]
    page = render_template(
        "public_works/sign_up.html", form=form, order=order, household=household, why_closed=_why_closed(order),
        standing=queries.standing_of(order, clock.now()), is_warden=is_warden(), clashes=clashes, real=real,
        shifts={shift.id: shift for shift in order.shifts}, free=_free_days(order, household, form) if real else (),
        aid=Other.AID,
    )  # fmt: skip
    return page, form.status


def _free_days(order: WorkOrder, household: Household, form: SignUpForm) -> list[Shift]:
    """Days of the same work at which nothing else is."""
    ahead = _ahead(order)
    taken = {clash.shift_id for clash in queries.clashes_of(form.person.data, household.id, ahead)}
    return [shift for shift in ahead if shift.id not in taken]


# ---- what became of it


@blueprint.get("/sign-ups/<int:sign_up_id>")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS, Permission.WALK_ROUNDS)
def show_sign_up(sign_up_id: int) -> ResponseReturnValue:
    """Day by day where somebody stands, and why."""
    return sign_up_page(sign_up_id)


def sign_up_page(sign_up_id: int, status: int = 200, message: str = "") -> ResponseReturnValue:
    """One sign-up with everything that can be done about it."""
    made, at = reach_sign_up(sign_up_id), clock.now()
    waiting = queries.count_states([day.shift_id for day in made.days])
    page = render_template(
        "public_works/sign_ups_show.html", sign_up=made, order=made.order, at=at, message=message, waiting=waiting,
        queue=queries.places_in_queue(made.days),
        standing=queries.standing_of(made.order, at), is_warden=is_warden(), State=DayState,
    )  # fmt: skip
    return page, status


def reach_sign_up(sign_up_id: int) -> SignUp:
    """Raises NotFound, also for a warden of another street."""
    made = queries.get_sign_up(sign_up_id)
    check_home(made.household_id)
    return made


@blueprint.get("/sign-ups/<int:sign_up_id>/slip")
@access(Permission.SIGN_UP_WORKERS, Permission.WALK_ROUNDS)
def slip(sign_up_id: int) -> ResponseReturnValue:
    """A quarter of a sheet to take home: the code and what happens next. Without a name."""
    made = reach_sign_up(sign_up_id)
    with force_locale("uk"):
        return render_template(
            "public_works/sign_ups_slip.html", language=lambda: "uk", sign_up=made, order=made.order,
            queue=queries.places_in_queue(made.days),
        )  # fmt: skip


@blueprint.route("/sign-ups/<int:sign_up_id>/withdrawal", methods=["GET", "POST"])
@access(Permission.SIGN_UP_WORKERS)
def withdraw(sign_up_id: int) -> ResponseReturnValue:
    """Take somebody off the whole work: what that frees is said in numbers first."""
    form, at = LeaveForm(), clock.now()
    if form.is_sent:
        with form.refusing("reason"):
            try:
                with transaction():
                    made = operations.withdraw(sign_up_id, why=form.reason.data, actor=current_actor(), at=at)
                flash(_("Written down: they do not come. %(next)s", next=who_is_next(made.order_id, at)), "good")
            except NothingToWithdraw:
                pass  # the same form twice
            return _to_sign_up(sign_up_id)
    made = reach_sign_up(sign_up_id)
    ahead = [one for one in made.days if one.shift.starts_at > at and one.state is not DayState.CANCELLED]
    return _leave_page(made, form, [one.shift for one in ahead], sum(one.place is not None for one in ahead), "")


@blueprint.route("/working-days/<int:day_id>/cancellation", methods=["GET", "POST"])
@access(Permission.SIGN_UP_WORKERS)
def cancel_day(day_id: int) -> ResponseReturnValue:
    """Give up one day."""
    form, at, found = LeaveForm(), clock.now(), queries.get_day(day_id)
    sign_up_id = found.sign_up_id
    if form.is_sent:
        with form.refusing("reason"):
            try:
                with transaction():
                    operations.cancel_day(day_id, reason=form.reason.data, actor=current_actor(), at=at)
                flash(_("The day is given up. %(next)s", next=who_is_next(found.shift.order_id, at)), "good")
            except NoPlaceToGive:
                pass  # the same form twice
            return _to_sign_up(sign_up_id)
    made = queries.get_sign_up(sign_up_id)
    found = queries.get_day(day_id)
    return _leave_page(made, form, [found.shift], int(found.place is not None), day(found.shift.held_on))


def _leave_page(made: SignUp, form: LeaveForm, shifts: Sequence[Shift], places: int, which: str) -> ResponseReturnValue:
    states = queries.count_states([shift.id for shift in shifts])
    page = render_template(
        "public_works/sign_ups_leave.html", sign_up=made, order=made.order, form=form, shifts=shifts, places=places,
        which=which, waiting=sum(counted[DayState.WAITING] for counted in states.values()),
        standing=queries.standing_of(made.order, clock.now()),
    )  # fmt: skip
    return page, form.status


def who_is_next(order_id: int, at: datetime) -> str:
    """Whom the place was offered, and until when; or that nobody waits."""
    offered = queries.list_offered_at(order_id, at)
    if not offered:
        return str(_("Nobody else is offered the place now."))
    told = "; ".join(f"{worker(one.sign_up)}, {day(one.shift.held_on)} ({_held(one)})" for one in offered)
    said = ngettext(
        "The place is held for: %(who)s. Call them.",
        "The places are held for: %(who)s. Call them.",
        len(offered),
        who=told,
    )
    return str(said)


def _held(offered: SignUpDay) -> str:
    return str(_("until %(until)s", until=stamp(offered.held_until))) if offered.held_until else ""


def _to_sign_up(sign_up_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_sign_up", sign_up_id=sign_up_id), 303)
