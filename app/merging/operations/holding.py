"""Holding what a decision about two records rests on, always in the same order: cycles, households, promises."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import Cycle
from app.households.models import Household


def hold_cycles(at: datetime) -> None:
    """Nobody publishes a running cycle meanwhile: the register that was read for it would be another one."""
    today: date = clock.local_date(at)
    running = select(Cycle.id).where(Cycle.ends_on >= today).order_by(Cycle.id)
    db.session.execute(running.with_for_update(key_share=True))


def hold_households(ids: Iterable[int]) -> list[Household]:
    """These households as they now are, in the order asked for. Raises NotFound."""
    asked = list(ids)
    held = (
        select(Household)
        .where(Household.id.in_(asked))
        .order_by(Household.id)
        .with_for_update(of=Household)
        .execution_options(populate_existing=True)
    )
    found = {household.id: household for household in db.session.scalars(held)}
    if set(found) != set(asked):
        raise NotFound
    for household in found.values():
        db.session.expire(household, ["people", "cards", "consents", "proxies"])
    return [found[household_id] for household_id in asked]
