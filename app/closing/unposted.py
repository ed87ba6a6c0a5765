"""What the stock, which lies below and cannot see hand-overs, is told of them (see stock.unposted)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, union_all

from app.bundles import queries as bundles
from app.checkin.models import EmergencyIssue, HandOver, RefusedItem
from app.core import clock
from app.core.db import db
from app.distributions.models import (
    Bundle,
    BundleLine,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    LineOutcome,
    Slot,
)
from app.hubs.models import Location
from app.stock import queries as stock
from app.stock.unposted import Gone

Kits = Select[Any]
"""Rows of location, kit version, when, and kits: above zero as given, below zero as not given after all."""


def kits_gone() -> Mapping[tuple[int, int], Gone]:
    """Kits that lie on no shelf and that no closing has posted, by location and kit version.

    Taken out of the small indexes of what waits for closing, since books are kept of each version.
    """
    begun = stock.kept_since()
    if not begun.anywhere:
        return {}
    gone: dict[tuple[int, int], Gone] = defaultdict(Gone)
    for location_id, version_id, kits in _summed(_parts(_at(min(begun.anywhere.values()))), begun):
        gone[location_id, version_id].given = kits
    for location_id, version_id, kits in _summed(_carried(), begun):
        gone[location_id, version_id].carried = kits
    return gone


def _summed(parts: Iterable[Kits], begun: stock.Begun) -> Iterator[tuple[int, int, int]]:
    """Location, kit version and kits, of what happened since books of the version begin."""
    waiting = union_all(*parts).cte().prefix_with("MATERIALIZED").c
    since = case({version_id: _at(day) for version_id, day in begun.anywhere.items()}, value=waiting.version_id)
    own = [
        (and_(waiting.location_id == location_id, waiting.version_id == version_id), _at(day))
        for (location_id, version_id), day in begun.own.items()
    ]
    found = (
        select(waiting.location_id, waiting.version_id, func.sum(waiting.kits))
        .where(
            waiting.version_id.in_(begun.anywhere), waiting.happened_at >= (case(*own, else_=since) if own else since)
        )
        .group_by(waiting.location_id, waiting.version_id)
    )
    return ((location_id, version_id, int(kits)) for location_id, version_id, kits in db.session.execute(found))


def _at(day: date) -> datetime:
    return clock.instant(day, time())


def _carried() -> Iterator[Kits]:
    """Kits with carriers, and those that neither came back nor stand in a hand-over, until their day is closed."""
    columns: tuple[Any, ...] = (
        Bundle.location_id,
        EntitledKit.kit_version_id.label("version_id"),
        Bundle.sent_at.label("happened_at"),
    )
    lines: Kits = (
        select(*columns, EntitledKit.quantity.label("kits"))
        .join_from(Bundle, BundleLine, BundleLine.bundle_id == Bundle.id)
        .join(Entitlement, Entitlement.id == BundleLine.entitlement_id)
        .join(EntitledKit, EntitledKit.entitlement_id == Entitlement.id)
    )
    of_slot = and_(Slot.id == bundles.slot_it_left(), Distribution.id == Slot.distribution_id)
    is_open = exists().where(of_slot, Distribution.state == DistributionState.PUBLISHED)
    yield lines.where(BundleLine.outcome.is_(None))
    yield lines.where(BundleLine.outcome.in_((LineOutcome.LOST, LineOutcome.TWICE)), is_open)


def _parts(since: datetime) -> Iterator[Kits]:
    """Facts that hold and were not counted; and with a minus those that were counted and are taken back."""
    waits = and_(_counted(HandOver, 0), ~HandOver.is_reversed)
    at_desk = and_(waits, HandOver.bundle_line_id.is_(None), HandOver.happened_at >= since)
    carried = and_(waits, HandOver.bundle_line_id.is_not(None))
    is_back = and_(_counted(HandOver, 1), HandOver.is_reversed)
    for which, sign in ((at_desk, 1), (carried, 1), (is_back, -1)):
        yield _promised(which, sign)
        yield _refused(which, -sign)
    issue = EmergencyIssue
    yield _emergencies(and_(_counted(issue, 0), ~issue.is_reversed, issue.happened_at >= since), 1)
    yield _emergencies(and_(_counted(issue, 1), issue.is_reversed), -1)


def _counted(fact: type[HandOver] | type[EmergencyIssue], times: int) -> ColumnElement[bool]:
    """By so many closings, at any place: the small indexes begin with the place.

    The number is written out, so that SQLite sees that an index has what is asked for.
    """
    return and_(fact.location_id.in_(select(Location.id)), fact.counted == literal(times, literal_execute=True))


def _promised(which: ColumnElement[bool], sign: int) -> Kits:
    return _rows(HandOver, EntitledKit.kit_version_id, sign * EntitledKit.quantity, which).join(
        EntitledKit, EntitledKit.entitlement_id == HandOver.entitlement_id
    )


def _refused(which: ColumnElement[bool], sign: int) -> Kits:
    """Whole kits that were not taken were not given."""
    return _rows(HandOver, RefusedItem.kit_version_id, sign * RefusedItem.quantity, which).join(
        RefusedItem, and_(RefusedItem.hand_over_id == HandOver.id, RefusedItem.kit_line_id.is_(None))
    )


def _emergencies(which: ColumnElement[bool], sign: int) -> Kits:
    return _rows(EmergencyIssue, EmergencyIssue.kit_version_id, sign * EmergencyIssue.quantity, which)


def _rows(fact: type[HandOver] | type[EmergencyIssue], version: Any, kits: Any, which: ColumnElement[bool]) -> Kits:
    columns = fact.location_id.label("location_id"), version.label("version_id"), fact.happened_at.label("happened_at")
    return select(*columns, kits.label("kits")).select_from(fact).where(which)
