"""Looking at draws. Only what follows a draw that was held reads its locked number."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.draws import document, rules
from app.draws.models import Draw, DrawEntry, DrawState


def list_draws(most: int = 100) -> Sequence[Draw]:
    """The newest draws first, annulled ones too: none can disappear."""
    return db.session.scalars(select(Draw).order_by(Draw.posted_at.desc(), Draw.id.desc()).limit(most)).all()


def get_draw(draw_id: int) -> Draw:
    """With its list, and who posted and held it. Raises NotFound."""
    draw = db.session.get(
        Draw,
        draw_id,
        options=[selectinload(Draw.entries), joinedload(Draw.posted_by), joinedload(Draw.drawn_by)],
    )
    if draw is None:
        raise NotFound
    return draw


def find_by_number(number: str) -> Draw | None:
    """The draw with this number, as it stands in the first part of a file."""
    year, _, serial = number.removeprefix("ЖР-").partition("-")
    if not (year + serial).isascii() or not year.isdigit() or not serial.isdigit() or len(year + serial) > 12:
        return None
    found = db.session.scalar(select(Draw.id).where(Draw.year == int(year), Draw.serial == int(serial)))
    draw = get_draw(found) if found is not None else None
    return draw if draw is not None and draw.number == number else None


def find_by_nonce(nonce: str | None) -> Draw | None:
    """The draw that this form has already held or posted."""
    if not nonce:
        return None
    return db.session.scalar(select(Draw).where((Draw.drawn_nonce == nonce) | (Draw.nonce == nonce)))


def outcome_of(draw: Draw) -> Sequence[DrawEntry]:
    """The entries in the order drawn; empty before the draw."""
    drawn = [entry for entry in draw.entries if entry.position is not None]
    return sorted(drawn, key=lambda entry: entry.position or 0)


def lots_of(draw: Draw) -> Sequence[rules.Lot]:
    """Everybody's lot with the code behind it; empty before the draw."""
    if draw.state is not DrawState.DRAWN or draw.public_number is None:
        return []
    return rules.cast(seed_of(draw), draw.public_number, (entry.pseudonym for entry in draw.entries))


def seed_of(draw: Draw) -> str:
    """The locked number of a draw that was held. Raises NotFound before that: there is nothing to see yet."""
    if draw.state is not DrawState.DRAWN:
        raise NotFound
    return db.session.scalars(select(Draw.seed).where(Draw.id == draw.id)).one()


def text_of(draw: Draw) -> str:
    """The file of a draw, as far as it has come."""
    return document.text_of(draw, seed_of(draw) if draw.state is DrawState.DRAWN else "")


def order_of(draw_id: int) -> dict[int, int]:
    """Positions from 1 by the keys under which the ordering room knows those who took part; empty before the draw."""
    found = select(DrawEntry.reference, DrawEntry.position).where(
        DrawEntry.draw_id == draw_id, DrawEntry.position.is_not(None)
    )
    return {reference: position for reference, position in db.session.execute(found) if position is not None}
