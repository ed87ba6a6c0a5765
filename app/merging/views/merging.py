"""Two records become one: side by side, then the numbers, then the press of the button; and back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from markupsafe import Markup

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import operations as register
from app.households import queries as households
from app.households.models import Household
from app.households.rules import Purpose
from app.merging import operations, queries
from app.merging.forms.merging import FindForm, MergeForm, SamePersonForm, read_choices, read_person_choices
from app.merging.queries.merges import Facing
from app.merging.rules import merging as rules
from app.merging.views.blueprint import blueprint
from app.merging.views.side_by_side import count_after, lines_of, person_lines, twins_of
from app.web.access import access, current_actor
from app.web.errors import tell

MOST_HITS = 8


# ---- which two


@blueprint.route("/households/<int:household_id>/same", methods=["GET", "POST"])
@access(Permission.MERGE_HOUSEHOLDS)
def find_same(household_id: int) -> ResponseReturnValue:
    """Look for the other record of the same family. A POST that changes nothing: names stay out of addresses."""
    household, form = households.get_household(household_id), FindForm()
    hits = [hit.household for hit in households.search(form.q.data, MOST_HITS)] if form.is_sent else []
    others = [other for other in hits if other.id != household.id and rules.is_open(other)]
    ways = [(other, *rules.which_is_kept(household, other)) for other in others]
    page = render_template(
        "merging/find_same.html", form=form, household=household, ways=ways, is_asked=form.is_submitted()
    )
    return page, 422 if form.errors else 200


# ---- two households


@blueprint.get("/households/<int:kept_id>/merge/<int:merged_id>")
@access(Permission.MERGE_HOUSEHOLDS)
def compare(kept_id: int, merged_id: int) -> ResponseReturnValue:
    """Both records, and what to take from which; what is probably right is chosen already."""
    return _compare_page(_face(kept_id, merged_id), MergeForm())


@blueprint.post("/households/<int:kept_id>/merge/<int:merged_id>")
@access(Permission.MERGE_HOUSEHOLDS)
def merge(kept_id: int, merged_id: int) -> ResponseReturnValue:
    """First the numbers, then the merge. What was chosen travels along as hidden fields."""
    facing, form, act = _face(kept_id, merged_id), MergeForm(), request.form.get("act")
    if act == "do":
        return _merge(facing, form)
    if act == "next" and form.is_sent:
        return _numbers_page(facing, form)
    return _compare_page(facing, form, status=200 if act == "change" else 422)


@blueprint.post("/households/<int:kept_id>/merge/<int:merged_id>/reveal")
@access(Permission.REVEAL_NAMES)
def reveal_both(kept_id: int, merged_id: int) -> ResponseReturnValue:
    """The same page with names and numbers, for this once; what was chosen stays."""
    facing, form = _face(kept_id, merged_id), MergeForm()
    _leave_trace(facing)
    if request.form.get("step") == "numbers":
        return _numbers_page(facing, form, is_revealed=True)
    return _compare_page(facing, form, is_revealed=True)


def _face(kept_id: int, merged_id: int) -> Facing:
    return queries.face(kept_id, merged_id)


def _leave_trace(facing: Facing) -> None:
    """One line for each record: whoever asks later who looked at a family finds both."""
    for household_id in dict.fromkeys((facing.kept.id, facing.merged.id)):
        with transaction():
            register.reveal_household(household_id, Purpose.MERGING, actor=current_actor(), at=clock.now())


def _merge(facing: Facing, form: MergeForm) -> ResponseReturnValue:
    choices = read_choices(request.form, facing.merged, facing.proposed_pairs)
    if not form.is_sent:
        return _compare_page(facing, form, status=422)
    try:
        with transaction():
            made = operations.merge_households(
                facing.kept.id, facing.merged.id, choices,
                nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice as sent:
        return _to_merge(sent.made_id)
    except Refusal as refusal:
        return _compare_page(
            _face(facing.kept.id, facing.merged.id), form, status=refusal.status, message=tell(refusal)
        )
    return _to_merge(made.id)


def _to_merge(merge_id: int) -> ResponseReturnValue:
    return redirect(url_for("merging.merged", merge_id=merge_id), 303)


def _compare_page(
    facing: Facing, form: MergeForm, *, is_revealed: bool = False, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    choices = read_choices(request.form, facing.merged, facing.proposed_pairs)
    page = render_template(
        "merging/compare.html",
        facing=facing,
        form=form,
        lines=lines_of(facing, choices, is_revealed=is_revealed),
        pairs=choices.pairs,
        is_revealed=is_revealed,
        is_open=rules.is_open(facing.kept) and rules.is_open(facing.merged) and not facing.is_same_record,
        may_swap=rules.may_take_over(facing.merged, facing.kept),
        message=message,
    )
    return page, status


def _numbers_page(facing: Facing, form: MergeForm, *, is_revealed: bool = False) -> ResponseReturnValue:
    """What will happen, before it does."""
    choices = read_choices(request.form, facing.merged, facing.proposed_pairs)
    twins = twins_of(facing, choices, is_revealed=is_revealed)
    chosen_here = {f"take-{pair.merged.id}-{line.field}" for pair in twins for line in pair.lines}
    left_out = {"csrf_token", "act", "step", *chosen_here}
    return render_template(
        "merging/merge_numbers.html",
        facing=facing,
        form=form,
        twins=twins,
        people_after=count_after(facing, twins),
        prospect=queries.look_ahead(facing.kept.id, facing.merged.id, clock.now()),
        is_revealed=is_revealed,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in left_out],
    )


# ---- one person


@blueprint.route("/households/<int:kept_id>/merge/<int:merged_id>/person", methods=["GET", "POST"])
@access(Permission.MERGE_HOUSEHOLDS)
def same_person(kept_id: int, merged_id: int) -> ResponseReturnValue:
    """Somebody who is written down twice, in one household or in two, stands only once from now on."""
    facing, form = _face(kept_id, merged_id), SamePersonForm()
    form.offer(facing.kept, facing.merged)
    if request.form.get("act") == "do" and form.is_sent:
        return _merge_people(facing, form)
    if not form.is_sent or request.form.get("act") == "change":
        status = 422 if form.is_submitted() and request.form.get("act") != "change" else 200
        return render_template("merging/same_person.html", facing=facing, form=form), status
    is_revealed = request.form.get("act") == "reveal" and current_actor().may(Permission.REVEAL_NAMES)
    if is_revealed:
        _leave_trace(facing)
    return _person_page(facing, form, is_revealed=is_revealed)


def _person_page(
    facing: Facing, form: SamePersonForm, *, is_revealed: bool, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    kept_id, merged_id = form.ids
    kept = next(person for person in facing.kept.people if person.id == kept_id)
    merged = next(person for person in facing.merged.people if person.id == merged_id)
    chosen = read_person_choices(request.form, merged_id)
    page = render_template(
        "merging/person_numbers.html",
        facing=facing,
        form=form,
        merged=merged,
        lines=person_lines(kept, merged, chosen, is_revealed),
        is_revealed=is_revealed,
        message=message,
    )
    return page, status


def _merge_people(facing: Facing, form: SamePersonForm) -> ResponseReturnValue:
    kept_id, merged_id = form.ids
    try:
        with transaction():
            made = operations.merge_people(
                kept_id, merged_id, read_person_choices(request.form, merged_id),
                nonce=form.nonce.data or "", actor=current_actor(), at=clock.now(),
            )  # fmt: skip
    except operations.SentTwice as sent:
        return _to_merge(sent.made_id)
    except Refusal as refusal:
        fresh = _face(facing.kept.id, facing.merged.id)
        form.offer(fresh.kept, fresh.merged)
        form.refuse("merged", tell(refusal))
        return render_template("merging/same_person.html", facing=fresh, form=form), refusal.status
    return _to_merge(made.id)


# ---- afterwards


@blueprint.get("/merges/<int:merge_id>")
@access(Permission.MERGE_HOUSEHOLDS)
def merged(merge_id: int) -> ResponseReturnValue:
    """What was done, and the way back."""
    return _merged_page(merge_id)


@blueprint.post("/merges/<int:merge_id>/undo")
@access(Permission.MERGE_HOUSEHOLDS)
def undo(merge_id: int) -> ResponseReturnValue:
    """Take it apart again."""
    try:
        with transaction():
            without_place = operations.undo_merge(merge_id, actor=current_actor(), at=clock.now()).without_place
    except operations.AlreadyUndone:
        return _to_merge(merge_id)  # the same form twice
    except Refusal as refusal:
        return _merged_page(merge_id, status=refusal.status, message=tell(refusal))
    if without_place:
        flash(
            ngettext(
                "%(num)s time is taken by others meanwhile. Give them another one.",
                "%(num)s times are taken by others meanwhile. Give them other ones.",
                without_place,
            ),
            "bad",
        )
    return _to_merge(merge_id)


def _merged_page(merge_id: int, *, status: int = 200, message: str = "") -> ResponseReturnValue:
    made, at = queries.get_merge(merge_id), clock.now()
    page = render_template(
        "merging/merged.html",
        made=made,
        moved=queries.what_moved(made),
        until=made.merged_at + rules.UNDONE_WITHIN,
        to_call_back=() if made.undone_at else queries.list_to_call_back(made.kept_id),
        can_be_undone=made.before is not None and rules.can_still_be_undone(made.merged_at, at),
        message=message,
    )
    return page, status


@blueprint.app_template_global()
def records_in_brief(household: Household) -> Markup:
    """What may be the same family, and what was merged: for the page of a household, which lies below."""
    return Markup(  # noqa: S704
        render_template(
            "merging/brief.html",
            household=household,
            similar=[(other, *rules.which_is_kept(household, other)) for other in _similar_to(household)],
            merges=queries.list_merges_of(household.id),
            is_open=rules.is_open(household),
        )
    )


def _similar_to(household: Household) -> Any:
    return queries.list_open_pairs_of(household.id) if rules.is_open(household) else []
