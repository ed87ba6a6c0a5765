"""``flask --app wsgi households import FILE``."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from flask import Blueprint
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import transaction
from app.core.errors import N_, Refusal
from app.imports import deciding, report, spreadsheet, writing
from app.imports.reading import RowReading, parse_row
from app.web.errors import tell

blueprint = Blueprint("imports_cli", __name__, cli_group="households")


class RegisterChanged(Refusal):
    """The database refused a row that was free when it was decided on."""

    message = N_("Somebody changed the register at the same moment. Nothing was written. Try again.")


@blueprint.cli.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--commit", is_flag=True, help="Write it. Without this nothing is written.")
def import_list(path: Path, commit: bool) -> None:
    """Read a community's list (.xlsx, .xls, .ods) as it is; tell what would be created and what is unclear."""
    at = clock.now()
    try:
        sheets = spreadsheet.read(path)
        readings = [parse_row(row, clock.local_date(at)) for sheet in sheets for row in sheet.rows]
        plan = _write(readings, at) if commit else deciding.decide(readings, writing.look_up())
    except Refusal as refusal:
        click.echo(tell(refusal), err=True)
        raise SystemExit(1) from refusal
    for line in report.tell(sheets, plan, is_written=commit):
        click.echo(line)


def _write(readings: Sequence[RowReading], at: datetime) -> deciding.Plan:
    try:
        with transaction():
            return writing.import_households(readings, actor=KEEPER, at=at)
    except IntegrityError as error:
        raise RegisterChanged from error
