"""Which promise of a cycle stands when a household has several, because records of one family were merged.

At most one stands, and one that was given stands before one that was not: so nothing can be given twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from app.checkin import aid_log
from app.checkin.models import HandOver
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import BundleLine, Entitlement
from app.distributions.operations import standing
from app.households.models import Household


def hold_promises(household_ids: Collection[int]) -> Sequence[Entitlement]:
    """Everything these households were ever promised, as it now is, held until commit; hold the households first."""
    return db.session.scalars(
        select(Entitlement)
        .where(Entitlement.household_id.in_(household_ids))
        .order_by(Entitlement.id)
        .with_for_update(of=Entitlement)
        .execution_options(populate_existing=True)
    ).all()


def hold_promises_with(hand_over_id: int) -> Sequence[Entitlement]:
    """What the household was promised in the cycle of this hand-over, held until commit. Raises NotFound."""
    found = (
        select(Entitlement.household_id, Entitlement.cycle_id)
        .join(HandOver, HandOver.entitlement_id == Entitlement.id)
        .where(HandOver.id == hand_over_id)
    )
    told = db.session.execute(found).first()
    if told is None:
        raise NotFound
    _hold_household(told.household_id)
    now = db.session.execute(found).one()
    if now.household_id != told.household_id:  # it was merged into another one while we waited
        _hold_household(now.household_id)
    return [promise for promise in hold_promises([now.household_id]) if promise.cycle_id == now.cycle_id]


def _hold_household(household_id: int) -> None:
    db.session.execute(select(Household.id).where(Household.id == household_id).with_for_update())


def let_a_given_one_stand(promises: Sequence[Entitlement], *, at: datetime) -> int | None:
    """Of promises of one cycle and household let one that was given stand before one that was not.

    Where none was given, the one that a carrier has taken along stands before one that waits at a desk: both would
    be given else. The number of the one that stands anew; None when all stays as it is.
    """
    ids = [promise.id for promise in promises]
    first = aid_log.given_of(ids) or _out_of(ids)
    now = next((promise for promise in promises if promise.stands), None)
    other = next((promise for promise in promises if promise.id in first), None)
    if other is None or (now is not None and now.id in first):
        return None
    if now is not None:
        standing.withdraw(now, at=at)
    standing.stand_again(other, is_given=True)
    return other.id


def _out_of(entitlement_ids: Collection[int]) -> set[int]:
    out = BundleLine.entitlement_id.in_(entitlement_ids) & BundleLine.outcome.is_(None)
    return set(db.session.scalars(select(BundleLine.entitlement_id).where(out)))
