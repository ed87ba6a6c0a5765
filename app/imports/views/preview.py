"""The preview: rows by what they are to the register, choosing, and writing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.core.names import sort_key
from app.hubs.models import StreetKind
from app.imports import operations, queries, rules
from app.imports.models import Choice, Import, ImportState, Outcome
from app.imports.reporting import Fate
from app.imports.views.answers import leave_trace, to_list
from app.imports.views.blueprint import blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.labels import label
from app.web.paging import asked_key


@blueprint.get("/imports/<int:import_id>/rows")
@access(Permission.IMPORT_HOUSEHOLDS)
def rows(import_id: int) -> ResponseReturnValue:
    """Rows of one outcome, with what may be chosen for them."""
    one = queries.get_import(import_id)
    if one.state is not ImportState.READY:
        return to_list(one)
    leave_trace(import_id)
    return _rows_page(one)


def _rows_page(one: Import, refusal: Refusal | None = None) -> ResponseReturnValue:
    counts = queries.count_choices(one.id)
    outcome = _asked_outcome(counts)
    page = render_template(
        "imports/rows.html",
        one=one,
        counts={each: counts.get(each, {}) for each in Outcome},
        outcome=outcome,
        page=queries.list_rows(one.id, outcome, asked_key()),
        may_choose=rules.MAY,
        newer=queries.find_newer_list(one.id),
        undecided=_count_undecided(counts),
        refusal=tell(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else 200


_FIRST = (Outcome.PERHAPS, Outcome.DIFFERS, Outcome.UNCLEAR, Outcome.NEW, Outcome.UNCHANGED)
"""What a person has to look at comes first."""


def _asked_outcome(counts: dict[Outcome, dict[Choice | None, int]]) -> Outcome:
    asked = request.args.get("outcome", "")
    return Outcome(asked) if asked in set(Outcome) else next((each for each in _FIRST if counts.get(each)), Outcome.NEW)


def _count_undecided(counts: dict[Outcome, dict[Choice | None, int]]) -> int:
    return sum(counts.get(outcome, {}).get(None, 0) for outcome in (Outcome.DIFFERS, Outcome.PERHAPS))


@blueprint.post("/imports/<int:import_id>/rows/<int:row_id>/choice")
@access(Permission.IMPORT_HOUSEHOLDS)
def choose(import_id: int, row_id: int) -> ResponseReturnValue:
    """Say what becomes of one row."""
    try:
        with transaction():
            operations.choose(import_id, row_id, _asked_choice(), actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _refused(import_id, refusal)
    row = queries.get_row(import_id, row_id)
    after = asked_key()
    url = url_for("imports.rows", import_id=import_id, outcome=row.outcome, after=after, _anchor=f"row-{row.position}")
    return redirect(url, 303)


@blueprint.post("/imports/<int:import_id>/choices")
@access(Permission.IMPORT_HOUSEHOLDS)
def choose_all(import_id: int) -> ResponseReturnValue:
    """Say what becomes of all rows of an outcome."""
    asked = request.form.get("outcome", "")
    if asked not in set(Outcome):
        raise NotFound
    try:
        with transaction():
            count = operations.choose_all(
                import_id, Outcome(asked), _asked_choice(), actor=current_actor(), at=clock.now()
            )
    except Refusal as refusal:
        return _refused(import_id, refusal)
    flash(ngettext("Chosen for %(num)s row.", "Chosen for %(num)s rows.", count), "good")
    return redirect(url_for("imports.rows", import_id=import_id, outcome=asked), 303)


def _asked_choice() -> Choice | None:
    """None for "decide later"; what is no choice is no answer. Raises NotForThisRow."""
    asked = request.form.get("choice", "")
    if asked == "":
        return None
    if asked not in set(Choice):
        raise operations.NotForThisRow
    return Choice(asked)


def _refused(import_id: int, refusal: Refusal) -> ResponseReturnValue:
    one = queries.get_import(import_id)
    if one.state is ImportState.READY:
        return _rows_page(one, refusal)
    flash(tell(refusal), "bad")
    return to_list(one)


# ---- writing


@blueprint.get("/imports/<int:import_id>/writing")
@access(Permission.IMPORT_HOUSEHOLDS)
def ask_to_write(import_id: int) -> ResponseReturnValue:
    """What will happen, in numbers."""
    one = queries.get_import(import_id)
    if one.state is not ImportState.READY:
        return to_list(one)
    return _writing_page(one)


@blueprint.post("/imports/<int:import_id>/writing")
@access(Permission.IMPORT_HOUSEHOLDS)
def write(import_id: int) -> ResponseReturnValue:
    """Write the list into the register. Twice is once: the second press shows what the first one did."""
    try:
        plan = _plan(import_id)
        with transaction():
            operations.write(plan, actor=current_actor(), at=clock.now())
    except operations.AlreadyWritten:
        pass
    except (operations.RegisterChanged, IntegrityError):
        return _compare_anew(import_id)
    except Refusal as refusal:
        return _refused(import_id, refusal)
    return to_list(queries.get_import(import_id))


def _compare_anew(import_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            operations.compare_anew(import_id, actor=current_actor(), at=clock.now())
    except operations.AlreadyWritten:
        return to_list(queries.get_import(import_id))
    flash(tell(operations.RegisterChanged()), "bad")
    return redirect(url_for("imports.progress", import_id=import_id), 303)


def _plan(import_id: int) -> operations.Plan:
    return operations.make_plan(import_id, in_year=clock.local_date(clock.now()).year)


def _writing_page(one: Import) -> ResponseReturnValue:
    plan = _plan(one.id)
    people = sum(each.reading.values.size for each in plan.of(Fate.CREATED))
    settlements = [f"{label(kind)} {name}" for (kind, _key), name in plan.new_settlements.items()]
    streets = [_street_name(kind, name) for (_settlement, kind, _key), name in plan.new_streets.items()]
    return render_template(
        "imports/writing.html", one=one, counts=plan.counts, people=people, fates=Fate,
        settlements=sorted(settlements, key=sort_key), streets=sorted(set(streets), key=sort_key),
    )  # fmt: skip


def _street_name(kind: StreetKind, name: str) -> str:
    return name if kind is StreetKind.OTHER else f"{label(kind)} {name}"
