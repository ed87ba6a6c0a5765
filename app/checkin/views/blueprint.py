"""What the pages of the desk are registered on."""

from flask import Blueprint

blueprint = Blueprint("checkin", __name__)
