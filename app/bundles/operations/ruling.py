"""A person decides: which of two facts holds, and what became of kits that are said to be lost."""

from datetime import datetime

from sqlalchemy import select, update

from app.accounts.approving import Approval
from app.audit import operations as audit
from app.bundles.models import DoorNote, LineReport, Ruling
from app.bundles.operations.returning import Fact, hold_siblings, make_hand_over, read_short
from app.bundles.operations.sending import SamePerson, close_if_settled, hold_bundle, settle
from app.bundles.rules import BROUGHT_BACK
from app.checkin import aid_log
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import BundleLine, LineOutcome


class StillGiven(Refusal):
    """One promise, one hand-over."""

    message = N_("Another hand-over still stands. Take it back first, with its reason, then record this one.")


class AlreadyRuled(Refusal):
    message = N_("Somebody decided on this a moment ago.")


def rule_report(
    report_id: int, ruling: Ruling, *, approval: Approval | None = None, actor: Actor, at: datetime
) -> LineReport:
    """A person decides between two facts; nothing that was known is changed unless it was taken back before.

    That kits are gone twice needs a second person. Raises NotFound, AlreadyRuled, StillGiven, SamePerson.
    """
    told = db.session.get(LineReport, report_id)
    if told is None:
        raise NotFound
    bundle = hold_bundle(told.line.bundle_id)
    report = db.session.scalars(
        select(LineReport).where(LineReport.id == report_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if report.ruling is not None:
        raise AlreadyRuled
    if ruling is Ruling.TWICE and (approval is None or approval.by.staff_id == actor.staff_id):
        raise SamePerson
    line = next(line for line in bundle.lines if line.id == report.line_id)
    was = line.outcome
    RULINGS[ruling](report, line, actor, at)
    report.ruling, report.ruled_at, report.ruled_by_id = ruling, at, actor.staff_id
    close_if_settled(bundle, at)
    db.session.flush()
    audit.record(
        "decide on line", "bundle", bundle.id, actor=actor, at=at,
        row=line.row_no, ruling=ruling, before=was, approved_by=approval.by.staff_id if approval else None,
    )  # fmt: skip
    return report


def _take(report: LineReport, line: BundleLine, actor: Actor, at: datetime) -> None:
    """Raises StillGiven."""
    siblings = hold_siblings([line])
    promise = line.entitlement
    of_cycle = siblings[promise.household_id, promise.cycle_id]
    if aid_log.given_of([one.id for one in of_cycle]):
        raise StillGiven
    fact = Fact(
        nonce=report.nonce, method=report.method, happened_at=report.happened_at,
        collector_kind=report.collector_kind, collector_person_id=report.collector_person_id,
        collector_name=report.collector_name, staff_id=report.staff_id, not_taken=read_short(report.not_taken),
    )  # fmt: skip
    make_hand_over(line, fact, of_cycle, at)
    settle(line, LineOutcome.GIVEN, note=line.note, actor=actor, at=at)


def _bring_back(report: LineReport, line: BundleLine, actor: Actor, at: datetime) -> None:
    if line.outcome is None:
        settle(line, LineOutcome.RETURNED, actor=actor, at=at)


def _give_twice(report: LineReport, line: BundleLine, actor: Actor, at: datetime) -> None:
    """Where this bundle gave it to begin with, one line cannot tell of two: its outcome stays."""
    if line.outcome is not LineOutcome.GIVEN:
        settle(line, LineOutcome.TWICE, note=line.note, actor=actor, at=at)


RULINGS = {Ruling.TAKEN: _take, Ruling.NOT_GIVEN: _bring_back, Ruling.TWICE: _give_twice}


def rule_loss(note_id: int, outcome: LineOutcome, *, approval: Approval, actor: Actor, at: datetime) -> DoorNote:
    """Two people say what became of kits that a carrier noted as lost: ``LOST``, or ``RETURNED`` where they are here.

    What was given meanwhile stays given. Raises NotFound, AlreadyRuled, SamePerson.
    """
    told = db.session.get(DoorNote, note_id)
    if told is None:
        raise NotFound
    if approval.by.staff_id == actor.staff_id:
        raise SamePerson
    bundle = hold_bundle(told.bundle_id)
    if not db.session.scalar(select(DoorNote.is_open).where(DoorNote.id == note_id)):
        raise AlreadyRuled
    line = next(line for line in bundle.lines if line.entitlement_id == told.entitlement_id)
    was = line.outcome
    if was is None or (was in BROUGHT_BACK and outcome is LineOutcome.LOST):
        settle(line, outcome, note=approval.reason[:120], actor=actor, at=at)
    of_line = DoorNote.bundle_id == bundle.id, DoorNote.entitlement_id == told.entitlement_id
    db.session.execute(update(DoorNote).where(*of_line, DoorNote.is_open).values(is_open=False))
    close_if_settled(bundle, at)
    db.session.flush()
    audit.record(
        "decide on loss", "bundle", bundle.id, actor=actor, at=at,
        row=line.row_no, outcome=outcome, before=was, approved_by=approval.by.staff_id,
    )  # fmt: skip
    return told
