"""Pages of lists of moves: who was told, and the papers for the phone and for wardens."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.distributions import queries
from app.distributions.forms.moving import PressForm, ToldForm
from app.distributions.models import ToldHow
from app.distributions.operations import telling
from app.distributions.queries import change_lists
from app.distributions.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.paging import asked_key


@blueprint.get("/move-lists")
@access(Permission.MOVE_SLOTS)
def move_lists() -> ResponseReturnValue:
    """All lists, the latest first."""
    return render_template("distributions/move_lists.html", page=change_lists.list_lists(asked_key()))


@blueprint.get("/move-lists/<int:list_id>")
@access(Permission.MOVE_SLOTS)
def move_list(list_id: int) -> ResponseReturnValue:
    """One list: who was moved where, and who knows it."""
    return _page(list_id, ToldForm())


@blueprint.post("/move-lists/<int:list_id>/told")
@access(Permission.MOVE_SLOTS)
def mark_told(list_id: int) -> ResponseReturnValue:
    """Note who knows the new time."""
    form = ToldForm()
    form.moves.choices = [(int(raw), raw) for raw in request.form.getlist("moves") if _is_number(raw)]
    if not form.is_sent:
        return _page(list_id, form)
    told = 0
    with form.refusing("moves"), transaction():
        told = telling.mark_told(
            list_id, form.moves.data or (), ToldHow(form.how.data), actor=current_actor(), at=clock.now()
        )
    if form.errors:
        return _page(list_id, form)
    flash(ngettext("Noted: %(num)s household knows.", "Noted: %(num)s households know.", told), "good")
    return redirect(url_for("distributions.move_list", list_id=list_id, **_kept()), 303)


@blueprint.post("/move-lists/<int:list_id>/phones")
@access(Permission.REVEAL_NAMES)
def print_phones(list_id: int) -> ResponseReturnValue:
    """Whom to call, by number; those without a phone apart. That names were printed is recorded."""
    return _paper(list_id, "phones")


@blueprint.post("/move-lists/<int:list_id>/wardens")
@access(Permission.REVEAL_NAMES)
def print_errands(list_id: int) -> ResponseReturnValue:
    """Whom each warden tells, in the order of houses. That names were printed is recorded."""
    return _paper(list_id, "wardens")


def _paper(list_id: int, kind: str) -> ResponseReturnValue:
    with transaction():
        found, changes = telling.open_changes(list_id, kind, actor=current_actor(), at=clock.now())
    with force_locale("uk"):
        return render_template(
            f"distributions/print_{kind}.html",
            language=lambda: "uk",
            list=found,
            called=change_lists.by_phone(changes),
            silent=change_lists.without_phone(changes),
            errands=change_lists.by_warden(changes) if kind == "wardens" else (),
        )


def _page(list_id: int, form: ToldForm) -> ResponseReturnValue:
    found = change_lists.get_list(list_id)
    page = change_lists.page_of(list_id, asked_key(), only_untold="untold" in request.args)
    body = render_template(
        "distributions/move_list.html",
        list=found,
        numbers=change_lists.numbers_of([found])[0],
        page=page,
        holds=change_lists.holds_of(list_id, clock.now()),
        cards=queries.card_numbers([move.entitlement.household_id for move in page.rows]),
        form=form,
        press=PressForm(),
        only_untold="untold" in request.args,
        kept=_kept(),
    )
    return body, form.status


def _kept() -> dict[str, Any]:
    """What the address says stays in it."""
    kept: dict[str, Any] = {"untold": 1} if "untold" in request.args else {}
    return kept if asked_key() is None else {**kept, "after": asked_key()}


def _is_number(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 9
