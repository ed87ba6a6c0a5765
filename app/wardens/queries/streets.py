"""Which streets are whose, and which are nobody's."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Role, Staff, StaffRole
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.households.models import Household
from app.hubs.models import Settlement, Street
from app.wardens import rules
from app.wardens.models import Round, RoundStreet, Side, WardenStreet
from app.wardens.queries.homes import LIVING_THERE, count_homes
from app.wardens.rules import Stretch

SIDES = tuple(Side)
MOST_WARDENS = 500
_AT_A_TIME = 5_000
"""Numbers in one statement; SQLite takes 32,766."""


@dataclass(frozen=True, slots=True)
class FreeStretch:
    """A street, or one side of it (else None), and how many households live there."""

    street: Street
    side: Side | None
    homes: int


@dataclass(frozen=True, slots=True)
class Beat:
    """A warden and the streets they walk."""

    warden: Staff
    stretches: Sequence[FreeStretch]
    open_rounds: int

    @property
    def homes(self) -> int:
        return sum(stretch.homes for stretch in self.stretches)

    @property
    def places(self) -> list[tuple[Street, Side | None]]:
        """The streets and sides alone, without numbers."""
        return [(stretch.street, stretch.side) for stretch in self.stretches]

    @property
    def is_walked(self) -> bool:
        """Whether this account may walk rounds: it has the role and is not closed."""
        return can_walk(self.warden)


@dataclass(frozen=True, slots=True)
class Overview:
    """All wardens, and who has none."""

    beats: Sequence[Beat]
    free: Sequence[FreeStretch]
    """Streets with households and without a warden."""
    without_street: Sequence[tuple[Settlement, int]]
    """How many households of a settlement stand on no street, so no warden visits them."""

    @property
    def homes_without(self) -> int:
        return sum(stretch.homes for stretch in self.free)


def can_walk(staff: Staff) -> bool:
    return staff.retired_at is None and any(role.role is Role.WARDEN for role in staff.roles)


def list_stretches(warden_id: int) -> list[tuple[Street, Side]]:
    """The sides of streets that this warden walks now, in the order of walking."""
    street = joinedload(WardenStreet.street).joinedload(Street.settlement)
    mine = db.session.scalars(select(WardenStreet).where(WardenStreet.warden_id == warden_id).options(street))
    return in_order([(row.street, row.side) for row in mine])


def own(warden_id: int) -> list[Stretch]:
    """The same, by the ids of streets."""
    return [(street.id, side) for street, side in list_stretches(warden_id)]


def get_warden(staff_id: int) -> Staff:
    """Somebody who has streets or may be given some. Raises NotFound."""
    staff = db.session.get(Staff, staff_id)
    if staff is None or not (can_walk(staff) or own(staff_id)):
        raise NotFound
    return staff


def find_warden_of(household_id: int) -> Staff | None:
    """Who walks the side of the street on which a household lives."""
    home = select(Household.street_id, Household.house).where(Household.id == household_id)
    street_id, house = db.session.execute(home).one_or_none() or (None, "")
    walks = select(Staff).join(WardenStreet, WardenStreet.warden_id == Staff.id).where(Staff.retired_at.is_(None))
    here = WardenStreet.street_id == street_id, WardenStreet.side == rules.side_of(house)
    return None if street_id is None else db.session.scalar(walks.where(*here))


def wardens_of(household_ids: Collection[int]) -> dict[int, Staff]:
    """Who walks where these households live, by household; those on streets without a warden are left out."""
    walks = select(WardenStreet.street_id, WardenStreet.side, Staff).join(Staff, Staff.id == WardenStreet.warden_id)
    rows = db.session.execute(walks.where(Staff.retired_at.is_(None)))
    walked: dict[tuple[int | None, Side], Staff] = {(street_id, side): staff for street_id, side, staff in rows}
    home = select(Household.id, Household.street_id, Household.house)
    ids = sorted(household_ids)
    homes = (
        row
        for start in range(0, len(ids), _AT_A_TIME)
        for row in db.session.execute(home.where(Household.id.in_(ids[start : start + _AT_A_TIME])))
    )
    beside = ((row.id, walked.get((row.street_id, rules.side_of(row.house)))) for row in homes)
    return {household_id: warden for household_id, warden in beside if warden is not None}


def list_wardens() -> list[Staff]:
    """Everybody who may walk rounds, in the order of the Ukrainian alphabet."""
    found = select(Staff).join(StaffRole).where(StaffRole.role == Role.WARDEN, Staff.retired_at.is_(None))
    return sorted(db.session.scalars(found.limit(MOST_WARDENS)), key=lambda staff: sort_key(staff.name))


def get_beat(staff_id: int) -> Beat:
    """A warden with streets and numbers. Raises NotFound."""
    warden = get_warden(staff_id)
    return Beat(warden, _count(list_stretches(staff_id)), count_open(staff_id))


def count_open(warden_id: int) -> int:
    """Sheets not entered yet that go along streets of this warden."""
    along = (
        select(func.count(Round.id.distinct()))
        .join(RoundStreet, RoundStreet.round_id == Round.id)
        .join(
            WardenStreet,
            (WardenStreet.street_id == RoundStreet.street_id) & (WardenStreet.side == RoundStreet.side),
        )
        .where(WardenStreet.warden_id == warden_id, Round.entered_at.is_(None), Round.cancelled_at.is_(None))
    )
    return db.session.scalar(along) or 0


def list_free(settlement_id: int) -> list[FreeStretch]:
    """Streets of a settlement, or their sides, that nobody walks."""
    return _count(_free_in(settlement_id))


def list_free_sides(settlement_id: int) -> list[Stretch]:
    """The same side by side, by the ids of streets."""
    return [(street.id, side) for street, side in _free_in(settlement_id)]


def overview() -> Overview:
    """Wardens with their streets, streets without a warden, and households without a street."""
    counts = count_homes()
    walked = db.session.execute(select(WardenStreet.street_id, WardenStreet.side, WardenStreet.warden_id)).all()
    taken = {(row.street_id, row.side): row.warden_id for row in walked}
    streets = {street.id: street for street in db.session.scalars(_STREETS)}
    free = _counted(_free(streets.values(), set(taken)), counts)
    beats = [
        Beat(warden, _counted(in_order(_walked_by(warden.id, taken, streets)), counts), 0)
        for warden in _wardens(set(taken.values()))
    ]
    return Overview(beats, [stretch for stretch in free if stretch.homes], _without_street())


_STREETS = select(Street).options(joinedload(Street.settlement))


def _walked_by(warden_id: int, taken: dict[Stretch, int], streets: dict[int, Street]) -> list[tuple[Street, Side]]:
    return [(streets[street_id], side) for (street_id, side), walker in taken.items() if walker == warden_id]


def _free_in(settlement_id: int) -> list[tuple[Street, Side]]:
    taken = {(row.street_id, row.side) for row in db.session.execute(select(WardenStreet.street_id, WardenStreet.side))}
    return _free(db.session.scalars(_STREETS.where(Street.settlement_id == settlement_id)), taken)


def _wardens(with_streets: set[int]) -> list[Staff]:
    walks = select(StaffRole.staff_id).where(StaffRole.role == Role.WARDEN)
    found = select(Staff).where(or_(Staff.id.in_(with_streets), Staff.id.in_(walks) & Staff.retired_at.is_(None)))
    return sorted(db.session.scalars(found.limit(MOST_WARDENS)), key=lambda staff: sort_key(staff.name))


def _free(streets: Iterable[Street], taken: set[Stretch]) -> list[tuple[Street, Side]]:
    return in_order([(street, side) for street in streets for side in SIDES if (street.id, side) not in taken])


def in_order(sides: list[tuple[Street, Side]]) -> list[tuple[Street, Side]]:
    """Settlements and streets in the order of the Ukrainian alphabet, the odd side before the even one."""
    return sorted(sides, key=lambda each: (_street_order(each[0]), SIDES.index(each[1])))


def _street_order(street: Street) -> tuple[object, ...]:
    return sort_key(street.settlement.name), sort_key(street.name), street.kind, street.id


def _count(sides: Sequence[tuple[Street, Side]]) -> list[FreeStretch]:
    return _counted(sides, count_homes({street.id for street, _side in sides}))


def _counted(sides: Sequence[tuple[Street, Side]], counts: dict[Stretch, int]) -> list[FreeStretch]:
    joined = rules.join_sides(sides)
    return [
        FreeStretch(street, side, sum(counts.get((street.id, one), 0) for one in (SIDES if side is None else (side,))))
        for street, side in joined
    ]


def _without_street() -> list[tuple[Settlement, int]]:
    found = (
        select(Settlement, func.count(Household.id))
        .join(Household, Household.settlement_id == Settlement.id)
        .where(Household.street_id.is_(None), Household.status.in_(LIVING_THERE))
        .group_by(Settlement.id)
    )
    return sorted(((row[0], row[1]) for row in db.session.execute(found)), key=lambda row: sort_key(row[0].name))
