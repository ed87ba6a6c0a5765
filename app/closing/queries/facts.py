"""Facts that a closing counts: hand-overs and emergency kits, each once as given and once more when taken back.

What waits for a closing is found by ``counted`` and small indexes that hold nothing else, so that a closing costs as
much as its day and not as much as everything that was ever given at the place.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, true, union_all, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import Update

from app.checkin.models import EmergencyIssue, HandOver, RefusedItem
from app.closing import goods
from app.closing.models import ClosedEmergency, ClosedHandOver, Closing
from app.core import clock
from app.core.db import db
from app.distributions.models import Distribution, EntitledKit, Entitlement, Slot
from app.stock import queries as stock


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact, and the table that says which closing counted it."""

    fact: type[HandOver] | type[EmergencyIssue]
    counted: type[ClosedHandOver] | type[ClosedEmergency]
    key: str
    """Column of ``counted`` that names the fact."""


HAND_OVERS = Kind(HandOver, ClosedHandOver, "hand_over_id")
EMERGENCIES = Kind(EmergencyIssue, ClosedEmergency, "emergency_id")


def own(kind: Kind, location_id: int, held_on: date) -> Select[int]:
    """Facts of this day here that hold and that no closing has counted."""
    return _not_counted(kind, location_id, _begin(held_on), held_on + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Since:
    """From which moment on kits count at a place: since its books know the kit, else since those of the warehouse.

    Of kits of which no books are kept: since days are closed here or goods of the place are kept.
    """

    by_version: Mapping[int, datetime]
    else_at: datetime

    @property
    def first(self) -> datetime:
        return min((self.else_at, *self.by_version.values()))

    def of(self, version: InstrumentedAttribute[int]) -> ColumnElement[datetime]:
        """The moment for a column of kit versions."""
        else_at = literal(self.else_at, HandOver.happened_at.type)
        begins = {one: literal(at, HandOver.happened_at.type) for one, at in self.by_version.items()}
        return case(begins, value=version, else_=else_at) if begins else else_at


def late(kind: Kind, location_id: int, held_on: date, since: Since) -> Select[int]:
    """Facts of earlier days that were closed here before the hub knew of them: typed in from paper, brought back.

    So are those of days without a distribution, which have no closing of their own. What was given before
    ``since`` is none of ours; days since then are all closed before this one is.
    """
    which = of_ours(kind, since) if since.by_version else None
    return _not_counted(kind, location_id, since.first, held_on, which)


def since_when(location_id: int, held_on: date) -> Since:
    """What a closing of this day looks back to."""
    books = stock.kept_since().at(location_id)
    return Since({version_id: _begin(day) for version_id, day in books.items()}, _begin(begun(location_id) or held_on))


def of_ours(kind: Kind, since: Since) -> ColumnElement[bool]:
    """Whether a fact gave a kit that counts here."""
    if kind is EMERGENCIES:
        return EmergencyIssue.happened_at >= since.of(EmergencyIssue.kit_version_id)
    counts = HandOver.happened_at >= since.of(EntitledKit.kit_version_id)
    return exists().where(EntitledKit.entitlement_id == HandOver.entitlement_id, counts)


def begun(location_id: int) -> date | None:
    """Since when days are closed here or goods of the place are kept, whichever came first."""
    first_closed = select(func.min(Closing.held_on)).where(
        Closing.location_id == location_id, Closing.confirmed_at.is_not(None)
    )
    days = db.session.scalar(first_closed), goods.kept_since(location_id)
    return min((day for day in days if day is not None), default=None)


def taken_back(kind: Kind, location_id: int) -> Select[int]:
    """Facts here that a closing counted as given and that were reversed since."""
    return select(kind.fact.id).where(
        kind.fact.location_id == location_id, kind.fact.is_reversed, _was_counted(kind, times=1)
    )


def to_count(
    location_id: int, held_on: date, closing_id: int
) -> Iterator[tuple[type, list[str], Select[int, int, int]]]:
    """What a closing marks as counted: the table, its columns, and its rows as a statement."""
    since = since_when(location_id, held_on)
    for kind in (HAND_OVERS, EMERGENCIES):
        signed = (
            (own(kind, location_id, held_on), 1),
            (late(kind, location_id, held_on, since), 1),
            (taken_back(kind, location_id), -1),
        )
        for ids, sign in signed:
            rows = select(ids.subquery().c.id, literal(sign), literal(closing_id))
            yield kind.counted, [kind.key, "sign", "closing_id"], rows


def leave_waiting(closing_id: int) -> Iterator[Update]:
    """What this closing has marked waits for no other one."""
    for kind in (HAND_OVERS, EMERGENCIES):
        marks = kind.counted.__table__.c
        marked = select(marks[kind.key]).where(marks.closing_id == closing_id)
        yield update(kind.fact).where(kind.fact.id.in_(marked)).values(counted=kind.fact.counted + 1)


def _not_counted(
    kind: Kind, location_id: int, first: datetime, until: date, which: ColumnElement[bool] | None = None
) -> Select[int]:
    """Facts here of ``first`` or later and before ``until`` that hold and that no closing has counted."""
    found = select(kind.fact.id).where(
        kind.fact.location_id == location_id, ~kind.fact.is_reversed, _was_counted(kind, times=0)
    )
    if which is not None:
        found = found.where(which)
    by_clock = and_(kind.fact.happened_at >= first, kind.fact.happened_at < _begin(until))
    if kind is not HAND_OVERS:
        return found.where(by_clock)
    at_desk, carried = HandOver.bundle_line_id.is_(None), HandOver.bundle_line_id.is_not(None)
    for_day = _for_day(clock.local_date(first), until)
    parts = union_all(found.where(at_desk, by_clock), found.where(carried, for_day))
    return select(parts.subquery().c.id)


def _was_counted(kind: Kind, *, times: int) -> ColumnElement[bool]:
    """Written out in the statement: SQLite must see that a partial index has what is asked for."""
    return kind.fact.counted == literal(times, literal_execute=True)


def happened_on(kind: Kind, day: date) -> ColumnElement[bool]:
    """Whether a fact falls on this day of the hub's calendar.

    What left with a bundle left for the day of its promise, though a warden gave it the morning after.
    """
    next_day = day + timedelta(days=1)
    by_clock = _by_clock(kind, day, next_day)
    if kind is not HAND_OVERS:
        return by_clock
    return case((HandOver.bundle_line_id.is_(None), by_clock), else_=_for_day(day, next_day))


def _by_clock(kind: Kind, first: date, until: date) -> ColumnElement[bool]:
    return and_(kind.fact.happened_at >= _begin(first), kind.fact.happened_at < _begin(until))


def _for_day(first: date, until: date) -> ColumnElement[bool]:
    return exists().where(
        Entitlement.id == HandOver.entitlement_id, Slot.id == Entitlement.slot_id,
        Distribution.id == Slot.distribution_id, Distribution.held_on >= first, Distribution.held_on < until,
    )  # fmt: skip


def end_of(day: date) -> datetime:
    """The moment at which the next day of the hub begins."""
    return _begin(day + timedelta(days=1))


def _begin(day: date) -> datetime:
    return clock.instant(day, time(0))


def kits_given(hand_overs: Select[int], since: Since | None = None) -> Counter[int]:
    """Kits that these hand-overs gave, by version; whole kits that were refused were not given.

    Of a version only what was given ``since`` it counts here.
    """

    def counts(version: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        return true() if since is None else HandOver.happened_at >= since.of(version)

    promised = (
        select(EntitledKit.kit_version_id, func.sum(EntitledKit.quantity))
        .join(HandOver, HandOver.entitlement_id == EntitledKit.entitlement_id)
        .where(HandOver.id.in_(hand_overs), counts(EntitledKit.kit_version_id))
        .group_by(EntitledKit.kit_version_id)
    )
    refused = (
        select(RefusedItem.kit_version_id, func.sum(RefusedItem.quantity))
        .join(HandOver, HandOver.id == RefusedItem.hand_over_id)
        .where(HandOver.id.in_(hand_overs), RefusedItem.kit_line_id.is_(None), counts(RefusedItem.kit_version_id))
        .group_by(RefusedItem.kit_version_id)
    )
    given = _summed(promised)
    given.subtract(_summed(refused))
    return given


def emergency_kits(emergencies: Select[int]) -> Counter[int]:
    """Kits of these emergencies, by version."""
    return _summed(
        select(EmergencyIssue.kit_version_id, func.sum(EmergencyIssue.quantity))
        .where(EmergencyIssue.id.in_(emergencies))
        .group_by(EmergencyIssue.kit_version_id)
    )


def kits_corrected(location_id: int, held_on: date) -> Counter[int]:
    """Kits that came back from days that were closed before, less those that became known as given there."""
    since = since_when(location_id, held_on)
    back = kits_given(taken_back(HAND_OVERS, location_id)) + emergency_kits(taken_back(EMERGENCIES, location_id))
    back.subtract(kits_given(late(HAND_OVERS, location_id, held_on, since), since))
    back.subtract(emergency_kits(late(EMERGENCIES, location_id, held_on, since)))
    return back


def kits_counted(closing: Closing, line_of: Mapping[int, int]) -> dict[int, tuple[int, int, int]]:
    """What the facts that are marked for this closing come to, by line: given, emergency, corrected.

    ``line_of`` tells the line of a version. A line that none of them is about is left out.
    """

    since = since_when(closing.location_id, closing.held_on)

    def marked(sign: int, *, on_day: bool | None = None) -> tuple[Counter[int], Counter[int]]:
        of = []
        for kind in (HAND_OVERS, EMERGENCIES):
            ids, is_own = _counted(kind, closing, sign), happened_on(kind, closing.held_on)
            of.append(ids if on_day is None else ids.where(is_own if on_day else ~is_own))
        given = kits_given(of[0], since if on_day is False else None)
        return _by_line(given, line_of), _by_line(emergency_kits(of[1]), line_of)

    given, emergency = marked(1, on_day=True)
    corrected = Counter[int]()
    for kits in marked(-1):
        corrected.update(kits)
    for kits in marked(1, on_day=False):
        corrected.subtract(kits)
    return {one: (given[one], emergency[one], corrected[one]) for one in {*given, *emergency, *corrected}}


def _by_line(kits: Mapping[int, int], line_of: Mapping[int, int]) -> Counter[int]:
    """A version that has no line is known to no closing and keeps its own figure: so the closing is refused."""
    summed = Counter[int]()
    for version_id, number in kits.items():
        summed[line_of.get(version_id, version_id)] += number
    return summed


def _counted(kind: Kind, closing: Closing, sign: int) -> Select[int]:
    """Facts that this closing has marked with this sign."""
    marks = kind.counted.__table__
    return (
        select(kind.fact.id)
        .join(marks, marks.c[kind.key] == kind.fact.id)
        .where(marks.c.closing_id == closing.id, marks.c.sign == sign)
    )


def _summed(found: Select[int, int]) -> Counter[int]:
    return Counter({version_id: int(kits) for version_id, kits in db.session.execute(found)})
