"""Help that households asked for: open, on a shift, settled; and what rounds say that nobody has asked for yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Household, HouseholdStatus
from app.public_works.models import (
    DayState,
    HelpKind,
    HelpRequest,
    OrderState,
    Shift,
    SignUpDay,
    WorkKind,
    WorkOrder,
)
from app.wardens.models import NeedCode, Round, RoundNeed, RoundRow
from app.web.paging import PER_PAGE, Page

HELP_OF_NEED = {
    NeedCode.HEAT: HelpKind.FIREWOOD,
    NeedCode.WATER: HelpKind.WATER,
    NeedCode.REPAIR: HelpKind.REPAIR,
}
"""What a neighbour with hands can do about what was asked on a round. Nothing that tells of health."""

NEEDS_HOLD = timedelta(days=60)
"""What somebody asked for longer ago is asked anew first."""
MOST_NEEDED = 200
MOST_OF_HOUSEHOLD = 20
MOST_SHIFTS = 60


@dataclass(frozen=True, slots=True)
class Needed:
    """Something that a household asked a warden for, and that nobody has taken on."""

    household: Household
    kind: HelpKind
    asked_at: datetime

    @property
    def key(self) -> str:
        """As a form sends it: ``17-water``."""
        return f"{self.household.id}-{self.kind}"


def get_request(request_id: int) -> HelpRequest:
    """With its household and the shift it is on. Raises NotFound."""
    found = db.session.scalar(
        select(HelpRequest)
        .where(HelpRequest.id == request_id)
        .options(joinedload(HelpRequest.shift).joinedload(Shift.order), joinedload(HelpRequest.household))
    )
    if found is None:
        raise NotFound
    return found


def list_requests(request_ids: Collection[int]) -> Sequence[HelpRequest]:
    """Those of these requests that are still open, with where their people live."""
    return db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id.in_(request_ids), HelpRequest.outcome.is_(None))
        .options(
            joinedload(HelpRequest.household).options(joinedload(Household.settlement), selectinload(Household.cards))
        )
        .order_by(HelpRequest.id)
    ).all()


def find_help_by_nonce(nonce: str | None) -> HelpRequest | None:
    """What this form has already asked for."""
    return db.session.scalar(select(HelpRequest).where(HelpRequest.nonce == nonce)) if nonce else None


def list_help_of(household_id: int) -> Sequence[HelpRequest]:
    """What a household asked for, the latest first."""
    return db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.household_id == household_id)
        .options(joinedload(HelpRequest.shift))
        .order_by(HelpRequest.id.desc())
        .limit(MOST_OF_HOUSEHOLD)
    ).all()


def list_open_help(settlement_id: int | None, after: int | None) -> Page[HelpRequest]:
    """Requests without an outcome, the longest waiting first, a page at a time."""
    found = (
        select(HelpRequest)
        .join(HelpRequest.household)
        .where(HelpRequest.outcome.is_(None), HelpRequest.id > (after or 0))
        .options(
            contains_eager(HelpRequest.household).options(
                joinedload(Household.settlement), joinedload(Household.street), selectinload(Household.cards)
            ),
            joinedload(HelpRequest.shift).joinedload(Shift.order),
        )
    )
    if settlement_id is not None:
        found = found.where(Household.settlement_id == settlement_id)
    rows = db.session.scalars(found.order_by(HelpRequest.id).limit(PER_PAGE + 1)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def list_settled_help(after: int | None) -> Page[HelpRequest]:
    """Requests with an outcome, the latest first: only what it was and what came of it."""
    found = select(HelpRequest).where(HelpRequest.outcome.is_not(None))
    if after is not None:
        found = found.where(HelpRequest.id < after)
    rows = db.session.scalars(found.order_by(HelpRequest.id.desc()).limit(PER_PAGE + 1)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)


def list_help_on(shift_ids: Collection[int]) -> Sequence[HelpRequest]:
    """Requests that were put on these shifts, in the order of streets and houses, with where their people live."""
    return db.session.scalars(
        select(HelpRequest)
        .join(HelpRequest.household)
        .where(HelpRequest.shift_id.in_(shift_ids))
        .options(
            contains_eager(HelpRequest.household).options(
                joinedload(Household.settlement), joinedload(Household.street), selectinload(Household.people)
            )
        )
        .order_by(Household.settlement_id, Household.street_id, Household.house, HelpRequest.id)
    ).all()


def goes_out(day: SignUpDay, at: datetime) -> bool:
    """Whether who has this day may know at this moment to whom they go: today, until its end, with a place for sure."""
    shift = day.shift
    return day.state is DayState.CHOSEN and shift.held_on == clock.local_date(at) and shift.ends_at > at


def list_help_shifts(at: datetime) -> Sequence[Shift]:
    """Shifts of orders that help households and are not over, the soonest first."""
    return db.session.scalars(
        select(Shift)
        .join(Shift.order)
        .where(
            WorkOrder.kind == WorkKind.HELP,
            WorkOrder.state.in_((OrderState.DRAFT, OrderState.PUBLISHED)),
            Shift.ends_at > at,
        )
        .options(contains_eager(Shift.order).joinedload(WorkOrder.settlement))
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_SHIFTS)
    ).all()


def list_needed(at: datetime) -> list[Needed]:
    """What households asked for on the last sheet of a round on which they stand, and not since in any other way."""
    last = (
        select(func.max(RoundRow.id))
        .join(Round, Round.id == RoundRow.round_id)
        .where(Round.entered_at > at - NEEDS_HOLD, RoundRow.is_reached)
        .group_by(RoundRow.household_id)
    )
    kind = case({code.value: kind.value for code, kind in HELP_OF_NEED.items()}, value=RoundNeed.code)
    is_known = exists().where(
        HelpRequest.household_id == RoundRow.household_id,
        HelpRequest.kind == kind,
        (HelpRequest.outcome.is_(None)) | (HelpRequest.asked_at > Round.entered_at),
    )
    found = (
        select(Household, RoundNeed.code, Round.entered_at)
        .join(RoundRow, RoundRow.household_id == Household.id)
        .join(RoundNeed, RoundNeed.row_id == RoundRow.id)
        .join(Round, Round.id == RoundRow.round_id)
        .where(
            RoundRow.id.in_(last),
            RoundNeed.code.in_(HELP_OF_NEED),
            Household.status == HouseholdStatus.ACTIVE,
            ~is_known,
        )
        .options(joinedload(Household.settlement), joinedload(Household.street), selectinload(Household.cards))
        .order_by(Household.settlement_id, Round.entered_at, Household.id, RoundNeed.code)
        .limit(MOST_NEEDED)
    )
    return [
        Needed(home, HELP_OF_NEED[code], asked_at)
        for home, code, asked_at in db.session.execute(found)
        if asked_at is not None  # never so: only sheets that were entered are looked at
    ]
