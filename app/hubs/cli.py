"""``flask --app wsgi hubs set-up-code``."""

import click
from flask import Blueprint, current_app

from app.core import codes
from app.hubs import queries

blueprint = Blueprint("hubs_cli", __name__, cli_group="hubs")


@blueprint.cli.command("set-up-code")
def set_up_code() -> None:
    """Print the code that the set-up page asks for; nothing once the hub is set up."""
    if queries.find_hub() is None:
        code = codes.set_up_code(current_app.config["SECRET_KEY"])
        click.echo(f"{code[:4]} {code[4:]}")
