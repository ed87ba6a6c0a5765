"""Who walks which street."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.hubs import queries as hubs
from app.hubs.models import Settlement
from app.wardens import operations, queries
from app.wardens.forms import GiveForm, HandOverForm, StreetsForm
from app.wardens.queries import Beat
from app.wardens.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.paging import asked_key


@blueprint.get("/wardens")
@access(Permission.MANAGE_WARDENS)
def index() -> ResponseReturnValue:
    """Wardens and their streets, streets without a warden, households without a street."""
    return render_template("wardens/index.html", overview=queries.overview(), waiting=queries.count_waiting())


@blueprint.get("/wardens/<int:staff_id>")
@access(Permission.MANAGE_WARDENS)
def show(staff_id: int) -> ResponseReturnValue:
    """One warden: streets to take away and to give."""
    return _page(queries.get_beat(staff_id))


@blueprint.post("/wardens/<int:staff_id>/streets")
@access(Permission.MANAGE_WARDENS)
def give_streets(staff_id: int) -> ResponseReturnValue:
    beat, form = queries.get_beat(staff_id), GiveForm()
    settlement = _settlement(beat)
    form.offer(queries.list_free(settlement.id) if settlement else ())
    if form.is_sent and not form.stretches:
        form.refuse("part", _("Somebody walks this side already."))
    elif form.is_sent:
        with form.refusing("streets"), transaction():
            operations.give_streets(staff_id, form.stretches, actor=current_actor(), at=clock.now())
    if form.errors:
        return _page(beat, giving=form, status=form.status)
    flash(_("Given. The sheet of the next round lists these streets."), "good")
    return redirect(url_for("wardens.show", staff_id=staff_id, settlement=settlement.id if settlement else None), 303)


@blueprint.post("/wardens/<int:staff_id>/streets/removal")
@access(Permission.MANAGE_WARDENS)
def take_streets(staff_id: int) -> ResponseReturnValue:
    beat, form = queries.get_beat(staff_id), StreetsForm()
    form.offer(beat.stretches)
    if form.is_sent:
        with form.refusing("streets"), transaction():
            operations.take_streets(staff_id, form.stretches, actor=current_actor(), at=clock.now())
    if form.errors:
        return _page(beat, taking=form, status=form.status)
    flash(_("Taken away. The warden no longer sees these streets."), "good")
    return redirect(url_for("wardens.index"), 303)


@blueprint.route("/wardens/<int:staff_id>/hand-over", methods=["GET", "POST"])
@access(Permission.MANAGE_WARDENS)
def hand_over(staff_id: int) -> ResponseReturnValue:
    """What will happen in numbers first; then all streets change hands in one step."""
    beat, form = queries.get_beat(staff_id), HandOverForm()
    form.offer([warden for warden in queries.list_wardens() if warden.id != staff_id])
    if form.is_sent:
        with form.refusing("to"), transaction():
            operations.hand_over_streets(
                staff_id, form.to.data or 0, expected=form.expected.data or 0, actor=current_actor(), at=clock.now()
            )
        if not form.errors:
            flash(_("Handed over. %(name)s no longer sees these streets.", name=beat.warden.name), "good")
            return redirect(url_for("wardens.show", staff_id=form.to.data), 303)
    form.expected.data = len(queries.list_stretches(staff_id))
    return render_template("wardens/hand_over.html", beat=beat, form=form), form.status


def _page(
    beat: Beat, *, giving: GiveForm | None = None, taking: StreetsForm | None = None, status: int = 200
) -> ResponseReturnValue:
    settlement = _settlement(beat)
    free = queries.list_free(settlement.id) if settlement else []
    giving, taking = giving or GiveForm(formdata=None), taking or StreetsForm(formdata=None)
    giving.offer(free)
    taking.offer(beat.stretches)
    page = render_template(
        "wardens/show.html",
        beat=beat,
        free=free,
        giving=giving,
        taking=taking,
        settlement=settlement,
        settlements=hubs.list_settlements(),
        homes=ngettext("%(num)s household", "%(num)s households", beat.homes),
    )
    return page, status


def _settlement(beat: Beat) -> Settlement | None:
    """Whose free streets are shown: the one that was asked for, else where the warden walks, else the first."""
    settlements = hubs.list_settlements()
    asked = asked_key("settlement")
    wanted = [one for one in settlements if one.id == asked] if "settlement" in request.args else []
    walked = [stretch.street.settlement for stretch in beat.stretches]
    return next(iter([*wanted, *walked, *settlements]), None)
