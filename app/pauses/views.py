"""The alarm: one button, one page while it lasts, one decision after it."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.hubs import pausing
from app.hubs import queries as hubs
from app.hubs.models import Location, Pause
from app.pauses import operations, queries, rules
from app.pauses.forms import DecisionForm, InsideForm, PauseForm
from app.web.access import SIGNED_IN, access, current_actor
from app.web.errors import tell
from app.web.filters import hm
from app.web.locale import is_local
from app.web.paging import PER_PAGE, Page, asked_key

blueprint = Blueprint("pauses", __name__)


@blueprint.get("/pauses/new")
@access(Permission.PAUSE_HAND_OVER)
def ask() -> ResponseReturnValue:
    """The one question: here or in the whole hub. The second press stops the desks."""
    return _ask(PauseForm(formdata=None), 200)


def _ask(form: PauseForm, status: int) -> ResponseReturnValue:
    form.offer()
    own, others = _places()
    return render_template("pauses/ask.html", form=form, own=own, others=others, back=_way_back()), status


def _way_back() -> str:
    """The page on which the button was pressed, where it can be opened again; else the first one."""
    back = request.values.get("back", "")
    if not is_local(back):
        return url_for("today.show")
    try:
        current_app.url_map.bind("").match(back, method="GET")
    except (HTTPException, RequestRedirect):
        return url_for("today.show")
    return back


def _places() -> tuple[Location | None, list[Location]]:
    """Where this desk stands, and the other locations that can be paused."""
    kept = session.get("desk")
    own_id = kept[0] if isinstance(kept, list) and kept else None
    free = [place for place in hubs.list_locations() if hubs.find_pause(place.id) is None]
    own = next((place for place in free if place.id == own_id), None)
    return own, [place for place in free if place is not own]


@blueprint.post("/pauses")
@access(Permission.PAUSE_HAND_OVER)
def start() -> ResponseReturnValue:
    """Stop. Whoever presses second sees the pause of whoever pressed first."""
    form = PauseForm()
    form.offer()
    if not form.is_sent:
        return _ask(form, 422)
    actor, at = current_actor(), clock.now()
    try:
        with transaction():
            pause = pausing.start_pause(
                form.location_id, form.cause.data, nonce=form.nonce.data or "", actor=actor, at=at
            )
            pause_id = pause.id
    except pausing.AlreadyPaused as paused:
        if paused.pause_id is None:
            raise
        pause_id = paused.pause_id
    return redirect(url_for(".show", pause_id=pause_id), 303)


@blueprint.get("/pauses/<int:pause_id>")
@access(SIGNED_IN)
def show(pause_id: int) -> ResponseReturnValue:
    """While it lasts: the shelter and who is inside. Afterwards: who shall come when, and what was decided."""
    return _show(hubs.get_pause(pause_id))


def _show(pause: Pause, status: int = 200, message: str = "") -> ResponseReturnValue:
    at = clock.now()
    decided = queries.find_all_clear(pause.id)
    later = queries.find_later(pause) if pause.ended_at and decided is None else None
    return render_template(
        "pauses/show.html",
        pause=pause,
        at=at,
        sites=queries.see_sites(pause, at),
        decided=decided,
        waiting=queries.waits_after(decided) if decided else (),
        later=later,
        message=message,
        **(_proposed(pause) if pause.ended_at and decided is None and later is None else {}),
    ), status


def _proposed(pause: Pause) -> dict[str, Any]:
    proposal = queries.propose(pause, clock.now())
    return {
        "proposal": proposal,
        "in_numbers": rules.by_day(proposal),
        "waits": queries.waits_of(proposal),
        "form": DecisionForm(formdata=None, digest=proposal.digest),
    }


@blueprint.post("/pauses/<int:pause_id>/inside")
@access(Permission.PAUSE_HAND_OVER)
def note_inside(pause_id: int) -> ResponseReturnValue:
    """Staff ticks who is on site without having been scanned."""
    pause, form = hubs.get_pause(pause_id), InsideForm()
    rows = [row for site in queries.see_sites(pause, clock.now()) for row in site.crowd.rows]
    form.inside.choices = [(row.entitlement_id, row.card_no) for row in rows]
    if not form.is_sent:
        return _show(pause, 422, _("Not recorded. Look at the page again."))
    with transaction():
        operations.note_inside(pause_id, set(form.inside.data or ()), actor=current_actor(), at=clock.now())
    return redirect(url_for(".show", pause_id=pause_id), 303)


@blueprint.post("/pauses/<int:pause_id>/end")
@access(Permission.PAUSE_HAND_OVER)
def end(pause_id: int) -> ResponseReturnValue:
    """The all-clear. Pressed twice is pressed once."""
    try:
        with transaction():
            pausing.end_pause(pause_id, actor=current_actor(), at=clock.now())
        flash(_("All clear: desks may give again."), "good")
    except pausing.AlreadyEnded as ended:
        flash(tell(ended), "good")
    return redirect(url_for(".show", pause_id=pause_id), 303)


@blueprint.post("/pauses/<int:pause_id>/decision")
@access(Permission.MOVE_SLOTS)
def decide(pause_id: int) -> ResponseReturnValue:
    """Move as was proposed, or leave everyone where they were."""
    pause, form = hubs.get_pause(pause_id), DecisionForm()
    if not form.is_sent:
        return _show(pause, 422, _("Not recorded. Look at the page again."))
    try:
        with transaction():
            _decide(pause, form)
    except operations.DecidedAlready:
        pass
    except Refusal as refusal:
        return _show(pause, refusal.status, tell(refusal))
    return redirect(url_for(".show", pause_id=pause_id), 303)


def _decide(pause: Pause, form: DecisionForm) -> None:
    actor, at = current_actor(), clock.now()
    if form.is_left.data:
        operations.leave(pause.id, actor=actor, at=at)
        return
    with force_locale("uk"):
        words = _("hand-over was stopped from %(start)s to %(end)s", **_told(pause))
    operations.accept(
        pause.id, digest=form.digest.data or "", words=words, nonce=form.nonce.data or "", actor=actor, at=at
    )


@blueprint.get("/pauses/<int:pause_id>/time-slips")
@access(Permission.PRINT_PACK, Permission.MOVE_SLOTS)
def time_slips(pause_id: int) -> ResponseReturnValue:
    """New slips for everyone who was moved."""
    slips = queries.list_slips(pause_id)
    with force_locale("uk"):
        return render_template("pauses/time_slips.html", language=lambda: "uk", pause_id=pause_id, slips=slips)


@blueprint.get("/pauses")
@access(Permission.REVIEW_LOGS)
def index() -> ResponseReturnValue:
    """Every pause: who, when, how long, why."""
    rows = queries.list_pauses(after=asked_key(), limit=PER_PAGE + 1)
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].pause.id if len(rows) > PER_PAGE else None)
    return render_template("pauses/index.html", page=page, at=clock.now(), is_first="after" not in request.args)


def _told(pause: Pause) -> dict[str, str]:
    ended_at = pause.ended_at or pause.started_at
    return {"start": hm(pause.started_at), "end": hm(ended_at)}
