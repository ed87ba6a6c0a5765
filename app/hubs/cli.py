"""Commands of hubs."""

from flask import Blueprint

blueprint = Blueprint("hubs_cli", __name__, cli_group="hubs")
