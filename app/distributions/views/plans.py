"""Pages of planning: the days of a plan, its picture, and publishing it."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries, rules
from app.distributions.forms.plans import DraftForm, PlanForm, PublishForm, SlotMinutesForm
from app.distributions.models import Distribution, Programme
from app.distributions.views.blueprint import aid_log, blueprint
from app.distributions.views.shortage import shortage_page
from app.households.queries import statuses as status_queries
from app.hubs import queries as hubs
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.forms import Form
from app.web.paging import PER_PAGE, Page, asked_key

DAYS_SHOWN = 7
"""Days whose slots stand side by side; the others are a link away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a picture says: the draw number, another slot length, the reason and day looked at."""

    seed: int | None
    minutes: int | None
    reason: rules.NotPlaced | None
    start: int

    @classmethod
    def read(cls) -> "Asked":
        """From the address; nonsense counts as not said."""
        reason = request.args.get("why", "")
        minutes = asked_key("minutes")
        return cls(
            seed=_draw_number(request.args.get("seed", "")),
            minutes=minutes if minutes in rules.SLOT_MINUTES else None,
            reason=rules.NotPlaced(reason) if reason in set(rules.NotPlaced) else None,
            start=asked_key("from") or 0,
        )


def _draw_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


@blueprint.get("/programmes/<int:programme_id>/plan")
@access(Permission.PLAN_DISTRIBUTIONS)
def plan(programme_id: int) -> ResponseReturnValue:
    """Which days, where, from when to when."""
    found = queries.get_programme(programme_id)
    return _plan_page(found, _plan_form(), 200)


@blueprint.post("/programmes/<int:programme_id>/plan")
@access(Permission.PLAN_DISTRIBUTIONS)
def create_plan(programme_id: int) -> ResponseReturnValue:
    """Draft the days and show what they would give."""
    found, form = queries.get_programme(programme_id), _plan_form()
    planned = queries.find_planned_with(form.nonce.data)
    if planned is not None:
        return _to_preview(planned.cycle_id)
    if not form.is_sent:
        return _plan_page(found, form, 422)
    try:
        with transaction():
            drafts = operations.plan_distributions(
                programme_id,
                days=form.days(),
                location_ids=form.locations.data or (),
                opens_at=form.opens_at.data,
                closes_at=form.closes_at.data,
                slot_minutes=form.slot_minutes.data,
                desks=form.desks.data,
                service_minutes=form.service_minutes.data,
                kept=form.kept.data or 0,
                kept_until=form.kept_until.data,
                nonce=form.nonce.data,
                actor=current_actor(),
                at=clock.now(),
            )
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _plan_page(found, form, refusal.status)
    if len({draft.cycle_id for draft in drafts}) > 1:
        flash(
            _("These days fall into several cycles. Each is looked at and published on its own, from the list."), "good"
        )
    return _to_preview(drafts[0].cycle_id)


@blueprint.get("/cycles/<int:cycle_id>/preview")
@access(Permission.PLAN_DISTRIBUTIONS)
def preview(cycle_id: int) -> ResponseReturnValue:
    """The picture of a plan: each day with its slots, who does not fit, and why. Nothing is stored."""
    asked = Asked.read()
    drafted = _drafted(cycle_id, asked.seed, asked.minutes)
    days = queries.days_of(drafted)
    shown = sorted({day.draft.held_on for day in days})[asked.start : asked.start + DAYS_SHOWN]
    unplaced = _unplaced(drafted, asked.reason)
    stepped = drafted.before_steps
    return render_template(
        "distributions/preview.html",
        plan=drafted,
        asked=asked,
        days=days,
        shown=[day for day in days if day.draft.held_on in shown],
        starts=range(0, len({day.draft.held_on for day in days}), DAYS_SHOWN),
        unplaced=unplaced,
        stepped=stepped,
        cards=queries.card_numbers([*unplaced.rows, *stepped[:PER_PAGE]]),
        why=status_queries.reasons_of(unplaced.rows),
        lengths=rules.SLOT_MINUTES,
        usual=sorted({draft.slot_minutes for draft in drafted.drafts}),
        minutes_form=SlotMinutesForm(),
    )


@blueprint.post("/cycles/<int:cycle_id>/slot-minutes")
@access(Permission.PLAN_DISTRIBUTIONS)
def change_slot_minutes(cycle_id: int) -> ResponseReturnValue:
    """Give all drafts of the plan the slot length that was looked at."""
    form = SlotMinutesForm()
    if form.is_sent:
        with transaction():
            operations.change_slot_minutes(cycle_id, form.minutes.data, actor=current_actor(), at=clock.now())
        flash(_("The slots of this plan are now %(minutes)d minutes long.", minutes=form.minutes.data), "good")
    return _to_preview(cycle_id)


@blueprint.get("/cycles/<int:cycle_id>/publish")
@access(Permission.PLAN_DISTRIBUTIONS)
def ask_to_publish(cycle_id: int) -> ResponseReturnValue:
    """What publishing will do, in numbers; where there is not enough it stops at the screen of ways."""
    drafted = _drafted(cycle_id, _draw_number(request.args.get("seed", "")))
    if drafted.shortfalls:
        return redirect(url_for("distributions.shortage", cycle_id=cycle_id), 303)
    seen = request.args.get("digest", drafted.digest)
    return _publish_page(drafted, "" if seen == drafted.digest else tell(operations.ListChanged()))


@blueprint.post("/cycles/<int:cycle_id>/publish")
@access(Permission.PLAN_DISTRIBUTIONS)
def publish(cycle_id: int) -> ResponseReturnValue:
    """Freeze the list that was looked at, and no other."""
    form = PublishForm()
    if not form.is_sent:
        return _publish_page(_drafted(cycle_id, None), _("Look at the list again, then publish."), 422)
    if queries.find_assignment(cycle_id, form.digest.data) is not None:
        return redirect(url_for("distributions.index"), 303)
    drafted, at = _drafted(cycle_id, int(form.seed.data)), clock.now()
    try:
        with transaction():
            operations.publish(
                drafted, digest=form.digest.data, aid_log=aid_log(), actor=current_actor(), at=at
            )  # fmt: skip
    except operations.NotEnoughKits as refusal:
        return shortage_page(cycle_id, sentence=tell(refusal), status=refusal.status)
    except Refusal as refusal:
        return _publish_page(_drafted(cycle_id, drafted.seed), tell(refusal), refusal.status)
    flash(
        ngettext(
            "Published: %(num)s household has its time.",
            "Published: %(num)s households have their times.",
            len(drafted.outcome.placements),
        ),
        "good",
    )
    return redirect(url_for("distributions.index"), 303)


@blueprint.get("/distributions/<int:distribution_id>/edit")
@access(Permission.PLAN_DISTRIBUTIONS)
def edit(distribution_id: int) -> ResponseReturnValue:
    """One day of a plan."""
    draft = queries.get_distribution(distribution_id)
    return _edit_page(draft, DraftForm.of(draft), 200)


@blueprint.post("/distributions/<int:distribution_id>/edit")
@access(Permission.PLAN_DISTRIBUTIONS)
def save(distribution_id: int) -> ResponseReturnValue:
    """Change one day of a plan."""
    draft, form = queries.get_distribution(distribution_id), DraftForm()
    if not form.is_sent:
        return _edit_page(draft, form, 422)
    try:
        with transaction():
            changed = operations.edit_draft(
                distribution_id,
                held_on=form.held_on.data,
                opens_at=form.opens_at.data,
                closes_at=form.closes_at.data,
                slot_minutes=form.slot_minutes.data,
                desks=form.desks.data,
                service_minutes=form.service_minutes.data,
                kept=form.kept.data or 0,
                kept_until=form.kept_until.data,
                actor=current_actor(),
                at=clock.now(),
            )
    except Refusal as refusal:
        form.form_errors = [tell(refusal)]
        return _edit_page(queries.get_distribution(distribution_id), form, refusal.status)
    return _to_preview(changed.cycle_id)


@blueprint.post("/distributions/<int:distribution_id>/drop")
@access(Permission.PLAN_DISTRIBUTIONS)
def drop(distribution_id: int) -> ResponseReturnValue:
    """Take a day out of a plan."""
    draft = queries.get_distribution(distribution_id)
    number = draft.number
    with transaction():
        operations.drop_draft(distribution_id, actor=current_actor(), at=clock.now())
    flash(_("%(number)s is taken out of the plan.", number=number), "good")
    return redirect(url_for("distributions.index"), 303)


def _drafted(cycle_id: int, seed: int | None, minutes: int | None = None) -> queries.Plan:
    return queries.draft_plan(cycle_id, seed=seed, aid_log=aid_log(), at=clock.now(), minutes=minutes)


def _unplaced(drafted: queries.Plan, reason: rules.NotPlaced | None) -> Page[int]:
    """Those without a place for the reason asked for, else for the first one there is."""
    reason = reason or next(iter(drafted.reasons), None)
    after = asked_key() or 0
    ids = [household_id for household_id in drafted.without_place(reason) if household_id > after] if reason else []
    return Page(ids[:PER_PAGE], ids[PER_PAGE - 1] if len(ids) > PER_PAGE else None, len(ids))


def _plan_form() -> PlanForm:
    form = PlanForm()
    form.offer(hubs.list_locations())
    return form


def _plan_page(programme: Programme, form: PlanForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "distributions/plan.html",
        programme=programme,
        form=form,
        reach=queries.reach_of(programme, on=clock.local_date(clock.now())),
    )
    return page, status


def _publish_page(drafted: queries.Plan, sentence: str = "", status: int = 200) -> ResponseReturnValue:
    """The numbers of the list as it is now; its draw number and digest go with the button."""
    page = render_template(
        "distributions/publish.html",
        plan=drafted,
        days=queries.days_of(drafted),
        sentence=sentence,
        decision=queries.open_decision(drafted.cycle.id),
        form=PublishForm(formdata=None, seed=str(drafted.seed), digest=drafted.digest),
    )
    return page, status


def _edit_page(draft: Distribution, form: Form, status: int) -> ResponseReturnValue:
    return render_template("distributions/edit.html", draft=draft, form=form), status


def _to_preview(cycle_id: int) -> ResponseReturnValue:
    return redirect(url_for("distributions.preview", cycle_id=cycle_id), 303)
