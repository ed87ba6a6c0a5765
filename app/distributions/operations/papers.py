"""Printing names is looking at them, and looking at names is recorded. What is printed to be signed has a number."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.distributions.aid_log import AidLog
from app.distributions.models import Distribution, Sheet, SheetRow
from app.distributions.queries.papers import (
    KitSum,
    Line,
    Printed,
    SlotRows,
    list_promised_ids,
    signature_lines,
    sum_kits,
)
from app.hubs import queries as hubs
from app.hubs.models import Hub

BLANK_ROWS = 2
"""At the end of each sheet (field guide 4.1)."""
SPARE_ROWS = 10
"""On a spare sheet: as many as fit on one page."""
MOST_SPARE = 10


def print_signature_sheets(
    distribution: Distribution,
    *,
    slot_id: int | None,
    spare: int = 0,
    with_addresses: bool,
    aid_log: AidLog,
    actor: Actor,
    at: datetime,
) -> Sequence[Printed]:
    """The sheets with names in full, for printing; who printed whose is one line of the trace.

    Each printing has a number of its own and keeps its rows as they were: paper is entered in the same order. Rows
    that were given by then are marked. ``spare`` sheets have blank rows only.
    """
    given = aid_log.given_of(list_promised_ids(distribution))
    parts = signature_lines(distribution, slot_id=slot_id, given=given)
    last, year = _hold_serials(at), clock.local(at).year
    kits = sum_kits(row.entitlement for part in parts for row in part.rows)
    drafts = [*map(_of_slot, parts), *(_spare(kits) for _number in range(spare))]
    for serial, printed in enumerate(drafts, start=last + 1):
        sheet = printed.sheet
        sheet.year, sheet.serial, sheet.distribution_id = year, serial, distribution.id
        sheet.printed_at, sheet.printed_by_id = at, actor.staff_id
        db.session.add(sheet)
    db.session.flush()
    audit.record(
        "print names", "distribution", distribution.id, actor=actor, at=at,
        sheets=[printed.number for printed in drafts], rows=_count(parts), with_addresses=with_addresses,
    )  # fmt: skip
    return drafts


def _hold_serials(at: datetime) -> int:
    """The last number of this year; the hub is held until commit, so that numbers follow each other."""
    db.session.scalars(select(Hub).where(Hub.id == hubs.get_hub().id).with_for_update()).one()
    return db.session.scalar(select(func.max(Sheet.serial)).where(Sheet.year == clock.local(at).year)) or 0


def _of_slot(part: SlotRows[Line]) -> Printed:
    rows = [
        SheetRow(row_no=line.entitlement.place, entitlement_id=line.entitlement.id, note=line.note)
        for line in part.rows
    ]
    sheet = Sheet(slot_id=part.slot.id, blank_rows=BLANK_ROWS, rows=rows)
    return Printed(sheet, part.rows, part.kits, part.slot_no)


def _spare(kits: Sequence[KitSum]) -> Printed:
    return Printed(Sheet(slot_id=None, blank_rows=SPARE_ROWS), (), kits)


def _count(parts: Iterable[SlotRows[Line]]) -> int:
    return sum(len(part.rows) for part in parts)
