"""Lists to draw from, posted and taken down: parts of verbs of the room that orders the draw, which write the trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.draws import document, rules
from app.draws.models import Draw, DrawEntry, DrawState


class NobodyToDraw(Refusal):
    message = N_("A draw needs at least two on its list, and fewer places than names.")


class HeldInPast(Refusal):
    message = N_("The hour of the draw is over. Choose one that people can still come to.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draw is about, in words for the public; places, hour and where it is held."""

    title: str
    purpose: str
    places: int
    held_at: datetime
    held_where: str


def post(terms: Terms, names: Mapping[int, str], *, nonce: str, actor: Actor, at: datetime) -> Draw:
    """Freeze a list and lock a number by chance; from here on nothing of either can be changed.

    ``names`` are pseudonyms by the keys under which the ordering room knows those who take part. Writes no audit
    row. Raises NobodyToDraw, HeldInPast; ValueError for a pseudonym that has more than one spelling.
    """
    if len(names) < 2 or not 0 < terms.places < len(names):
        raise NobodyToDraw
    if terms.held_at <= at:
        raise HeldInPast
    if not all(map(rules.is_pseudonym, names.values())):
        raise ValueError("a pseudonym must be of capitals and digits")
    seed = rules.new_seed()
    draw = Draw(
        year=clock.local_date(at).year,
        serial=_next_serial(clock.local_date(at).year),
        title=_line(terms.title, 160),
        purpose=_line(terms.purpose, 240),
        places=terms.places,
        held_at=terms.held_at,
        held_where=_line(terms.held_where, 160),
        seed=seed,
        seed_code=rules.code_of(seed),
        posted_at=at,
        posted_by_id=actor.staff_id,
        nonce=nonce,
    )
    in_order = sorted((name, key) for key, name in names.items())
    draw.entries = [DrawEntry(line=n, pseudonym=name, reference=key) for n, (name, key) in enumerate(in_order, 1)]
    draw.list_code = rules.code_of(document.text_before(draw, draw.seed_code))
    db.session.add(draw)
    db.session.flush()
    return draw


def take_down(draw_id: int, why: str, *, actor: Actor, at: datetime) -> Draw | None:
    """Annul a list that hangs, because what it was for is not held; None where it was drawn or annulled already.

    Writes no audit row.
    """
    draw = db.session.scalar(
        select(Draw).where(Draw.id == draw_id).with_for_update().execution_options(populate_existing=True)
    )
    if draw is None or draw.state is not DrawState.POSTED:
        return None
    draw.annulled_at, draw.annulled_why, draw.annulled_by_id = at, why, actor.staff_id
    db.session.flush()
    return draw


def _next_serial(year: int) -> int:
    return (db.session.scalar(select(func.max(Draw.serial)).where(Draw.year == year)) or 0) + 1


def _line(text: str, most: int) -> str:
    """One line: an empty one would end a part of the file."""
    return " ".join(text.split())[:most].rstrip()
