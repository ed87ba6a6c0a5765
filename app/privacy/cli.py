"""``flask --app wsgi privacy purge [--yes]`` and ``privacy tidy``."""

import click
from flask import Blueprint
from flask_babel import gettext as _

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import forget_deleted, transaction
from app.core.errors import Refusal
from app.hubs import queries as hubs
from app.privacy import keeping, operations, queries
from app.privacy.labels import PARTS, term
from app.web.errors import tell
from app.web.labels import label

blueprint = Blueprint("privacy_cli", __name__, cli_group="privacy")


@blueprint.cli.command("purge")
@click.option("--yes", is_flag=True, help="Clear it for good. Without this nothing is changed.")
def purge(yes: bool) -> None:
    """Tell what is older than its term; with --yes clear it. Nothing to clear is no failure."""
    at, terms = clock.now(), queries.get_terms()
    going = queries.see_going(terms, at=at)
    for kind, count in going.counts.items():
        click.echo(f"{label(kind)} ({term(terms[kind])}): {count}")
    if not yes:
        click.echo(_("Nothing was changed. Repeat with --yes to clear this for good."))
        return
    try:
        with transaction():
            operations.purge(hubs.get_hub().name, actor=KEEPER, at=at)
    except operations.NothingToClear as nothing:
        click.echo(tell(nothing))  # most nights of a timer end so
        return
    except Refusal as refusal:
        raise click.ClickException(tell(refusal)) from refusal
    forget_deleted()
    click.echo(_("Cleared. The trace says how much of what. Older backup copies still hold it: destroy them."))


@blueprint.cli.command("tidy")
def tidy() -> None:
    """Forget names of workers and what is personal on passes, where their time is over. A serving hub does it daily."""
    gone = keeping.tidy(clock.now())
    for part, count in gone.items():
        if count:
            click.echo(f"{_(PARTS[part])}: {count}")
