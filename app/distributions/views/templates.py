"""Pages of the usual weeks: the list, one day of a week, and laying them over the calendar."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries
from app.distributions.forms.templates import StampForm, StampNowForm, TemplateForm
from app.distributions.queries import stamped
from app.distributions.queries import templates as weeks
from app.distributions.views.blueprint import aid_log, blueprint
from app.hubs import queries as hubs
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import Form

USUAL_SPAN = timedelta(days=30)


@blueprint.get("/templates")
@access(Permission.PLAN_DISTRIBUTIONS)
def templates() -> ResponseReturnValue:
    """All usual weeks, and from when to when they may be laid over the calendar."""
    today = clock.local_date(clock.now())
    form = StampForm(formdata=None, first=today + timedelta(days=1), last=today + USUAL_SPAN)
    return _list_page(form)


@blueprint.route("/templates/new", methods=["GET", "POST"])
@access(Permission.PLAN_DISTRIBUTIONS)
def new_template() -> ResponseReturnValue:
    """One more day of a usual week."""
    form = _template_form(begins_on=clock.local_date(clock.now()))
    if form.is_submitted() and weeks.find_template_by_nonce(form.nonce.data):
        return redirect(url_for(".templates"), 303)
    if form.is_sent:
        try:
            with transaction():
                operations.add_template_day(
                    form.details, nonce=form.nonce.data or "", actor=current_actor(), at=clock.now()
                )
            return _saved(_("The day stands in the usual week."))
        except Refusal as refusal:
            form.refuse("closes_at", tell(refusal))
    return render_template("distributions/template.html", form=form, template=None), form.status


@blueprint.route("/templates/<int:template_id>", methods=["GET", "POST"])
@access(Permission.PLAN_DISTRIBUTIONS)
def edit_template(template_id: int) -> ResponseReturnValue:
    """Change a day of a usual week."""
    template, form = weeks.get_template(template_id), _template_form()
    if request.method == "GET":
        form.fill(template)
    if form.is_sent:
        try:
            with transaction():
                operations.change_template_day(template_id, form.details, actor=current_actor(), at=clock.now())
            return _saved(_("The usual week is changed. What is planned already stays."))
        except Refusal as refusal:
            form.refuse("closes_at", tell(refusal))
    return render_template("distributions/template.html", form=form, template=template), form.status


@blueprint.post("/templates/<int:template_id>/end")
@access(Permission.PLAN_DISTRIBUTIONS)
def end_template(template_id: int) -> ResponseReturnValue:
    """Take a day out of the usual week."""
    if Form().is_sent:
        with transaction():
            operations.end_template_day(template_id, actor=current_actor(), at=clock.now())
    return _saved(_("The day is out of the usual week. What is planned already stays."))


@blueprint.post("/templates/preview")
@access(Permission.PLAN_DISTRIBUTIONS)
def preview_stamp() -> ResponseReturnValue:
    """The days as they would be planned, and those that are left out. Nothing is stored."""
    form = _offered(StampForm())
    return _stamp_page(form) if form.is_sent else _list_page(form)


@blueprint.post("/templates/stamp")
@access(Permission.PLAN_DISTRIBUTIONS)
def stamp() -> ResponseReturnValue:
    """Draft the days that were looked at."""
    form = _offered(StampNowForm())
    planned = queries.find_planned_with(form.nonce.data)
    if planned is None and not form.is_sent:
        return _list_page(form)
    if planned is None:
        try:
            with transaction():
                drafts = operations.stamp(
                    form.templates.data or (), *form.span, digest=form.digest.data or "",
                    nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
                )  # fmt: skip
                number = len(drafts)
        except Refusal as refusal:
            return _stamp_page(form, refusal)
        flash(ngettext("%(num)s day is planned. Look at it and publish it.",
                       "%(num)s days are planned. Look at them and publish them.", number), "good")  # fmt: skip
    return redirect(url_for(".index"), 303)


def _template_form(begins_on: date | None = None) -> TemplateForm:
    form = TemplateForm(begins_on=begins_on)
    form.offer([one for one in queries.list_programmes() if one.is_active], hubs.list_locations())
    return form


def _offered(form: StampForm) -> StampForm:
    form.templates.choices = [(one.id, str(one.id)) for one in weeks.list_templates()]
    return form


def _saved(words: str) -> ResponseReturnValue:
    flash(words, "good")
    return redirect(url_for(".templates"), 303)


def _list_page(form: StampForm) -> ResponseReturnValue:
    page = render_template("distributions/templates.html", templates=weeks.list_templates(), form=form)
    return page, 422 if form.errors else 200


def _stamp_page(form: StampForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    stamps = weeks.lay_over(form.templates.data or (), *form.span, today=clock.local_date(clock.now()))
    page = render_template(
        "distributions/stamp.html",
        stamps=stamps,
        turns=stamped.turns_of(stamps, aid_log=aid_log(), at=clock.now()),
        form=form,
        now_form=StampNowForm(formdata=None),
        digest=weeks.digest_of(stamps),
        refusal=tell(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else 200
