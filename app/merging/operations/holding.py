"""Holding what a decision about records rests on, always in the same order: cycles, households, promises."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household
from app.households.operations import RecordCleared


def hold_households(ids: Iterable[int]) -> list[Household]:
    """These households as they now are, in the order asked for. Raises NotFound, RecordCleared."""
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
    if any(household.cleared_at is not None for household in found.values()):
        raise RecordCleared
    for household in found.values():
        db.session.expire(household, ["people", "cards", "consents", "proxies"])
    return [found[household_id] for household_id in asked]
