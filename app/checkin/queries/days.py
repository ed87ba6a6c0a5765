"""The day of a distribution as a checklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from app.checkin.models import EmergencyIssue, HandOver
from app.checkin.queries.refused import not_taken
from app.core.db import db
from app.core.errors import NotFound
from app.distributions.models import BundleLine, Distribution, DistributionState, EntitledKit, Entitlement, Slot
from app.households.models import Card, Household, Person, PersonRole
from app.hubs.models import Location

_E, _S, _D, _L = Entitlement.__table__.c, Slot.__table__.c, Distribution.__table__.c, Location.__table__.c
_O, _C, _P, _B = HandOver.__table__.c, Card.__table__.c, Person.__table__.c, BundleLine.__table__.c


@dataclass(frozen=True, slots=True)
class Turn:
    """One household in its slot; ``given_at`` is None while it waits."""

    place: int
    household_id: int
    card_no: str
    name: str
    quantity: int
    """Kits of all kinds together; of what was given, those that were taken."""
    given_at: datetime | None
    is_out: bool = False
    """In a bundle that is not back yet: nobody waits for this household at the desk."""


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One slot with its households in sheet order."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    turns: Sequence[Turn]

    @property
    def assigned(self) -> int:
        return len(self.turns)

    @property
    def served(self) -> int:
        return sum(turn.given_at is not None for turn in self.turns)

    @property
    def out(self) -> int:
        """Whose kits somebody carries."""
        return sum(turn.is_out for turn in self.turns)

    @property
    def missing(self) -> int:
        """Who has to come to the desk and has not."""
        return self.assigned - self.served - self.out

    def waiting(self, at: datetime) -> int:
        """Who has not come and may still come on time."""
        return 0 if at >= self.ends_at else self.missing

    def late(self, at: datetime) -> int:
        """Whose time has passed; the place is kept all day."""
        return self.missing if at >= self.ends_at else 0

    def is_running(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Day:
    """A distribution and its slots."""

    id: int
    number: str
    held_on: date
    location_id: int
    location_name: str
    state: DistributionState
    slots: Sequence[SlotRow]
    emergency_kits: int = 0
    """Given besides what was promised."""

    @property
    def assigned(self) -> int:
        return sum(slot.assigned for slot in self.slots)

    @property
    def served(self) -> int:
        return sum(slot.served for slot in self.slots)

    @property
    def out(self) -> int:
        return sum(slot.out for slot in self.slots)

    def waiting(self, at: datetime) -> int:
        return sum(slot.waiting(at) for slot in self.slots)

    def late(self, at: datetime) -> int:
        return sum(slot.late(at) for slot in self.slots)


_EMERGENCIES = (
    select(func.coalesce(func.sum(EmergencyIssue.__table__.c.quantity), 0))
    .where(EmergencyIssue.__table__.c.distribution_id == _D.id, ~EmergencyIssue.__table__.c.is_reversed)
    .correlate(Distribution.__table__)
    .scalar_subquery()
)
_HEAD = (
    select(
        _D.id,
        _D.number,
        _D.held_on,
        _D.location_id,
        _L.name.label("location_name"),
        _D.state,
        _EMERGENCIES.label("emergency_kits"),
    )
    .join_from(Distribution.__table__, Location.__table__, _L.id == _D.location_id)
    .where(_D.id == bindparam("distribution_id"))
)
_KITS = (
    select(func.sum(EntitledKit.__table__.c.quantity - not_taken))
    .where(EntitledKit.__table__.c.entitlement_id == _E.id)
    .correlate(Entitlement.__table__, HandOver.__table__)
    .scalar_subquery()
)
_TURNS = (
    select(
        _S.id.label("slot_id"),
        _S.starts_at,
        _S.ends_at,
        _S.capacity,
        _E.place,
        _E.household_id,
        _KITS.label("quantity"),
        _C.card_no,
        _P.surname,
        _P.given,
        _O.happened_at,
        _B.id.label("line_out"),
    )
    .select_from(
        Slot.__table__.outerjoin(Entitlement.__table__, and_(_E.slot_id == _S.id, _E.withdrawn_at.is_(None)))
        .outerjoin(Household.__table__, Household.__table__.c.id == _E.household_id)
        .outerjoin(Card.__table__, and_(_C.household_id == _E.household_id, _C.blocked_at.is_(None), ~_C.is_alias))
        .outerjoin(Person.__table__, and_(_P.household_id == _E.household_id, _P.role == PersonRole.HEAD))
        .outerjoin(HandOver.__table__, and_(_O.entitlement_id == _E.id, ~_O.is_reversed))
        .outerjoin(BundleLine.__table__, and_(_B.entitlement_id == _E.id, _B.outcome.is_(None)))
    )
    .where(_S.distribution_id == bindparam("distribution_id"))
    .order_by(_S.starts_at, _E.place, _P.id)
)


def get_day(distribution_id: int) -> Day:
    """The whole day in two statements. Raises NotFound, for a draft too: nobody has been told of it yet."""
    head = db.session.execute(_HEAD, {"distribution_id": distribution_id}).first()
    if head is None or head.state is DistributionState.DRAFT:
        raise NotFound
    rows: Sequence[Any] = db.session.execute(_TURNS, {"distribution_id": distribution_id}).all()
    slots = [_slot(list(of_slot)) for _, of_slot in groupby(rows, key=lambda row: row.slot_id)]
    return Day(*head[:-1], slots=slots, emergency_kits=head.emergency_kits)


def _slot(rows: Sequence[Any]) -> SlotRow:
    first = rows[0]
    turns = {
        row.place: Turn(
            row.place, row.household_id, row.card_no or "", _name(row), row.quantity, row.happened_at,
            is_out=row.line_out is not None and row.happened_at is None,
        )
        for row in reversed(rows)
        if row.place is not None
    }  # fmt: skip
    return SlotRow(first.starts_at, first.ends_at, first.capacity, [turns[place] for place in sorted(turns)])


def _name(row: Any) -> str:
    return " ".join(part for part in (row.surname, row.given) if part)
