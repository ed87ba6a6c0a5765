"""Holding an order while something about it is decided: everything about its places waits in one line."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.public_works import queries
from app.public_works.models import OrderState, Shift, WorkOrder


class NotOpen(Refusal):
    message = N_("This work is not open any more. Look at the list of open work.")


class StandsStill(Refusal):
    """Nobody is brought to a place that may not be safe."""

    message = N_("This work stands still until it is safe again. Nobody gets a place in it meanwhile.")


def hold_order(order_id: int) -> WorkOrder:
    """The order as it is now, held until commit. Raises NotFound."""
    order = db.session.scalar(
        select(WorkOrder).where(WorkOrder.id == order_id).with_for_update().execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound
    return order


def hold_open(order_id: int) -> WorkOrder:
    """The same for an order that is published and moves. Raises NotOpen, StandsStill."""
    order = hold_order(order_id)
    if order.state is not OrderState.PUBLISHED:
        raise NotOpen
    if queries.is_stopped(order.id):
        raise StandsStill
    return order


def check_cleared(order: WorkOrder, shifts: Iterable[Shift]) -> None:
    """Raises StandsStill where the clearance of the site does not reach to one of the shifts."""
    until = order.clearance_until
    if until is None or any(shift.held_on > until for shift in shifts):
        raise StandsStill
