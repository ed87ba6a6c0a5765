"""Papers of public works: the order card for the foreman, the poster of open work for the street."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.actors import Permission
from app.hubs import queries as hubs
from app.public_works import queries
from app.public_works.views.blueprint import blueprint
from app.public_works.views.reaching import reached
from app.web.access import access


@blueprint.get("/works/<int:order_id>/card")
@access(Permission.PLAN_WORKS, Permission.RUN_WORKS)
def card(order_id: int) -> ResponseReturnValue:
    """The order on paper with go and no-go ticks for each day."""
    order, at = reached(order_id), clock.now()
    with force_locale("uk"):
        return render_template(
            "public_works/card.html", language=lambda: "uk", order=order, standing=queries.standing_of(order, at)
        )  # fmt: skip


@blueprint.get("/works/poster")
@access(Permission.PLAN_WORKS, Permission.SIGN_UP_WORKERS)
def poster() -> ResponseReturnValue:
    """What anybody may sign up for now, and by which rule turns come."""
    at = clock.now()
    with force_locale("uk"):
        return render_template(
            "public_works/poster.html", language=lambda: "uk", orders=queries.list_open(at), at=at,
            terms=queries.rules_of_turns(hubs.get_hub().id),
        )  # fmt: skip
