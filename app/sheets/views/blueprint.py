"""What the pages of sheets are registered on."""

from flask import Blueprint

blueprint = Blueprint("sheets", __name__)
