"""The blueprint on which all pages of distributions hang, and who answers them for hand-overs."""

from flask import Blueprint, current_app

from app.distributions import week_labels
from app.distributions.aid_log import AidLog

blueprint = Blueprint("distributions", __name__)
blueprint.add_app_template_filter(week_labels.usual_day)


def aid_log() -> AidLog:
    """Who answers for hand-overs; ``create_app`` has named it."""
    log: AidLog = current_app.extensions["aid_log"]
    return log
