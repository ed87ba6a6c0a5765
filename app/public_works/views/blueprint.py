"""What the pages of public works are registered on."""

from flask import Blueprint

blueprint = Blueprint("public_works", __name__)
