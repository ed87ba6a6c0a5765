"""The end of a day: nobody can be booked into it any more. The room that counts it up writes the audit row."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, tuple_, update

from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.models import Distribution, DistributionState, Slot


class NotOverYet(Refusal):
    message = N_("This distribution is not over yet. It can be closed after its last slot has begun.")


def hold_days(location_id: int, held_on: date, *, at: datetime) -> Sequence[Distribution]:
    """Hold what is published at a location on a day until commit. Raises NotOverYet while a slot is still to come.

    Before anything else: whoever types in paper of the day, or gives an emergency kit out of it, holds it first too.
    """
    held = hold_places([(location_id, held_on)])
    found = [one for one in held if one.state is DistributionState.PUBLISHED]
    last = db.session.scalar(
        select(func.max(Slot.starts_at)).where(Slot.distribution_id.in_([one.id for one in found]))
    )
    if last is not None and last > at:
        raise NotOverYet
    return found


def hold_places(days: Iterable[tuple[int, date]]) -> Sequence[Distribution]:
    """Hold all that was ever planned at these locations on these days until commit, and read it anew.

    A day is closed at a place as a whole. So whoever closes it, and whoever has one more distribution held there,
    holds all of it before looking: what one of them writes, the other one sees.
    """
    held = tuple_(Distribution.location_id, Distribution.held_on).in_(set(days))
    found = select(Distribution).where(held).order_by(Distribution.id).with_for_update(key_share=True)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def end_days(distribution_ids: Collection[int], *, at: datetime) -> None:
    """Close these distributions."""
    db.session.execute(
        update(Distribution)
        .where(Distribution.id.in_(distribution_ids), Distribution.state == DistributionState.PUBLISHED)
        .values(state=DistributionState.CLOSED, closed_at=at)
        .execution_options(synchronize_session="fetch")
    )
