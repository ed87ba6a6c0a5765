"""The screen at which publishing stops when there is not enough: what is missing, and three ways and a draw."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries, rules, shortage_labels
from app.distributions.forms.shortage import DecideForm, DrawForm, FirstToForm, PostponeForm, ReasonForm
from app.distributions.models import Distribution, FirstTo, ShortageDecision, ShortageWay
from app.distributions.views.blueprint import aid_log, blueprint
from app.stock import queries as stock
from app.web.access import access, current_actor
from app.web.errors import tell

blueprint.add_app_template_filter(shortage_labels.shortage_rule)
blueprint.add_app_template_filter(shortage_labels.shortage_kits)
blueprint.add_app_template_filter(shortage_labels.shortage_why)
blueprint.add_app_template_filter(shortage_labels.draw_news)


Sent = TypeVar("Sent", bound=ReasonForm)


@dataclass(frozen=True, slots=True)
class ShareRule:
    """One rule for a smaller share, tried out: by kit its number, and the list that follows."""

    name: str
    shares: Mapping[int, rules.Share]
    plan: queries.Plan

    @property
    def kits(self) -> int:
        """Kits of all kinds that would be given."""
        return sum(self.plan.kits.values())


@blueprint.get("/cycles/<int:cycle_id>/shortage")
@access(Permission.PLAN_DISTRIBUTIONS)
def shortage(cycle_id: int) -> ResponseReturnValue:
    """What is needed, what is there, what is missing, and the ways there are."""
    return shortage_page(cycle_id, way=_asked_way())


@blueprint.post("/cycles/<int:cycle_id>/shortage/smaller-share/<any(most, percent):rule>")
@access(Permission.PLAN_DISTRIBUTIONS)
def share_less(cycle_id: int, rule: str) -> ResponseReturnValue:
    """Everyone gets less, by the rule that was looked at."""

    def act(full: queries.Plan, form: DecideForm) -> ShortageDecision:
        tried = next((tried for tried in _share_rules(full) if tried.name == rule), None)
        if tried is None:
            raise operations.NotEvenOne
        return _decide(full, tried.plan, form)

    return _answer(cycle_id, ShortageWay.SMALLER_SHARE, DecideForm(), act)


@blueprint.post("/cycles/<int:cycle_id>/shortage/first-to-some")
@access(Permission.PLAN_DISTRIBUTIONS)
def serve_some_first(cycle_id: int) -> ResponseReturnValue:
    """Some get theirs in full by a stated rule, the others wait."""

    def act(full: queries.Plan, form: FirstToForm) -> ShortageDecision:
        return _decide(full, _try(cycle_id, _first_to(form.conditions())), form)

    return _answer(cycle_id, ShortageWay.FIRST_TO_SOME, FirstToForm(), act)


@blueprint.post("/cycles/<int:cycle_id>/shortage/draw")
@access(Permission.PLAN_DISTRIBUTIONS)
def order_draw(cycle_id: int) -> ResponseReturnValue:
    """Post the list of everyone who is entitled, to be drawn from."""

    def act(full: queries.Plan, form: DrawForm) -> ShortageDecision:
        with force_locale("uk"):
            title = _("%(title)s, cycle %(number)d", title=full.cycle.programme.title, number=full.cycle.number)
            purpose = _("There are fewer kits than households that are entitled: %(reason)s", reason=form.reason.data)
        return operations.decide_by_draw(
            full, title=title, purpose=purpose, **form.terms(), actor=current_actor(), at=clock.now()
        )

    return _answer(cycle_id, ShortageWay.DRAW, DrawForm(), act)


@blueprint.post("/cycles/<int:cycle_id>/shortage/postpone")
@access(Permission.PLAN_DISTRIBUTIONS)
def postpone_plan(cycle_id: int) -> ResponseReturnValue:
    """Move all days of the plan."""

    def act(full: queries.Plan, form: PostponeForm) -> ShortageDecision:
        return operations.postpone_plan(
            full, first_day=form.first_day.data, reason=form.reason.data, nonce=form.nonce.data or "",
            actor=current_actor(), at=clock.now(),
        )  # fmt: skip

    return _answer(cycle_id, ShortageWay.POSTPONE, PostponeForm(), act)


@blueprint.get("/shortage-decisions/<int:decision_id>/poster")
@access(Permission.PLAN_DISTRIBUTIONS)
def shortage_poster(decision_id: int) -> ResponseReturnValue:
    """What was decided and why, for the wall."""
    return _poster(None, queries.get_decision(decision_id))


@blueprint.get("/distributions/<int:distribution_id>/poster")
@access(Permission.PRINT_PACK)
def poster(distribution_id: int) -> ResponseReturnValue:
    """A day for the wall: what, when, where, by which rule, and what was decided if there is not enough."""
    found = queries.get_distribution(distribution_id)
    return _poster(found, queries.decision_of(found.assignment_id))


def _poster(distribution: Distribution | None, decision: ShortageDecision | None) -> ResponseReturnValue:
    with force_locale("uk"):
        return render_template(
            "distributions/poster.html",
            language=lambda: "uk",
            distribution=distribution,
            decision=decision,
            programme=(distribution or decision).cycle.programme,  # type: ignore[union-attr]
        )


@blueprint.post("/cycles/<int:cycle_id>/shortage/take-back")
@access(Permission.PLAN_DISTRIBUTIONS)
def take_back_decision(cycle_id: int) -> ResponseReturnValue:
    """Undo a decision that nothing was published by."""
    try:
        with transaction():
            operations.take_back_decision(cycle_id, actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return shortage_page(cycle_id, sentence=tell(refusal), status=refusal.status)
    flash(_("The decision is taken back. It stays on record."), "good")
    return redirect(url_for("distributions.shortage", cycle_id=cycle_id), 303)


def shortage_page(
    cycle_id: int,
    *,
    way: ShortageWay | None = None,
    form: ReasonForm | None = None,
    sentence: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The screen; with ``way`` what that way gives in numbers, and its form."""
    full = _try(cycle_id, None)
    page = render_template(
        "distributions/shortage.html",
        plan=full,
        kits={kit.id: kit for kit in stock.list_kits()},
        decision=queries.open_decision(cycle_id),
        before=queries.list_decisions(cycle_id),
        way=way,
        sentence=sentence,
        ways=list(ShortageWay),
        **(_tried(full, way, form) if way is not None and full.shortfalls else {}),
    )
    return page, status


def _tried(full: queries.Plan, way: ShortageWay, form: ReasonForm | None) -> dict[str, object]:
    """What a way gives, to be looked at before it is decided."""
    if way is ShortageWay.SMALLER_SHARE:
        return {"share_rules": _share_rules(full), "amounts": _amounts(full), "form": form or DecideForm(formdata=None)}
    if way is ShortageWay.FIRST_TO_SOME:
        first_form = form if isinstance(form, FirstToForm) else _first_form()
        tried = _try(full.cycle.id, _first_to(first_form.conditions()))
        return {"tried": tried, "form": first_form, "met": _met(full, tried, first_form.conditions())}
    if way is ShortageWay.DRAW:
        return {"form": form or _draw_form(full), "places": _places(full)}
    return {"form": form or PostponeForm(formdata=None)}


def _answer(
    cycle_id: int, way: ShortageWay, form: Sent, act: Callable[[queries.Plan, Sent], ShortageDecision]
) -> ResponseReturnValue:
    """Do what was decided, once; or the screen again with what to change."""
    if queries.find_decision_by_nonce(form.nonce.data) is not None:
        return _after(cycle_id)
    if not form.is_sent:
        return shortage_page(cycle_id, way=way, form=form, status=422)
    full = _try(cycle_id, None)
    try:
        with transaction():
            act(full, form)
    except Refusal as refusal:
        if queries.find_decision_by_nonce(form.nonce.data) is not None:
            return _after(cycle_id)
        return shortage_page(cycle_id, way=way, form=form, sentence=tell(refusal), status=refusal.status)
    return _after(cycle_id)


def _after(cycle_id: int) -> ResponseReturnValue:
    flash(_("Decided. Residents read the rule and the reason as soon as the list is published."), "good")
    return redirect(url_for("distributions.shortage", cycle_id=cycle_id), 303)


def _decide(full: queries.Plan, tried: queries.Plan, form: DecideForm) -> ShortageDecision:
    return operations.decide_shortage(
        full, tried, digest=form.digest.data or "", reason=form.reason.data, nonce=form.nonce.data or "",
        actor=current_actor(), at=clock.now(),
    )  # fmt: skip


def _try(cycle_id: int, choice: rules.Choice | None) -> queries.Plan:
    return queries.draft_plan(
        cycle_id, seed=None, aid_log=aid_log(), at=clock.now(), undecided=True, trying=choice
    )  # fmt: skip


def _first_to(conditions: tuple[FirstTo, ...]) -> rules.Choice:
    return rules.Choice(ShortageWay.FIRST_TO_SOME, first_to=conditions)


def _first_form() -> FirstToForm:
    asked = [word for word in request.args.getlist("first_to") if word in set(FirstTo)]
    return FirstToForm(formdata=None, first_to=asked)


def _share_rules(full: queries.Plan) -> list[ShareRule]:
    """The rules by which everyone gets something; none where not even one kit each is there.

    A cap is the plainer one. A percentage is offered only where it leaves fewer kits lying.
    """
    needs = [queries.needs_of(full.records[placed.household_id]) for placed in full.outcome.placements]
    found = []
    for name, rule in (("most", rules.capped), ("percent", rules.scaled)):
        shares = {
            short.kit_id: rule([need[short.kit_id] for need in needs if need.get(short.kit_id)], short.available)
            for short in full.shortfalls
        }
        known = {kit_id: share for kit_id, share in shares.items() if share is not None}
        if len(known) == len(shares):
            choice = rules.Choice(ShortageWay.SMALLER_SHARE, shares=known)
            found.append(ShareRule(name, known, _try(full.cycle.id, choice)))
    return [tried for tried in found if tried is found[0] or tried.kits > found[0].kits]


def _amounts(full: queries.Plan) -> Mapping[int, Mapping[int, int]]:
    """By kit that is short: how many households get how many kits by the rule of the programme."""
    counted: dict[int, Counter[int]] = {short.kit_id: Counter() for short in full.shortfalls}
    for placed in full.outcome.placements:
        for kit_id, quantity in queries.needs_of(full.records[placed.household_id]).items():
            if quantity and kit_id in counted:
                counted[kit_id][quantity] += 1
    return {kit_id: dict(sorted(amounts.items())) for kit_id, amounts in counted.items()}


def _met(full: queries.Plan, tried: queries.Plan, conditions: tuple[FirstTo, ...]) -> Mapping[FirstTo, tuple[int, int]]:
    """By condition: how many of those who have a time in the full plan meet it, and how many of them keep it."""
    keeping = {placed.household_id for placed in tried.outcome.placements}
    met = {
        condition: [
            placed.household_id
            for placed in full.outcome.placements
            if queries.meets(full.records[placed.household_id], condition)
        ]
        for condition in conditions
    }
    return {condition: (len(ids), len(keeping.intersection(ids))) for condition, ids in met.items()}


def _draw_form(full: queries.Plan) -> DrawForm:
    form = DrawForm(formdata=None)
    location = full.drafts[0].location
    form.held_where.data = f"{location.name}, {location.address}"
    return form


def _places(full: queries.Plan) -> tuple[int, int]:
    """How many have a place in a draw for certain, and how many are in its list."""
    entitled = queries.entitled_in(full.basis.register, {slot.location_id for slot in full.basis.slots})
    needs = [queries.needs_of(record) for record in entitled]
    return rules.certain_places(needs, {short.kit_id: short.available for short in full.shortfalls}), len(needs)


def _asked_way() -> ShortageWay | None:
    word = request.args.get("way", "")
    return ShortageWay(word) if word in set(ShortageWay) else None
