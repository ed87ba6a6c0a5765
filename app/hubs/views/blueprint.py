"""What the pages of the hub are registered on, and the hub that every page knows."""

from typing import Any

from flask import Blueprint, g
from werkzeug.local import LocalProxy

from app.hubs import labels, queries
from app.hubs.models import Hub
from app.hubs.queries import HubNow

blueprint = Blueprint("hubs", __name__)
blueprint.add_app_template_filter(labels.street_name)
blueprint.add_app_template_filter(labels.settlement_name)


def hub_now() -> HubNow:
    """The hub of this machine and what stands still in it, asked once a request."""
    if "hub_now" not in g:
        g.hub_now = queries.hub_now()
    now: HubNow = g.hub_now
    return now


def current_hub() -> Hub | None:
    """The hub of this machine; None before set-up."""
    return hub_now().hub


def forget_hub() -> None:
    """There is another one now: it was opened in this request."""
    g.pop("hub_now", None)


@blueprint.app_context_processor
def _know_the_hub() -> dict[str, Any]:
    """``hub`` and ``pauses`` in every template; a page that mentions neither costs no statement."""
    return {"hub": LocalProxy(current_hub), "pauses": LocalProxy(lambda: hub_now().pauses)}
