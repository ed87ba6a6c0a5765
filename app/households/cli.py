"""Commands of households."""

from flask import Blueprint

blueprint = Blueprint("households_cli", __name__, cli_group="households")
