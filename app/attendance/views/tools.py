"""Tools out and back, person by person."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.attendance import operations
from app.attendance.forms import BackForm, LendForm
from app.attendance.models import ToolLoan
from app.attendance.views.blueprint import blueprint, day_in_hand
from app.core import clock
from app.core.actors import Permission
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.public_works import queries as works
from app.web.access import access, current_actor


@blueprint.get("/shifts/<int:shift_id>/tools")
@access(Permission.RUN_WORKS)
def tools(shift_id: int) -> ResponseReturnValue:
    """Who has what in their hands."""
    return _page(shift_id)


@blueprint.post("/sign-up-days/<int:day_id>/tools")
@access(Permission.RUN_WORKS)
def lend(day_id: int) -> ResponseReturnValue:
    """One tool, or several of a kind, into one pair of hands."""
    shift_id, form = works.get_day(day_id).shift_id, LendForm()
    if form.is_sent:
        with form.refusing("tool"):
            try:
                with transaction():
                    operations.lend(
                        day_id, form.name, form.quantity.data or 1, nonce=str(form.nonce.data), actor=current_actor(),
                        at=clock.now(),
                    )  # fmt: skip
                flash(_("Handed out: %(tool)s × %(quantity)s.", tool=form.name, quantity=form.quantity.data), "good")
            except operations.SentTwice:
                pass
            return _to_tools(shift_id)
    return _page(shift_id, day_id, form)


@blueprint.post("/tool-loans/<int:loan_id>/return")
@access(Permission.RUN_WORKS)
def take_back(loan_id: int) -> ResponseReturnValue:
    """Everything is back, or some of it is lost."""
    loan = db.session.get(ToolLoan, loan_id)
    if loan is None:
        raise NotFound
    shift_id, form = loan.day.shift_id, BackForm()
    is_all = "all" in request.form
    if form.is_sent:
        with form.refusing("returned"):
            with transaction():
                operations.take_back(
                    loan_id, returned=loan.quantity if is_all else form.returned.data or 0,
                    lost=0 if is_all else form.lost.data or 0, actor=current_actor(), at=clock.now(),
                )  # fmt: skip
            flash(_("Taken back: %(tool)s.", tool=loan.tool), "good")
            return _to_tools(shift_id)
    return _page(shift_id, None, form, loan_id)


def _page(
    shift_id: int, day_id: int | None = None, form: LendForm | BackForm | None = None, loan_id: int | None = None
) -> ResponseReturnValue:
    day = day_in_hand(shift_id)
    page = render_template(
        "attendance/tools.html", day=day, form=form, asked_day=day_id, asked_loan=loan_id,
        new_nonce=lambda: secrets.token_hex(16),
    )  # fmt: skip
    return page, form.status if form else 200


def _to_tools(shift_id: int) -> ResponseReturnValue:
    return redirect(url_for("attendance.tools", shift_id=shift_id), 303)
