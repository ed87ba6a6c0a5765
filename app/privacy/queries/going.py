"""What is older than its term: the same selections are counted before and carried out by the purge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from app.audit.models import AuditEntry
from app.bundles.models import DoorNote, LineReport
from app.checkin.models import EmergencyIssue, HandOver, RefusedItem, RefusedScan
from app.core import clock
from app.core.db import db
from app.distributions.models import BundleLine, Entitlement
from app.follow_ups.models import Interview, Sample
from app.households.models import Household, HouseholdEvent, HouseholdStatus, Person, Proxy
from app.imports.models import Import, ImportLine
from app.merging.ledger import load
from app.merging.models import Merge
from app.privacy.models import Kept
from app.privacy.queries import working
from app.privacy.rules import Terms, cutoff
from app.sheets.models import SheetConflict, SheetEntry
from app.wardens.models import ChangeState, ReportedChange, Round
from app.web.paging import PER_PAGE, Page

NO_NAME = "—"
"""What stands where a name stood and the row has to stay."""

Ids = Select[int]


@dataclass(frozen=True, slots=True)
class Going:
    """How many rows of each kind are older than their term."""

    counts: Mapping[Kept, int]

    @property
    def is_nothing(self) -> bool:
        return not any(self.counts.values())


def see_going(terms: Terms, *, at: datetime) -> Going:
    """What a purge would clear now; nothing is changed."""
    return Going({kind: _count(kind, cutoff(terms[kind], at=at)) for kind in Kept})


def _count(kind: Kept, before: datetime | None) -> int:
    if before is None:
        return 0
    return sum(db.session.scalar(select(func.count()).select_from(ids(before).subquery())) or 0 for ids in PARTS[kind])


def list_going(terms: Terms, after: int | None, *, at: datetime) -> Page[tuple[int, str]]:
    """Households whose record would be cleared: id and pseudonym, a page of them."""
    whole = clearable_households(terms, at=at)
    found = select(Household.id, Household.pseudonym).where(Household.id.in_(whole), Household.id > (after or 0))
    rows = [(row.id, row.pseudonym) for row in db.session.execute(found.order_by(Household.id).limit(PER_PAGE + 1))]
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1][0] if len(rows) > PER_PAGE else None)


def clearable_households(terms: Terms, *, at: datetime) -> Any:
    """Ids of all households whose record would be cleared, inactive ones and merged ones."""
    by = {Kept.HOUSEHOLDS: inactive_households, Kept.MERGES: merged_households}
    parts = [ids(before) for kind, ids in by.items() if (before := cutoff(terms[kind], at=at)) is not None]
    return union_all(*parts) if parts else select(Household.id).where(Household.id.is_(None))


# ---- what is older than ``before``


def inactive_households(before: datetime) -> Ids:
    """Those that receive no aid any more, have received none since, and into which nothing can still be undone.

    Nobody of them works, or waits for pay.
    """
    last_change = func.coalesce(Household.status_changed_at, Household.registered_at)
    undoable = exists().where(Merge.kept_id == Household.id, Merge.before.is_not(None), Merge.merged_at >= before)
    return select(Household.id).where(
        Household.cleared_at.is_(None),
        Household.status.in_((HouseholdStatus.INACTIVE, HouseholdStatus.MOVED)),
        last_change < before,
        ~_was_given(Household.id, since=before),
        ~working.worked_since(Household.id, before),
        ~undoable,
    )


def merged_households(before: datetime) -> Ids:
    """Records that were merged into another one so long ago that it cannot be undone."""
    merge, later = aliased(Merge), aliased(Merge)
    merged = exists().where(merge.merged_id == Household.id, merge.undone_at.is_(None), merge.merged_at < before)
    undoable = exists().where(later.merged_id == Household.id, later.merged_at >= before)
    return select(Household.id).where(
        Household.cleared_at.is_(None), Household.status == HouseholdStatus.MERGED, merged, ~undoable
    )


def merge_snapshots(before: datetime) -> Ids:
    """What it takes to undo a merge."""
    return select(Merge.id).where(Merge.before.is_not(None), Merge.merged_at < before)


def documents(before: datetime) -> Ids:
    """People whose household has not been seen since; people in no household any more at once."""
    unseen = and_(
        Household.registered_at < before,
        ~_was_given(Household.id, since=before),
        ~_was_changed(Household.id, PEOPLE_CHANGED, since=before),
    )
    found = select(Person.id).outerjoin(Household, Household.id == Person.household_id)
    told = or_(Person.document_last4 != "", Person.vouched_by != "")
    return found.where(told, or_(Household.id.is_(None), unseen), Person.id.not_in(set_aside()))


PEOPLE_CHANGED = ("add person", "change person")


def notes(before: datetime) -> Ids:
    """Households whose note was written before; one that was written anew since stays."""
    written_anew = and_(
        AuditEntry.subject_kind == "household",
        AuditEntry.subject_id == Household.id,
        AuditEntry.action == "change household",
        AuditEntry.recorded_at >= before,
        AuditEntry.details.contains('"notes"'),
    )
    imported_anew = exists().where(
        ImportLine.household_id == Household.id, Import.id == ImportLine.import_id, Import.finished_at >= before
    )
    return select(Household.id).where(
        Household.notes != "", Household.registered_at < before, ~exists().where(written_anew), ~imported_anew
    )


def notes_of_emergencies(before: datetime) -> Ids:
    """Emergency kits with a note, also those that were never linked to a household."""
    return select(EmergencyIssue.id).where(EmergencyIssue.note != "", EmergencyIssue.happened_at < before)


def notes_of_refusals(before: datetime) -> Ids:
    """What was not taken, with a note."""
    found = select(RefusedItem.id).join(HandOver, HandOver.id == RefusedItem.hand_over_id)
    return found.where(RefusedItem.note != "", HandOver.happened_at < before)


def former_proxies(before: datetime) -> Ids:
    """Proxies whose time is over, or who were revoked."""
    over = or_(Proxy.valid_to < clock.local_date(before), Proxy.revoked_at < before)
    return select(Proxy.id).where(Proxy.name != NO_NAME, over)


def named_collections(before: datetime) -> Ids:
    """Hand-overs in which a proxy or a warden stands by name."""
    return select(HandOver.id).where(HandOver.collector_name.not_in(("", NO_NAME)), HandOver.happened_at < before)


def named_reports(before: datetime) -> Ids:
    """Deliveries that contradicted something, in which whoever took them stands by name."""
    named = LineReport.collector_name.not_in(("", NO_NAME))
    return select(LineReport.id).where(named, LineReport.happened_at < before)


def noted_lines(before: datetime) -> Ids:
    """Lines of bundles with a word beside them: a witness, or why it was not given."""
    return select(BundleLine.id).where(BundleLine.note != "", BundleLine.settled_at < before)


def noted_doors(before: datetime) -> Ids:
    """What a carrier wrote down at a door where nothing was given."""
    return select(DoorNote.id).where(DoorNote.words != "", ~DoorNote.is_open, DoorNote.happened_at < before)


def named_entries(before: datetime) -> Ids:
    """Rows of signature sheets in which whoever took it stands by name."""
    named = SheetEntry.collector_name.not_in(("", NO_NAME))
    return select(SheetEntry.id).where(named, SheetEntry.happened_at < before)


def reasoned_conflicts(before: datetime) -> Ids:
    """Rows of sheets that a person decided on, with a word of why."""
    told = SheetConflict.reason.not_in(("", NO_NAME))
    return select(SheetConflict.entry_id).where(told, SheetConflict.settled_at < before)


def people_who_left(before: datetime) -> Ids:
    """People of no household, whom only the log still names; a departure of late may still be taken back."""
    collected_lately = exists().where(HandOver.collector_person_id == Person.id, HandOver.happened_at >= before)
    left_lately = exists().where(HouseholdEvent.person_id == Person.id, HouseholdEvent.recorded_at >= before)
    gone = select(Person.id).where(
        Person.household_id.is_(None), Person.surname != NO_NAME, ~collected_lately, ~left_lately
    )  # fmt: skip
    return gone.where(Person.id.not_in(set_aside()))


def set_aside(*of: ColumnElement[bool]) -> set[int]:
    """People whom a merge took for somebody else: undoing it (one ``of`` these) needs them in no household."""
    ledgers = db.session.scalars(select(Merge.before).where(Merge.before.is_not(None), *of))
    return {person_id for before in ledgers if before for person_id in load(before).twins}


def rounds(before: datetime) -> Ids:
    """Sheets of wardens that are back, cancelled or overdue."""
    over = or_(
        Round.entered_at.is_not(None), Round.cancelled_at.is_not(None), Round.return_by < clock.local_date(before)
    )
    return select(Round.id).where(Round.made_at < before, over)


def reported_changes(before: datetime) -> Ids:
    """What wardens reported and a registrar has decided."""
    return select(ReportedChange.id).where(
        ReportedChange.reported_at < before, ReportedChange.state != ChangeState.WAITING
    )


def imported_rows(before: datetime) -> Ids:
    """Rows of lists that were written before."""
    return select(ImportLine.id).join(Import, Import.id == ImportLine.import_id).where(Import.finished_at < before)


def interviews(before: datetime) -> Ids:
    """Households that were drawn to be asked, and what they answered."""
    return select(Interview.id).join(Sample, Sample.id == Interview.sample_id).where(Sample.drawn_at < before)


def refused_scans(before: datetime) -> Ids:
    """Scans that did not end in aid."""
    return select(RefusedScan.id).where(RefusedScan.happened_at < before)


PARTS: Mapping[Kept, Sequence[Callable[[datetime], Ids]]] = {
    Kept.HOUSEHOLDS: (inactive_households,),
    Kept.DOCUMENTS: (documents,),
    Kept.NOTES: (notes, notes_of_emergencies, notes_of_refusals, working.notes_of_help),
    Kept.COLLECTORS: (
        former_proxies,
        named_collections,
        named_reports,
        noted_lines,
        noted_doors,
        named_entries,
        reasoned_conflicts,
        people_who_left,
    ),
    Kept.ROUNDS: (rounds, reported_changes),
    Kept.IMPORTED_ROWS: (imported_rows,),
    Kept.MERGES: (merge_snapshots, merged_households),
    Kept.INTERVIEWS: (interviews,),
    Kept.REFUSED_SCANS: (refused_scans,),
    Kept.WORKER_NAMES: (working.worker_names,),
    Kept.PASSES: (working.passes,),
}
"""What each kind is made of."""


def _was_given(household_id: Any, *, since: datetime) -> ColumnElement[bool]:
    promised = and_(Entitlement.household_id == household_id, HandOver.entitlement_id == Entitlement.id)
    return exists().where(promised, HandOver.happened_at >= since)


def _was_changed(household_id: Any, actions: Sequence[str], *, since: datetime) -> ColumnElement[bool]:
    return exists().where(
        AuditEntry.subject_kind == "household",
        AuditEntry.subject_id == household_id,
        AuditEntry.action.in_(actions),
        AuditEntry.recorded_at >= since,
    )
