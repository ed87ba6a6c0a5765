"""What the pages of a working day are registered on."""

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)
