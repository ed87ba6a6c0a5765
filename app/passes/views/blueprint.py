"""What the pages of passes are registered on."""

from flask import Blueprint

from app.web import door_style

blueprint = Blueprint("passes", __name__)
blueprint.record_once(door_style.init_app)
