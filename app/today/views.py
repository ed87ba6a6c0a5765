"""Home of every role: what is next, what waits for me."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Actor, Permission
from app.today import queries
from app.web.access import SIGNED_IN, access, current_actor

blueprint = Blueprint("today", __name__)

BEGINNERS = (Permission.MANAGE_PLACES, Permission.MANAGE_KITS, Permission.PLAN_DISTRIBUTIONS)
"""Who is shown the first steps of a new hub."""


@blueprint.get("/")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    """Only what this role may see is asked for."""
    return render_template("today/show.html", **_days(current_actor()), beginnings=_beginnings(current_actor()))


def _days(actor: Actor) -> dict[str, Any]:
    today = clock.local_date(clock.now())
    sees, plans = actor.may(Permission.SEE_DISTRIBUTIONS), actor.may(Permission.PLAN_DISTRIBUTIONS)
    return {
        "running": queries.list_today(today) if sees else (),
        "coming": queries.list_next(today) if sees else (),
        "unclosed": queries.list_unclosed(today) if plans else (),
        "drafts": queries.count_drafts() if plans else 0,
    }


def _beginnings(actor: Actor) -> queries.Beginnings | None:
    """The first steps, for those who take them, until all are taken."""
    if not any(actor.may(permission) for permission in BEGINNERS):
        return None
    beginnings = queries.see_beginnings()
    return None if beginnings.are_over else beginnings
