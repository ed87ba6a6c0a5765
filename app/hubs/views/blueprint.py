"""What the pages of the hub are registered on, and the hub that every page knows."""

from typing import Any

from flask import Blueprint, g
from werkzeug.local import LocalProxy

from app.hubs import labels, queries
from app.hubs.models import Hub

blueprint = Blueprint("hubs", __name__)
blueprint.add_app_template_filter(labels.street_name)
blueprint.add_app_template_filter(labels.settlement_name)


def current_hub() -> Hub | None:
    """The hub of this machine, asked once a request; None before set-up."""
    if "hub" not in g:
        g.hub = queries.find_hub()
    hub: Hub | None = g.hub
    return hub


def forget_hub() -> None:
    """There is another one now: it was opened in this request."""
    g.pop("hub", None)


@blueprint.app_context_processor
def _know_the_hub() -> dict[str, Any]:
    """``hub`` in every template; a page that does not mention it costs no statement."""
    return {"hub": LocalProxy(current_hub)}
