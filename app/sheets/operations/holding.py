"""Holding fast everything that the rows of a sheet rest on, before anything is decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.checkin import queries as desk
from app.checkin import rules as desk_rules
from app.checkin.models import HandOver
from app.checkin.operations import standing
from app.core.db import db
from app.distributions.models import BundleLine, Entitlement, Sheet, Slot
from app.households.models import BlockReason, Card, Household
from app.sheets.rules import Known


@dataclass(slots=True)
class Held:
    """Promises of the households of a sheet, and what is known of them, as they now are."""

    cycle_id: int
    promises: dict[int, Entitlement]
    given: dict[int, int]
    """Promise to the hand-over that holds for it."""
    out: set[int]
    blocked: dict[int, BlockReason]
    """Households whose card is under check."""
    distributions: dict[int, int] = field(default_factory=dict)
    """Slot to its distribution."""

    def of_cycle(self, household_id: int) -> list[Entitlement]:
        """What the household was promised in the cycle of the sheet, what stands first."""
        mine = (promise for promise in self.promises.values() if promise.household_id == household_id)
        return sorted((one for one in mine if one.cycle_id == self.cycle_id), key=lambda one: (not one.stands, one.id))

    def find(self, entitlement_id: int | None, household_id: int | None) -> Entitlement | None:
        """The promise of a printed row, or of a household whose card stands in a blank one."""
        if entitlement_id is not None:
            return self.promises.get(entitlement_id)
        return next(iter(self.of_cycle(household_id)), None) if household_id is not None else None

    def given_to(self, promise: Entitlement) -> int | None:
        """The hand-over by which this household got what the cycle promises it, also on another record."""
        siblings = self.of_cycle(promise.household_id)
        return next((self.given[one.id] for one in siblings if one.id in self.given), None)

    def known(
        self, promise: Entitlement | None, sheet: Sheet, *, is_blank_row: bool, card: desk.Found | None = None
    ) -> Known | None:
        """What stands against taking the row as it is."""
        if promise is None:
            return None
        is_here = self.distributions.get(promise.slot_id) == sheet.distribution_id
        shown = card.block_reason if card is not None and card.block_reason else None
        return Known(
            is_given=self.given_to(promise) is not None,
            is_out=any(one.id in self.out for one in self.of_cycle(promise.household_id)),
            stands=promise.stands,
            is_same_distribution=is_here,
            is_same_slot=is_blank_row or promise.slot_id == sheet.slot_id,
            block_reason=shown or self.blocked.get(promise.household_id),
        )


def hold(sheet: Sheet, entitlement_ids: Collection[int], household_ids: Collection[int] = ()) -> Held:
    """Lock the households, then all they were ever promised, until commit; then look.

    What was given or sent is looked at apart from the lock: PostgreSQL answers a join with what stood there before.
    """
    wanted = set(household_ids)
    while True:
        found = wanted | _households_of(entitlement_ids)
        _lock(found)
        if _households_of(entitlement_ids) <= found:  # else one was merged into another one while we waited
            break
        wanted = found
    promises = {promise.id: promise for promise in standing.hold_promises(found)}
    return Held(
        cycle_id=sheet.distribution.cycle_id,
        promises=promises,
        given=_given(promises),
        out=set(_out(promises)),
        blocked=_blocked(found),
        distributions=_distributions(promise.slot_id for promise in promises.values()),
    )


def _households_of(entitlement_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(select(Entitlement.household_id).where(Entitlement.id.in_(entitlement_ids))))


def _lock(household_ids: Collection[int]) -> None:
    held = select(Household.id).where(Household.id.in_(household_ids)).order_by(Household.id)
    db.session.execute(held.with_for_update())


def _given(entitlement_ids: Collection[int]) -> dict[int, int]:
    found = select(HandOver.entitlement_id, HandOver.id).where(
        HandOver.entitlement_id.in_(entitlement_ids), ~HandOver.is_reversed
    )
    return {row.entitlement_id: row.id for row in db.session.execute(found)}


def _out(entitlement_ids: Collection[int]) -> Iterable[int]:
    lines = BundleLine.entitlement_id.in_(entitlement_ids), BundleLine.outcome.is_(None)
    return db.session.scalars(select(BundleLine.entitlement_id).where(*lines))


def _blocked(household_ids: Collection[int]) -> dict[int, BlockReason]:
    """Households whose own last card is under check; a lost or replaced one stands in nobody's way on paper."""
    own = select(Card.household_id, Card.block_reason).where(Card.household_id.in_(household_ids), ~Card.is_alias)
    last: dict[int, BlockReason | None] = {}
    for row in db.session.execute(own.order_by(Card.blocked_at.is_(None), Card.id)):
        last[row.household_id] = desk_rules.block_without_card(row.block_reason)
    return {household_id: reason for household_id, reason in last.items() if reason is not None}


def _distributions(slot_ids: Iterable[int]) -> dict[int, int]:
    found = select(Slot.id, Slot.distribution_id).where(Slot.id.in_(set(slot_ids)))
    return {row.id: row.distribution_id for row in db.session.execute(found)}
