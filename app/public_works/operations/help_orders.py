"""An order made out of requests for help: with its shift, so that nothing of what was asked is lost on the way."""

from collections.abc import Collection
from datetime import datetime

from app.audit import operations as audit
from app.core.actors import Actor
from app.public_works import rules
from app.public_works.models import WorkOrder
from app.public_works.operations.help import take_on
from app.public_works.operations.orders import Draft, begin_order
from app.public_works.operations.shifts import put_shifts


def make_help_order(
    draft: Draft, plan: rules.Plan, request_ids: Collection[int], *, nonce: str, actor: Actor, at: datetime
) -> WorkOrder:
    """Begin an order as a draft with the one shift of ``plan``, which takes these requests on.

    Raises MadeAlready, NothingTicked, HoursUnsound, NoShiftFits and the refusals of
    :func:`app.public_works.operations.make_order`.
    """
    order = begin_order(draft, nonce=nonce, actor=actor, at=at)
    put_shifts(order, plan, at)
    requests = take_on(order.shifts[0], request_ids)
    audit.record(
        "make work order", "work order", order.id, actor=actor, at=at,
        number=order.number, work=order.kind, shifts=1, requests=requests,
    )  # fmt: skip
    return order
