"""What may leave the desk: promises of one place and day that were neither given nor sent out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.bundles.rules import MOST_LINES
from app.checkin.models import DeliveryRequest, HandOver
from app.core.db import db
from app.core.names import sort_key
from app.distributions.models import (
    BundleLine,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    Programme,
    Slot,
)
from app.households.models import Household
from app.hubs.models import Location, Street
from app.stock.models import KitVersion
from app.wardens import queries as wardens
from app.wardens.models import Side
from app.wardens.rules import house_order, side_of

MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Source:
    """A place and a day on which something is given: where a bundle comes from."""

    location: Location
    held_on: date

    @property
    def key(self) -> str:
        return f"{self.location.id}.{self.held_on.isoformat()}"


def list_sources(today: date) -> Sequence[Source]:
    """Places and days from today on with a published distribution, the nearest first."""
    found = (
        select(Distribution.location_id, Distribution.held_on)
        .where(Distribution.held_on >= today, Distribution.state == DistributionState.PUBLISHED)
        .distinct()
        .order_by(Distribution.held_on, Distribution.location_id)
        .limit(MOST_DAYS)
    )
    rows = db.session.execute(found).all()
    of_rows = Location.id.in_({row.location_id for row in rows})
    places = {place.id: place for place in db.session.scalars(select(Location).where(of_rows))}
    return [Source(places[row.location_id], row.held_on) for row in rows]


IS_GIVEN = exists().where(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed)
IS_ASKED = exists().where(DeliveryRequest.entitlement_id == Entitlement.id, DeliveryRequest.cancelled_at.is_(None))
"""This once: whoever always needs delivery is marked in the register."""
IS_OUT = exists().where(BundleLine.entitlement_id == Entitlement.id, BundleLine.outcome.is_(None))
LOADED = (
    joinedload(Entitlement.slot).joinedload(Slot.distribution),
    joinedload(Entitlement.cycle).joinedload(Cycle.programme),
    joinedload(Entitlement.household).options(
        selectinload(Household.people), joinedload(Household.street).joinedload(Street.settlement),
        joinedload(Household.settlement),
    ),
    selectinload(Entitlement.kits).joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
)  # fmt: skip
"""What a line shows: the address, who is there, and the kits."""


def _of(source: Source) -> Select[Entitlement]:
    return (
        select(Entitlement)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .where(
            Distribution.location_id == source.location.id,
            Distribution.held_on == source.held_on,
            Distribution.state == DistributionState.PUBLISHED,
            Entitlement.stands,
            ~IS_GIVEN,
            ~IS_OUT,
        )
        .options(*LOADED)
    )


def list_deliveries(source: Source, warden_id: int | None, *, everybody: bool) -> Sequence[Entitlement]:
    """Promises of a warden's streets, or with None of all streets, in the order of walking.

    Those who need delivery; with ``everybody`` the others too.
    """
    found = _of(source).join(Household, Household.id == Entitlement.household_id)
    if not everybody:
        found = found.where(or_(Household.needs_delivery, IS_ASKED))
    if warden_id is not None:
        found = found.where(Household.street_id.in_({street_id for street_id, _side in wardens.own(warden_id)}))
    promises = db.session.scalars(found.order_by(Entitlement.id)).unique().all()
    if warden_id is not None:
        walked = set(wardens.own(warden_id))
        promises = [one for one in promises if (one.household.street_id, side_of(one.household.house)) in walked]
    return sorted(promises, key=walking_order)[:MOST_LINES]


def list_for_laptop(source: Source, slot_ids: Collection[int], settlement_id: int | None) -> Sequence[Entitlement]:
    """Promises of these slots, or with none of the whole day, in the order of the sheet."""
    found = _of(source)
    if slot_ids:
        found = found.where(Entitlement.slot_id.in_(slot_ids))
    if settlement_id is not None:
        found = found.join(Household, Household.id == Entitlement.household_id).where(
            Household.settlement_id == settlement_id
        )
    in_order = found.order_by(Slot.starts_at, Entitlement.place, Entitlement.id).limit(MOST_LINES + 1)
    return db.session.scalars(in_order).unique().all()


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a place and day, and how many households of it were neither served nor sent out."""

    slot: Slot
    left: int

    def is_over(self, at: datetime) -> bool:
        """Whether its time is gone; whoever did not come is still owed."""
        return self.slot.ends_at <= at


def list_hours(source: Source) -> Sequence[Hour]:
    """Those at which somebody is left, of every programme given there."""
    found = (
        select(Slot, func.count(Entitlement.id))
        .join(Entitlement, Entitlement.slot_id == Slot.id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .join(Cycle, Cycle.id == Distribution.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .where(
            Distribution.location_id == source.location.id,
            Distribution.held_on == source.held_on,
            Distribution.state == DistributionState.PUBLISHED,
            Entitlement.stands,
            ~IS_GIVEN,
            ~IS_OUT,
        )
        .group_by(Slot.id)
        .options(selectinload(Slot.distribution).joinedload(Distribution.cycle).joinedload(Cycle.programme))
        .order_by(Slot.starts_at, Slot.id)
    )
    return [Hour(*row) for row in db.session.execute(found)]


def walking_order(promise: Entitlement) -> tuple[object, ...]:
    """Settlement, street, house, flat."""
    home = promise.household
    street = (sort_key(home.street.name), home.street.id) if home.street else (sort_key(""), 0)
    village = sort_key(home.settlement.name)
    is_even = side_of(home.house) is Side.EVEN
    return village, street, is_even, house_order(home.house), house_order(home.flat), promise.id
