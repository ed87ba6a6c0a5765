"""On a field laptop: work is opened, done at a desk or from door to door, and given back."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update

from app.accounts.models import Staff
from app.accounts.operations import hash_password
from app.audit import operations as audit
from app.bundles import carrying, results
from app.bundles.models import DoorNote, NoteKind
from app.bundles.results import Asked, Done, Named, Noted, NotTaken, Results, TakenBack, Urgent
from app.checkin import aid_log
from app.checkin.models import (
    DeliveryRequest,
    EmergencyIssue,
    EmergencyReversal,
    HandOver,
    RefusedItem,
    RefusedScan,
    Reversal,
)
from app.core.actors import Actor
from app.core.db import Base, db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Bundle, Distribution, DistributionState, Entitlement
from app.households.models import Proxy
from app.hubs import queries as hubs
from app.hubs.operations import AlreadySetUp


class NotInField(Refusal):
    message = N_("This machine is a hub and not a field laptop.")


class StillOpen(Refusal):
    message = N_("Give the work back first: what was done here is not in a file yet.")


class WorkIsOver(Refusal):
    message = N_("This work was given back. What happens now is written down at the hub.")


class NotedTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")


class GivenHere(Refusal):
    message = N_("It was given here. Take that back first, then say why it was not given.")


def open_work(body: Any, *, password: str, actor: Actor, at: datetime) -> Staff:
    """Load the work of a laptop bundle into the empty database of this machine; who works with it.

    The ordinary desk works on it from now on. Raises AlreadySetUp, OtherFormat, Misshapen.
    """
    if db.session().get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE hubs IN SHARE ROW EXCLUSIVE MODE"))
    if hubs.find_hub() is not None:
        raise AlreadySetUp
    staff = carrying.unpack(body, password_hash=hash_password(password))
    bundle = _bundle_here()
    audit.record("open field work", "bundle", bundle.id, actor=actor, at=at, staff=staff.id)
    return staff


def _bundle_here() -> Bundle:
    """The one bundle of a field laptop. Raises NotInField."""
    if hubs.get_hub().field_bundle is None:
        raise NotInField
    return db.session.scalars(select(Bundle)).one()


def note_door(entitlement_id: int, kind: NoteKind, *, words: str, nonce: str, actor: Actor, at: datetime) -> DoorNote:
    """Write down why nothing was given at a door; the last word on a promise is the one that counts.

    Raises NotInField, NotedTwice, NotFound, WorkIsOver, GivenHere.
    """
    bundle = _bundle_here()
    if db.session.scalar(select(DoorNote.id).where(DoorNote.nonce == nonce)) is not None:
        raise NotedTwice
    if bundle.settled_at is not None:
        raise WorkIsOver
    if db.session.get(Entitlement, entitlement_id) is None:
        raise NotFound
    if aid_log.given_of([entitlement_id]):
        raise GivenHere
    note = DoorNote(
        bundle_id=bundle.id, entitlement_id=entitlement_id, nonce=nonce, kind=kind, words=words,
        happened_at=at, received_at=at, staff_id=actor.staff_id,
    )  # fmt: skip
    db.session.add(note)
    db.session.flush()
    audit.record("note at door", "bundle", bundle.id, actor=actor, at=at, entitlement=entitlement_id, outcome=kind)
    return note


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
    done, refused = _list_done(), db.session.scalar(select(func.count(RefusedScan.id))) or 0
    brought = Results(
        release=carrying.release(), number=bundle.number, nonce=bundle.nonce, refused=refused,
        done=done, notes=_list_notes(done), urgent=_list_urgent(), asked=_list_asked(),
    )  # fmt: skip
    db.session.flush()
    audit.record("give field work back", "bundle", bundle.id, actor=actor, at=at, done=len(done), refused=refused)
    return results.write(brought)


def _list_done() -> tuple[Done, ...]:
    found = (
        select(HandOver, Reversal, Proxy)
        .outerjoin(Reversal, Reversal.hand_over_id == HandOver.id)
        .outerjoin(Proxy, Proxy.id == HandOver.proxy_id)
        .order_by(HandOver.id)
    )
    return tuple(
        Done(
            entitlement_id=made.entitlement_id, nonce=made.nonce, card_id=made.card_id, desk=made.desk,
            collector_kind=made.collector_kind, collector_person_id=made.collector_person_id,
            collector_name=made.collector_name, proxy_id=proxy.id if proxy and not _is_new(proxy) else None,
            named=_named(proxy) if proxy and _is_new(proxy) else None, not_taken=_list_not_taken(made.id),
            happened_at=made.happened_at, taken_back=_taken_back(reversal),
        )
        for made, reversal, proxy in db.session.execute(found)
    )  # fmt: skip


def _is_new(proxy: Proxy) -> bool:
    """Named here: whoever came along in the file came without who had named them."""
    return proxy.created_by_id is not None


def _named(proxy: Proxy) -> Named:
    assert proxy.birth_year is not None  # noqa: S101 (asked at every door)
    return Named(
        name=proxy.name, birth_year=proxy.birth_year, relation=proxy.relation, basis=proxy.basis,
        valid_from=proxy.valid_from, valid_to=proxy.valid_to, is_one_time=proxy.is_one_time,
    )  # fmt: skip


def _list_not_taken(hand_over_id: int) -> tuple[NotTaken, ...]:
    found = select(RefusedItem).where(RefusedItem.hand_over_id == hand_over_id).order_by(RefusedItem.id)
    return tuple(
        NotTaken(
            kit_version_id=one.kit_version_id, kit_line_id=one.kit_line_id, quantity=one.quantity,
            reason=one.reason, note=one.note,
        )
        for one in db.session.scalars(found)
    )  # fmt: skip


def _taken_back(reversal: Reversal | EmergencyReversal | None) -> TakenBack | None:
    return None if reversal is None else TakenBack(reason=reversal.reason, at=reversal.recorded_at)


def _list_notes(done: tuple[Done, ...]) -> tuple[Noted, ...]:
    notes = db.session.scalars(select(DoorNote).order_by(DoorNote.id)).all()
    last = {note.entitlement_id: note.id for note in notes}
    given = {one.entitlement_id for one in done if one.taken_back is None}
    return tuple(
        Noted(
            entitlement_id=note.entitlement_id, nonce=note.nonce, kind=note.kind, words=note.words,
            happened_at=note.happened_at,
            stands=last[note.entitlement_id] == note.id and note.entitlement_id not in given,
        )
        for note in notes
    )  # fmt: skip


def _list_urgent() -> tuple[Urgent, ...]:
    found = (
        select(EmergencyIssue, EmergencyReversal)
        .outerjoin(EmergencyReversal, EmergencyReversal.issue_id == EmergencyIssue.id)
        .order_by(EmergencyIssue.id)
    )
    return tuple(
        Urgent(
            nonce=issue.nonce, programme_id=issue.programme_id, distribution_id=issue.distribution_id,
            kit_version_id=issue.kit_version_id, quantity=issue.quantity, reason=issue.reason, note=issue.note,
            desk=issue.desk, household_id=issue.household_id, happened_at=issue.happened_at,
            taken_back=_taken_back(reversal),
        )
        for issue, reversal in db.session.execute(found)
    )  # fmt: skip


def _list_asked() -> tuple[Asked, ...]:
    found = select(DeliveryRequest).where(DeliveryRequest.cancelled_at.is_(None)).order_by(DeliveryRequest.id)
    return tuple(
        Asked(entitlement_id=one.entitlement_id, nonce=one.nonce, asked_at=one.asked_at)
        for one in db.session.scalars(found)
    )


def forget_work(*, actor: Actor, at: datetime) -> None:
    """Empty the laptop after its work was given back; its trace begins anew by saying so.

    Raises NotInField, StillOpen.
    """
    bundle_id, is_over = _bundle_here().id, _bundle_here().settled_at is not None
    if not is_over:
        raise StillOpen
    db.session.expunge_all()
    for table in reversed(Base.metadata.sorted_tables):
        if not table.info.get("is_law"):
            db.session.execute(table.delete())
    audit.record("forget field work", "bundle", bundle_id, actor=actor, at=at)
