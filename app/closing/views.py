"""Closing a day: what waits, counting up, confirming, and the act on paper."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts import approving
from app.closing import operations, queries, rules
from app.closing.forms import ConfirmForm, CountForm
from app.closing.models import Closing
from app.closing.queries import Day
from app.closing.rules import Counted
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import transaction
from app.core.errors import NotFound, Refusal
from app.distributions import queries as distributions
from app.distributions.models import AgeBand, DistributionState
from app.households.models import Sex
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import PER_PAGE, Page, asked_key

blueprint = Blueprint("closing", __name__)


@blueprint.get("/closings")
@access(Permission.CLOSE_DISTRIBUTIONS, Permission.REVIEW_LOGS)
def index() -> ResponseReturnValue:
    """Days that wait for closing, and those that are closed."""
    after = asked_key()
    rows = queries.list_closed(after=after, limit=PER_PAGE + 1)
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)
    waiting = [] if after else queries.list_waiting(clock.local_date(clock.now()))
    return render_template("closing/index.html", page=page, waiting=waiting)


@blueprint.route("/distributions/<int:distribution_id>/closing", methods=["GET", "POST"])
@access(Permission.CLOSE_DISTRIBUTIONS)
def count(distribution_id: int) -> ResponseReturnValue:
    """Count up the day of this distribution at its location: all that was held there."""
    location_id, held_on = _place_and_day(distribution_id)
    form = CountForm()
    made = queries.find_by_nonce(form.nonce.data) if form.is_submitted() else None
    if made is not None:
        return redirect(url_for(".show", closing_id=made.id), 303)
    day = queries.look_at_day(location_id, held_on)
    earlier = queries.find_closing(location_id, held_on)
    if earlier is not None and earlier.is_confirmed:
        return redirect(url_for(".show", closing_id=earlier.id), 303)
    if not form.is_submitted():
        return _count_page(day, CountForm.of(day, _before(earlier)))
    if not form.is_sent:
        return _count_page(day, form, status=422)
    try:
        with transaction():
            closing = operations.count_up(
                location_id, held_on, form.counted, nonce=form.nonce.data or "", actor=current_actor(), at=clock.now()
            )
            closing_id = closing.id
    except Refusal as refusal:
        return _count_page(queries.look_at_day(location_id, held_on), form, refusal=refusal)
    return redirect(url_for(".show", closing_id=closing_id), 303)


@blueprint.get("/closings/<int:closing_id>")
@access(Permission.CLOSE_DISTRIBUTIONS, Permission.REVIEW_LOGS)
def show(closing_id: int) -> ResponseReturnValue:
    """The figures of a day, to be confirmed or as they were confirmed."""
    return _closing_page(queries.get_closing(closing_id), ConfirmForm())


@blueprint.post("/closings/<int:closing_id>/confirm")
@access(Permission.CLOSE_DISTRIBUTIONS)
def confirm(closing_id: int) -> ResponseReturnValue:
    """The second person: whoever is signed in, or a colleague who writes their password at this computer."""
    form, actor = ConfirmForm(), current_actor()
    closing = queries.get_closing(closing_id)
    if closing.is_confirmed:
        return redirect(url_for(".show", closing_id=closing_id), 303)
    if not form.is_sent:
        return _closing_page(closing, form, status=422)
    try:
        by = _second(form, actor)
        with transaction():
            operations.confirm(closing_id, digest=form.digest.data or "", by=by, at=clock.now())
    except Refusal as refusal:
        return _closing_page(queries.get_closing(closing_id), ConfirmForm(), refusal=refusal)
    flash(_("The day is closed."), "good")
    return redirect(url_for(".show", closing_id=closing_id), 303)


@blueprint.get("/closings/<int:closing_id>/act")
@access(Permission.CLOSE_DISTRIBUTIONS, Permission.REVIEW_LOGS)
def act(closing_id: int) -> ResponseReturnValue:
    """The act of closing on paper, in Ukrainian. Raises NotFound until two people have signed."""
    closing = queries.get_closing(closing_id)
    if not closing.is_confirmed:
        raise NotFound
    with force_locale("uk"):
        return render_template("closing/act.html", language=lambda: "uk", closing=closing, table=_table(closing))


def _place_and_day(distribution_id: int) -> tuple[int, date]:
    distribution = distributions.get_distribution(distribution_id)
    if distribution.state not in (DistributionState.PUBLISHED, DistributionState.CLOSED):
        raise NotFound
    return distribution.location_id, distribution.held_on


def _before(earlier: Closing | None) -> dict[int, Counted]:
    return {} if earlier is None else operations.counts_of(queries.get_closing(earlier.id))


def _second(form: ConfirmForm, actor: Actor) -> Actor:
    if form.login.data and form.password.data:
        return approving.colleague(
            form.login.data, form.password.data, who_may=Permission.CLOSE_DISTRIBUTIONS, at=clock.now()
        )
    return actor


def _count_page(day: Day, form: CountForm, *, refusal: Refusal | None = None, status: int = 200) -> ResponseReturnValue:
    closes_at = max(of.distribution.closes_at for of in day.served)
    page = render_template(
        "closing/count.html", day=day, form=form, refusal=tell(refusal) if refusal else "", left_over=rules.left_over,
        ends_at=closes_at, is_over=clock.instant(day.held_on, closes_at) <= clock.now(),
    )  # fmt: skip
    return page, refusal.status if refusal else status


def _closing_page(
    closing: Closing, form: ConfirmForm, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    back, late = queries.corrections_after(closing) if closing.is_confirmed else (0, 0)
    page = render_template(
        "closing/show.html",
        closing=closing,
        table=_table(closing),
        form=form,
        is_own=closing.counted_by_id == current_actor().staff_id,
        taken_back=back,
        known_later=late,
        refusal=tell(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else status


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """People by sex (rows) and age band (columns), with sums and with those who have a disability."""

    bands: Sequence[AgeBand]
    rows: Sequence[tuple[Sex, Sequence[int], int, int]]
    """Sex, people of each band, all of them, of them with a disability."""

    @property
    def total(self) -> int:
        return sum(row[2] for row in self.rows)


def _table(closing: Closing) -> PeopleTable:
    counted: Counter[tuple[Sex, AgeBand]] = Counter()
    disabled: Counter[Sex] = Counter()
    for group in closing.people:
        counted[group.sex, group.age_band] += group.people
        disabled[group.sex] += group.people if group.has_disability else 0
    bands = [band for band in AgeBand if band is not AgeBand.UNKNOWN or any(counted[sex, band] for sex in Sex)]
    rows = [(sex, [counted[sex, band] for band in bands], disabled[sex]) for sex in Sex]
    return PeopleTable(bands, [(sex, cells, sum(cells), of_them) for sex, cells, of_them in rows if sum(cells)])
