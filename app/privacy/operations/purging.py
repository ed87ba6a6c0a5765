"""The purge: what is older than its term goes, in one transaction, and the trace says how much of what."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from app.audit import operations as audit
from app.bundles.models import DoorNote, LineReport
from app.checkin.models import EmergencyIssue, HandOver, RefusedItem, RefusedScan
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.models import BundleLine
from app.follow_ups.models import Answer, Interview
from app.households.models import Household, Person, Proxy
from app.hubs import queries as hubs
from app.imports.models import ImportLine
from app.merging import operations as merging
from app.privacy.models import Kept, RetentionTerm
from app.privacy.operations.clearing import clear_households, forget_people, forget_proxies
from app.privacy.operations.rows import run
from app.privacy.operations.tidying import NothingToClear, forget_due
from app.privacy.queries import going, terms, working
from app.privacy.rules import USUAL_DAYS, Terms, cutoff
from app.public_works.models import HelpRequest
from app.sheets.models import SheetConflict, SheetEntry
from app.wardens.models import ReportedChange, Round, RoundNeed, RoundRow, RoundStreet


class NotConfirmed(Refusal):
    message = N_("Write the name of the hub exactly as it stands above.")
    status = 422


def change_terms(wanted: Terms, *, actor: Actor, at: datetime) -> Terms:
    """Decide how long what is kept. Nothing goes before the next purge."""
    before = terms.get_terms()
    changed = {kind: days for kind, days in wanted.items() if before[kind] != days}
    db.session.execute(delete(RetentionTerm).where(RetentionTerm.kind.in_(changed)))
    db.session.add_all(RetentionTerm(kind=kind, days=days) for kind, days in changed.items() if _is_own(kind, days))
    db.session.flush()
    told = {kind.value: days or "∞" for kind, days in changed.items()}
    audit.record("change retention", "hub", None, actor=actor, at=at, **told)
    return terms.get_terms()


def _is_own(kind: Kept, days: int | None) -> bool:
    return USUAL_DAYS[kind] != days


def purge(typed_name: str, *, actor: Actor, at: datetime) -> Mapping[Kept, int]:
    """Clear what is older than its term; how many rows of each kind that were.

    ``typed_name`` is the name of the hub, written to show that it is meant. Raises NotConfirmed, NothingToClear.
    """
    if typed_name != hubs.get_hub().name:
        raise NotConfirmed
    kept = terms.get_terms()
    before = going.see_going(kept, at=at)
    if before.is_nothing:
        raise NothingToClear
    forget_due(kept, at=at)
    clear_households(_hold_clearable(kept, at), at=at)
    for kind, clear in CLEARERS.items():
        older = cutoff(kept[kind], at=at)
        if older is not None:
            clear(older)
    db.session.expire_all()
    cleared = {kind.value: count for kind, count in before.counts.items() if count}
    audit.record("purge", "hub", None, actor=actor, at=at, **cleared)
    return before.counts


def _hold_clearable(kept: Terms, at: datetime) -> Sequence[int]:
    """Households to clear, held until commit; one that a colleague has just taken back in is left alone."""
    clearable = going.clearable_households(kept, at=at)
    db.session.execute(select(Household.id).where(Household.id.in_(clearable)).order_by(Household.id).with_for_update())
    return sorted(db.session.scalars(clearable))


def _clear_documents(before: datetime) -> None:
    people = Person.id.in_(going.documents(before))
    run(update(Person).where(people).values(document_last4="", vouched_by=""))


def _clear_notes(before: datetime) -> None:
    run(update(Household).where(Household.id.in_(going.notes(before))).values(notes=""))
    run(update(EmergencyIssue).where(EmergencyIssue.id.in_(going.notes_of_emergencies(before))).values(note=""))
    run(update(RefusedItem).where(RefusedItem.id.in_(going.notes_of_refusals(before))).values(note=""))
    run(update(HelpRequest).where(HelpRequest.id.in_(working.notes_of_help(before))).values(note=""))


def _clear_collectors(before: datetime) -> None:
    named = HandOver.id.in_(going.named_collections(before))
    run(update(HandOver).where(named).values(collector_name=going.NO_NAME))
    told = LineReport.id.in_(going.named_reports(before))
    run(update(LineReport).where(told).values(collector_name=going.NO_NAME))
    run(update(BundleLine).where(BundleLine.id.in_(going.noted_lines(before))).values(note=""))
    run(update(DoorNote).where(DoorNote.id.in_(going.noted_doors(before))).values(words=""))
    typed = SheetEntry.id.in_(going.named_entries(before))
    run(update(SheetEntry).where(typed).values(collector_name=going.NO_NAME))
    decided = SheetConflict.entry_id.in_(going.reasoned_conflicts(before))
    run(update(SheetConflict).where(decided).values(reason=going.NO_NAME))
    forget_proxies(Proxy.id.in_(going.former_proxies(before)))
    forget_people(Person.id.in_(list(db.session.scalars(going.people_who_left(before)))))


def _clear_rounds(before: datetime) -> None:
    ids = list(db.session.scalars(going.rounds(before)))
    run(delete(ReportedChange).where(ReportedChange.id.in_(going.reported_changes(before))))
    rows = select(RoundRow.id).where(RoundRow.round_id.in_(ids))
    stays = or_(ReportedChange.round_id.in_(ids), ReportedChange.row_id.in_(rows))
    run(update(ReportedChange).where(stays).values(round_id=None, row_id=None))
    run(delete(RoundNeed).where(RoundNeed.row_id.in_(rows)))
    for table in (RoundRow, RoundStreet):
        run(delete(table).where(table.round_id.in_(ids)))
    run(delete(Round).where(Round.id.in_(ids)))


def _clear_imported_rows(before: datetime) -> None:
    run(delete(ImportLine).where(ImportLine.id.in_(going.imported_rows(before))))


def _clear_interviews(before: datetime) -> None:
    ids = going.interviews(before)
    run(delete(Answer).where(Answer.interview_id.in_(ids)))
    run(delete(Interview).where(Interview.id.in_(ids)))


def _clear_refused_scans(before: datetime) -> None:
    run(delete(RefusedScan).where(RefusedScan.id.in_(going.refused_scans(before))))


CLEARERS: Mapping[Kept, Callable[[datetime], object]] = {
    Kept.DOCUMENTS: _clear_documents,
    Kept.NOTES: _clear_notes,
    Kept.COLLECTORS: _clear_collectors,
    Kept.ROUNDS: _clear_rounds,
    Kept.IMPORTED_ROWS: _clear_imported_rows,
    Kept.MERGES: lambda before: merging.let_go(made_before=before),
    Kept.INTERVIEWS: _clear_interviews,
    Kept.REFUSED_SCANS: _clear_refused_scans,
}
"""What goes beside whole households, and beside what goes by itself."""
