"""Pages of hubs."""

from flask import Blueprint

blueprint = Blueprint("hubs", __name__)
