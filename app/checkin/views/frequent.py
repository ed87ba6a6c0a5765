"""Who collected for the most households in seven days (field guide 6.7)."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.checkin import operations, queries, rules
from app.checkin.forms import WeekForm
from app.checkin.views.blueprint import blueprint
from app.core import clock
from app.core.actors import Permission
from app.core.db import transaction
from app.web.access import access, current_actor
from app.web.paging import PER_PAGE, Page, asked_key

MOST_ON_PAPER = 200


@blueprint.get("/frequent-collectors")
@access(Permission.APPROVE_EXCEPTIONS)
def frequent_collectors() -> ResponseReturnValue:
    """The list with names masked."""
    return _list()


@blueprint.post("/frequent-collectors/reveal")
@access(Permission.APPROVE_EXCEPTIONS)
def reveal_collectors() -> ResponseReturnValue:
    """The same page with names, for this once, and a trace of that."""
    last = _last_day()
    with transaction():
        operations.reveal_collectors(rules.first_day(last), last, actor=current_actor(), at=clock.now())
    return _list(is_revealed=True)


@blueprint.get("/frequent-collectors/sheet")
@access(Permission.APPROVE_EXCEPTIONS)
def frequent_collectors_sheet() -> ResponseReturnValue:
    """On paper, with names, to be talked over with wardens; that names were printed is recorded."""
    last = _last_day()
    with transaction():
        operations.print_collectors(rules.first_day(last), last, actor=current_actor(), at=clock.now())
    return render_template("checkin/frequent_collectors_sheet.html", **_people(last, MOST_ON_PAPER))


def _list(*, is_revealed: bool = False) -> ResponseReturnValue:
    last = _last_day()
    form = WeekForm(formdata=None, until=last)
    return render_template(
        "checkin/frequent_collectors.html", form=form, is_revealed=is_revealed, **_people(last, PER_PAGE)
    )


def _people(last: date, most: int) -> dict[str, Any]:
    """The others a page at a time, and all wardens: they are few."""
    first, start = rules.first_day(last), asked_key() or 0
    ranked = rules.rank(queries.list_collected(first, last))
    others = [person for person in ranked if not person.is_warden]
    rest = start + most if len(others) > start + most else None
    return {
        "first": first,
        "last": last,
        "page": Page(others[start : start + most], rest, total=len(others)),
        "wardens": [person for person in ranked if person.is_warden][:MOST_ON_PAPER],
    }


def _last_day() -> date:
    """The last of the seven days that were asked for; today when none was, or nonsense."""
    form = WeekForm(request.args)
    asked: date | None = form.until.data if form.validate() else None
    return asked or clock.local_date(clock.now())
