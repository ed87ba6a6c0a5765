"""The field laptop: work is opened on it, closed on it, and what was done comes back to the hub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from app.accounts.models import Staff
from app.accounts.operations import hash_password
from app.audit import operations as audit
from app.bundles import carrying, rules
from app.bundles.carrying import Done
from app.bundles.models import LineReport
from app.bundles.operations.returning import Fact, Siblings, hold_siblings, take_fact
from app.bundles.operations.sending import close_if_settled, hold_bundle, settle
from app.checkin.models import CollectorKind, HandOver, Method, RefusedScan, Reversal
from app.core.actors import Actor
from app.core.db import Base, db
from app.core.errors import N_, Refusal
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    Distribution,
    DistributionState,
    LineOutcome,
)
from app.households import operations as households
from app.households.models import Card, Person, Proxy
from app.hubs import queries as hubs
from app.hubs.operations import AlreadySetUp


class NotInField(Refusal):
    message = N_("This machine is a hub and not a field laptop.")


class NotLaptopBundle(Refusal):
    message = N_("This bundle is on paper. Only a bundle for a laptop has a file.")


class StillOpen(Refusal):
    message = N_("Give the work back first: what was done here is not in a file yet.")


class ForeignFile(Refusal):
    """Of another hub, or of a bundle that this hub does not know."""

    message = N_("This file belongs to another hub. Take it to the hub that sent the laptop.")
    status = 422


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file of results did, in numbers."""

    bundle: Bundle
    given: int
    back: int
    conflicts: int
    known: int
    """Hand-overs that another file, or this one, had brought before."""


# ---- on the laptop


def open_work(body: Mapping[str, Any], *, password: str, actor: Actor, at: datetime) -> Staff:
    """Load the work of a laptop bundle into the empty database of this machine; who works with it.

    The ordinary desk works on it from now on. Raises AlreadySetUp, OtherFormat.
    """
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE hubs IN SHARE ROW EXCLUSIVE MODE"))
    if hubs.find_hub() is not None:
        raise AlreadySetUp
    staff = carrying.unpack(dict(body), password_hash=hash_password(password))
    bundle = _bundle_here()
    audit.record("open field work", "bundle", bundle.id, actor=actor, at=at, staff=staff.id)
    return staff


def _bundle_here() -> Bundle:
    """The one bundle of a field laptop. Raises NotInField."""
    if hubs.get_hub().field_bundle is None:
        raise NotInField
    return db.session.scalars(select(Bundle)).one()


def close_work(*, actor: Actor, at: datetime) -> dict[str, Any]:
    """Stop giving on this laptop; everything that was done on it, as the file of results holds it.

    Done again it gives the same: a file may be lost on its way. Raises NotInField.
    """
    bundle = _bundle_here()
    bundle.settled_at = bundle.settled_at or at
    db.session.execute(
        update(Distribution)
        .where(Distribution.state == DistributionState.PUBLISHED)
        .values(state=DistributionState.CLOSED, closed_at=at)
    )
    done = _list_done()
    refused = db.session.scalar(select(func.count(RefusedScan.id))) or 0
    db.session.flush()
    audit.record("give field work back", "bundle", bundle.id, actor=actor, at=at, done=len(done), refused=refused)
    return {
        "release": carrying.release(),
        "number": bundle.number,
        "nonce": bundle.nonce,
        "staff_id": bundle.carrier_id,
        "refused": refused,
        "done": done,
    }


def _list_done() -> list[dict[str, Any]]:
    found = (
        select(HandOver, Reversal.reason, Reversal.recorded_at)
        .outerjoin(Reversal, Reversal.hand_over_id == HandOver.id)
        .order_by(HandOver.id)
    )
    return [
        {
            "entitlement_id": made.entitlement_id,
            "nonce": made.nonce,
            "card_id": made.card_id,
            "desk": made.desk,
            "collector_kind": made.collector_kind.value,
            "collector_person_id": made.collector_person_id,
            "collector_name": made.collector_name,
            "proxy_id": made.proxy_id,
            "happened_at": made.happened_at.isoformat(),
            "reversed_because": reason or "",
            "reversed_at": reversed_at.isoformat() if reversed_at else None,
        }
        for made, reason, reversed_at in db.session.execute(found)
    ]


def forget_work(*, actor: Actor, at: datetime) -> None:
    """Empty the laptop after its work was given back; its trace begins anew by saying so.

    Raises NotInField, StillOpen.
    """
    bundle_id, is_over = _bundle_here().id, _bundle_here().settled_at is not None
    if not is_over:
        raise StillOpen
    db.session.expunge_all()
    for table in reversed(Base.metadata.sorted_tables):
        db.session.execute(table.delete())
    audit.record("forget field work", "bundle", bundle_id, actor=actor, at=at)


# ---- at the hub


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


def merge_results(body: Mapping[str, Any], *, actor: Actor, at: datetime) -> Merged:
    """Take over what was done on a laptop. The same file twice changes nothing, and files come in any order.

    A fact whose promise was given otherwise meanwhile, or whose line was settled, waits for a person. Lines of which
    the file tells nothing were not given and are back. Raises ForeignFile.
    """
    bundle_id = db.session.scalar(select(Bundle.id).where(Bundle.nonce == body["nonce"]))
    if bundle_id is None:
        raise ForeignFile
    bundle = hold_bundle(bundle_id)
    done = carrying.read_done(dict(body))
    lines = {line.entitlement_id: line for line in bundle.lines}
    if not {one.entitlement_id for one in done} <= set(lines):
        raise ForeignFile
    siblings = hold_siblings(bundle.lines)
    known = _known([one.nonce for one in done])
    new = [one for one in done if one.nonce not in known]
    taken = [_take(one, lines[one.entitlement_id], siblings, actor=actor, at=at) for one in new]
    back = _bring_back(bundle, actor, at)
    close_if_settled(bundle, at)
    db.session.flush()
    merged = Merged(bundle, taken.count("given"), back, taken.count("conflict"), len(done) - len(new))
    audit.record(
        "merge field work", "bundle", bundle_id, actor=actor, at=at,
        given=merged.given, returned=back, conflicts=merged.conflicts, known=merged.known,
        reversed=taken.count("reversed"), refused=int(body["refused"]),
    )  # fmt: skip
    return merged


def _known(nonces: Sequence[str]) -> set[str]:
    """Facts that were brought before, whatever became of them since."""
    made = select(HandOver.nonce).where(HandOver.nonce.in_(nonces))
    told = select(LineReport.nonce).where(LineReport.nonce.in_(nonces))
    return {*db.session.scalars(made), *db.session.scalars(told)}


def _take(done: Done, line: BundleLine, siblings: Siblings, *, actor: Actor, at: datetime) -> str:
    """What became of one hand-over of the field, in a word for counting."""
    fact = _fact(done, line, actor, at)
    if done.reversed_at is not None:
        _keep_reversed(done, line, fact, at)
        return "reversed"
    if not take_fact(line, fact, siblings, actor=actor, at=at):
        return "conflict"
    if fact.proxy_id is not None:
        proxy = households.hold_proxy(fact.proxy_id)
        if proxy.is_one_time:
            households.mark_proxy_used(proxy, fact.happened_at)
    return "given"


def _fact(done: Done, line: BundleLine, actor: Actor, at: datetime) -> Fact:
    """The hub's own rows count: a card, person or proxy that is not this household's by now is left out."""
    household_id, bundle = line.entitlement.household_id, line.bundle
    kind = CollectorKind(done.collector_kind)
    return Fact(
        nonce=done.nonce,
        method=Method.FIELD,
        happened_at=rules.clamp(done.happened_at, sent_at=bundle.sent_at, now=at),
        collector_kind=kind,
        collector_person_id=_of_household(Person, done.collector_person_id, household_id),
        collector_name=done.collector_name,
        card_id=_of_household(Card, done.card_id, household_id),
        proxy_id=None if kind is CollectorKind.MEMBER else _of_household(Proxy, done.proxy_id, household_id),
        desk=done.desk,
        staff_id=bundle.carrier_id or actor.staff_id,
    )


def _of_household(model: type[Person | Card | Proxy], row_id: int | None, household_id: int) -> int | None:
    if row_id is None:
        return None
    return db.session.scalar(select(model.id).where(model.id == row_id, model.household_id == household_id))


def _keep_reversed(done: Done, line: BundleLine, fact: Fact, at: datetime) -> None:
    """A slip that was put right in the field at once: the log has both, and nothing of it counts."""
    made = HandOver(
        entitlement_id=line.entitlement_id, nonce=fact.nonce, card_id=fact.card_id,
        location_id=line.bundle.location_id, desk=fact.desk, staff_id=fact.staff_id, method=fact.method,
        collector_kind=fact.collector_kind, collector_person_id=fact.collector_person_id,
        collector_name=fact.collector_name, bundle_line_id=line.id, happened_at=fact.happened_at, recorded_at=at,
        is_reversed=True,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add(
        Reversal(hand_over_id=made.id, reason=done.reversed_because, staff_id=fact.staff_id, recorded_at=at)
    )  # fmt: skip


def _bring_back(bundle: Bundle, actor: Actor, at: datetime) -> int:
    """Lines that are still out and about which nothing waits for a person; how many."""
    ids = [line.id for line in bundle.lines]
    told = select(LineReport.line_id).where(LineReport.line_id.in_(ids), LineReport.ruling.is_(None))
    waiting = set(db.session.scalars(told))
    lines = [line for line in bundle.lines if line.outcome is None and line.id not in waiting]
    for line in lines:
        settle(line, LineOutcome.RETURNED, actor=actor, at=at)
    return len(lines)
