"""What a day at a location comes to: kits by version, distributions, people; and the days that wait for closing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.bundles import queries as bundles
from app.checkin.models import HandOver
from app.closing import goods, rules
from app.closing.goods import Goods, fold
from app.closing.models import ClosedDistribution, Closing, ClosingLine
from app.closing.queries import facts
from app.closing.queries.facts import EMERGENCIES, HAND_OVERS
from app.closing.queries.refusals import is_refused
from app.closing.rules import Known
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import (
    Bundle,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    EntitledPeople,
    Entitlement,
    LineOutcome,
    Slot,
)
from app.hubs.models import Location
from app.sheets import queries as sheets
from app.stock.models import KitVersion


@dataclass(frozen=True, slots=True)
class Waiting:
    """A day at a location that is not closed yet."""

    location: Location
    held_on: date
    distribution_id: int
    """One of its distributions, by which its page is named."""
    numbers: Sequence[str]
    counted: Closing | None
    """Counted by one person and not yet confirmed by another."""


@dataclass(frozen=True, slots=True)
class Served:
    """One distribution of the day."""

    distribution: Distribution
    promised: int
    served: int
    refused: int = 0

    @property
    def missed(self) -> int:
        return self.promised - self.served - self.refused


@dataclass(frozen=True, slots=True)
class Day:
    """Everything known of a day before it is counted up."""

    location: Location
    held_on: date
    served: Sequence[Served]
    known: Mapping[int, Known]
    """By the kit version whose line it is."""
    line_of: Mapping[int, int]
    """The version on whose line a version of the same kit is counted up."""
    together: Mapping[int, Sequence[int]]
    """By line, the numbers of all versions that are counted on it, where there are several."""
    people: Mapping[tuple[str, str, bool], int]
    """By sex, age band and disability."""
    versions: Mapping[int, KitVersion]
    out: Sequence[Bundle]
    """Bundles with lines that have not come back: nobody can count up what is on its way."""
    sheets: int
    """Printed sheets that nobody typed in, and of which nobody said that they were not signed."""
    conflicts: int
    """Rows of sheets about which two facts wait for a person."""
    carried: Mapping[tuple[int, LineOutcome | None], int]
    """Kits that left with bundles, by version and what became of them."""
    beyond: Mapping[int | None, int]
    """Kits that sheets say were given once more, by version; under None, households that were promised nothing."""
    earlier: Distribution | None
    """Held here before and not closed: what was given then stands in no book yet."""

    def lost_on_the_way(self, version_id: int) -> int:
        """Kits of bundles that were lost: whoever counts begins with them."""
        return self.carried.get((version_id, LineOutcome.LOST), 0)

    def given_beyond(self, version_id: int) -> int:
        """Kits that are gone and that no hand-over carries: they come out as a difference."""
        return self.beyond.get(version_id, 0) + self.carried.get((version_id, LineOutcome.TWICE), 0)

    @property
    def days(self) -> list[tuple[int, int, int, int]]:
        return [(of.distribution.id, of.promised, of.served, of.refused) for of in self.served]


def list_waiting(today: date, *, limit: int = 60) -> Sequence[Waiting]:
    """Days up to today that are not closed, the oldest first."""
    found = db.session.scalars(
        select(Distribution)
        .where(Distribution.state == DistributionState.PUBLISHED, Distribution.held_on <= today)
        .options(joinedload(Distribution.location))
        .order_by(Distribution.held_on, Distribution.location_id, Distribution.id)
        .limit(limit)
    ).all()
    counted = {(row.location_id, row.held_on): row for row in db.session.scalars(_unconfirmed())}
    days: dict[tuple[int, date], list[Distribution]] = {}
    for distribution in found:
        days.setdefault((distribution.location_id, distribution.held_on), []).append(distribution)
    return [
        Waiting(of_day[0].location, key[1], of_day[0].id, [one.number for one in of_day], counted.get(key))
        for key, of_day in days.items()
    ]


def _unconfirmed() -> Select[Closing]:
    return select(Closing).where(Closing.confirmed_at.is_(None), Closing.superseded_at.is_(None))


def list_closed(*, after: int | None = None, limit: int) -> Sequence[Closing]:
    """Confirmed closings, the latest first, after the one with id ``after``."""
    found = select(Closing).where(Closing.confirmed_at.is_not(None)).options(joinedload(Closing.location))
    if after is not None:
        found = found.where(Closing.id < after)
    return db.session.scalars(found.order_by(Closing.id.desc()).limit(limit)).all()


def get_closing(closing_id: int) -> Closing:
    """A closing with everything on its paper. Raises NotFound."""
    closing = db.session.scalar(
        select(Closing)
        .where(Closing.id == closing_id)
        .options(
            joinedload(Closing.location),
            joinedload(Closing.counted_by),
            joinedload(Closing.confirmed_by),
            selectinload(Closing.lines).joinedload(ClosingLine.kit_version).joinedload(KitVersion.kit),
            selectinload(Closing.days)
            .joinedload(ClosedDistribution.distribution)
            .joinedload(Distribution.cycle)
            .joinedload(Cycle.programme),
            selectinload(Closing.people),
        )
    )
    if closing is None:
        raise NotFound
    return closing


def find_by_nonce(nonce: str | None) -> Closing | None:
    """What the form with this nonce has already counted, or None."""
    return db.session.scalar(select(Closing).where(Closing.nonce == nonce)) if nonce else None


def find_closing(location_id: int, held_on: date) -> Closing | None:
    """The closing of a day that holds, confirmed or not."""
    return db.session.scalar(
        select(Closing).where(
            Closing.location_id == location_id, Closing.held_on == held_on, Closing.superseded_at.is_(None)
        )
    )


def distributions_of(location_id: int, held_on: date) -> Sequence[Distribution]:
    """What was held at a location on a day, by number."""
    return db.session.scalars(
        select(Distribution)
        .where(
            Distribution.location_id == location_id,
            Distribution.held_on == held_on,
            Distribution.state.in_((DistributionState.PUBLISHED, DistributionState.CLOSED)),
        )
        .options(joinedload(Distribution.location), joinedload(Distribution.cycle).joinedload(Cycle.programme))
        .order_by(Distribution.id)
    ).all()


def look_at_day(location_id: int, held_on: date) -> Day:
    """Everything known of a day now. Raises NotFound where nothing was held."""
    distributions = distributions_of(location_id, held_on)
    if not distributions:
        raise NotFound
    location = distributions[0].location
    papers = [sheets.see_open(of.id) for of in distributions]
    lines = _lines(location_id, held_on, [of.id for of in distributions])
    return Day(
        location=location,
        held_on=held_on,
        served=_served(distributions),
        known=lines.known,
        line_of=lines.line_of,
        together=lines.together,
        people=_people(facts.own(HAND_OVERS, location_id, held_on)),
        versions=_versions(lines.known),
        out=_out(distributions),
        sheets=sum(each.sheets for each in papers),
        conflicts=sum(each.conflicts for each in papers),
        carried=_carried(distributions, lines.line_of),
        beyond=_beyond(distributions, lines.line_of),
        earlier=_find_open_before(location_id, held_on),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is known by line, on which line each version is, and which lines have several."""

    known: Mapping[int, Known]
    line_of: Mapping[int, int]
    together: Mapping[int, Sequence[int]]


def _lines(location_id: int, held_on: date, distribution_ids: Collection[int]) -> _Lines:
    given = facts.kits_given(facts.own(HAND_OVERS, location_id, held_on))
    emergency = facts.emergency_kits(facts.own(EMERGENCIES, location_id, held_on))
    corrected = facts.kits_corrected(location_id, held_on)
    last = _last_closing(location_id, held_on)
    left = Counter({line.kit_version_id: line.stays for line in last.lines if line.stays}) if last else Counter()
    today = {*_promised_versions(distribution_ids), *given, *emergency}
    asked = {*today, *left, *(one for one in corrected if corrected[one])}
    kits, until = goods.kits_of(asked), facts.end_of(held_on)
    there = goods.books_at(location_id, kits, until=until)
    line_of = rules.lines_of(kits, today=today, there=there)
    given, emergency, corrected, left = (fold(of, line_of) for of in (given, emergency, corrected, left))
    books = goods.known_at(location_id, line_of, since=facts.end_of(last.held_on) if last else None, until=until)
    known = {
        version_id: replace(
            _came(books.get(version_id), left[version_id]),
            given=given[version_id],
            emergency=emergency[version_id],
            corrected=corrected[version_id],
        )
        for version_id in sorted({line_of[one] for one in asked})
    }
    return _Lines(known, line_of, _together(line_of, asked | (+there).keys()))


def _together(line_of: Mapping[int, int], version_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    numbers: dict[int, list[int]] = {}
    for version in sorted(_versions(version_ids).values(), key=lambda one: one.number):
        numbers.setdefault(line_of[version.id], []).append(version.number)
    return {line: of for line, of in numbers.items() if len(of) > 1}


def _carried(
    distributions: Sequence[Distribution], line_of: Mapping[int, int]
) -> Mapping[tuple[int, LineOutcome | None], int]:
    carried = Counter[tuple[int, LineOutcome | None]]()
    for of in distributions:
        for (version_id, outcome), kits in bundles.count_outcomes(of.id).items():
            carried[line_of.get(version_id, version_id), outcome] += kits
    return carried


def _beyond(distributions: Sequence[Distribution], line_of: Mapping[int, int]) -> Mapping[int | None, int]:
    beyond = Counter[int | None]()
    for of in distributions:
        for version_id, kits in sheets.count_second_kits(of.id).items():
            beyond[None if version_id is None else line_of.get(version_id, version_id)] += kits
    return beyond


def _came(books: Goods | None, left: int) -> Known:
    """What was there and what came: by the books, or without books what stayed after the last closing."""
    return Known(opening=left) if books is None else Known(books.opening, books.sent, books.received)


def _last_closing(location_id: int, held_on: date) -> Closing | None:
    """Of the days before this one, the last that was closed here."""
    return db.session.scalar(
        select(Closing)
        .where(Closing.location_id == location_id, Closing.held_on < held_on, Closing.confirmed_at.is_not(None))
        .order_by(Closing.held_on.desc())
        .options(selectinload(Closing.lines))
        .limit(1)
    )


def _find_open_before(location_id: int, held_on: date) -> Distribution | None:
    """The first before this day that is not closed, since days are closed here or goods of the place are kept.

    Or on which kits were given that books are kept of elsewhere: out of the warehouse. What was given on it stands in
    no book yet, so nobody can say what has to be there the day after.
    """
    since = facts.since_when(location_id, held_on)
    gave_of_books = exists().where(
        Slot.distribution_id == Distribution.id, Entitlement.slot_id == Slot.id,
        HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed, HandOver.counted == 0,
        facts.of_ours(HAND_OVERS, since),
    )  # fmt: skip
    return db.session.scalar(
        select(Distribution)
        .where(
            Distribution.location_id == location_id,
            Distribution.state == DistributionState.PUBLISHED,
            or_(Distribution.held_on >= clock.local_date(since.else_at), gave_of_books),
            Distribution.held_on < held_on,
        )
        .order_by(Distribution.held_on, Distribution.id)
        .limit(1)
    )


def _promised_versions(distribution_ids: Collection[int]) -> set[int]:
    found = (
        select(EntitledKit.kit_version_id)
        .join(Entitlement, Entitlement.id == EntitledKit.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(Slot.distribution_id.in_(distribution_ids), Entitlement.stands)
        .distinct()
    )
    return set(db.session.scalars(found))


def _served(distributions: Sequence[Distribution]) -> Sequence[Served]:
    held = and_(HandOver.entitlement_id == Entitlement.id, ~HandOver.is_reversed)
    said_no = case((and_(HandOver.id.is_(None), is_refused), Entitlement.id))
    found = (
        select(Slot.distribution_id, func.count(), func.count(HandOver.id), func.count(said_no))
        .join(Entitlement, Entitlement.slot_id == Slot.id)
        .outerjoin(HandOver, held)
        .where(Slot.distribution_id.in_([of.id for of in distributions]), Entitlement.stands)
        .group_by(Slot.distribution_id)
    )
    counts = {distribution_id: numbers for distribution_id, *numbers in db.session.execute(found)}
    return [Served(distribution, *counts.get(distribution.id, (0, 0))) for distribution in distributions]


def _people(hand_overs: Select[int]) -> Mapping[tuple[str, str, bool], int]:
    """People of the households that were served, each household once however many programmes it had."""
    latest = (
        select(func.max(HandOver.entitlement_id))
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .where(HandOver.id.in_(hand_overs))
        .group_by(Entitlement.household_id)
    )
    kinds = (EntitledPeople.sex, EntitledPeople.age_band, EntitledPeople.has_disability)
    rows = db.session.execute(
        select(*kinds, func.sum(EntitledPeople.people))
        .where(EntitledPeople.entitlement_id.in_(latest))
        .group_by(*kinds)
    )
    return {(sex, band, disabled): int(people) for sex, band, disabled, people in rows}


def _versions(version_ids: Collection[int]) -> Mapping[int, KitVersion]:
    found = db.session.scalars(
        select(KitVersion).where(KitVersion.id.in_(version_ids)).options(joinedload(KitVersion.kit))
    )
    return {version.id: version for version in found}


def _out(distributions: Sequence[Distribution]) -> Sequence[Bundle]:
    """Not accounted for to the last line, or with two facts about a line."""
    found = {one.bundle.id: one.bundle for of in distributions for one in bundles.open_bundles(distribution_id=of.id)}
    return [found[bundle_id] for bundle_id in sorted(found)]


def corrections_after(closing: Closing) -> tuple[int, int]:
    """How many hand-overs of a closed day were taken back since, and how many became known later."""
    back = facts.taken_back(HAND_OVERS, closing.location_id).where(facts.happened_on(HAND_OVERS, closing.held_on))
    later = facts.own(HAND_OVERS, closing.location_id, closing.held_on)
    return _count(back), _count(later)


def _count(ids: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
