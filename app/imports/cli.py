"""``flask --app wsgi households import FILE``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actors import KEEPER
from app.core.db import db, transaction
from app.core.errors import N_, Refusal
from app.imports import operations, reporting, telling, working
from app.imports.models import WRITTEN, Choice, Import, Outcome
from app.imports.operations import Plan
from app.web.errors import tell

blueprint = Blueprint("imports_cli", __name__, cli_group="households")
PATIENCE_S = 3600.0


class NoSuchFile(Refusal):
    message = N_("There is no file %(path)s.")


class RegisterChanged(Refusal):
    """Somebody wrote something else while the list was being compared."""

    message = N_("Somebody changed the register at the same moment. Nothing was written. Try again.")


@blueprint.cli.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--commit", is_flag=True, help="Write it. Without this nothing is written.")
def import_list(path: Path, commit: bool) -> None:
    """Read a list (.xlsx, .xls, .ods, .csv) as it is; tell what would be created and what is unclear.

    It goes the way of the screen, with the choices that the screen would propose. Rows that repeat another row of the
    list are created and stand on the work list of duplicates after that.
    """
    try:
        lines = list(_import(path, commit=commit))
    except Refusal as refusal:
        click.echo(tell(refusal), err=True)
        raise SystemExit(1) from refusal
    for line in lines:
        click.echo(line)


def _import(path: Path, *, commit: bool) -> Iterator[str]:
    with _uploaded(path) as import_id:
        _work(import_id)
        with transaction():
            operations.choose_all(
                import_id, Outcome.PERHAPS, Choice.CREATE, of_the_list=True, actor=KEEPER, at=clock.now()
            )
        plan = operations.make_plan(import_id, in_year=clock.local_date(clock.now()).year)
        if commit:
            _write(plan)
            _work(import_id)
        yield from telling.tell(plan, _report(plan), is_written=commit)


@contextmanager
def _uploaded(path: Path) -> Iterator[int]:
    """The list on its way; what was staged of it goes at the end, unless it was written."""
    if not path.is_file():
        raise NoSuchFile(path=path)
    file = operations.open_upload(path.name, path.read_bytes())
    with transaction():
        one = operations.upload(file, nonce=None, actor=KEEPER, at=clock.now(), is_sure=True)
    try:
        yield one.id
    finally:
        if db.session.scalar(select(Import.state).where(Import.id == one.id)) not in WRITTEN:
            with transaction():
                operations.give_up(one.id, actor=KEEPER, at=clock.now())


def _work(import_id: int) -> None:
    today = clock.local_date(clock.now())
    for piece in working.sit(import_id, today=today, seconds=PATIENCE_S):
        with transaction(audited=piece.is_a_change):
            operations.keep(piece, actor=KEEPER, at=clock.now())


def _write(plan: Plan) -> None:
    try:
        with transaction():
            operations.write(plan, actor=KEEPER, at=clock.now())
    except (IntegrityError, operations.RegisterChanged) as error:
        raise RegisterChanged from error


def _report(plan: Plan) -> reporting.Report:
    told = ((each.row, each.reading, each.fate, None) for each in plan.rows)
    return reporting.read(reporting.build(told, json.loads(plan.outline)))
