"""At the hub: the file of a laptop is made, and what was done with it comes home."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from app.audit import operations as audit
from app.bundles import carrying, results, rules
from app.bundles.models import DoorNote, LineReport, NoteKind
from app.bundles.operations.returning import Fact, Siblings, hold_siblings, is_contradicted, make_reversed, take_fact
from app.bundles.operations.sending import close_if_settled, hold_bundle, settle, waiting_lines
from app.bundles.results import Asked, Done, Noted, Results, Urgent
from app.bundles.sealing import Misshapen
from app.checkin import aid_log
from app.checkin import queries as desk
from app.checkin.models import CollectorKind, DeliveryRequest, EmergencyIssue, EmergencyReversal, HandOver, Method
from app.checkin.operations import MoreThanPromised, Refused, refusing
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions.models import Bundle, BundleKind, BundleLine, Distribution, Entitlement, LineOutcome
from app.households import operations as households
from app.households import queries as registered
from app.households.models import Card, Person, Proxy
from app.households.proxies import ProxyDraft


class NotLaptopBundle(Refusal):
    message = N_("This bundle is on paper. Only a bundle for a laptop has a file.")


class ForeignFile(Refusal):
    """Of another hub, or of a bundle that this hub does not know."""

    message = N_("This file belongs to another hub. Take it to the hub that sent the laptop.")
    status = 422


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file of results did, in numbers."""

    bundle: Bundle
    given: int
    off_hours: int
    """Of these before their time or after it, as one walks a street."""
    back: int
    conflicts: int
    known: int
    """Hand-overs that another file, or this one, had brought before."""
    urgent: int
    """Kits that were given without a promise."""
    lost: int
    """Doors at which kits are said to be lost: two people look at each."""


def load_work(bundle_id: int, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """What the file for a laptop holds; that it was made is recorded. Raises NotFound, NotLaptopBundle."""
    bundle = hold_bundle(bundle_id)
    if bundle.kind is not BundleKind.LAPTOP:
        raise NotLaptopBundle
    body = carrying.pack(bundle)
    audit.record(
        "make field file", "bundle", bundle_id, actor=actor, at=at, lines=len(body["tables"]["entitlements"])
    )  # fmt: skip
    return body


def merge_results(body: Any, *, actor: Actor, at: datetime) -> Merged:
    """Take over what was done on a laptop. The same file twice changes nothing, and files come in any order.

    A fact whose promise was given otherwise meanwhile, or whose line was settled, waits for a person. Lines of which
    the file tells nothing were not given and are back. Raises Misshapen, ForeignFile.
    """
    brought = results.read(body)
    bundle_id = db.session.scalar(select(Bundle.id).where(Bundle.nonce == brought.nonce))
    if bundle_id is None:
        raise ForeignFile
    bundle = hold_bundle(bundle_id)
    _check(brought, bundle)
    try:
        merged = _Merging(bundle, actor, at).take(brought)
        db.session.flush()
    except (IntegrityError, DataError, MoreThanPromised) as error:
        raise Misshapen from error
    audit.record(
        "merge field work", "bundle", bundle_id, actor=actor, at=at,
        given=merged.given, returned=merged.back, conflicts=merged.conflicts, known=merged.known,
        urgent=merged.urgent, lost=merged.lost, refused=brought.refused,
    )  # fmt: skip
    return merged


_PROMISES = select(Entitlement).options(joinedload(Entitlement.cycle), selectinload(Entitlement.kits))


def _check(brought: Results, bundle: Bundle) -> None:
    """Only what left on this laptop comes back with it, though the hub has moved or merged some of it since.

    Raises ForeignFile.
    """
    ids = [line.entitlement_id for line in bundle.lines]
    promises = {promise.id: promise for promise in db.session.scalars(_PROMISES.where(Entitlement.id.in_(ids)))}
    facts: Sequence[Done | Noted | Asked] = (*brought.done, *brought.notes, *brought.asked)
    named = {fact.entitlement_id for fact in facts}
    programmes = {promise.cycle.programme_id for promise in promises.values()}
    cycles = {promise.cycle_id for promise in promises.values()}
    days = set(db.session.scalars(select(Distribution.id).where(Distribution.cycle_id.in_(cycles))))
    versions = {kit.kit_version_id for promise in promises.values() for kit in promise.kits}
    homes = {promise.household_id for promise in promises.values()}
    kept = registered.find_kept({one.household_id for one in brought.urgent})
    if not named <= set(promises) or not all(
        one.programme_id in programmes
        and one.kit_version_id in versions
        and one.distribution_id in {None, *days}
        and (one.household_id is None or kept.get(one.household_id) in homes)
        for one in brought.urgent
    ):
        raise ForeignFile


@dataclass(frozen=True, slots=True)
class _Merging:
    """One file that comes home: its bundle, who brings it, and when."""

    bundle: Bundle
    actor: Actor
    at: datetime

    def take(self, brought: Results) -> Merged:
        """Facts first, then what the carrier says of the other doors; what is left came back."""
        lines = {line.entitlement_id: line for line in self.bundle.lines}
        out = sum(line.outcome is None for line in self.bundle.lines)
        siblings = hold_siblings(self.bundle.lines)
        known = _known([one.nonce for one in brought.done], HandOver, LineReport)
        new = [one for one in brought.done if one.nonce not in known]
        taken = [self._take(one, lines[one.entitlement_id], siblings) for one in new]
        given = [one for one, word in zip(new, taken, strict=True) if word == "given"]
        urgent = self._take_urgent(brought.urgent)
        self._ask(brought)
        lost = self._note(brought.notes, lines)
        self._bring_back()
        close_if_settled(self.bundle, self.at)
        left = sum(line.outcome is None for line in self.bundle.lines)
        return Merged(
            self.bundle, len(given), sum(self._is_off_hours(one, lines[one.entitlement_id]) for one in given),
            out - left - len(given), taken.count("conflict"), len(known), urgent, lost,
        )  # fmt: skip

    def _happened(self, at: datetime) -> datetime:
        return rules.clamp(at, sent_at=self.bundle.sent_at, now=self.at)

    @property
    def _carrier_id(self) -> int | None:
        return self.bundle.carrier_id or self.actor.staff_id

    def _is_off_hours(self, done: Done, line: BundleLine) -> bool:
        slot = line.entitlement.slot
        return rules.off_hours(self._happened(done.happened_at), slot.starts_at, slot.ends_at) is not None

    # ---- what was given

    def _take(self, done: Done, line: BundleLine, siblings: Siblings) -> str:
        """What became of one hand-over of the field, in a word for counting."""
        is_free = done.taken_back is None and not is_contradicted(line, siblings)
        fact = self._fact(done, line, proxy_id=self._find_proxy(done, line) if is_free else None)
        if done.taken_back is not None:
            made = make_reversed(line, fact, done.taken_back.reason, self.at)
            refusing.keep(fact.not_taken, made.id)
            return "reversed"
        if not take_fact(line, fact, siblings, actor=self.actor, at=self.at):
            return "conflict"
        if fact.proxy_id is not None:
            proxy = households.hold_proxy(fact.proxy_id)
            if proxy.is_one_time:
                households.mark_proxy_used(proxy, fact.happened_at)
        return "given"

    def _fact(self, done: Done, line: BundleLine, *, proxy_id: int | None) -> Fact:
        """The hub's own rows count: a card, person or proxy that is not this household's by now is left out."""
        household_id = line.entitlement.household_id
        not_taken = [
            Refused(one.kit_version_id, one.kit_line_id, one.quantity, one.reason, one.note) for one in done.not_taken
        ]
        refusing.check(not_taken, line.entitlement_id)
        return Fact(
            nonce=done.nonce,
            method=Method.FIELD,
            happened_at=self._happened(done.happened_at),
            collector_kind=done.collector_kind,
            collector_person_id=_of_household(Person, done.collector_person_id, household_id),
            collector_name=done.collector_name,
            card_id=_of_household(Card, done.card_id, household_id),
            proxy_id=proxy_id,
            desk=done.desk,
            staff_id=self._carrier_id,
            not_taken=not_taken,
        )

    def _find_proxy(self, done: Done, line: BundleLine) -> int | None:
        """Who collected: somebody the hub had sent along, or somebody whom the household named at the door."""
        household_id = line.entitlement.household_id
        if done.collector_kind is CollectorKind.MEMBER:
            return None
        if done.named is None:
            return _of_household(Proxy, done.proxy_id, household_id)
        named = done.named
        draft = ProxyDraft(
            name=named.name, birth_year=named.birth_year, relation=named.relation, basis=named.basis,
            valid_from=named.valid_from, valid_to=named.valid_to, is_one_time=named.is_one_time,
        )  # fmt: skip
        return households.add_proxy(household_id, draft, actor=self.actor, at=self.at).id

    # ---- what was given without a promise, and what is to be brought another time

    def _take_urgent(self, urgent: Sequence[Urgent]) -> int:
        known = _known([one.nonce for one in urgent], EmergencyIssue)
        new = [one for one in urgent if one.nonce not in known]
        kept = registered.find_kept({one.household_id for one in new})
        for one in new:
            self._give_urgent(one, kept[one.household_id] if one.household_id is not None else None)
        return sum(one.taken_back is None for one in new)

    def _give_urgent(self, urgent: Urgent, household_id: int | None) -> None:
        happened_at, linked = self._happened(urgent.happened_at), household_id is not None
        issue = EmergencyIssue(
            location_id=self.bundle.location_id, desk=urgent.desk, programme_id=urgent.programme_id,
            distribution_id=urgent.distribution_id, kit_version_id=urgent.kit_version_id, quantity=urgent.quantity,
            reason=urgent.reason, note=urgent.note, given_by_id=self._carrier_id, happened_at=happened_at,
            household_id=household_id, linked_at=happened_at if linked else None,
            linked_by_id=self._carrier_id if linked else None, nonce=urgent.nonce,
            is_reversed=urgent.taken_back is not None,
        )  # fmt: skip
        db.session.add(issue)
        if urgent.taken_back is not None:
            db.session.add(
                EmergencyReversal(
                    issue=issue, reason=urgent.taken_back.reason, staff_id=self._carrier_id, recorded_at=self.at
                )
            )  # fmt: skip
        db.session.flush()

    def _ask(self, brought: Results) -> None:
        """Who is to get it at home next time, unless it was given or is on the list already."""
        ids = [one.entitlement_id for one in brought.asked]
        known = _known([one.nonce for one in brought.asked], DeliveryRequest)
        done = aid_log.given_of(ids) | set(desk.delivery_asked_of(ids))
        for one in brought.asked:
            if one.nonce not in known and one.entitlement_id not in done:
                request = DeliveryRequest(
                    entitlement_id=one.entitlement_id, nonce=one.nonce, asked_at=self._happened(one.asked_at),
                    asked_by_id=self._carrier_id,
                )  # fmt: skip
                db.session.add(request)
        db.session.flush()

    # ---- the other doors

    def _note(self, notes: Sequence[Noted], lines: dict[int, BundleLine]) -> int:
        """What the carrier says of doors at which nothing was given; at how many kits are lost."""
        known = _known([one.nonce for one in notes], DoorNote)
        new = [one for one in notes if one.nonce not in known]
        for one in new:
            line = lines[one.entitlement_id]
            db.session.add(self._door_note(one))
            outcome = rules.OUTCOMES[one.kind]
            if one.stands and outcome is not None and line.outcome is None:
                settle(line, outcome, note=one.words, actor=self.actor, at=self.at)
        db.session.flush()
        return sum(one.stands and one.kind is NoteKind.LOST for one in new)

    def _door_note(self, noted: Noted) -> DoorNote:
        return DoorNote(
            bundle_id=self.bundle.id, entitlement_id=noted.entitlement_id, nonce=noted.nonce, kind=noted.kind,
            words=noted.words, happened_at=self._happened(noted.happened_at), staff_id=self._carrier_id,
            received_at=self.at, is_open=noted.stands and noted.kind is NoteKind.LOST,
        )  # fmt: skip

    def _bring_back(self) -> None:
        """Lines that are still out and about which nothing waits for a person."""
        waiting = waiting_lines(self.bundle)
        for line in self.bundle.lines:
            if line.outcome is None and line.id not in waiting:
                settle(line, LineOutcome.RETURNED, actor=self.actor, at=self.at)


def _known(nonces: Collection[str], *kinds: Any) -> set[str]:
    """Facts that were brought before, whatever became of them since."""
    return {nonce for kind in kinds for nonce in db.session.scalars(select(kind.nonce).where(kind.nonce.in_(nonces)))}


def _of_household(model: type[Person | Card | Proxy], row_id: int | None, household_id: int) -> int | None:
    if row_id is None:
        return None
    return db.session.scalar(select(model.id).where(model.id == row_id, model.household_id == household_id))
