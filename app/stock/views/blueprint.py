"""What the pages of stock are registered on."""

from flask import Blueprint

from app.stock import labels

blueprint = Blueprint("stock", __name__)
blueprint.add_app_template_filter(labels.kit_name)
blueprint.add_app_template_filter(labels.kg)
