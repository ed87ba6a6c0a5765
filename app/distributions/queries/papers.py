"""What the printed papers of a distribution hold. Names are read by one function only, whose callers record it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import (
    AgeBand,
    BundleLine,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    EntitledPeople,
    Entitlement,
    Programme,
    RowNote,
    Sheet,
    Slot,
)
from app.distributions.queries.plans import peak_there
from app.distributions.queries.templates import following_day
from app.households.models import Card, Household, Person, PersonRole
from app.hubs.models import Location
from app.stock.models import KitVersion

Row = TypeVar("Row", bound="Slip | Line")

CHILDREN = (AgeBand.UNDER_3, AgeBand.UNDER_6, AgeBand.UNDER_12, AgeBand.UNDER_18)


class NotPublished(Refusal):
    """Papers carry promises, and a draft promises nothing yet."""

    message = N_("Publish this distribution first. Papers are printed from what was promised.")


@dataclass(frozen=True, slots=True)
class Slip:
    """One time slip: what the household holds in its hand. Without a name or an address."""

    entitlement: Entitlement
    card_no: str
    """Empty when the household has no card in force."""
    following: Slot | None
    """The next time this household already has, in any programme."""
    usual_on: date | None = None
    """Without one: the next day on which its place gives the same programme."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a signature sheet."""

    entitlement: Entitlement
    card_no: str
    name: str
    """Of the head, in full; empty in a minimal record."""
    children: int | None
    """Under 18 when it was promised; None when nobody was counted."""
    note: RowNote | None = None
    """Why it is not to be signed."""


@dataclass(frozen=True, slots=True)
class KitSum:
    """How many kits of one kind."""

    version: KitVersion
    quantity: int


@dataclass(frozen=True, slots=True)
class SlotRows(Generic[Row]):
    """What is printed for one slot. ``slot_no`` counts the day's slots from 1."""

    slot: Slot
    slot_no: int
    rows: Sequence[Row]

    @property
    def kits(self) -> Sequence[KitSum]:
        """What is given by this sheet, kind by kind."""
        return sum_kits(row.entitlement for row in self.rows)


@dataclass(frozen=True, slots=True)
class Printed:
    """A signature sheet with its number, ready for the printer; a spare one has blank rows only."""

    sheet: Sheet
    rows: Sequence[Line]
    kits: Sequence[KitSum]
    slot_no: int | None = None

    @property
    def number(self) -> str:
        return self.sheet.number

    @property
    def qr(self) -> str:
        """The number in Latin letters: a scanner is a keyboard, and loses no digit of it on any layout."""
        return self.number.replace("ВД", "VD")


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the day plan."""

    slot: Slot
    slot_no: int
    households: int
    kits: tuple[int, ...]
    """Of each kind, in the order of the plan."""
    assisted: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day in numbers, without anybody's name."""

    distribution: Distribution
    kits: Sequence[KitSum]
    slots: Sequence[Expected]
    peak: int
    """Most persons planned to be on site at once, by everything that is published there that day."""

    @property
    def households(self) -> int:
        return sum(line.households for line in self.slots)

    @property
    def assisted(self) -> int:
        return sum(line.assisted for line in self.slots)

    @property
    def places(self) -> int:
        return sum(line.slot.capacity for line in self.slots)

    @property
    def sheets(self) -> Sequence[int]:
        """Numbers of the slots with somebody in them: each has its signature sheet."""
        return [line.slot_no for line in self.slots if line.households]

    @property
    def is_peak_too_high(self) -> bool:
        return self.peak > self.distribution.location.capacity_on_site


def get_printable(distribution_id: int) -> Distribution:
    """A distribution with its slots, place and programme. Raises NotFound, and NotPublished for a draft."""
    programme = joinedload(Distribution.cycle).joinedload(Cycle.programme)
    distribution = db.session.get(
        Distribution,
        distribution_id,
        options=[
            programme.joinedload(Programme.partner),
            joinedload(Distribution.location).joinedload(Location.settlement),
            selectinload(Distribution.slots),
        ],
    )
    if distribution is None:
        raise NotFound
    if distribution.state is DistributionState.DRAFT:
        raise NotPublished
    return distribution


def get_distribution_id_of(slot_id: int) -> int:
    """Which distribution a slot belongs to. Raises NotFound."""
    found = db.session.scalar(select(Slot.distribution_id).where(Slot.id == slot_id))
    if found is None:
        raise NotFound
    return found


def day_plan(distribution: Distribution) -> DayPlan:
    """The day in numbers, every slot in turn."""
    rows = _entitlements(distribution.id)
    by_slot, kits = _by_slot(rows), sum_kits(rows)
    slots = [
        _expected(slot, number, by_slot.get(slot.id, []), kits)
        for number, slot in enumerate(distribution.slots, start=1)
    ]
    return DayPlan(distribution, kits, slots, peak_there(distribution))


def sum_kits(promises: Iterable[Entitlement]) -> Sequence[KitSum]:
    """The kits of these promises, kind by kind, in the order of the programme."""
    counted: Counter[KitVersion] = Counter()
    places: dict[KitVersion, int] = {}
    for kit in (kit for promise in promises for kit in promise.kits):
        counted[kit.kit_version] += kit.quantity
        places[kit.kit_version] = min(kit.position, places.get(kit.kit_version, kit.position))
    in_order = sorted(counted, key=lambda version: (places[version], version.id))
    return [KitSum(version, counted[version]) for version in in_order]


def time_slips(distribution: Distribution, *, slot_id: int | None = None) -> Sequence[SlotRows[Slip]]:
    """The slips of a whole distribution or of one slot, slot after slot in the order of the signature sheets."""
    rows = _entitlements(distribution.id, slot_id)
    of_day = Slot.distribution_id == distribution.id
    return _sheets(distribution, _slips(rows, of_day))


def household_slips(household_id: int, *, since: date) -> Sequence[Slip]:
    """The slips of one household from ``since`` on: every published time that is still to come. Raises NotFound."""
    if db.session.get(Household, household_id) is None:
        raise NotFound
    mine = Entitlement.household_id == household_id
    to_come = _promised().where(mine, Distribution.held_on >= since, Distribution.state == DistributionState.PUBLISHED)
    rows = db.session.scalars(to_come.options(*_SLIP).order_by(Slot.starts_at)).all()
    return _slips(rows, mine)


def slips_of(entitlement_ids: Collection[int]) -> Sequence[Slip]:
    """The slips of these promises that stand, in order of time."""
    these = Entitlement.id.in_(entitlement_ids)
    rows = db.session.scalars(_promised().where(these).options(*_SLIP).order_by(Slot.starts_at, Entitlement.place))
    return _slips(rows.all(), these)


def signature_lines(
    distribution: Distribution, *, slot_id: int | None = None, given: Collection[int] = ()
) -> Sequence[SlotRows[Line]]:
    """The signature sheets with names in full. Whoever shows them records who looked (operations.papers).

    ``given``: promises that are not to be signed for any more, and neither are those that are out with a bundle.
    """
    rows = _entitlements(distribution.id, slot_id)
    notes = {**dict.fromkeys(_out(distribution.id), RowNote.OUT), **dict.fromkeys(given, RowNote.GIVEN)}
    of_day = Slot.distribution_id == distribution.id
    cards, names, children = _cards(of_day), _names(of_day), _children(of_day)
    lines = [
        Line(
            row,
            cards.get(row.household_id, ""),
            names.get(row.household_id, ""),
            children.get(row.id),
            notes.get(row.id),
        )
        for row in rows
    ]
    return _sheets(distribution, lines)


def list_promised_ids(distribution: Distribution) -> Sequence[int]:
    """Everything that this distribution promises."""
    return db.session.scalars(
        select(Entitlement.id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .where(Slot.distribution_id == distribution.id, Entitlement.stands)
    ).all()


def _out(distribution_id: int) -> Sequence[int]:
    """Promises that left with a bundle and have not come back."""
    out = select(BundleLine.entitlement_id).join(Entitlement, Entitlement.id == BundleLine.entitlement_id)
    here = out.join(Slot, Slot.id == Entitlement.slot_id).where(Slot.distribution_id == distribution_id)
    return db.session.scalars(here.where(BundleLine.outcome.is_(None))).all()


_SLIP = (
    selectinload(Entitlement.kits).joinedload(EntitledKit.kit_version).joinedload(KitVersion.kit),
    joinedload(Entitlement.slot)
    .joinedload(Slot.distribution)
    .joinedload(Distribution.location)
    .joinedload(Location.settlement),
)


def _promised() -> Select[Entitlement]:
    return select(Entitlement).join(Entitlement.slot).join(Slot.distribution).where(Entitlement.stands)


def _entitlements(distribution_id: int, slot_id: int | None = None) -> Sequence[Entitlement]:
    """Rows of the day (or of one slot) in the order of slots and places, with their households."""
    found = _promised().where(Slot.distribution_id == distribution_id)
    if slot_id is not None:
        found = found.where(Slot.id == slot_id)
    household = joinedload(Entitlement.household)
    loaded = found.options(*_SLIP, household.joinedload(Household.street), household.joinedload(Household.settlement))
    return db.session.scalars(loaded.order_by(Slot.starts_at, Entitlement.place)).all()


def _by_slot(rows: Iterable[Entitlement]) -> dict[int, list[Entitlement]]:
    by_slot: dict[int, list[Entitlement]] = {}
    for row in rows:
        by_slot.setdefault(row.slot_id, []).append(row)
    return by_slot


def _expected(slot: Slot, number: int, rows: Sequence[Entitlement], kits: Sequence[KitSum]) -> Expected:
    assisted = sum(1 for row in rows if row.household.is_assisted)
    here = {kit.version: kit.quantity for kit in sum_kits(rows)}
    return Expected(slot, number, len(rows), tuple(here.get(kit.version, 0) for kit in kits), assisted)


def _sheets(distribution: Distribution, rows: Iterable[Any]) -> Sequence[SlotRows[Any]]:
    by_slot: dict[int, list[Any]] = {}
    for row in rows:
        by_slot.setdefault(row.entitlement.slot_id, []).append(row)
    return [
        SlotRows(slot, number, by_slot[slot.id])
        for number, slot in enumerate(distribution.slots, start=1)
        if slot.id in by_slot
    ]


def _slips(rows: Sequence[Entitlement], which: ColumnElement[bool]) -> Sequence[Slip]:
    cards, later, usual = _cards(which), _following(which), _usual_days(rows)
    return [_slip(row, cards, later, usual) for row in rows]


def _slip(
    row: Entitlement,
    cards: Mapping[int, str],
    later: Mapping[int, Sequence[Slot]],
    usual: Mapping[tuple[int, int], date | None],
) -> Slip:
    times = later.get(row.household_id, ())
    following = next((slot for slot in times if slot.starts_at > row.slot.starts_at), None)
    usual_on = usual[row.cycle_id, row.slot.distribution.location_id]
    return Slip(row, cards.get(row.household_id, ""), following, usual_on)


def _usual_days(rows: Sequence[Entitlement]) -> Mapping[tuple[int, int], date | None]:
    """When the places of these slips give the same programme next after this cycle."""
    turns = {(row.cycle_id, row.slot.distribution.location_id): row.cycle for row in rows}
    return {
        (cycle_id, location_id): following_day(cycle.programme_id, location_id, cycle.ends_on)
        for (cycle_id, location_id), cycle in turns.items()
    }


def _cards(which: ColumnElement[bool]) -> dict[int, str]:
    """Numbers of the cards in force, by household."""
    found = (
        select(Entitlement.household_id, Card.card_no)
        .join(Card, Card.household_id == Entitlement.household_id)
        .join(Entitlement.slot)
        .where(which, Card.blocked_at.is_(None), ~Card.is_alias)
    )
    return dict(iter(db.session.execute(found)))


def _following(which: ColumnElement[bool]) -> dict[int, list[Slot]]:
    """All published times of the households concerned, by household, in order of time."""
    concerned = select(Entitlement.household_id).join(Entitlement.slot).where(which)
    found = (
        select(Entitlement.household_id, Slot)
        .join(Entitlement.slot)
        .join(Slot.distribution)
        .where(
            Entitlement.household_id.in_(concerned),
            Entitlement.stands,
            Distribution.state == DistributionState.PUBLISHED,
        )
        .order_by(Slot.starts_at)
    )
    later: dict[int, list[Slot]] = {}
    for household_id, slot in db.session.execute(found):
        later.setdefault(household_id, []).append(slot)
    return later


def _names(which: ColumnElement[bool]) -> dict[int, str]:
    """Full names of heads, by household; of the first person where nobody is marked as the head."""
    found = (
        select(Entitlement.household_id, Person)
        .join(Person, Person.household_id == Entitlement.household_id)
        .join(Entitlement.slot)
        .where(which)
        .order_by((Person.role == PersonRole.HEAD).desc(), Person.id)
    )
    names: dict[int, str] = {}
    for household_id, person in db.session.execute(found):
        names.setdefault(household_id, person.full_name)
    return names


def _children(which: ColumnElement[bool]) -> dict[int, int]:
    """People under 18 by entitlement, as counted when it was promised."""
    young = func.sum(EntitledPeople.people).filter(EntitledPeople.age_band.in_(CHILDREN))
    found = (
        select(EntitledPeople.entitlement_id, func.coalesce(young, 0))
        .join(Entitlement, Entitlement.id == EntitledPeople.entitlement_id)
        .join(Entitlement.slot)
        .where(which)
        .group_by(EntitledPeople.entitlement_id)
    )
    return {entitlement_id: int(number) for entitlement_id, number in db.session.execute(found)}
