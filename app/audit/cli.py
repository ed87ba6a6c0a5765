"""``flask --app wsgi audit verify``."""

import click
from flask import Blueprint
from flask_babel import gettext as _

from app.audit import queries

blueprint = Blueprint("audit", __name__, cli_group="audit")


@blueprint.cli.command("verify")
def verify() -> None:
    """Tell whether the audit chain holds and print its head. Exit code 1 when it does not."""
    report = queries.check_chain()
    if report.broken_at is not None:
        click.echo(_("The chain is broken at entry %(number)s.", number=report.broken_at))
        raise SystemExit(1)
    click.echo(_("The chain holds: %(count)s entries.", count=report.length))
    click.echo(report.head)
