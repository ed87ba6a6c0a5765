"""Pages of the authority: totals, the log, the trace, and the files made of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import staff_code
from app.audit import queries as audit
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.core.errors import N_
from app.core.pace import give_way
from app.core.small_numbers import hide_small
from app.distributions.models import AgeBand
from app.reports import exports, labels, operations, queries, rules
from app.reports.forms import LogScopeForm, ScopeForm, WorksScopeForm
from app.reports.operations import Format, TooManyRows
from app.wardens import queries as wardens
from app.wardens.forms import PeriodForm
from app.wardens.models import NeedCode
from app.web.access import access, current_actor
from app.web.errors import tell
from app.web.paging import PER_PAGE, Page, asked_key
from app.web.spreadsheets import TYPES, csv_pieces, xlsx

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
for words in (labels.action, labels.subject, labels.details, staff_code):
    blueprint.add_app_template_filter(words)


@blueprint.get("")
@access(Permission.REVIEW_LOGS)
def index() -> ResponseReturnValue:
    """Totals first."""
    form = _form(ScopeForm)
    report, works = queries.report(form.scope), queries.works(form.scope)
    return render_template(
        "reports/index.html",
        form=form,
        report=report,
        people=exports.people_cells(report),
        disability=exports.disability_cells(report),
        bands=list(AgeBand),
        sexes=[*labels.SEXES.values(), N_("All")],
        log_of=_links(form, "reports.log"),
        works=works.whole,
        workers=exports.all_workers(works),
    )


@blueprint.get("/log")
@access(Permission.REVIEW_LOGS)
def log() -> ResponseReturnValue:
    """The rows behind the totals."""
    return _log(_form(LogScopeForm))


@blueprint.get("/trace")
@access(Permission.REVIEW_LOGS)
def trace() -> ResponseReturnValue:
    """Who changed what; on demand the whole chain is walked."""
    rows = audit.list_entries(before=asked_key(), most=PER_PAGE + 1)
    next_key = rows[PER_PAGE - 1].number if len(rows) > PER_PAGE else None
    chain = audit.check_chain() if "check" in request.args else None
    return render_template("reports/trace.html", page=Page(rows[:PER_PAGE], next_key), chain=chain)


@blueprint.get("/needs")
@access(Permission.REVIEW_LOGS)
def needs() -> ResponseReturnValue:
    """What people asked wardens for, by settlement; small numbers are covered."""
    form = PeriodForm(*rules.month_of(clock.local_date(clock.now())))
    table = wardens.count_needs(*form.days)
    asked = [need for need in NeedCode if any(table.of(need))]
    cells = hide_small([table.of(need) for need in asked]) if asked else []
    return render_template("reports/needs.html", form=form, asked=asked, cells=cells, settlements=table.settlements)


@blueprint.get("/exceptions")
@access(Permission.REVIEW_LOGS)
def exceptions() -> ResponseReturnValue:
    """What went otherwise than planned: emergency kits, and what was not taken."""
    form = _form(ScopeForm)
    return render_template("reports/exceptions.html", form=form, found=queries.exceptions(form.scope))


@blueprint.get("/works")
@access(Permission.REVIEW_LOGS)
def works() -> ResponseReturnValue:
    """Public works: orders, people, days, money; small numbers of people are covered and nobody is named."""
    form = _form(WorksScopeForm)
    found = queries.works(form.scope)
    return render_template(
        "reports/works.html", form=form, works=found, stops=queries.stops(form.scope),
        cells=exports.worker_cells(found), bands=queries.BANDS,
        sexes=[*labels.SEXES.values(), N_("All")], people_of=exports.people_of, everybody=exports.all_workers(found),
    )  # fmt: skip


@blueprint.post("/works/export")
@access(Permission.EXPORT_LOGS)
def export_works() -> ResponseReturnValue:
    """The same as a file."""
    form, file_format = _form(WorksScopeForm), _asked_format()
    with transaction():
        operations.export_works(form.scope, file_format, actor=current_actor(), at=clock.now())
    tables = exports.works_tables(queries.works(form.scope), queries.stops(form.scope), form.words)
    pieces = csv_pieces(exports.flat(tables)) if file_format is Format.CSV else [xlsx(tables)]
    return _file("works", form, file_format, pieces)


@blueprint.post("/exceptions/export")
@access(Permission.EXPORT_LOGS)
def export_exceptions() -> ResponseReturnValue:
    """The same as a file."""
    form, file_format = _form(ScopeForm), _asked_format()
    with transaction():
        operations.export_exceptions(form.scope, file_format, actor=current_actor(), at=clock.now())
    table = exports.exceptions_table(queries.exceptions(form.scope))
    return _file("exceptions", form, file_format, csv_pieces(table) if file_format is Format.CSV else [xlsx([table])])


@blueprint.post("/export")
@access(Permission.EXPORT_LOGS)
def export() -> ResponseReturnValue:
    """The totals as a file."""
    form, file_format = _form(ScopeForm), _asked_format()
    with transaction():
        operations.export_totals(form.scope, file_format, actor=current_actor(), at=clock.now())
    tables = exports.totals_tables(queries.report(form.scope), form.words)
    pieces = csv_pieces(exports.flat(tables)) if file_format is Format.CSV else [xlsx(tables)]
    return _file("totals", form, file_format, pieces)


@blueprint.post("/log/export")
@access(Permission.EXPORT_LOGS)
def export_log() -> ResponseReturnValue:
    """The log as a file."""
    form, file_format = _form(LogScopeForm), _asked_format()
    last = queries.last_of_log()
    rows = queries.count_lines(form.scope, up_to=last)
    try:
        with transaction():
            operations.export_log(form.scope, file_format, rows=rows, actor=current_actor(), at=clock.now())
    except TooManyRows as refusal:
        return _log(form, refusal)
    table = exports.log_table(queries.iterate_log(form.scope, up_to=last))
    return _file("log", form, file_format, csv_pieces(table) if file_format is Format.CSV else [xlsx([table])])


def _form(kind: type[Any]) -> Any:
    return kind(queries.list_choices(), today=clock.local_date(clock.now()))


def _log(form: LogScopeForm, refusal: TooManyRows | None = None) -> ResponseReturnValue:
    page = queries.page_of_log(form.scope, after=asked_key())
    body = render_template(
        "reports/log.html",
        form=form,
        page=page,
        refusal=tell(refusal) if refusal else "",
    )
    return body, refusal.status if refusal else 200


def _links(form: ScopeForm, endpoint: str) -> Callable[..., str]:
    """Addresses with the scope of this page, narrowed further."""
    return lambda **narrower: url_for(endpoint, **{**form.address, **narrower})


def _asked_format() -> Format:
    """That of the button that was pressed, CSV without one; anything else was on no button of ours."""
    asked = request.form.get("format", Format.CSV)
    return Format(asked) if asked in set(Format) else abort(400)


def _file(what: str, form: ScopeForm, file_format: Format, pieces: Iterable[bytes]) -> Response:
    name = f"poriad-{what}-{form.first.data}-{form.last.data}.{file_format}"
    response = Response(stream_with_context(_in_turns(pieces)), content_type=TYPES[file_format])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_turns(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Between two pieces a desk that waits in this process is served."""
    for piece in pieces:
        yield piece
        give_way()
