"""Pages of distributions: the list and one day."""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.distributions import queries
from app.distributions.models import Distribution, DistributionState
from app.distributions.queries import change_lists
from app.distributions.views.blueprint import blueprint
from app.web.access import access
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
        today=clock.local_date(clock.now()),
        fills=fills,
        held_instead=_held_instead(distribution),
        peak=queries.peak_there(distribution),
        slot_capacity=queries.capacity_of(distribution, distribution.slot_minutes),
        others=queries.others_there(distribution),
        move_lists=change_lists.list_of_distribution(distribution_id),
    )


def _held_instead(distribution: Distribution) -> date | None:
    """The day to which it was postponed."""
    is_off = distribution.state is DistributionState.CANCELLED
    return queries.postponed_to([distribution.id]).get(distribution.id) if is_off else None
