"""The safety gate: writing down what makes a work safe, and publishing it, which nobody can do around the gate.

Publishing and stopping never pass each other unseen. On SQLite writers take turns anyway. On PostgreSQL both hold the
row of the settlement: who publishes after a stop sees it, and who stops after a publishing stops that order too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.core.money import write_money
from app.hubs.models import Settlement
from app.public_works import queries, rules
from app.public_works.models import OrderState, WorkOrder
from app.public_works.operations.holding import hold_order
from app.public_works.operations.orders import AlreadyOver, hold_draft
from app.public_works.operations.places import keep_holds


class NotSafeYet(Refusal):
    """``missing`` are the needs that are not met."""

    message = N_("Not published: something that keeps people safe is missing. The list says what.")
    status = 422

    def __init__(self, missing: tuple[rules.Need, ...] = ()) -> None:
        super().__init__()
        self.missing = missing


class PaysTooLittle(Refusal):
    message = N_(
        "Not published: for %(day)s the rate is below the lowest pay that the law allows. "
        "The lowest rate for this day is %(lowest)s UAH."
    )
    status = 422


class NoMinimumKnown(Refusal):
    message = N_("Not published: the lowest pay for an hour on %(day)s is not known. Write it down first.")
    status = 422


class AreaStopped(Refusal):
    message = N_("Not published: works of this settlement stand still. Release them first.")


GATE_REFUSALS = (NotSafeYet, PaysTooLittle, NoMinimumKnown, AreaStopped)
"""Everything that the gate says instead of opening."""


class HoleInSafety(Refusal):
    message = N_("This order is published: nothing of what keeps people safe may be left empty.")
    status = 422


class ClearedInFuture(Refusal):
    message = N_("A site is searched before the paper is written: the day of the clearance is still to come.")
    status = 422


class ClearanceBackwards(Refusal):
    message = N_("The last day of the clearance is before its first one.")
    status = 422


@dataclass(frozen=True, slots=True)
class Clearance:
    """The paper that says that a site was searched and is safe."""

    number: str
    by: str
    cleared_on: date | None
    until: date | None

    @property
    def is_whole(self) -> bool:
        return bool(self.number and self.by) and self.cleared_on is not None and self.until is not None


@dataclass(frozen=True, slots=True)
class Safety:
    """What keeps people safe at a work; empty where it is not known yet."""

    clearance: Clearance
    briefing: str
    gear: str
    shelter: str
    first_aider: str
    emergency_phone: str

    @property
    def is_whole(self) -> bool:
        rest = (self.briefing, self.gear, self.shelter, self.first_aider, self.emergency_phone)
        return self.clearance.is_whole and all(rest)


_TEXTS = ("briefing", "gear", "shelter", "first_aider", "emergency_phone")


def set_safety(order_id: int, safety: Safety, *, actor: Actor, at: datetime) -> WorkOrder:
    """Write down what keeps people safe. Another briefing text is another version of it.

    Of a published order nothing may become empty; a clearance that ends earlier is a fact, and freezes the days
    that it leaves out. Raises NotFound, AlreadyOver, HoleInSafety, ClearedInFuture, ClearanceBackwards.
    """
    order = hold_order(order_id)
    if order.state not in (OrderState.DRAFT, OrderState.PUBLISHED):
        raise AlreadyOver
    if order.state is OrderState.PUBLISHED and not safety.is_whole:
        raise HoleInSafety
    was_frozen = bool(rules.uncovered_days(order, clock.local_date(at)))
    if order.briefing and safety.briefing != order.briefing:
        order.briefing_version += 1
    changed = [name for name in _TEXTS if getattr(order, name) != getattr(safety, name)]
    for name in _TEXTS:
        setattr(order, name, getattr(safety, name))
    changed += write_clearance(order, safety.clearance, at)
    if was_frozen and order.state is OrderState.PUBLISHED:
        keep_holds(order, at=at)
    db.session.flush()
    audit.record(
        "set safety of a work", "work order", order.id, actor=actor, at=at,
        changed=changed, briefing_version=order.briefing_version, clearance_until=order.clearance_until,
    )  # fmt: skip
    return order


def write_clearance(order: WorkOrder, clearance: Clearance, at: datetime) -> list[str]:
    """Part of other verbs, which write the trace; the columns that changed. Raises ClearedInFuture,
    ClearanceBackwards."""
    if clearance.cleared_on is not None and clearance.cleared_on > clock.local_date(at):
        raise ClearedInFuture
    if clearance.cleared_on and clearance.until and clearance.until < clearance.cleared_on:
        raise ClearanceBackwards
    written = {
        "clearance_no": clearance.number, "clearance_by": clearance.by,
        "cleared_on": clearance.cleared_on, "clearance_until": clearance.until,
    }  # fmt: skip
    changed = [name for name, value in written.items() if getattr(order, name) != value]
    for name, value in written.items():
        setattr(order, name, value)
    return changed


def publish(order_id: int, *, actor: Actor, at: datetime) -> WorkOrder:
    """Invite people. Everything that keeps them safe must be there, for every day.

    Raises NotFound, NotADraft, AreaStopped, NotSafeYet, PaysTooLittle, NoMinimumKnown.
    """
    order = hold_draft(order_id)
    hold_area(order.settlement_id)
    check_gate(queries.look_at_gate(order, at))
    order.state, order.published_at, order.published_by_id = OrderState.PUBLISHED, at, actor.staff_id
    db.session.flush()
    audit.record(
        "publish work order", "work order", order.id, actor=actor, at=at,
        number=order.number, shifts=len(order.shifts), places=sum(shift.places for shift in order.shifts),
        clearance_until=order.clearance_until,
    )  # fmt: skip
    return order


def check_gate(gate: rules.Gate) -> None:
    """Raises AreaStopped, PaysTooLittle, NoMinimumKnown, NotSafeYet."""
    if rules.Need.QUIET_AREA in gate.missing:
        raise AreaStopped
    if gate.underpaid is not None and gate.missing == [rules.Need.WAGE]:
        day = gate.underpaid.held_on.strftime("%d.%m.%Y")
        if gate.underpaid.hour_minor is None:
            raise NoMinimumKnown(day=day)
        raise PaysTooLittle(day=day, lowest=write_money(gate.underpaid.lowest_rate))
    if not gate.is_open:
        raise NotSafeYet(tuple(gate.missing))


def hold_area(settlement_id: int) -> None:
    """Who publishes in a settlement and who stops its works wait for each other."""
    found = select(Settlement.id).where(Settlement.id == settlement_id)
    db.session.execute(found.with_for_update(key_share=True))
