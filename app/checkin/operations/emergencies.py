"""The desk's verbs about emergency kits: give one, link it to whoever was registered after it, take it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.approving import Approval
from app.audit import operations as audit
from app.checkin import queries, rules
from app.checkin.models import EmergencyIssue, EmergencyReason, EmergencyReversal
from app.checkin.operations.hand_overs import AlreadyReversed, TooLateToReverse
from app.checkin.queries import Place
from app.checkin.rules import WhyApproved, may_reverse
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.households import queries as households
from app.households.models import Household
from app.hubs import pausing
from app.hubs import queries as hubs


class KitNotHere(Refusal):
    """Another day has begun, or the desk has moved since the page was opened."""

    message = N_("This kit is not given here today. Choose another one.")


class RepeatedIssue(Exception):
    """The same form came again, after a lost answer or a second press. Nothing is written a second time."""

    def __init__(self, issue_id: int) -> None:
        super().__init__(issue_id)
        self.issue_id = issue_id


class StandsStill(Refusal):
    """An alarm: nobody is kept at a desk by anything."""

    message = N_("Not recorded: hand-over stands still. Give it after the all-clear.")


class LeadNeeded(Refusal):
    """More than the share, or not the first time: one person's word is not enough."""

    message = N_("Not recorded yet. A lead has to stand by.")
    status = 422

    def __init__(self, why: tuple[WhyApproved, ...]) -> None:
        super().__init__()
        self.why = why


class AlreadyLinked(Refusal):
    message = N_("A colleague has linked this emergency kit to a household already.")


class LinkedBefore(Exception):
    """It is linked to this household, or to a record that was merged into it: nothing is left to do."""


class NoSuchHousehold(Refusal):
    message = N_("Nobody is found by this card. Scan it again or choose by the surname.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is given, and why."""

    distribution_id: int | None
    programme_id: int
    kit_version_id: int
    quantity: int
    reason: EmergencyReason
    note: str = ""
    household_id: int | None = None
    """None of somebody who is not in the register yet."""


def give_emergency_kit(
    need: Need, *, place: Place, approval: Approval | None = None, nonce: str, actor: Actor, at: datetime
) -> EmergencyIssue:
    """Give a kit to somebody in need who has no promise. Registration must follow.

    ``approval`` counts only where it is needed: over the share of the day, a second time within a cycle, or besides
    what was promised and given. Raises RepeatedIssue, StandsStill, KitNotHere, LeadNeeded, NotFound.
    """
    household_id = _hold(need)
    repeated = queries.find_emergency_by_nonce(nonce)
    if repeated is not None:
        raise RepeatedIssue(repeated)
    if hubs.find_pause(place.location_id) is not None:
        raise StandsStill
    kit = _find_kit(need, place, at)
    why = tuple(
        rules.why_approved(
            kit.quota,
            need.quantity,
            is_repeated=household_id is not None and queries.is_emergency_repeated(household_id, need.programme_id, at),
            is_given=household_id is not None and queries.is_given(household_id, need.programme_id, at),
        )
    )
    if why and (approval is None or not approval.by.may(Permission.APPROVE_EXCEPTIONS)):
        raise LeadNeeded(why)
    issue = EmergencyIssue(
        location_id=place.location_id,
        desk=place.desk,
        programme_id=need.programme_id,
        distribution_id=need.distribution_id,
        kit_version_id=need.kit_version_id,
        quantity=need.quantity,
        reason=need.reason,
        note=need.note,
        household_id=household_id,
        linked_at=at if household_id is not None else None,
        linked_by_id=actor.staff_id if household_id is not None else None,
        given_by_id=actor.staff_id,
        approved_by_id=approval.by.staff_id if why and approval else None,
        approval_reason=approval.reason if why and approval else "",
        happened_at=at,
        nonce=nonce,
    )
    db.session.add(issue)
    db.session.flush()
    audit.record(
        "give emergency kit", "emergency kit", issue.id, actor=actor, at=at,
        household=household_id, location=place.location_id, desk=place.desk, distribution=need.distribution_id,
        kit_version=need.kit_version_id, quantity=need.quantity, reason=need.reason,
        approved_by=issue.approved_by_id, why=list(why),
    )  # fmt: skip
    return issue


def _hold(need: Need) -> int | None:
    """Pauses wait; then the day, then the household: in the order in which everybody holds them. Whose kit it is."""
    db.session.execute(select(pausing.holds_running()))
    if need.distribution_id is not None:
        queries.hold_distribution(need.distribution_id)
    return None if need.household_id is None else _hold_household(need.household_id)


def _hold_household(household_id: int) -> int:
    """The record itself, or the one into which it was merged since the page was opened. Raises NotFound."""
    kept = households.find_kept([household_id]).get(household_id)
    if kept is None:
        raise NotFound
    into = db.session.scalars(select(Household.merged_into_id).where(Household.id == kept).with_for_update()).one()
    return kept if into is None else _hold_household(into)


def _find_kit(need: Need, place: Place, at: datetime) -> queries.EmergencyKit:
    for kit in queries.list_emergency_kits(place.location_id, at):
        named = (kit.distribution_id, kit.programme_id, kit.kit_version_id)
        if named == (need.distribution_id, need.programme_id, need.kit_version_id):
            return kit
    raise KitNotHere


def link_emergency_kit(issue_id: int, household_id: int, *, actor: Actor, at: datetime) -> EmergencyIssue:
    """Say who it was, once they are registered. Raises LinkedBefore, AlreadyLinked, AlreadyReversed, NotFound."""
    household_id = _hold_household(household_id)
    issue = _get_locked(issue_id)
    if issue.household_id == household_id:
        raise LinkedBefore
    if issue.household_id is not None:
        raise AlreadyLinked
    if issue.is_reversed:
        raise AlreadyReversed
    issue.household_id, issue.linked_at, issue.linked_by_id = household_id, at, actor.staff_id
    db.session.flush()
    audit.record("link emergency kit", "emergency kit", issue.id, actor=actor, at=at, household=household_id)
    return issue


def reverse_emergency_kit(issue_id: int, *, reason: str, actor: Actor, at: datetime) -> EmergencyReversal:
    """Take it back: a new row says why. By who gave it within a quarter of an hour, later by the lead.

    Raises AlreadyReversed, TooLateToReverse, NotFound.
    """
    issue = _get_locked(issue_id)
    if issue.is_reversed:
        raise AlreadyReversed
    if not may_reverse(given_by_id=issue.given_by_id, given_at=issue.happened_at, actor=actor, at=at):
        raise TooLateToReverse
    issue.is_reversed = True
    reversal = EmergencyReversal(issue=issue, reason=reason, staff_id=actor.staff_id, recorded_at=at)
    db.session.add(reversal)
    db.session.flush()
    audit.record("take back emergency kit", "emergency kit", issue.id, actor=actor, at=at, quantity=issue.quantity)
    return reversal


def _get_locked(issue_id: int) -> EmergencyIssue:
    found = select(EmergencyIssue).where(EmergencyIssue.id == issue_id).with_for_update(of=EmergencyIssue)
    issue = db.session.scalar(found.execution_options(populate_existing=True))
    if issue is None:
        raise NotFound
    return issue
