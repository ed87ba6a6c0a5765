"""``flask --app wsgi hubs set-up-code`` and ``hubs backup``."""

from pathlib import Path

import click
from flask import Blueprint, current_app
from flask_babel import gettext as _

from app.core import codes
from app.core.db import copy_to, db
from app.hubs import queries

blueprint = Blueprint("hubs_cli", __name__, cli_group="hubs")


@blueprint.cli.command("set-up-code")
def set_up_code() -> None:
    """Print the code that the set-up page asks for; nothing once the hub is set up."""
    if queries.find_hub() is None:
        code = codes.set_up_code(current_app.config["SECRET_KEY"])
        click.echo(f"{code[:4]} {code[4:]}")


@blueprint.cli.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Copy the database of a hub that may be serving to PATH, which must not exist yet."""
    if db.engine.dialect.name != "sqlite":
        raise click.ClickException(_("This hub is on PostgreSQL: back it up with pg_dump."))
    if path.exists():
        raise click.ClickException(_("%(path)s is there already. Write another name.", path=path))
    try:
        copy_to(path)
    except OSError as error:
        raise click.ClickException(_("Cannot write to %(path)s. Is the stick in?", path=path)) from error
    path.chmod(0o600)
    click.echo(_("Copied to %(path)s. Keep the secret-key file of the instance folder with it.", path=path))
