"""What happened among the people of a household."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household, HouseholdEvent

MOST_SHOWN = 20


def list_events(household_id: int) -> Sequence[HouseholdEvent]:
    """The last twenty, the latest first, each with the person while something is kept about them."""
    found = select(HouseholdEvent).where(HouseholdEvent.household_id == household_id)
    other = joinedload(HouseholdEvent.other_household)
    return db.session.scalars(
        found.order_by(HouseholdEvent.happened_on.desc(), HouseholdEvent.id.desc())
        .limit(MOST_SHOWN)
        .options(joinedload(HouseholdEvent.person), other.selectinload(Household.cards))
        .execution_options(populate_existing=True)
    ).all()


def household_of(event_id: int) -> int:
    """Whose event it is. Raises NotFound."""
    household_id = db.session.scalar(select(HouseholdEvent.household_id).where(HouseholdEvent.id == event_id))
    if household_id is None:
        raise NotFound
    return household_id


def find_by_nonce(nonce: str) -> HouseholdEvent | None:
    """What the form with this nonce told of first."""
    return db.session.scalar(select(HouseholdEvent).where(HouseholdEvent.nonce == nonce))
