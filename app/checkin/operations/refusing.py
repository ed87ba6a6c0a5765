"""Writing down what a household does not take: part of a hand-over, in its transaction and its one entry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from app.checkin import queries
from app.checkin.models import RefusedItem, RefusedReason
from app.core.db import db
from app.core.errors import N_, Refusal

MOST_REFUSED = 3
"""Things that one band asks about; more than that is a kit that is not taken as a whole."""


class MoreThanPromised(Refusal):
    message = N_("Not recorded: more was not taken than was promised. Look at the numbers.")
    status = 422


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that was not taken: a line of the contents of a kit, or (``kit_line_id`` None) whole kits.

    ``quantity`` counts kits: those that stay as a whole, or those out of which the thing was taken.
    """

    kit_version_id: int
    kit_line_id: int | None
    quantity: int
    reason: RefusedReason
    note: str = ""


def check(refused: Sequence[Refused], entitlement_id: int) -> None:
    """Only what was promised can be refused. Raises MoreThanPromised."""
    if not refused:
        return
    promised = {kit.kit_version_id: kit for kit in queries.list_promised_kits(entitlement_id)}
    kits: Counter[tuple[int, int | None]] = Counter()
    for one in refused:
        kit = promised.get(one.kit_version_id)
        lines = {line.id for line in kit.kit_version.lines} if kit else set()
        if kit is None or (one.kit_line_id is not None and one.kit_line_id not in lines):
            raise MoreThanPromised
        kits[one.kit_version_id, one.kit_line_id] += one.quantity
    if any(count > promised[version_id].quantity for (version_id, _line_id), count in kits.items()):
        raise MoreThanPromised


def keep(refused: Sequence[Refused], hand_over_id: int) -> dict[str, Any]:
    """Write it down; what the entry of the trace says of it."""
    if not refused:
        return {}
    rows = [
        {
            "hand_over_id": hand_over_id,
            "kit_version_id": one.kit_version_id,
            "kit_line_id": one.kit_line_id,
            "quantity": one.quantity,
            "reason": one.reason,
            "note": one.note,
        }
        for one in refused
    ]
    db.session.execute(insert(RefusedItem), rows)
    return {"not_taken": [one.reason for one in refused]}
