"""Pages of distributions."""

from flask import Blueprint

blueprint = Blueprint("distributions", __name__)
