"""What a carrier brings back becomes hand-overs; what contradicts something known waits for a person."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.audit import operations as audit
from app.bundles import rules
from app.bundles.models import LineReport
from app.bundles.operations.sending import close_if_settled, hold_bundle, settle
from app.bundles.rules import Mark
from app.checkin import aid_log
from app.checkin import rules as desk
from app.checkin.models import CollectorKind, HandOver, Method, RefusedReason, Reversal
from app.checkin.operations import Refused, refusing, standing
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.models import (
    Bundle,
    BundleLine,
    Cycle,
    Entitlement,
    LineOutcome,
    Programme,
    ProxyRule,
    WaitingEntry,
    WaitState,
)
from app.households.models import Household, Person, PersonRole


class BundleChanged(Refusal):
    """Two people type in the same slip."""

    message = N_("Somebody entered lines of this bundle a moment ago. Open it again to see what is there.")


class EnteredTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")


class NothingEntered(Refusal):
    message = N_("No row was marked. Mark what stands on the paper.")
    status = 422


class TakerNotAllowed(Refusal):
    """Who may take it is part of the programme's rule; what happened all the same is entered by a lead."""

    message = N_("Row %(row)d: by the rule of the programme this person may not take it. A lead enters this row.")
    status = 422


class BeforeSending(Refusal):
    message = N_("Row %(row)d: this time is before the bundle was sent, or still to come. Look at the paper again.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """That a line was given, as it came back."""

    nonce: str
    method: Method
    happened_at: datetime
    collector_kind: CollectorKind
    collector_person_id: int | None = None
    collector_name: str = ""
    card_id: int | None = None
    proxy_id: int | None = None
    desk: int | None = None
    staff_id: int | None
    not_taken: Sequence[Refused] = ()
    """What of it was refused."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a saving did, in numbers."""

    bundle: Bundle
    given: int
    back: int
    conflicts: int


Siblings = Mapping[tuple[int, int], Sequence[Entitlement]]
"""Promises of one household in one cycle, by both."""


def enter_lines(
    bundle_id: int, marks: Sequence[Mark], *, saves: int, nonce: str, actor: Actor, at: datetime
) -> Entered:
    """Write down what stands on the slip of a bundle, in parts or to the end.

    Rows that are accounted for already are passed over. ``saves`` is how often lines were entered when it was opened.
    Raises NotFound, EnteredTwice, BundleChanged, NothingEntered, TakerNotAllowed, BeforeSending.
    """
    bundle = hold_bundle(bundle_id)
    if bundle.saved_nonce == nonce:
        raise EnteredTwice
    if bundle.saves != saves:
        raise BundleChanged
    out = {line.row_no: line for line in bundle.lines if line.outcome is None}
    marks = [mark for mark in marks if mark.row_no in out]
    if not marks:
        raise NothingEntered
    siblings = hold_siblings([out[mark.row_no] for mark in marks if mark.outcome is LineOutcome.GIVEN])
    _check(marks, out, bundle, actor, at)
    conflicts = sum(_enter(mark, out[mark.row_no], siblings, actor=actor, at=at) for mark in marks)
    bundle.saves, bundle.saved_nonce = saves + 1, nonce
    close_if_settled(bundle, at)
    db.session.flush()
    given = sum(mark.outcome is LineOutcome.GIVEN for mark in marks) - conflicts
    back = sum(mark.outcome is not LineOutcome.GIVEN for mark in marks)
    audit.record(
        "enter bundle", "bundle", bundle_id, actor=actor, at=at, given=given, returned=back, conflicts=conflicts
    )  # fmt: skip
    return Entered(bundle, given, back, conflicts)


def _check(marks: Sequence[Mark], out: Mapping[int, BundleLine], bundle: Bundle, actor: Actor, at: datetime) -> None:
    """Raises TakerNotAllowed, BeforeSending."""
    given = [mark for mark in marks if mark.outcome is LineOutcome.GIVEN]
    rules_of = _proxy_rules([out[mark.row_no].entitlement_id for mark in given])
    for mark in given:
        rule = rules_of[out[mark.row_no].entitlement_id]
        is_allowed = rules.is_allowed(mark, rule, desk.relations(rule))
        if not is_allowed and not actor.may(Permission.APPROVE_EXCEPTIONS):
            raise TakerNotAllowed(row=mark.row_no)
        if mark.at is None or not bundle.sent_at.replace(second=0, microsecond=0) <= mark.at <= at:
            raise BeforeSending(row=mark.row_no)


def _proxy_rules(entitlement_ids: Collection[int]) -> dict[int, ProxyRule]:
    found = (
        select(Entitlement.id, Programme.proxy_rule)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .where(Entitlement.id.in_(entitlement_ids))
    )
    return {row.id: row.proxy_rule for row in db.session.execute(found)}


def _enter(mark: Mark, line: BundleLine, siblings: Siblings, *, actor: Actor, at: datetime) -> bool:
    """Whether it stays to be decided by a person."""
    if mark.outcome is not LineOutcome.GIVEN:
        settle(line, mark.outcome, note=mark.note, actor=actor, at=at)
        return False
    note = mark.name if mark.taken_by is rules.TakenBy.WITNESS else ""
    return not take_fact(line, _fact(mark, line, actor), siblings, note=note, actor=actor, at=at)


def _fact(mark: Mark, line: BundleLine, actor: Actor) -> Fact:
    assert mark.at is not None  # noqa: S101 (checked with the other rows)
    is_member = mark.collector is CollectorKind.MEMBER
    return Fact(
        nonce=hashlib.sha256(f"{line.bundle.nonce}.{line.row_no}".encode()).hexdigest()[:32],
        method=Method.BUNDLE,
        happened_at=mark.at,
        collector_kind=mark.collector,
        collector_person_id=_head_of(line.entitlement.household_id) if is_member else None,
        collector_name="" if is_member else mark.name,
        staff_id=actor.staff_id,
    )


def _head_of(household_id: int) -> int | None:
    """Who is printed on the slip as the addressee."""
    head = select(Person.id).where(Person.household_id == household_id, Person.role == PersonRole.HEAD)
    return db.session.scalar(head.order_by(Person.id).limit(1))


def hold_siblings(lines: Sequence[BundleLine]) -> Siblings:
    """Everything that the households of these lines were promised in the same cycles, held until commit."""
    ids = [line.entitlement_id for line in lines]
    told = _hold_households(ids)
    if told != (now := _households_of(ids)):  # one was merged into another while we waited
        told = _hold_households(ids) | now
    siblings: dict[tuple[int, int], list[Entitlement]] = {}
    for promise in standing.hold_promises(told):
        siblings.setdefault((promise.household_id, promise.cycle_id), []).append(promise)
    return siblings


def _households_of(entitlement_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(select(Entitlement.household_id).where(Entitlement.id.in_(entitlement_ids))))


def _hold_households(entitlement_ids: Collection[int]) -> set[int]:
    ids = _households_of(entitlement_ids)
    db.session.execute(select(Household.id).where(Household.id.in_(ids)).order_by(Household.id).with_for_update())
    return ids


def take_fact(line: BundleLine, fact: Fact, siblings: Siblings, *, note: str = "", actor: Actor, at: datetime) -> bool:
    """Make the hand-over of a line; False where something else is known, and both facts now wait for a person."""
    if is_contradicted(line, siblings):
        _report(line, fact, at)
        return False
    make_hand_over(line, fact, _of_cycle(line, siblings), at)
    settle(line, LineOutcome.GIVEN, note=note, actor=actor, at=at)
    return True


def is_contradicted(line: BundleLine, siblings: Siblings) -> bool:
    """Whether something else is known of a line by now than that it was given."""
    return line.outcome is not None or bool(aid_log.given_of([one.id for one in _of_cycle(line, siblings)]))


def _of_cycle(line: BundleLine, siblings: Siblings) -> Sequence[Entitlement]:
    promise = line.entitlement
    return siblings.get((promise.household_id, promise.cycle_id), [promise])


def make_hand_over(line: BundleLine, fact: Fact, of_cycle: Sequence[Entitlement], at: datetime) -> HandOver:
    """The fact as a row of the log. A promise that was withdrawn meanwhile stands again, because it was kept."""
    made = _write(line, fact, at)
    standing.let_a_given_one_stand(of_cycle, at=at)
    _end_waiting([promise.id for promise in of_cycle], at)
    return made


def make_reversed(line: BundleLine, fact: Fact, reason: str, at: datetime) -> HandOver:
    """A slip that was put right in the field at once: the log has both, and nothing of it counts."""
    made = _write(line, fact, at, is_reversed=True)
    db.session.add(Reversal(hand_over_id=made.id, reason=reason, staff_id=fact.staff_id, recorded_at=at))
    db.session.flush()
    return made


def _write(line: BundleLine, fact: Fact, at: datetime, *, is_reversed: bool = False) -> HandOver:
    made = HandOver(
        entitlement_id=line.entitlement_id, nonce=fact.nonce, card_id=fact.card_id,
        location_id=line.bundle.location_id, desk=fact.desk, staff_id=fact.staff_id, method=fact.method,
        collector_kind=fact.collector_kind, collector_person_id=fact.collector_person_id,
        collector_name=fact.collector_name, proxy_id=fact.proxy_id, bundle_line_id=line.id,
        happened_at=fact.happened_at, recorded_at=at, is_reversed=is_reversed,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    refusing.keep(fact.not_taken, made.id)
    return made


def _end_waiting(entitlement_ids: Collection[int], at: datetime) -> None:
    """Who has it does not wait for it any more."""
    waits = WaitingEntry.entitlement_id.in_(entitlement_ids) & WaitingEntry.closed_at.is_(None)
    db.session.execute(
        update(WaitingEntry).where(waits).values(state=WaitState.PLACED, held_until=None, closed_at=at)
    )  # fmt: skip


def _report(line: BundleLine, fact: Fact, at: datetime) -> None:
    """Kept once, however often the same fact comes back."""
    if db.session.scalar(select(LineReport.id).where(LineReport.nonce == fact.nonce)) is not None:
        return
    db.session.add(
        LineReport(
            line_id=line.id, nonce=fact.nonce, method=fact.method, happened_at=fact.happened_at,
            collector_kind=fact.collector_kind, collector_person_id=fact.collector_person_id,
            collector_name=fact.collector_name, staff_id=fact.staff_id, received_at=at,
            not_taken=_keep_short(fact.not_taken),
        )
    )  # fmt: skip
    db.session.flush()


def _keep_short(refused: Sequence[Refused]) -> str:
    """What of it was not taken, without the free words: they are not kept beside two facts."""
    rows = [[one.kit_version_id, one.kit_line_id, one.quantity, one.reason] for one in refused]
    return json.dumps(rows) if rows else ""


def read_short(kept: str) -> list[Refused]:
    """What :class:`LineReport` keeps of that."""
    rows = json.loads(kept) if kept else []
    return [Refused(version, line, quantity, RefusedReason(reason)) for version, line, quantity, reason in rows]
