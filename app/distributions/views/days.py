"""Pages of distributions: the list, one day, and closing it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import Refusal
from app.distributions import operations, queries
from app.distributions.forms import CloseForm
from app.distributions.models import Distribution
from app.distributions.views.blueprint import aid_log, blueprint
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import PER_PAGE, Page, asked_key


@blueprint.get("/distributions")
@access(Permission.SEE_DISTRIBUTIONS)
def index() -> ResponseReturnValue:
    """What comes, what is being planned, what was."""
    today, after = clock.local_date(clock.now()), asked_key()
    rows = queries.list_past(today, after=after, limit=PER_PAGE + 1)
    past = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].distribution.id if len(rows) > PER_PAGE else None)
    return render_template(
        "distributions/index.html",
        upcoming=[] if after else queries.list_upcoming(today),
        plans=[] if after else queries.list_draft_cycles(),
        past=past,
        is_first=after is None,
    )


@blueprint.get("/distributions/<int:distribution_id>")
@access(Permission.SEE_DISTRIBUTIONS)
def show(distribution_id: int) -> ResponseReturnValue:
    """One day with its slots."""
    distribution = queries.get_distribution(distribution_id)
    fills = queries.slot_fills(distribution)
    return render_template(
        "distributions/show.html",
        distribution=distribution,
        fills=fills,
        peak=queries.peak_of(fills),
        slot_capacity=queries.capacity_of(distribution, distribution.slot_minutes),
        others=queries.others_there(distribution),
    )


@blueprint.get("/distributions/<int:distribution_id>/close")
@access(Permission.PLAN_DISTRIBUTIONS)
def ask_to_close(distribution_id: int) -> ResponseReturnValue:
    """The numbers of the day, before it is closed."""
    return _closing_page(queries.get_distribution(distribution_id))


@blueprint.post("/distributions/<int:distribution_id>/close")
@access(Permission.PLAN_DISTRIBUTIONS)
def close(distribution_id: int) -> ResponseReturnValue:
    """End the day."""
    form, log = CloseForm(), aid_log()
    if not form.is_sent:
        return _closing_page(queries.get_distribution(distribution_id), status=422)
    try:
        with transaction():
            promised = queries.count_promised(distribution_id)
            operations.close_distribution(
                distribution_id,
                not_collected=promised - log.count_given(distribution_id),
                actor=current_actor(),
                at=clock.now(),
            )
    except Refusal as refusal:
        return _closing_page(queries.get_distribution(distribution_id), refusal)
    flash(_("The distribution is closed."), "good")
    return redirect(url_for("distributions.show", distribution_id=distribution_id), 303)


def _closing_page(distribution: Distribution, refusal: Refusal | None = None, status: int = 200) -> ResponseReturnValue:
    promised = queries.count_promised(distribution.id)
    page = render_template(
        "distributions/close.html",
        distribution=distribution,
        promised=promised,
        given=aid_log().count_given(distribution.id),
        form=CloseForm(),
        refusal=tell(refusal) if refusal else "",
    )
    return page, refusal.status if refusal else status
