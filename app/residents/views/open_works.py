"""``/w/``: works that anybody may read of. Nobody is named, and no card is needed."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.hubs import queries as hubs
from app.public_works import queries as works
from app.residents import queries
from app.residents.views.blueprint import blueprint
from app.residents.views.frame import render
from app.web.access import OPEN, access
from app.web.paging import asked_key


@blueprint.get("/w/")
@access(OPEN)
def open_works() -> ResponseReturnValue:
    """Works for which people sign up now, the soonest first."""
    at = clock.now()
    return _page("open_works", page=queries.list_open(at, after=asked_key()), at=at)


@blueprint.get("/w/done")
@access(OPEN)
def works_done() -> ResponseReturnValue:
    """What was done, and how much was paid for it."""
    page, totals = queries.list_done(after=asked_key())
    return _page("works_done", page=page, totals=totals)


@blueprint.get("/w/turns")
@access(OPEN)
def rule_of_turns() -> ResponseReturnValue:
    """By which rule places are given."""
    hub = hubs.find_hub()
    return _page("rule_of_turns", terms=works.rules_of_turns(hub.id if hub else 0))


def _page(name: str, **context: Any) -> str:
    return render(f"residents/{name}.html", here=url_for(f"residents.{name}"), **context)
