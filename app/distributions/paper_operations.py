"""Printing names is looking at them, and looking at names is recorded."""

from collections.abc import Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core.actors import Actor
from app.distributions.models import Distribution
from app.distributions.paper_queries import Line, Sheet, signature_lines


def open_signature_sheets(
    distribution: Distribution, *, slot_id: int | None, with_addresses: bool, actor: Actor, at: datetime
) -> Sequence[Sheet[Line]]:
    """The sheets with names in full, for printing; who printed whose is one line of the trace."""
    sheets = signature_lines(distribution, slot_id=slot_id)
    audit.record(
        "print names", "distribution", distribution.id, actor=actor, at=at,
        sheets=[sheet.number for sheet in sheets], rows=sum(len(sheet.rows) for sheet in sheets),
        with_addresses=with_addresses,
    )  # fmt: skip
    return sheets
