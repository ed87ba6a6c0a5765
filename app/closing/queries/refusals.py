"""Who was there and did not want it: an answer, and not an absence."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select

from app.core.db import db
from app.distributions.models import BundleLine, Entitlement, LineOutcome, Sheet, Slot, SlotMove
from app.sheets.models import RowOutcome, SheetEntry

_MOVED_SINCE = exists().where(
    SlotMove.entitlement_id == BundleLine.entitlement_id, SlotMove.moved_at >= BundleLine.settled_at
)
_AT_THE_DOOR = exists().where(
    BundleLine.entitlement_id == Entitlement.id, BundleLine.outcome == LineOutcome.REFUSED, ~_MOVED_SINCE
)
_ON_THE_SHEET = exists().where(
    SheetEntry.entitlement_id == Entitlement.id, SheetEntry.outcome == RowOutcome.REFUSED,
    Sheet.id == SheetEntry.sheet_id, Sheet.distribution_id == Slot.distribution_id,
)  # fmt: skip
is_refused: ColumnElement[bool] = or_(_AT_THE_DOOR.correlate(Entitlement), _ON_THE_SHEET.correlate(Entitlement, Slot))
"""Whether a household said no to a promise at the time that it has now: to the warden, or on the sheet of its day.

A column of a query over promises and their slots; what was given all the same has a hand-over besides. Whoever
refused at the desk a part of what they took, be it every kit, came and is served.
"""


def list_refused(distribution_ids: Collection[int]) -> set[int]:
    """Promises of these days that were refused."""
    found = (
        select(Entitlement.id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(Slot.distribution_id.in_(distribution_ids), Entitlement.stands, is_refused)
    )
    return set(db.session.scalars(found))
