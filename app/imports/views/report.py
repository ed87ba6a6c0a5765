"""What became of a list: on the screen, on paper, as a file."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.actors import Permission
from app.imports import queries
from app.imports.reporting import Fate, Report
from app.imports.views.answers import to_list
from app.imports.views.blueprint import blueprint
from app.web.access import access
from app.web.labels import label
from app.web.spreadsheets import TYPES, Table, Value, csv_pieces, xlsx


@blueprint.get("/imports/<int:import_id>/report")
@access(Permission.IMPORT_HOUSEHOLDS)
def report(import_id: int) -> ResponseReturnValue:
    """What became of every row; kept."""
    one = queries.get_import(import_id)
    if not one.is_written or one.is_working:
        return to_list(one)
    one, told = queries.get_report(import_id)
    return render_template("imports/report.html", one=one, report=told, fates=Fate)


@blueprint.get("/imports/<int:import_id>/report/sheet")
@access(Permission.IMPORT_HOUSEHOLDS)
def report_sheet(import_id: int) -> ResponseReturnValue:
    """The same on paper."""
    one, told = queries.get_report(import_id)
    return render_template("imports/report_sheet.html", one=one, report=told, fates=Fate)


@blueprint.get("/imports/<int:import_id>/report/file")
@access(Permission.IMPORT_HOUSEHOLDS)
def report_file(import_id: int) -> ResponseReturnValue:
    """The same as a file: a line for each row, and one for each thing to look at. No names stand in it."""
    one, told = queries.get_report(import_id)
    kind = "xlsx" if request.args.get("format") == "xlsx" else "csv"
    table = Table(_("Report"), _titles(), list(_lines(told)))
    body = xlsx([table]) if kind == "xlsx" else b"".join(csv_pieces(table))
    response = Response(body, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="poriad-import-{one.id}.{kind}"'
    return response


def _titles() -> list[str]:
    return [_("Sheet"), _("Row"), _("What became of it"), _("Household"), _("Cell"), _("Column"), _("Look at")]


def _lines(told: Report) -> Iterator[list[Value]]:
    for sheet, number, fate, household_id in told.rows:
        yield [sheet, number, label(fate), household_id or "", "", "", ""]
    for one in told.look:
        where: list[Value] = [one.sheet, one.number, label(one.fate), one.household_id or ""]
        yield [*where, one.cell, label(one.field), label(one.reason)]
