"""``flask --app wsgi demo load --households N --seed S``."""

import click
from flask import Blueprint
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import KEEPER
from app.demo import community, loading
from app.hubs import queries as hubs
from app.web.labels import label

blueprint = Blueprint("demo", __name__, cli_group="demo")


@blueprint.cli.command("load")
@click.option("--households", default=loading.HOUSEHOLDS, show_default=True, type=click.IntRange(20, 20_000))
@click.option("--seed", default=loading.SEED, show_default=True, type=click.IntRange(0, 2**31 - 1))
def load(households: int, seed: int) -> None:
    """Load the example community into an empty hub; into one that has it, only tell who may sign in."""
    hub = hubs.find_hub()
    if hub is not None and not hub.is_training:
        raise click.ClickException(_("This hub has real people in it. The example community is not loaded."))
    if hub is None:
        loading.load(households=households, seed=seed, actor=KEEPER, at=clock.now())
    click.echo(_("This is a training community. You may sign in as:"))
    for login, name, roles in community.STAFF:
        words = ", ".join(label(role) for role in roles)
        click.echo(f"  {login:<10}{community.PASSWORD:<18}{name} ({words})")
