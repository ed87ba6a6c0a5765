"""``flask --app wsgi duplicates find`` and ``flask --app wsgi duplicates rekey``."""

import click
from flask import Blueprint

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import transaction
from app.households import match_keys, operations
from app.households.queries import duplicates

blueprint = Blueprint("households_cli", __name__, cli_group="duplicates")


@blueprint.cli.command("rekey")
def rekey() -> None:
    """Give keys to people registered before there were any. The hub goes on working meanwhile."""
    click.echo(f"People who were given keys: {_rekey()}")


@blueprint.cli.command("find")
def find() -> None:
    """Compare every household with every other and put those that may be one family on the work list."""
    _rekey()
    search = duplicates.look_for_pairs(None)
    with transaction():
        finding = operations.keep_pairs(search, actor=KEEPER, at=clock.now())
    click.echo(f"Households compared: {finding.searched}. New pairs: {finding.found}. Gone: {finding.gone}")


def _rekey() -> int:
    total = 0
    while match_keys.are_missing():
        with transaction(audited=False):
            total += match_keys.write_missing()
    return total
