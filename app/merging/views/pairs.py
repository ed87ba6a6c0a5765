"""The work list: records that may be one family, the surest first."""

import time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.households import match_keys
from app.households import operations as register
from app.households.models import DuplicatePair, PairDecision
from app.households.queries import duplicates
from app.merging import queries
from app.merging.rules.merging import which_is_kept
from app.merging.views.blueprint import blueprint
from app.web import htmx
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import asked_key

LISTS = (PairDecision.OPEN, PairDecision.LATER, PairDecision.NOT_THE_SAME)
PATIENCE_S = 4.0
"""How long one step of a search may take: the page answers, and others get their turn."""
AT_A_STEP = 200
"""Households compared between two looks at the watch."""


@blueprint.get("/duplicates")
@access(Permission.MERGE_HOUSEHOLDS)
def pairs() -> ResponseReturnValue:
    """Pairs to be decided, or those that were put off or parted."""
    return _list_page(_asked_list())


def _asked_list() -> PairDecision:
    asked = request.args.get("decision", "")
    return next((decision for decision in LISTS if decision.value == asked), PairDecision.OPEN)


def _list_page(decision: PairDecision, status: int = 200, message: str = "") -> ResponseReturnValue:
    page = duplicates.list_pairs(decision, after=asked_key())
    rows = [_row(pair) for pair in page.rows]
    counts = {each: duplicates.count_pairs(each) for each in LISTS}
    return render_template(
        "merging/pairs.html", page=page, rows=rows, counts=counts, decision=decision, message=message
    ), status  # fmt: skip


def _row(pair: DuplicatePair) -> dict[str, Any]:
    kept, merged = which_is_kept(pair.first, pair.second)
    return {"pair": pair, "kept": kept, "merged": merged, "evidence": duplicates.evidence_of(pair)}


@blueprint.post("/duplicates/<int:pair_id>/<any(not_the_same, later):decision>")
@access(Permission.MERGE_HOUSEHOLDS)
def decide(pair_id: int, decision: str) -> ResponseReturnValue:
    """Not the same family, which is remembered; or to be looked at later."""
    try:
        with transaction():
            register.decide_pair(pair_id, PairDecision(decision), actor=current_actor(), at=clock.now())
    except Refusal as refusal:
        return _list_page(PairDecision.OPEN, refusal.status, tell(refusal))
    if decision == PairDecision.NOT_THE_SAME:
        flash(_("Two families. They will not be asked about again."), "good")
    else:
        flash(_("Put off. The pair waits under “later”."), "good")
    return redirect(url_for("merging.pairs"), 303)


@blueprint.post("/duplicates/<int:pair_id>/reopen")
@access(Permission.MERGE_HOUSEHOLDS)
def reopen(pair_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    with transaction():
        register.reopen_pair(pair_id, actor=current_actor(), at=clock.now())
    flash(_("The pair is on the list again."), "good")
    return redirect(url_for("merging.pairs"), 303)


@blueprint.post("/duplicates/search")
@access(Permission.MERGE_HOUSEHOLDS)
def search() -> ResponseReturnValue:
    """Compare everybody with everybody, some seconds at a time; what is found so far is on the list already."""
    _complete_keys()
    looked, is_over = _look(_number("after"))
    found = _number("found")
    if looked.household_ids:
        with transaction():
            found += register.keep_pairs(looked, actor=current_actor(), at=clock.now()).found
    if not is_over:
        return _progress_page(max(looked.household_ids), found)
    flash(
        ngettext("Compared. %(num)s new pair is on the list.", "Compared. %(num)s new pairs are on the list.", found),
        "good",
    )
    url = url_for("merging.pairs")
    return htmx.send_to(url) if htmx.is_fragment_wanted() else redirect(url, 303)


def _look(after: int) -> tuple[duplicates.Search, bool]:
    """Compare the next households for as long as patience lasts; whether those were the last."""
    until = time.monotonic() + PATIENCE_S
    looked = duplicates.Search(frozenset(), {})
    ids = queries.list_ids_with_people(after, AT_A_STEP)
    while ids:
        part = duplicates.look_for_pairs(ids)
        looked = duplicates.Search(looked.household_ids | part.household_ids, {**looked.pairs, **part.pairs})
        if time.monotonic() > until:
            return looked, False
        ids = queries.list_ids_with_people(ids[-1], AT_A_STEP)
    return looked, True


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _complete_keys() -> None:
    """People of an older register are found under other spellings from now on."""
    while match_keys.are_missing():
        with transaction(audited=False):
            match_keys.write_missing()


def _progress_page(after: int, found: int) -> ResponseReturnValue:
    compared, total = queries.count_with_people(after)
    return htmx.answer(
        "merging/search.html", block="progress", after=after, found=found, compared=compared, total=total
    )


@blueprint.app_template_global()
def count_open_pairs() -> int:
    """How many pairs wait, for the page of households, which lies below and asks by name."""
    return duplicates.count_open_pairs()
