"""For the person at the laptop: ``flask --app wsgi accounts reset-password LOGIN``."""

import click
from flask import Blueprint
from flask_babel import gettext as _

from app.accounts import operations, queries, rules
from app.core import clock
from app.core.actors import KEEPER
from app.core.db import transaction
from app.core.errors import Refusal
from app.web.errors import tell

blueprint = Blueprint("accounts_cli", __name__, cli_group="accounts")


@blueprint.cli.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Print a new first password for LOGIN, when the last lead has forgotten theirs. Signs LOGIN out everywhere."""
    staff = queries.find_staff(login)
    if staff is None:
        raise click.ClickException(_("Nobody signs in as %(login)s.", login=rules.fold_login(login)))
    try:
        with transaction():
            _staff, password = operations.reset_password(staff.id, actor=KEEPER, at=clock.now())
    except Refusal as refusal:
        raise click.ClickException(tell(refusal)) from refusal
    click.echo(rules.show_first_password(password))
