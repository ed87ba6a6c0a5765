"""The safety gate: what must be there before anybody is invited to work. Values in, value out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core import clock
from app.public_works.models import ADULT, Demand, WorkKind, WorkOrder
from app.public_works.rules.wages import Table, Underpaid, underpaid


class Need(StrEnum):
    """What an order needs before it is published, in the order in which it is looked at."""

    SHIFTS = "shifts"
    AHEAD = "ahead"
    """Every shift is still to come."""
    CLEARANCE = "clearance"
    CLEARED_DAYS = "cleared_days"
    """The clearance holds on every day of the order."""
    BRIEFING = "briefing"
    GEAR = "gear"
    SHELTER = "shelter"
    FIRST_AIDER = "first_aider"
    EMERGENCY_PHONE = "emergency_phone"
    FOREMAN = "foreman"
    SIGN_UP_UNTIL = "sign_up_until"
    """Signing up ends after now and before the first shift begins."""
    WAGE = "wage"
    QUIET_AREA = "quiet_area"
    """Nothing that was found or hit in the settlement holds its works up."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the page of ticks."""

    need: Need
    is_met: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """What is there and what is missing."""

    ticks: Sequence[Tick]
    uncovered: Sequence[date]
    """Days of the order on which the clearance does not hold."""
    underpaid: Underpaid | None

    @property
    def missing(self) -> Sequence[Need]:
        return [tick.need for tick in self.ticks if not tick.is_met]

    @property
    def is_open(self) -> bool:
        return not self.missing


def uncovered_days(order: WorkOrder, since: date | None = None) -> Sequence[date]:
    """Days of the order, from ``since`` on where it is given, on which its clearance does not hold."""
    days = sorted({shift.held_on for shift in order.shifts if since is None or shift.held_on >= since})
    return [day for day in days if not order.is_cleared_on(day)]


def look(order: WorkOrder, wages: Table, *, is_area_stopped: bool, at: datetime) -> Gate:
    """Look at an order as if it was to be published at this moment."""
    uncovered, too_low = uncovered_days(order), underpaid(order.rate_minor, order.shifts, wages)
    met = {
        Need.SHIFTS: bool(order.shifts),
        Need.AHEAD: all(shift.starts_at > at for shift in order.shifts),
        Need.CLEARANCE: _has_clearance(order, clock.local_date(at)),
        Need.CLEARED_DAYS: not uncovered,
        Need.BRIEFING: bool(order.briefing),
        Need.GEAR: bool(order.gear),
        Need.SHELTER: bool(order.shelter),
        Need.FIRST_AIDER: bool(order.first_aider),
        Need.EMERGENCY_PHONE: bool(order.emergency_phone),
        Need.FOREMAN: order.foreman_id is not None,
        Need.SIGN_UP_UNTIL: _ends_in_time(order, at),
        Need.WAGE: too_low is None,
        Need.QUIET_AREA: not is_area_stopped,
    }
    return Gate([Tick(need, met[need]) for need in Need], uncovered, too_low)


def _has_clearance(order: WorkOrder, today: date) -> bool:
    """A paper with a number, from somebody, for certain days: none is written before the site was searched."""
    has_dates = order.cleared_on is not None and order.clearance_until is not None
    return bool(order.clearance_no and order.clearance_by) and has_dates and order.cleared_on <= today  # type: ignore[operator]


def _ends_in_time(order: WorkOrder, at: datetime) -> bool:
    first = min((shift.starts_at for shift in order.shifts), default=None)
    return order.sign_up_until is not None and at < order.sign_up_until and (
        first is None or order.sign_up_until <= first
    )  # fmt: skip


def may_be_young(*, rate_minor: int, demand: Demand, kind: WorkKind) -> bool:
    """Whether people of 14 to 17 may do it: as volunteers, and nothing heavy or dangerous."""
    return rate_minor == 0 and demand is not Demand.HEAVY and kind is not WorkKind.DEBRIS


def is_age_lawful(min_age: int, *, rate_minor: int, demand: Demand, kind: WorkKind) -> bool:
    """Whether an order may invite people of ``min_age``."""
    return min_age >= ADULT or may_be_young(rate_minor=rate_minor, demand=demand, kind=kind)
