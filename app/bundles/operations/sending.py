"""Bundles leave the desk, and single lines come back to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.approving import Approval
from app.accounts.models import Staff
from app.accounts.rules import permissions_of
from app.audit import operations as audit
from app.bundles import rules
from app.bundles.models import DoorNote, LineReport
from app.checkin import aid_log
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    LineOutcome,
    Slot,
)
from app.hubs import queries as hubs
from app.hubs.models import Hub


class NothingChosen(Refusal):
    message = N_("Nothing is chosen. Tick at least one household.")
    status = 422


class TooManyLines(Refusal):
    message = N_("A bundle holds at most %(most)d households. Choose fewer hours.")
    status = 422


class LinesGone(Refusal):
    """Somebody was quicker: the desk, another bundle, a move to another time."""

    message = N_(
        "%(gone)d of the chosen were given, sent out or moved a moment ago. Nothing was sent. Look at the list again."
    )


class ReturnIsPast(Refusal):
    message = N_("This day is over. Choose a day from today on.")
    status = 422


class CarrierCannotGive(Refusal):
    """Whoever takes a laptop works at a desk that nobody else looks at."""

    message = N_("A laptop is taken by somebody who may give aid at a desk. Choose another person.")
    status = 422


class SentTwice(Refusal):
    """The form with this nonce has already been carried out; the view shows what it did."""

    message = N_("This form was already sent.")

    def __init__(self, bundle_id: int) -> None:
        super().__init__()
        self.bundle_id = bundle_id


class LineSettled(Refusal):
    message = N_("This line is accounted for already. Open the bundle again to see how.")


class LineOnLaptop(Refusal):
    """The laptop has no link: it would give the same once more."""

    message = N_("This line is on a laptop without a link. It comes back with its file, or with a second person.")


class SamePerson(Refusal):
    message = N_("The second person is somebody else than the one who is signed in.")
    status = 422


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who signs for the kits: somebody of the staff, or a volunteer by name."""

    name: str
    staff_id: int | None = None


def send_bundle(
    entitlement_ids: Sequence[int],
    *,
    kind: BundleKind,
    carrier: Carrier,
    return_by: date,
    nonce: str,
    actor: Actor,
    at: datetime,
) -> Bundle:
    """Let these promises leave the desk with one carrier, in this order. From now on no desk gives them.

    All of one location; each stands, was not given and is not out. Raises NothingChosen, TooManyLines, ReturnIsPast,
    CarrierCannotGive, LinesGone, SentTwice.
    """
    today = clock.local_date(at)
    if return_by < today:
        raise ReturnIsPast
    ids = list(dict.fromkeys(entitlement_ids))
    if not ids:
        raise NothingChosen
    if len(ids) > rules.MOST_LINES:
        raise TooManyLines(most=rules.MOST_LINES)
    serial = _next_serial(today.year, nonce)
    location_id = _hold_sendable(ids)
    bundle = Bundle(
        year=today.year, serial=serial, kind=kind, location_id=location_id, carrier_id=carrier.staff_id,
        carrier_name=carrier.name, sent_at=at, sent_by_id=actor.staff_id, return_by=return_by, nonce=nonce,
        lines=[BundleLine(row_no=row_no, entitlement_id=each) for row_no, each in enumerate(ids, start=1)],
    )  # fmt: skip
    _save(bundle, len(ids))
    audit.record(
        "send bundle", "bundle", bundle.id, actor=actor, at=at,
        kind=kind, carrier=carrier.staff_id, location=location_id, lines=len(ids), kits=_count_kits(ids),
    )  # fmt: skip
    return bundle


def _next_serial(year: int, nonce: str) -> int:
    """The hub is held until commit, so that numbers follow each other. Raises SentTwice."""
    db.session.scalars(select(Hub).where(Hub.id == hubs.get_hub().id).with_for_update()).one()
    made = db.session.scalar(select(Bundle.id).where(Bundle.nonce == nonce))
    if made is not None:
        raise SentTwice(made)
    last = db.session.scalar(select(func.max(Bundle.serial)).where(Bundle.year == year))
    return (last or 0) + 1


def _hold_sendable(ids: Sequence[int]) -> int:
    """The location of promises that may leave, held until commit. Raises LinesGone.

    First their days, so that none is closed meanwhile: what is out then would come back to a day that is over. What
    was given or sent is looked at apart from the lock: PostgreSQL answers a join with what stood there before.
    """
    days = select(Slot.distribution_id).join(Entitlement, Entitlement.slot_id == Slot.id).where(Entitlement.id.in_(ids))
    db.session.execute(
        select(Distribution.id).where(Distribution.id.in_(days)).order_by(Distribution.id).with_for_update(read=True)
    )
    held = db.session.execute(
        select(Entitlement.id, Distribution.location_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .where(
            Entitlement.id.in_(ids), Entitlement.stands, Distribution.state == DistributionState.PUBLISHED
        )
        .order_by(Entitlement.id)
        .with_for_update(of=Entitlement)
    ).all()  # fmt: skip
    out = select(BundleLine.entitlement_id).where(BundleLine.entitlement_id.in_(ids), BundleLine.outcome.is_(None))
    free = {row.id for row in held} - aid_log.given_of(ids) - set(db.session.scalars(out))
    places = {row.location_id for row in held}
    if len(free) != len(ids) or len(places) != 1:
        raise LinesGone(gone=max(1, len(ids) - len(free)))
    return int(places.pop())


def _save(bundle: Bundle, lines: int) -> None:
    """The database is the second wall: two bundles with one line end in the same sentence."""
    db.session.add(bundle)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_bundle_lines_out", "bundle_lines.entitlement_id"):
            raise LinesGone(gone=lines) from error
        raise


def _count_kits(ids: Collection[int]) -> int:
    found = select(func.sum(EntitledKit.quantity)).where(EntitledKit.entitlement_id.in_(ids))
    return int(db.session.scalar(found) or 0)


def find_carrier(staff_id: int, *, for_laptop: bool = False) -> Carrier:
    """Somebody of the staff as a carrier. Raises NotFound, CarrierCannotGive."""
    staff = db.session.get(Staff, staff_id)
    if staff is None or staff.retired_at is not None:
        raise NotFound
    if for_laptop and Permission.GIVE_AID not in permissions_of(role.role for role in staff.roles):
        raise CarrierCannotGive
    return Carrier(staff.name, staff.id)


def hold_bundle(bundle_id: int) -> Bundle:
    """A bundle with its lines as they are now, held until commit. Raises NotFound."""
    held = db.session.scalar(
        select(Bundle).where(Bundle.id == bundle_id).with_for_update().execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound
    db.session.refresh(held, ["lines"])
    return held


def take_line_back(bundle_id: int, line_id: int, *, reason: str, actor: Actor, at: datetime) -> BundleLine:
    """Give a line back to the desk before the carrier has left, or because the addressee came to the desk.

    Raises NotFound, LineOnLaptop, LineSettled.
    """
    bundle = hold_bundle(bundle_id)
    line = next((line for line in bundle.lines if line.id == line_id), None)
    if line is None:
        raise NotFound
    if bundle.kind is BundleKind.LAPTOP:
        raise LineOnLaptop
    if line.outcome is not None:
        raise LineSettled
    settle(line, LineOutcome.RETURNED, note=reason, actor=actor, at=at)
    close_if_settled(bundle, at)
    db.session.flush()
    audit.record("take line back", "bundle", bundle_id, actor=actor, at=at, row=line.row_no)
    return line


def take_all_back(bundle_id: int, outcome: LineOutcome, *, approval: Approval, actor: Actor, at: datetime) -> Bundle:
    """Account for every line that is still out because the paper, the laptop or the kits will not come back.

    ``RETURNED``: the kits are here. ``LOST``: they are gone. Either way the households are owed what they were
    promised. Lines about which two facts wait for a person are left to that. Raises NotFound, LineSettled, SamePerson.
    """
    if approval.by.staff_id == actor.staff_id:
        raise SamePerson
    bundle = hold_bundle(bundle_id)
    waiting = waiting_lines(bundle)
    lines = [line for line in bundle.lines if line.outcome is None and line.id not in waiting]
    if not lines:
        raise LineSettled
    for line in lines:
        settle(line, outcome, note=approval.reason[:120], actor=actor, at=at)
    close_if_settled(bundle, at)
    db.session.flush()
    audit.record(
        "take bundle back", "bundle", bundle_id, actor=actor, at=at,
        outcome=outcome, lines=len(lines), approved_by=approval.by.staff_id,
    )  # fmt: skip
    return bundle


def waiting_lines(bundle: Bundle) -> set[int]:
    """Lines about which a person has to decide: two facts stand against each other, or kits are said to be lost."""
    of_bundle = [line.id for line in bundle.lines]
    told = select(LineReport.line_id).where(LineReport.line_id.in_(of_bundle), LineReport.ruling.is_(None))
    lost = select(DoorNote.entitlement_id).where(DoorNote.bundle_id == bundle.id, DoorNote.is_open)
    gone = set(db.session.scalars(lost))
    return {*db.session.scalars(told), *(line.id for line in bundle.lines if line.entitlement_id in gone)}


def settle(line: BundleLine, outcome: LineOutcome, *, note: str = "", actor: Actor, at: datetime) -> None:
    """Write what became of a line. Part of larger acts, which write the trace."""
    line.outcome, line.settled_at, line.settled_by_id, line.note = outcome, at, actor.staff_id, note


def close_if_settled(bundle: Bundle, at: datetime) -> None:
    """A bundle is over when nothing of it is out."""
    is_over = all(line.outcome is not None for line in bundle.lines)
    bundle.settled_at = (bundle.settled_at or at) if is_over else None


def look_at_bundle(bundle_id: int, purpose: str, *, actor: Actor, at: datetime) -> None:
    """Leave a trace that names and addresses of a bundle were shown or printed."""
    audit.record("look at bundle", "bundle", bundle_id, actor=actor, at=at, purpose=purpose)
