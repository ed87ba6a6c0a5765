"""Bundles as pages show them: one with its lines, those that are out, those that are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.bundles.models import DoorNote, LineReport
from app.bundles.queries.proposals import LOADED
from app.core.actors import Actor, Permission
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import Bundle, BundleLine, EntitledKit, Entitlement, LineOutcome, Slot, SlotMove
from app.stock.models import KitVersion
from app.wardens.rules import Number
from app.web.paging import PER_PAGE, Page

MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class Summary:
    """One bundle of a list, in numbers."""

    bundle: Bundle
    lines: int
    out: int
    """Lines of which nobody knows yet what became of them."""
    conflicts: int
    """Lines about which two facts wait for a person."""
    losses: int
    """Notes of the carrier that kits are lost, which wait for two people."""

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of closing."""
        return bool(self.out or self.conflicts or self.losses)


@dataclass(frozen=True, slots=True)
class KitSum:
    """How many kits of one kind a bundle holds."""

    version: KitVersion
    quantity: int

    @property
    def weight_g(self) -> int:
        return self.quantity * self.version.weight_g


_OUT = (
    select(func.count(BundleLine.id))
    .where(BundleLine.bundle_id == Bundle.id, BundleLine.outcome.is_(None))
    .correlate(Bundle)
    .scalar_subquery()
)
_LINES = select(func.count(BundleLine.id)).where(BundleLine.bundle_id == Bundle.id).correlate(Bundle).scalar_subquery()
_CONFLICTS = (
    select(func.count(LineReport.id))
    .join(BundleLine, BundleLine.id == LineReport.line_id)
    .where(BundleLine.bundle_id == Bundle.id, LineReport.ruling.is_(None))
    .correlate(Bundle)
    .scalar_subquery()
)
_LOSSES = (
    select(func.count(DoorNote.id))
    .where(DoorNote.bundle_id == Bundle.id, DoorNote.is_open)
    .correlate(Bundle)
    .scalar_subquery()
)
_IS_OPEN = or_(_OUT > 0, _CONFLICTS > 0, _LOSSES > 0)
_SUMMARY = select(Bundle, _LINES, _OUT, _CONFLICTS, _LOSSES).options(
    joinedload(Bundle.carrier), joinedload(Bundle.location)
)


def open_bundles(*, location_id: int | None = None, distribution_id: int | None = None) -> Sequence[Summary]:
    """Bundles that are not accounted for to the last line, the first to bring back first. They block closing."""
    found = _SUMMARY.where(_IS_OPEN).order_by(Bundle.return_by, Bundle.id).limit(MOST_OPEN)
    if location_id is not None:
        found = found.where(Bundle.location_id == location_id)
    if distribution_id is not None:
        found = found.where(Bundle.id.in_(_holding(distribution_id)))
    return _summaries(found)


def _holding(distribution_id: int) -> Select[int]:
    """Bundles with a line of this distribution of which something is still open."""
    reported = select(LineReport.line_id).where(LineReport.ruling.is_(None))
    lost = exists().where(
        DoorNote.bundle_id == BundleLine.bundle_id, DoorNote.entitlement_id == Entitlement.id, DoorNote.is_open
    )
    return (
        select(BundleLine.bundle_id)
        .join(Entitlement, Entitlement.id == BundleLine.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(
            Slot.distribution_id == distribution_id,
            or_(BundleLine.outcome.is_(None), BundleLine.id.in_(reported), lost),
        )
    )


def list_overdue(today: date) -> Sequence[Summary]:
    """Bundles that should have come back before today."""
    found = _SUMMARY.where(_IS_OPEN, Bundle.return_by < today)
    return _summaries(found.order_by(Bundle.return_by, Bundle.id).limit(MOST_OPEN))


def count_open() -> tuple[int, int]:
    """Lines about which two facts wait for a person; doors at which kits are said to be lost, not looked at by two."""
    conflicts = select(func.count()).where(LineReport.ruling.is_(None)).scalar_subquery()
    losses = select(func.count()).where(DoorNote.is_open).scalar_subquery()
    return db.session.execute(select(conflicts, losses)).one()


def list_bundles(after: int | None) -> Page[Summary]:
    """All bundles, the latest first, a page of them."""
    found = _SUMMARY.order_by(Bundle.id.desc()).limit(PER_PAGE + 1)
    if after is not None:
        found = found.where(Bundle.id < after)
    rows = _summaries(found)
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].bundle.id if len(rows) > PER_PAGE else None)


def list_carried_by(staff_id: int | None) -> Sequence[Summary]:
    """Bundles that this member of staff has to bring back, the first to bring back first."""
    mine = _SUMMARY.where(Bundle.carrier_id == staff_id, _OUT > 0)
    return _summaries(mine.order_by(Bundle.return_by, Bundle.id).limit(MOST_OPEN))


def _summaries(found: Select[Bundle, int, int, int, int]) -> list[Summary]:
    return [Summary(*row) for row in db.session.execute(found)]


_WHOLE = (
    select(Bundle)
    .options(
        joinedload(Bundle.carrier),
        joinedload(Bundle.location),
        selectinload(Bundle.lines).joinedload(BundleLine.entitlement).options(*LOADED),
    )
    .execution_options(populate_existing=True)
)


def get_bundle(bundle_id: int, actor: Actor) -> Bundle:
    """A bundle with its lines, their households and kits. Raises NotFound, also to a warden who does not carry it."""
    bundle = db.session.scalar(_WHOLE.where(Bundle.id == bundle_id))
    if bundle is None or not may_open(bundle, actor):
        raise NotFound
    return bundle


def may_open(bundle: Bundle, actor: Actor) -> bool:
    """Who sends bundles or enters paper opens every one; whoever carries one opens that one."""
    is_of_the_hub = actor.may(Permission.SEND_BUNDLES) or actor.may(Permission.ENTER_PAPER)
    return is_of_the_hub or (actor.staff_id is not None and bundle.carrier_id == actor.staff_id)


def find_by_number(number: Number, actor: Actor) -> Bundle | None:
    """The bundle with this number, if this actor may open it."""
    bundle = db.session.scalar(select(Bundle).where(Bundle.year == number.year, Bundle.serial == number.serial))
    return bundle if bundle is not None and may_open(bundle, actor) else None


def find_by_nonce(nonce: str) -> Bundle | None:
    """What the form with this nonce made."""
    return db.session.scalar(select(Bundle).where(Bundle.nonce == nonce))


def list_reports(bundle_id: int) -> Sequence[LineReport]:
    """What came back about its lines and could not be taken as it stands, what waits for a person first."""
    found = (
        select(LineReport)
        .join(BundleLine, BundleLine.id == LineReport.line_id)
        .where(BundleLine.bundle_id == bundle_id)
        .options(joinedload(LineReport.line))
        .order_by(case((LineReport.ruling.is_(None), 0), else_=1), LineReport.id)
    )
    return db.session.scalars(found).all()


def sum_kits(bundle: Bundle) -> list[KitSum]:
    """Kits by kind and version, the first of a promise first."""
    return sum_promises([line.entitlement for line in bundle.lines])


def sum_promises(promises: Sequence[Entitlement]) -> list[KitSum]:
    """The same of promises that are not in a bundle yet."""
    sums: dict[int, KitSum] = {}
    for kit in (kit for promise in promises for kit in promise.kits):
        before = sums.get(kit.kit_version_id)
        sums[kit.kit_version_id] = KitSum(kit.kit_version, kit.quantity + (before.quantity if before else 0))
    return list(sums.values())


def count_kits(bundle: Bundle, *outcomes: LineOutcome | None) -> int:
    """Kits of all kinds on the lines that ended so; None is for lines that are out."""
    lines = (line for line in bundle.lines if line.outcome in outcomes)
    return sum(kit.quantity for line in lines for kit in line.entitlement.kits)


def count_outcomes(distribution_id: int) -> dict[tuple[int, LineOutcome | None], int]:
    """Kits of a distribution that left with bundles, by kit version and what became of them; for closing.

    What was given stands there too, and in the hand-overs; what was brought back may have left again. Whoever has
    another time by now lost nothing on that day: a line belongs to the day that it left for.
    """
    slots = select(Slot.id).where(Slot.distribution_id == distribution_id)
    was_moved = select(SlotMove.entitlement_id).where(SlotMove.from_slot_id.in_(slots))
    found = (
        select(EntitledKit.kit_version_id, BundleLine.outcome, func.sum(EntitledKit.quantity))
        .join(Entitlement, Entitlement.id == EntitledKit.entitlement_id)
        .join(BundleLine, BundleLine.entitlement_id == Entitlement.id)
        .join(Bundle, Bundle.id == BundleLine.bundle_id)
        .where(or_(Entitlement.slot_id.in_(slots), Entitlement.id.in_(was_moved)), slot_it_left().in_(slots))
        .group_by(EntitledKit.kit_version_id, BundleLine.outcome)
    )
    return {(version_id, outcome): int(quantity) for version_id, outcome, quantity in db.session.execute(found)}


def slot_it_left() -> ColumnElement[int]:
    """Beside bundles and what was promised on their lines: for which slot a line left. Every move names the old one."""
    first_move = select(SlotMove.from_slot_id).where(
        SlotMove.entitlement_id == Entitlement.id, SlotMove.moved_at > Bundle.sent_at
    )
    earliest = first_move.order_by(SlotMove.id).limit(1).correlate(Entitlement, Bundle)
    return func.coalesce(earliest.scalar_subquery(), Entitlement.slot_id)
