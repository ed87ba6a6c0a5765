"""Everything that is stored about one household, gathered for the sheet that it may ask for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.accounts.models import staff_code
from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.bundles.models import DoorNote, LineReport
from app.checkin import queries as desk
from app.checkin.models import EmergencyIssue, HandOver, RefusedItem, RefusedScan
from app.core.db import db
from app.distributions.models import (
    BundleLine,
    CoveredPerson,
    Cycle,
    Distribution,
    EntitledKit,
    EntitledPeople,
    Entitlement,
    Sheet,
    SheetRow,
    Slot,
    SlotMove,
    WaitingEntry,
)
from app.follow_ups.models import Interview
from app.households import queries as households
from app.households.models import Card, DuplicatePair, Household, HouseholdEvent, MatchKey, PairDecision, Person
from app.imports.models import Import, ImportLine, ImportRow
from app.imports.values import Values, load_values
from app.merging.models import Merge
from app.privacy.queries.worked import Work, list_works
from app.public_works.models import HelpRequest
from app.sheets.models import SheetEntry
from app.stock.models import KitVersion
from app.wardens.models import ReportedChange, Round, RoundRow, WardenCheck

OfHousehold = TypeVar("OfHousehold", HelpRequest, WaitingEntry, WardenCheck)

LOOKS = ("reveal household", "reveal names", "reveal phone", "look at home")
"""Entries of the trace that say that somebody looked at names and numbers of one household."""
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Given:
    """One promise and what became of it."""

    entitlement: Entitlement
    hand_overs: Sequence[HandOver]
    counted: int
    """People counted by sex, age and disability when it was promised."""
    gone: int
    """Of them those who have left since: they are not counted again in this cycle."""
    refused: Sequence[RefusedItem]
    """What of it was not taken, and why."""
    is_delivery_asked: bool
    """Whether it was to be brought to the home."""


@dataclass(frozen=True, slots=True)
class Line:
    """The row of a list in which this household stood."""

    file_name: str
    written_at: datetime | None
    sheet: str
    number: int
    said: Values


@dataclass(frozen=True, slots=True)
class Looks:
    """Who looked at names and numbers."""

    last_at: datetime | None
    last_by: str
    """Code of the member of staff."""
    within_a_year: int
    staff_within_a_year: int


@dataclass(frozen=True, slots=True)
class Held:
    """The whole record of a household, section by section."""

    household: Household
    promises: Sequence[Given]
    emergencies: Sequence[EmergencyIssue]
    """Kits given without a promise."""
    deliveries: Sequence[tuple[BundleLine, Sequence[LineReport]]]
    """With whom its kits left the desk, and what was told of them that contradicted something."""
    papers: Sequence[tuple[Sheet, int, SheetEntry | None]]
    """Signature sheets with a row of theirs, and what was typed in of it."""
    doors: Sequence[DoorNote]
    """What a carrier wrote down at its door when nothing was given."""
    works: Sequence[Work]
    """Public works that somebody of it signed up for."""
    help_asked: Sequence[HelpRequest]
    """Firewood, water, shopping or repairs that it asked help for."""
    interviews: Sequence[Interview]
    """When it was drawn to be asked how the aid went, and what it answered."""
    refused_scans: int
    events: Sequence[HouseholdEvent]
    rounds: Sequence[tuple[Round, RoundRow]]
    reported: Sequence[ReportedChange]
    moves: Sequence[SlotMove]
    """Times that it was told and that were changed."""
    waits: Sequence[WaitingEntry]
    checks: Sequence[WardenCheck]
    """When somebody was asked to look after it, because it did not come twice."""
    merges: Sequence[Merge]
    pairs: Mapping[PairDecision, int]
    """How often its record was compared with another one, by what was decided. Nothing about the others."""
    lines: Sequence[Line]
    open_rows: int
    """Rows of lists that are being looked through now and were laid beside it."""
    search_keys: int
    """Folded names under which people are found and compared."""
    looks: Looks
    changed: Mapping[str, datetime]
    """When each field of the household was last corrected, by its column."""
    person_changed: Mapping[int, datetime]
    entries: int
    """Lines of the trace about it."""

    def last_changed(self, *columns: str) -> datetime | None:
        """When the last of these was corrected; None when none was since it was registered."""
        return max((self.changed[column] for column in columns if column in self.changed), default=None)


def get_held(household_id: int, *, at: datetime) -> Held:
    """Raises NotFound."""
    household = households.get_household(household_id)
    trace = audit.list_about("household", household_id)
    return Held(
        household=household,
        promises=_promises(household_id),
        emergencies=_emergencies(household_id),
        deliveries=_deliveries(household_id),
        papers=_papers(household_id),
        doors=_doors(household_id),
        works=list_works(household_id),
        help_asked=_of(HelpRequest, household_id),
        interviews=_interviews(household_id),
        refused_scans=_count_refused(household_id),
        events=_events(household_id),
        rounds=_rounds(household_id),
        reported=_reported(household_id),
        moves=_moves(household_id),
        waits=_of(WaitingEntry, household_id),
        checks=_of(WardenCheck, household_id),
        merges=_merges(household_id),
        pairs=_pairs(household_id),
        lines=_lines(household_id),
        open_rows=_count(ImportRow.id, ImportRow.household_id == household_id),
        search_keys=_count_keys(household_id),
        looks=_looks(trace, since=at - A_YEAR),
        changed=_changed(trace),
        person_changed=_person_changed(trace),
        entries=len(trace),
    )


def _promises(household_id: int) -> Sequence[Given]:
    found = (
        select(Entitlement)
        .where(Entitlement.household_id == household_id)
        .options(
            joinedload(Entitlement.cycle).joinedload(Cycle.programme),
            joinedload(Entitlement.slot).joinedload(Slot.distribution).joinedload(Distribution.location),
            selectinload(Entitlement.kits).joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
        )
        .order_by(Entitlement.id.desc())
    )
    rows = db.session.scalars(found).all()
    given = _hand_overs(household_id)
    counted = _sums(household_id, EntitledPeople.entitlement_id, func.sum(EntitledPeople.people))
    gone = _sums(household_id, CoveredPerson.entitlement_id, func.count())
    refused, asked = _refused(household_id), desk.delivery_asked_of([row.id for row in rows])
    return [
        Given(
            row, given.get(row.id, ()), counted.get(row.id, 0), gone.get(row.id, 0),
            refused.get(row.id, ()), row.id in asked,
        )
        for row in rows
    ]  # fmt: skip


def _refused(household_id: int) -> dict[int, list[RefusedItem]]:
    """What was not taken, by the promise it belonged to."""
    found = (
        select(Entitlement.id, RefusedItem)
        .join(HandOver, HandOver.id == RefusedItem.hand_over_id)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .where(Entitlement.household_id == household_id)
        .options(joinedload(RefusedItem.kit_version).joinedload(KitVersion.kit), joinedload(RefusedItem.kit_line))
        .order_by(RefusedItem.id)
    )
    by_promise: dict[int, list[RefusedItem]] = {}
    for entitlement_id, item in db.session.execute(found):
        by_promise.setdefault(entitlement_id, []).append(item)
    return by_promise


def _deliveries(household_id: int) -> Sequence[tuple[BundleLine, Sequence[LineReport]]]:
    found = select(BundleLine).join(Entitlement, Entitlement.id == BundleLine.entitlement_id)
    of_household = found.where(Entitlement.household_id == household_id).options(joinedload(BundleLine.bundle))
    lines = db.session.scalars(of_household.order_by(BundleLine.id)).all()
    told = select(LineReport).where(LineReport.line_id.in_([line.id for line in lines])).order_by(LineReport.id)
    reports = db.session.scalars(told).all()
    return [(line, [report for report in reports if report.line_id == line.id]) for line in lines]


def _interviews(household_id: int) -> Sequence[Interview]:
    found = select(Interview).join(Entitlement, Entitlement.id == Interview.entitlement_id)
    mine = found.where(Entitlement.household_id == household_id).options(selectinload(Interview.answers))
    return db.session.scalars(mine.order_by(Interview.id)).all()


def _doors(household_id: int) -> Sequence[DoorNote]:
    found = select(DoorNote).join(Entitlement, Entitlement.id == DoorNote.entitlement_id)
    mine = found.where(Entitlement.household_id == household_id).options(joinedload(DoorNote.bundle))
    return db.session.scalars(mine.order_by(DoorNote.id)).all()


def _papers(household_id: int) -> Sequence[tuple[Sheet, int, SheetEntry | None]]:
    mine = select(Entitlement.id).where(Entitlement.household_id == household_id)
    cards = select(Card.id).where(Card.household_id == household_id)
    same = and_(SheetEntry.sheet_id == SheetRow.sheet_id, SheetEntry.row_no == SheetRow.row_no)
    printed = (
        select(Sheet, SheetRow.row_no, SheetEntry)
        .join(SheetRow, SheetRow.sheet_id == Sheet.id)
        .outerjoin(SheetEntry, same)
        .where(SheetRow.entitlement_id.in_(mine))
    )
    by_hand = select(Sheet, SheetEntry.row_no, SheetEntry).join(SheetEntry, SheetEntry.sheet_id == Sheet.id)
    written = by_hand.where(SheetEntry.card_id.in_(cards))
    return [(row[0], row[1], row[2]) for found in (printed, written) for row in db.session.execute(found)]


def _emergencies(household_id: int) -> Sequence[EmergencyIssue]:
    found = select(EmergencyIssue).where(EmergencyIssue.household_id == household_id)
    loaded = found.options(
        joinedload(EmergencyIssue.kit_version).joinedload(KitVersion.kit),
        joinedload(EmergencyIssue.location),
        joinedload(EmergencyIssue.reversal),
    )
    return db.session.scalars(loaded.order_by(EmergencyIssue.id)).all()


def _hand_overs(household_id: int) -> dict[int, list[HandOver]]:
    found = select(HandOver).join(HandOver.entitlement).where(Entitlement.household_id == household_id)
    by_promise: dict[int, list[HandOver]] = {}
    for hand_over in db.session.scalars(found.options(selectinload(HandOver.reversal)).order_by(HandOver.id)):
        by_promise.setdefault(hand_over.entitlement_id, []).append(hand_over)
    return by_promise


def _sums(household_id: int, promise: InstrumentedAttribute[int], number: ColumnElement[int]) -> dict[int, int]:
    """A number for each promise of the household, out of rows that belong to promises."""
    mine = select(Entitlement.id).where(Entitlement.household_id == household_id)
    found = select(promise, number).where(promise.in_(mine)).group_by(promise)
    return {entitlement_id: int(count) for entitlement_id, count in db.session.execute(found)}


def _count(column: InstrumentedAttribute[int], about: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(column)).where(about)) or 0


def _count_refused(household_id: int) -> int:
    cards = select(Card.id).where(Card.household_id == household_id)
    promises = select(Entitlement.id).where(Entitlement.household_id == household_id)
    return _count(RefusedScan.id, or_(RefusedScan.card_id.in_(cards), RefusedScan.entitlement_id.in_(promises)))


def _events(household_id: int) -> Sequence[HouseholdEvent]:
    found = select(HouseholdEvent).where(HouseholdEvent.household_id == household_id)
    return db.session.scalars(found.order_by(HouseholdEvent.happened_on, HouseholdEvent.id)).all()


def _rounds(household_id: int) -> Sequence[tuple[Round, RoundRow]]:
    found = select(Round, RoundRow).join(RoundRow, RoundRow.round_id == Round.id)
    mine = found.where(RoundRow.household_id == household_id).options(selectinload(RoundRow.needs))
    return [(walked, row) for walked, row in db.session.execute(mine.order_by(Round.id))]


def _reported(household_id: int) -> Sequence[ReportedChange]:
    found = select(ReportedChange).where(ReportedChange.household_id == household_id)
    return db.session.scalars(found.order_by(ReportedChange.id)).all()


def _moves(household_id: int) -> Sequence[SlotMove]:
    found = select(SlotMove).join(SlotMove.entitlement).where(Entitlement.household_id == household_id)
    slots = joinedload(SlotMove.from_slot), joinedload(SlotMove.to_slot)
    return db.session.scalars(found.options(*slots).order_by(SlotMove.id)).all()


def _of(kind: type[OfHousehold], household_id: int) -> Sequence[OfHousehold]:
    return db.session.scalars(select(kind).where(kind.household_id == household_id).order_by(kind.id)).all()


def _merges(household_id: int) -> Sequence[Merge]:
    found = select(Merge).where(or_(Merge.kept_id == household_id, Merge.merged_id == household_id))
    return db.session.scalars(found.order_by(Merge.merged_at)).all()


def _pairs(household_id: int) -> Mapping[PairDecision, int]:
    about = or_(DuplicatePair.first_id == household_id, DuplicatePair.second_id == household_id)
    counts: dict[PairDecision, int] = {}
    for decision in db.session.scalars(select(DuplicatePair.decision).where(about)):
        counts[decision] = counts.get(decision, 0) + 1
    return counts


def _lines(household_id: int) -> Sequence[Line]:
    found = (
        select(Import.file_name, Import.finished_at, ImportLine.sheet, ImportLine.number, ImportLine.said)
        .join(Import, Import.id == ImportLine.import_id)
        .where(ImportLine.household_id == household_id)
        .order_by(ImportLine.id)
    )
    return [Line(*row[:4], load_values(row.said)) for row in db.session.execute(found)]


def _count_keys(household_id: int) -> int:
    people = select(Person.id).where(Person.household_id == household_id)
    return _count(MatchKey.person_id, MatchKey.person_id.in_(people))


# ---- what the trace tells


def _looks(trace: Sequence[AuditEntry], *, since: datetime) -> Looks:
    looks = [entry for entry in trace if entry.action in LOOKS]
    lately = [entry for entry in looks if entry.recorded_at >= since]
    last = looks[-1] if looks else None
    return Looks(
        last_at=last.recorded_at if last else None,
        last_by=staff_code(last.staff_id) if last and last.staff_id else "",
        within_a_year=len(lately),
        staff_within_a_year=len({entry.staff_id for entry in lately}),
    )


def _changed(trace: Sequence[AuditEntry]) -> Mapping[str, datetime]:
    """The trace runs from the oldest entry on, so what is told later stands."""
    changed: dict[str, datetime] = {}
    for entry in trace:
        if entry.action == "change household":
            changed.update(dict.fromkeys(_details(entry).get("changed", ()), entry.recorded_at))
    return changed


def _person_changed(trace: Sequence[AuditEntry]) -> Mapping[int, datetime]:
    told = ((_details(entry).get("person"), entry.recorded_at) for entry in trace if entry.action == "change person")
    return {person_id: at for person_id, at in told if person_id is not None}


def _details(entry: AuditEntry) -> Mapping[str, Any]:
    details: Mapping[str, Any] = json.loads(entry.details)
    return details
