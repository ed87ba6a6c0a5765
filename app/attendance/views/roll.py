"""Roll call, by card, from the list or from paper; and whoever comes instead of somebody."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.attendance import operations, queries
from app.attendance.forms import CallForm, CardForm, ReplaceForm
from app.attendance.forms.day import name_of
from app.attendance.models import CallHow, Mark
from app.attendance.queries import WorkDay
from app.attendance.views.blueprint import blueprint, day_in_hand
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.public_works import queries as works
from app.public_works.models import DayState, SignUpDay
from app.web.access import access, current_actor
from app.web.errors import tell

ROUNDS = (1, 2)


@blueprint.get("/shifts/<int:shift_id>/roll-calls/<int:round_>")
@access(Permission.RUN_WORKS)
def roll_call(shift_id: int, round_: int) -> ResponseReturnValue:
    """Everybody of the shift, who is here first to be called, with the field for cards."""
    return _page(_day(shift_id, round_), round_)


@blueprint.post("/shifts/<int:shift_id>/roll-calls/<int:round_>/card")
@access(Permission.RUN_WORKS)
def call_by_card(shift_id: int, round_: int) -> ResponseReturnValue:
    """A card was held to the scanner, or its number typed."""
    day, form = _day(shift_id, round_), CardForm()
    if form.is_sent:
        with form.refusing("code"):
            found = operations.find_by_card(shift_id, form.code.data, actor=current_actor(), at=clock.now())
            _call(found, round_, CallHow.SCAN)
            return _to_call(shift_id, round_)
    return _page(day, round_, card=form, status=form.status)


@blueprint.post("/shifts/<int:shift_id>/roll-calls/<int:round_>")
@access(Permission.RUN_WORKS)
def call_from_list(shift_id: int, round_: int) -> ResponseReturnValue:
    """One press on a name."""
    day, asked = _day(shift_id, round_), request.form.get("day", "")
    worker = next((worker for worker in day.workers if str(worker.day.id) == asked), None)
    if worker is None:
        raise NotFound
    try:
        _call(worker.day, round_, CallHow.LIST)
    except Refusal as refusal:
        return _page(_day(shift_id, round_), round_, message=tell(refusal), status=refusal.status)
    return _to_call(shift_id, round_)


@blueprint.post("/shifts/<int:shift_id>/roll-calls/<int:round_>/paper")
@access(Permission.RUN_WORKS)
def call_from_paper(shift_id: int, round_: int) -> ResponseReturnValue:
    """Everybody who is ticked on the printed list."""
    day, form = _day(shift_id, round_), CallForm()
    form.on(day.shift.held_on, clock.now())
    form.offer(day.workers)
    if form.is_sent:
        with form.refusing("people"):
            _call_many(shift_id, round_, form)
            return _to_call(shift_id, round_)
    return _page(day, round_, paper=form, status=form.status)


def _call_many(shift_id: int, round_: int, form: CallForm) -> None:
    people = set(form.people.data or ())
    try:
        with transaction():
            made = operations.call_many(
                shift_id, people, round_, called_at=form.moment, actor=current_actor(), at=clock.now()
            )
        flash(ngettext("%(num)s person is here.", "%(num)s people are here.", len(made)), "good")
    except operations.CalledAlready as already:
        flash(tell(already), "warn")


def _call(day: SignUpDay, round_: int, how: CallHow) -> None:
    """Called already is called: the same card held to the scanner twice is no mistake."""
    at = clock.now()
    try:
        with transaction():
            operations.call(day.id, round_, how=how, called_at=at, actor=current_actor(), at=at)
        flash(_("%(name)s is here.", name=name_of(day.sign_up)), "good")
    except operations.CalledAlready as already:
        flash(f"{name_of(day.sign_up)}: {tell(already)}", "warn")


@blueprint.route("/sign-up-days/<int:day_id>/replacement", methods=["GET", "POST"])
@access(Permission.RUN_WORKS)
def replacement(day_id: int) -> ResponseReturnValue:
    """Somebody did not come: the next of the waiting list is named, and one more press takes them."""
    absent = works.get_day(day_id)
    day, form = day_in_hand(absent.shift_id), ReplaceForm()
    worker = day.worker(day_id)
    if worker is None:
        raise NotFound
    form.offer(day.waiting)
    if not form.is_submitted():
        form.reason.data = _("Was not at the roll call")
    if _is_replaced(worker, request.form.get("instead", ""), absent.shift_id):
        return _to_call(absent.shift_id, 1)
    if form.is_sent:
        with form.refusing("instead"):
            with transaction():
                instead = operations.replace(
                    day_id, form.instead.data, reason=form.reason.data, actor=current_actor(), at=clock.now()
                )
            flash(_("%(name)s works today. First the briefing.", name=name_of(instead.sign_up)), "good")
            return redirect(url_for("attendance.briefing", shift_id=absent.shift_id), 303)
    return render_template("attendance/replacement.html", day=day, worker=worker, form=form), form.status


def _is_replaced(worker: queries.Worker, instead: str, shift_id: int) -> bool:
    """The button was pressed twice."""
    if worker.attendance is None or worker.attendance.mark is not Mark.ABSENT or not instead.isascii():
        return False
    if not instead.isdigit() or len(instead) > 9:
        return False
    taken = works.get_day(int(instead))
    return taken.shift_id == shift_id and taken.state is DayState.CHOSEN


def _day(shift_id: int, round_: int) -> WorkDay:
    if round_ not in ROUNDS:
        raise NotFound
    return day_in_hand(shift_id)


def _to_call(shift_id: int, round_: int) -> ResponseReturnValue:
    return redirect(url_for("attendance.roll_call", shift_id=shift_id, round_=round_), 303)


def _page(
    day: WorkDay, round_: int, *, card: CardForm | None = None, paper: CallForm | None = None, message: str = "",
    status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    at = clock.now()
    if paper is None:
        paper = CallForm(formdata=None)
        paper.at.data = clock.local(at).time()
        paper.offer(day.workers, round_)
    page = render_template(
        "attendance/roll_call.html", day=day, round_=round_, card=card or CardForm(formdata=None), paper=paper,
        message=message, at=at,
    )  # fmt: skip
    return page, status
