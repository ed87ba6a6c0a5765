"""Set-up, settings and places."""

from flask import Blueprint

from app.hubs import labels

blueprint = Blueprint("hubs", __name__)
blueprint.add_app_template_filter(labels.street_name)
blueprint.add_app_template_filter(labels.settlement_name)
