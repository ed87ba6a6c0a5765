"""Which days wait, which are on, which were."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.attendance import queries
from app.attendance.queries.lists import PER_PAGE
from app.attendance.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.web.access import access, current_actor
from app.web.paging import Page, asked_key


@blueprint.get("/shifts")
@access(Permission.RUN_WORKS)
def index() -> ResponseReturnValue:
    """Sheets that are not written or confirmed first; a foreman's own of today and yesterday, a lead's all."""
    actor, at, is_past = current_actor(), clock.now(), "past" in request.args
    unwritten = queries.list_unwritten(actor, at)
    rows = queries.list_days_by(actor, at, is_past=is_past, after=asked_key())
    page = Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)
    progress = queries.progress_of([shift.id for shift in (*unwritten, *page.rows)])
    return render_template(
        "attendance/index.html", unwritten=unwritten, page=page, is_past=is_past, progress=progress,
        nothing=queries.Progress(),
    )  # fmt: skip
