"""Pages and papers of draws: what is posted before, what came out, and how anyone checks it."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.draws import (
    document,
    labels,  # noqa: F401 (registers the words)
    operations,
    queries,
    rules,
)
from app.draws.forms import AnnulForm, HoldForm
from app.draws.models import Draw, DrawState
from app.web.access import access, current_actor
from app.web.errors import tell

blueprint = Blueprint("draws", __name__)
blueprint.add_app_template_filter(rules.in_groups, "in_groups")


@blueprint.get("/draws")
@access(Permission.PLAN_DISTRIBUTIONS)
def index() -> ResponseReturnValue:
    """All draws, annulled ones too."""
    return render_template("draws/index.html", draws=queries.list_draws())


@blueprint.get("/draws/<int:draw_id>")
@access(Permission.PLAN_DISTRIBUTIONS)
def show(draw_id: int) -> ResponseReturnValue:
    """One draw: what to do next, its list, and what came out."""
    return _page(queries.get_draw(draw_id), HoldForm(formdata=None), AnnulForm(formdata=None))


@blueprint.post("/draws/<int:draw_id>/hold")
@access(Permission.PLAN_DISTRIBUTIONS)
def hold(draw_id: int) -> ResponseReturnValue:
    """Hold the draw: the one time there is."""
    draw, form = queries.get_draw(draw_id), HoldForm()
    if not form.is_sent:
        return _page(draw, form, AnnulForm(formdata=None), 422)
    try:
        with transaction():
            operations.hold(draw_id, **form.facts(), actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        if queries.find_by_nonce(form.nonce.data) is not None:
            return _to_page(draw_id)
        return _page(queries.get_draw(draw_id), form, AnnulForm(formdata=None), refusal.status, tell(refusal))
    flash(_("The draw is held. Print the record, and let the witnesses sign it."), "good")
    return _to_page(draw_id)


@blueprint.post("/draws/<int:draw_id>/annul")
@access(Permission.PLAN_DISTRIBUTIONS)
def annul(draw_id: int) -> ResponseReturnValue:
    """Say that the draw is not held, and why."""
    draw, form = queries.get_draw(draw_id), AnnulForm()
    if not form.is_sent:
        return _page(draw, HoldForm(formdata=None), form, 422)
    try:
        with transaction():
            operations.annul(draw_id, why=form.why.data, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _page(queries.get_draw(draw_id), HoldForm(formdata=None), form, refusal.status, tell(refusal))
    flash(_("The draw is annulled. It stays in the list with its reason."), "good")
    return _to_page(draw_id)


@blueprint.get("/draws/<int:draw_id>/list")
@access(Permission.PLAN_DISTRIBUTIONS)
def posted_list(draw_id: int) -> ResponseReturnValue:
    """The sheet that hangs before the draw."""
    return _paper("draws/posted_list.html", draw=queries.get_draw(draw_id))


@blueprint.get("/draws/<int:draw_id>/record")
@access(Permission.PLAN_DISTRIBUTIONS)
def record(draw_id: int) -> ResponseReturnValue:
    """The record of a draw that was held, with the order, for the wall and for the file."""
    draw = queries.get_draw(draw_id)
    return _paper("draws/record.html", draw=draw, seed=queries.seed_of(draw), lots=queries.lots_of(draw))


@blueprint.get("/draws/<int:draw_id>/how-to-check")
@access(Permission.PLAN_DISTRIBUTIONS)
def how_to_check(draw_id: int) -> ResponseReturnValue:
    """One page that says how anyone checks the draw, and against what it protects."""
    draw = queries.get_draw(draw_id)
    if draw.state is not DrawState.DRAWN:
        raise NotFound
    return _paper(
        "draws/how_to_check.html", draw=draw, seed=queries.seed_of(draw), lots=queries.lots_of(draw),
        program=document.TEN_LINES,
    )  # fmt: skip


@blueprint.get("/draws/<int:draw_id>/file")
@access(Permission.PLAN_DISTRIBUTIONS)
def file(draw_id: int) -> ResponseReturnValue:
    """The file of the draw, to give to whoever asks."""
    draw = queries.get_draw(draw_id)
    name = f"draw-{draw.year}-{draw.serial:04d}.txt"
    return Response(
        queries.text_of(draw),
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(
    draw: Draw, hold_form: HoldForm, annul_form: AnnulForm, status: int = 200, sentence: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "draws/show.html",
        draw=draw,
        outcome=queries.outcome_of(draw),
        hold_form=hold_form,
        annul_form=annul_form,
        sentence=sentence,
        is_time=clock.now() >= draw.held_at,
    )
    return page, status


def _paper(template: str, **context: Any) -> str:
    with force_locale("uk"):
        return render_template(template, language=lambda: "uk", **context)


def _to_page(draw_id: int) -> ResponseReturnValue:
    return redirect(url_for("draws.show", draw_id=draw_id), 303)
