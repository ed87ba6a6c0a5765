"""Papers of a working day, always in Ukrainian: the list for the yard, the briefing journal, the attendance sheet."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.attendance import queries
from app.attendance.labels import MARK_LETTERS
from app.attendance.views.blueprint import blueprint, day_in_hand
from app.core.actors import Permission
from app.public_works import queries as works
from app.web.access import access

BLANK_ROWS = 2


@blueprint.get("/shifts/<int:shift_id>/list")
@access(Permission.RUN_WORKS)
def day_list(shift_id: int) -> ResponseReturnValue:
    """Names with boxes for both roll calls and for tools; spare rows for who comes instead."""
    return _print("attendance/day_list.html", day=day_in_hand(shift_id), blank_rows=BLANK_ROWS)


@blueprint.get("/shifts/<int:shift_id>/briefing-journal")
@access(Permission.RUN_WORKS)
def shift_journal(shift_id: int) -> ResponseReturnValue:
    """The journal of one day, to be signed: the text on its first page, then everybody."""
    day = day_in_hand(shift_id)
    rows = queries.journal_of_shift(day.order, day.workers)
    return _print(
        "attendance/shift_journal.html",
        order=day.order,
        rows=rows,
        blank_rows=BLANK_ROWS,
        held_on=day.shift.held_on,
        shift_id=shift_id,
    )


@blueprint.get("/works/<int:order_id>/briefing-journal")
@access(Permission.PLAN_WORKS)
def journal(order_id: int) -> ResponseReturnValue:
    """The whole journal of an order."""
    order = works.get_order(order_id)
    return _print(
        "attendance/journal.html", order=order, rows=queries.journal_of(order_id), blank_rows=0, held_on=None
    )  # fmt: skip


@blueprint.get("/works/<int:order_id>/attendance-sheet")
@access(Permission.PLAN_WORKS)
def month_sheet(order_id: int) -> ResponseReturnValue:
    """The attendance sheet of a month (field guide 4.4); ``?month=2026-11``, the last one of the order without it."""
    order = works.get_order(order_id)
    months = queries.list_months(order)
    month = next((one for one in months if one.strftime("%Y-%m") == request.args.get("month")), _last(months))
    rows = queries.list_month(order_id, month) if month else ()
    return _print(
        "attendance/month_sheet.html", order=order, rows=rows, month=month, months=months, letters=MARK_LETTERS
    )


def _last(months: Any) -> date | None:
    return months[-1] if months else None


def _print(template: str, **facts: Any) -> ResponseReturnValue:
    with force_locale("uk"):
        return render_template(template, language=lambda: "uk", **facts)
