"""Signature sheets as the printer leaves them."""

from collections.abc import Sequence
from datetime import datetime

from app.checkin import aid_log
from app.core.actors import Actor
from app.core.db import transaction
from app.distributions.models import Distribution, Sheet
from app.distributions.operations import papers as operations
from app.distributions.queries import papers as queries


def print_sheets(
    distribution: Distribution, *, actor: Actor, at: datetime, spare: int = 0, slot_id: int | None = None
) -> Sequence[Sheet]:
    """All sheets of a day, or that of one slot, and spare ones."""
    with transaction():
        printed = operations.print_signature_sheets(
            queries.get_printable(distribution.id), slot_id=slot_id, spare=spare, with_addresses=False,
            aid_log=aid_log, actor=actor, at=at,
        )  # fmt: skip
    return [one.sheet for one in printed]
