"""What the pages of merging and splitting are registered on."""

from flask import Blueprint

blueprint = Blueprint("merging", __name__)
