"""Lots that somebody wants to take: what they are, and that they may still be used."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.stock.models import KitVersion, Lot
from app.stock.rules import Pick


class NothingPicked(Refusal):
    message = N_("Write how much of at least one lot.")
    status = 422


class LotExpired(Refusal):
    """What may not be used any more goes nowhere but off the books."""

    message = N_("%(what)s: a lot that was usable until %(day)s may not be given out. Write it off.")


def lots_of(picks: Iterable[Pick]) -> Mapping[int, Lot]:
    """The lots that are picked, by id. Raises NothingPicked, NotFound."""
    wanted = {pick.lot_id for pick in picks}
    if not wanted:
        raise NothingPicked
    found = db.session.scalars(
        select(Lot)
        .where(Lot.id.in_(wanted))
        .options(joinedload(Lot.item), joinedload(Lot.kit_version).joinedload(KitVersion.kit))
    )
    lots = {lot.id: lot for lot in found}
    if len(lots) < len(wanted):
        raise NotFound
    return lots


def check_usable(lots: Iterable[Lot], day: date) -> None:
    """Raises LotExpired for the first of them that may not be used on ``day``."""
    for lot in lots:
        if lot.has_expired(day):
            raise LotExpired(what=lot.name, day=f"{lot.expires_on:%d.%m.%Y}")
