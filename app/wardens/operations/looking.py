"""Looking at people's homes leaves a trace: which street or sheet, and how many stood there."""

from collections.abc import Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.errors import NotFound
from app.wardens import queries, rules
from app.wardens.models import Round, Side
from app.wardens.queries import Home, Line


def look_at_street(street_id: int, *, actor: Actor, at: datetime) -> list[Home]:
    """The homes of a street that the actor walks, or of their side of it. Raises NotFound."""
    mine = [stretch for stretch in _own(actor) if stretch[0] == street_id]
    if not mine:
        raise NotFound
    homes = queries.list_homes(mine)
    audit.record("look at street", "street", street_id, actor=actor, at=at, rows=len(homes))
    return homes


def look_at_home(household_id: int, *, actor: Actor, at: datetime) -> Home:
    """One home on a street that the actor walks. Raises NotFound."""
    home = queries.get_home(household_id, _own(actor))
    audit.record("look at home", "household", household_id, actor=actor, at=at, streets=[home.street_id])
    return home


def look_at_sheet(round_id: int, purpose: rules.Look, *, actor: Actor, at: datetime) -> tuple[Round, Sequence[Line]]:
    """A sheet with the homes on it. Raises NotFound, RoundHandedOver."""
    sheet = queries.get_round(round_id, actor)
    lines = queries.list_lines(sheet)
    audit.record("look at sheet", "round", round_id, actor=actor, at=at, rows=len(lines), purpose=purpose)
    return sheet, lines


def _own(actor: Actor) -> list[tuple[int, Side]]:
    return queries.own(actor.staff_id) if actor.staff_id is not None else []
