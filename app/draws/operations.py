"""The hub's verbs about a posted draw: hold it, once and never again, or say why it is not held."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.draws import rules
from app.draws.models import Draw, DrawEntry, DrawState

_CHUNK = 5_000


class AlreadyDrawn(Refusal):
    """There is no second draw from one list: whoever does not like the order cannot have another."""

    message = N_("This draw has been held. Its order stands, and there is no second one.")


class Annulled(Refusal):
    message = N_("This draw was annulled before it was held.")


class TooEarly(Refusal):
    """People were told an hour; before it they are not there to see."""

    message = N_("The draw was announced for a later hour. Hold it then, when everyone who wants can be there.")


class NotAPublicNumber(Refusal):
    """A number of a few digits could be tried out beforehand."""

    message = N_("Write the number that those present made: 6 to 40 digits.")
    status = 422


def hold(
    draw_id: int, *, public_number: str, witnesses: tuple[str, ...], nonce: str, actor: Actor, at: datetime
) -> Draw:
    """Open the locked number and cast the lots. The same form again is answered with the draw it made.

    Raises NotAPublicNumber, TooEarly, Annulled, AlreadyDrawn.
    """
    if not rules.is_public_number(public_number):
        raise NotAPublicNumber
    draw = _get_open(draw_id)
    if at < draw.held_at:
        raise TooEarly
    lots = rules.cast(draw.seed, public_number, (entry.pseudonym for entry in draw.entries))
    draw.public_number, draw.witnesses = public_number, "\n".join(witnesses)
    draw.drawn_at, draw.drawn_by_id, draw.drawn_nonce = at, actor.staff_id, nonce
    db.session.flush()
    _write_positions(draw, lots)
    audit.record(
        "hold draw", "draw", draw.id, actor=actor, at=at,
        number=draw.number, public_number=public_number, list_code=draw.list_code, seed_code=draw.seed_code,
        entries=len(lots), places=draw.places,
    )  # fmt: skip
    return draw


def annul(draw_id: int, *, why: str, actor: Actor, at: datetime) -> Draw:
    """Say that a posted draw is not held. It stays in the list of draws. Raises Annulled, AlreadyDrawn."""
    draw = _get_open(draw_id)
    draw.annulled_at, draw.annulled_why, draw.annulled_by_id = at, why, actor.staff_id
    db.session.flush()
    audit.record("annul draw", "draw", draw.id, actor=actor, at=at, number=draw.number, reason=why)
    return draw


def _get_open(draw_id: int) -> Draw:
    """A draw that is posted and not held, with its seed, held until commit."""
    draw = db.session.scalar(
        select(Draw)
        .where(Draw.id == draw_id)
        .with_for_update()
        .options(undefer(Draw.seed))
        .execution_options(populate_existing=True)
    )
    if draw is None:
        raise NotFound
    if draw.state is DrawState.ANNULLED:
        raise Annulled
    if draw.state is DrawState.DRAWN:
        raise AlreadyDrawn
    return draw


def _write_positions(draw: Draw, lots: list[rules.Lot]) -> None:
    lines = {entry.pseudonym: entry.line for entry in draw.entries}
    rows = [{"draw_id": draw.id, "line": lines[lot.pseudonym], "position": lot.position} for lot in lots]
    for start in range(0, len(rows), _CHUNK):
        db.session.execute(update(DrawEntry), rows[start : start + _CHUNK])
    db.session.expire(draw, ["entries"])
