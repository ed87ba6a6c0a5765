"""The printed papers of a distribution. They are for residents and authorities, so they are always in Ukrainian."""

from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.distributions.forms.papers import PrintForm
from app.distributions.models import Distribution
from app.distributions.operations import papers as operations
from app.distributions.queries import papers as queries
from app.web.access import access, current_actor

blueprint = Blueprint("papers", __name__)

SPARE = 2
"""Spare sheets in a pack, unless told otherwise."""


@blueprint.get("/distributions/<int:distribution_id>/papers")
@access(Permission.PRINT_PACK)
def show(distribution_id: int) -> ResponseReturnValue:
    """What can be printed for a distribution."""
    return _choice(queries.get_printable(distribution_id), PrintForm(spare=SPARE))


@blueprint.get("/distributions/<int:distribution_id>/papers/day-plan")
@access(Permission.PRINT_PACK)
def day_plan(distribution_id: int) -> ResponseReturnValue:
    """The day on one page for the lead's clipboard."""
    plan = queries.day_plan(queries.get_printable(distribution_id))
    return _paper("papers/day_plan.html", plan=plan, distribution=plan.distribution)


@blueprint.get("/distributions/<int:distribution_id>/papers/time-slips")
@access(Permission.PRINT_PACK)
def time_slips(distribution_id: int) -> ResponseReturnValue:
    """A slip for everyone who is expected."""
    distribution = queries.get_printable(distribution_id)
    return _slips_page(distribution, None)


@blueprint.get("/slots/<int:slot_id>/time-slips")
@access(Permission.PRINT_PACK)
def slot_time_slips(slot_id: int) -> ResponseReturnValue:
    """A slip for everyone of one slot."""
    distribution = queries.get_printable(queries.get_distribution_id_of(slot_id))
    return _slips_page(distribution, slot_id)


@blueprint.get("/households/<int:household_id>/time-slips")
@access(Permission.SEE_HOUSEHOLDS)
def household_time_slips(household_id: int) -> ResponseReturnValue:
    """The slips of one household, to hand over with its card."""
    slips = queries.household_slips(household_id, since=clock.local_date(clock.now()))
    return _paper("papers/household_time_slips.html", slips=slips, household_id=household_id)


@blueprint.post("/distributions/<int:distribution_id>/papers/signature-sheets")
@access(Permission.PRINT_PACK)
def signature_sheets(distribution_id: int) -> ResponseReturnValue:
    """All signature sheets, with names; that they were printed is recorded."""
    return _signature_page("papers/signature_sheets.html", distribution_id)


@blueprint.post("/slots/<int:slot_id>/signature-sheet")
@access(Permission.PRINT_PACK)
def signature_sheet(slot_id: int) -> ResponseReturnValue:
    """The signature sheet of one slot, with names; that it was printed is recorded."""
    return _signature_page("papers/signature_sheets.html", queries.get_distribution_id_of(slot_id), slot_id=slot_id)


@blueprint.post("/distributions/<int:distribution_id>/papers/pack")
@access(Permission.PRINT_PACK)
def pack(distribution_id: int) -> ResponseReturnValue:
    """What a day without power needs, in one print: day plan, signature sheets, spare ones. It is recorded."""
    return _signature_page("papers/pack.html", distribution_id)


def _slips_page(distribution: Any, slot_id: int | None) -> ResponseReturnValue:
    sheets = queries.time_slips(distribution, slot_id=slot_id)
    slips = [slip for sheet in sheets for slip in sheet.rows]
    return _paper("papers/time_slips.html", slips=slips, distribution=distribution)


def _signature_page(template: str, distribution_id: int, *, slot_id: int | None = None) -> ResponseReturnValue:
    actor, form = current_actor(), PrintForm()
    distribution = queries.get_printable(distribution_id)
    if not form.is_sent:
        return _choice(distribution, form)
    with transaction():
        sheets = operations.print_signature_sheets(
            distribution, slot_id=slot_id, spare=form.spare.data or 0, with_addresses=form.with_addresses.data,
            aid_log=current_app.extensions["aid_log"], actor=actor, at=clock.now(),
        )  # fmt: skip
    return _paper(
        template, distribution=distribution, sheets=sheets, plan=queries.day_plan(distribution),
        with_addresses=form.with_addresses.data,
    )  # fmt: skip


def _choice(distribution: Distribution, form: PrintForm) -> ResponseReturnValue:
    return render_template("papers/show.html", plan=queries.day_plan(distribution), form=form), form.status


def _paper(template: str, **context: Any) -> str:
    with force_locale("uk"):
        return render_template(template, language=lambda: "uk", **context)
