"""Emergency kits: which may be given here today, which were, and which still wait for a registration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from app.checkin import rules
from app.checkin.models import EmergencyIssue, HandOver
from app.checkin.rules import Quota
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions import queries as distributions
from app.distributions.models import Cycle, Distribution, EntitledKit, Entitlement, Programme, Slot
from app.households.models import Household, HouseholdStatus
from app.stock.models import Kit, KitVersion
from app.web.paging import PER_PAGE, Page

MOST_SHOWN = 10
"""Earlier emergency kits of a household that a page shows."""
MOST_OFFERED = 5
"""Kits of which a household that was just registered is asked whether they were its own."""
WITHIN = timedelta(days=1)
"""How soon the registration follows the kit."""


@dataclass(frozen=True, slots=True)
class EmergencyKit:
    """A kit that may be given here today, and how many of it. Without a distribution there is no share of anything."""

    programme_id: int
    programme: str
    distribution_id: int | None
    kit_version_id: int
    kit: Kit
    quota: Quota

    @property
    def choice(self) -> str:
        """How a form names it."""
        return f"{self.distribution_id or ''}.{self.programme_id}.{self.kit_version_id}"


def list_emergency_kits(location_id: int, at: datetime) -> Sequence[EmergencyKit]:
    """The kits of today's distributions here, each with its share; on another day those of every running programme."""
    held = distributions.distributions_today(location_id, clock.local_date(at))
    if not held:
        return _of_programmes(clock.local_date(at))
    planned, given = _planned([one.id for one in held]), count_emergencies([one.id for one in held])
    return [
        EmergencyKit(
            one.cycle.programme_id,
            one.cycle.programme.title,
            one.id,
            version.id,
            version.kit,
            Quota(rules.most_of(kits, one.cycle.programme.emergency_percent), given.get((one.id, version.id), 0)),
        )
        for one in held
        for version, kits in planned.get(one.id, ())
    ]


def _planned(distribution_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[KitVersion, int]]]:
    """Kits promised at each of these distributions."""
    found = (
        select(Slot.distribution_id, KitVersion, func.sum(EntitledKit.quantity))
        .join(Entitlement, Entitlement.slot_id == Slot.id)
        .join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
        .join(KitVersion, KitVersion.id == EntitledKit.kit_version_id)
        .where(Slot.distribution_id.in_(distribution_ids), Entitlement.stands)
        .group_by(Slot.distribution_id, KitVersion.id)
        .order_by(Slot.distribution_id, func.min(EntitledKit.position), KitVersion.id)
    )
    planned: dict[int, list[tuple[KitVersion, int]]] = {}
    for distribution_id, version, kits in db.session.execute(found.options(joinedload(KitVersion.kit))).unique():
        planned.setdefault(distribution_id, []).append((version, int(kits)))
    return planned


def count_emergencies(distribution_ids: Sequence[int]) -> Mapping[tuple[int, int], int]:
    """Emergency kits given out of those of these distributions, by distribution and version of the kit.

    For closing: they left the point besides what was promised. Reversed ones do not count.
    """
    found = (
        select(EmergencyIssue.distribution_id, EmergencyIssue.kit_version_id, func.sum(EmergencyIssue.quantity))
        .where(EmergencyIssue.distribution_id.in_(distribution_ids), ~EmergencyIssue.is_reversed)
        .group_by(EmergencyIssue.distribution_id, EmergencyIssue.kit_version_id)
    )
    return {(row[0] or 0, row[1]): int(row[2]) for row in db.session.execute(found)}


def emergencies_at(location_id: int, day: date) -> Mapping[int, int]:
    """Emergency kits given at a location on a day, by version of the kit; those of days without a distribution too."""
    start, end = clock.instant(day, time.min), clock.instant(day + timedelta(days=1), time.min)
    found = (
        select(EmergencyIssue.kit_version_id, func.sum(EmergencyIssue.quantity))
        .where(
            EmergencyIssue.location_id == location_id,
            EmergencyIssue.happened_at >= start,
            EmergencyIssue.happened_at < end,
            ~EmergencyIssue.is_reversed,
        )
        .group_by(EmergencyIssue.kit_version_id)
    )
    return {version_id: int(kits) for version_id, kits in db.session.execute(found)}


def _of_programmes(today: date) -> Sequence[EmergencyKit]:
    """What every running programme promised last."""
    latest = select(func.max(Cycle.id)).join(Entitlement, Entitlement.cycle_id == Cycle.id).group_by(Cycle.programme_id)
    found = (
        select(Programme, KitVersion)
        .join(Cycle, Cycle.programme_id == Programme.id)
        .join(Entitlement, Entitlement.cycle_id == Cycle.id)
        .join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
        .join(KitVersion, KitVersion.id == EntitledKit.kit_version_id)
        .where(
            Cycle.id.in_(latest),
            Programme.is_active,
            Programme.starts_on <= today,
            Programme.ends_on.is_(None) | (Programme.ends_on >= today),
        )
        .distinct()
        .options(joinedload(KitVersion.kit))
    )
    rows = sorted(db.session.execute(found).unique(), key=lambda row: (row[0].title, row[1].id))
    return [
        EmergencyKit(programme.id, programme.title, None, version.id, version.kit, Quota(0, 0))
        for programme, version in rows
    ]


def is_emergency_repeated(household_id: int, programme_id: int, at: datetime, *, but: int | None = None) -> bool:
    """Whether this household had an emergency kit of this programme within the length of a cycle."""
    days = db.session.scalars(select(Programme.cycle_days).where(Programme.id == programme_id)).one()
    found = select(func.count()).where(
        EmergencyIssue.household_id == household_id,
        EmergencyIssue.programme_id == programme_id,
        EmergencyIssue.happened_at > at - timedelta(days=days),
        ~EmergencyIssue.is_reversed,
        EmergencyIssue.id != (but or 0),
    )
    return bool(db.session.scalar(found))


def is_given(household_id: int, programme_id: int, at: datetime) -> bool:
    """Whether this household took what it was promised in the cycle of this programme that runs now."""
    today = clock.local_date(at)
    found = (
        select(func.count())
        .select_from(HandOver)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .where(
            Entitlement.household_id == household_id,
            Cycle.programme_id == programme_id,
            Cycle.starts_on <= today,
            Cycle.ends_on >= today,
            ~HandOver.is_reversed,
        )
    )
    return bool(db.session.scalar(found))


def hold_distribution(distribution_id: int) -> None:
    """Desks that give out of one share take turns, so that two of them do not both give its last kit."""
    found = select(Distribution.id).where(Distribution.id == distribution_id)
    db.session.execute(found.with_for_update(key_share=True))


# ---- what was given


_ISSUE = (
    joinedload(EmergencyIssue.kit_version).joinedload(KitVersion.kit),
    joinedload(EmergencyIssue.programme),
    joinedload(EmergencyIssue.location),
    joinedload(EmergencyIssue.given_by),
    joinedload(EmergencyIssue.household).selectinload(Household.cards),
    joinedload(EmergencyIssue.reversal),
)


def get_emergency(issue_id: int) -> EmergencyIssue:
    """Raises NotFound."""
    issue = db.session.get(EmergencyIssue, issue_id, options=_ISSUE)
    if issue is None:
        raise NotFound
    return issue


def list_emergencies_of(household_id: int) -> Sequence[EmergencyIssue]:
    """Emergency kits of one household that were not taken back, the latest first."""
    found = select(EmergencyIssue).where(EmergencyIssue.household_id == household_id, ~EmergencyIssue.is_reversed)
    return db.session.scalars(found.options(*_ISSUE).order_by(EmergencyIssue.id.desc()).limit(MOST_SHOWN)).all()


def find_emergency_by_nonce(nonce: str) -> int | None:
    """The number of what this form has given before."""
    return db.session.scalar(select(EmergencyIssue.id).where(EmergencyIssue.nonce == nonce))


def _is_unlinked() -> ColumnElement[bool]:
    return and_(EmergencyIssue.household_id.is_(None), ~EmergencyIssue.is_reversed)


def count_unregistered() -> int:
    """Emergency kits whose registration has not followed yet."""
    return db.session.scalar(select(func.count()).select_from(EmergencyIssue).where(_is_unlinked())) or 0


def list_unregistered(after: int | None) -> Page[EmergencyIssue]:
    """Those that wait for a registration, the longest waiting first."""
    return _page(select(EmergencyIssue).where(_is_unlinked()), after)


def list_unlinked_before(household: Household, at: datetime) -> Sequence[EmergencyIssue]:
    """Kits that somebody was given within a day before this household came into the register, the latest first.

    Empty from the next day on: then whose they were is said on their own pages only.
    """
    registered = household.registered_at
    if household.status is HouseholdStatus.MERGED or at - registered > WITHIN:
        return ()
    just_before = EmergencyIssue.happened_at.between(registered - WITHIN, registered)
    found = select(EmergencyIssue).where(_is_unlinked(), just_before)
    return db.session.scalars(found.options(*_ISSUE).order_by(EmergencyIssue.id.desc()).limit(MOST_OFFERED)).all()


def _page(found: Select[EmergencyIssue], after: int | None) -> Page[EmergencyIssue]:
    found = found.where(EmergencyIssue.id > (after or 0)).order_by(EmergencyIssue.id).limit(PER_PAGE + 1)
    rows = db.session.scalars(found.options(*_ISSUE)).all()
    return Page(rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None)
