"""Finding a household: one box, the lists of a settlement and of a street."""

from enum import StrEnum
from typing import TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.actors import Permission
from app.core.codes import CodeKind, read_code
from app.households import queries, rules
from app.households.models import HouseholdStatus, StatusReason
from app.households.queries import cards as card_queries
from app.households.queries import statuses as status_queries
from app.households.views.answers import to_household
from app.households.views.blueprint import blueprint
from app.hubs import queries as hubs
from app.web.access import access
from app.web.forms import clean_text
from app.web.paging import asked_key

Kind = TypeVar("Kind", bound=StrEnum)

MOST_HITS = 25
LONGEST_SEARCH = 200


@blueprint.get("/households")
@access(Permission.SEE_HOUSEHOLDS)
def index() -> ResponseReturnValue:
    """The search box, who was registered today, and the way to the lists."""
    return render_template(
        "households/index.html",
        count=queries.count_households(),
        today=queries.list_registered_on(clock.local_date(clock.now())),
        settlements=hubs.list_settlements(),
    )


@blueprint.post("/households/search")
@access(Permission.SEE_HOUSEHOLDS)
def search() -> ResponseReturnValue:
    """What was found. A POST that changes nothing, because names must not stand in addresses and logs."""
    text = clean_text(request.form.get("q"))[:LONGEST_SEARCH]
    hits = queries.search(text, MOST_HITS + 1)
    if len(hits) == 1 and read_code(text).kind in (CodeKind.CARD_NO, CodeKind.TOKEN):
        return to_household(hits[0].household.id)
    return render_template(
        "households/search.html",
        text=text,
        hits=hits[:MOST_HITS],
        found_by={hit.household.id: hit.by for hit in hits},
        is_cut=len(hits) > MOST_HITS,
        is_blank=not hits and card_queries.is_blank(text),
        is_mistyped=not hits and rules.read_question(text).is_mistyped_card_no,
    )


@blueprint.get("/settlements/<int:settlement_id>/households")
@access(Permission.SEE_HOUSEHOLDS)
def settlement(settlement_id: int) -> ResponseReturnValue:
    """Households of a settlement, a page at a time, and its streets."""
    place = hubs.get_settlement(settlement_id)
    page = queries.list_settlement(settlement_id, asked_key())
    streets = hubs.list_streets(settlement_id)
    return render_template("households/settlement.html", settlement=place, page=page, streets=streets)


@blueprint.get("/households/without-aid")
@access(Permission.SEE_HOUSEHOLDS)
def without_aid() -> ResponseReturnValue:
    """Who is not assigned aid, by status and reason, a page at a time."""
    status, reason = _asked(HouseholdStatus, "status"), _asked(StatusReason, "reason")
    return render_template(
        "households/without_aid.html",
        whys=status_queries.count_unassigned(),
        page=status_queries.list_unassigned(status, reason, asked_key()),
        status=status,
        reason=reason,
    )


def _asked(kind: type[Kind], name: str) -> Kind | None:
    """A value of an enum in the address; None for nonsense."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


@blueprint.get("/streets/<int:street_id>/households")
@access(Permission.SEE_HOUSEHOLDS)
def street(street_id: int) -> ResponseReturnValue:
    """Households of a street from house to house."""
    place = hubs.get_street(street_id)
    return render_template("households/street.html", street=place, households=queries.list_street(street_id))
