"""A list that is posted, and the draw from it."""

from datetime import datetime, timedelta

from app.core.actors import KEEPER
from app.core.db import db
from app.draws import operations, posting
from app.draws.models import Draw


def make_draw(*, names: tuple[str, ...], places: int, at: datetime, nonce: str = "list") -> Draw:
    """Posted at ``at``, to be held an hour later."""
    terms = posting.Terms(
        title="Буржуйки, листопад",
        purpose="Печей менше, ніж домогосподарств, яким вони потрібні.",
        places=places,
        held_at=at + timedelta(hours=1),
        held_where="Ліцей, вул. Шкільна, 12",
    )
    draw = posting.post(terms, dict(enumerate(names, start=100)), nonce=nonce, actor=KEEPER, at=at)
    db.session.commit()
    return draw


def hold_draw(draw: Draw, *, public_number: str = "461352", nonce: str = "hold") -> Draw:
    """An hour after it was posted, as was announced."""
    held = operations.hold(
        draw.id,
        public_number=public_number,
        witnesses=("Галина Бондаренко", "Юрій Дяченко"),
        nonce=nonce,
        actor=KEEPER,
        at=draw.held_at,
    )
    db.session.commit()
    return held
