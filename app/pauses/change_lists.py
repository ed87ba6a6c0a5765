"""What is told after a pause: whom to call, what to give to street wardens, the new slips."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from app.accounts.models import Staff
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.distributions import paper_queries
from app.distributions.models import Distribution, Entitlement, Slot, SlotMove
from app.distributions.paper_queries import Slip
from app.distributions.rules import Proposal
from app.households.models import Card, Household, Person, PersonRole
from app.hubs.models import Location, Street
from app.pauses.models import AllClear
from app.wardens import rules as wardens
from app.wardens.models import WardenStreet


@dataclass(frozen=True, slots=True)
class Change:
    """One household that was moved, with its new time, or without ``to_starts_at`` on the waiting list."""

    card_no: str
    name: str
    phones: tuple[str, ...]
    street: Street | None
    house: str
    flat: str
    warden: str
    from_starts_at: datetime
    to_starts_at: datetime | None
    to_ends_at: datetime | None
    to_location: str


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Everyone of a list who does not know the new time yet, by the way in which it reaches them."""

    calls: Sequence[Change]
    """By telephone number."""
    by_warden: Sequence[tuple[str, Sequence[Change]]]
    """Without a telephone, by the warden of their street."""
    others: Sequence[Change]
    """Without either: they come by themselves or read the poster."""
    superseded: int
    """Moved once more by a later list, or back: nobody is told a time that does not hold."""


def get_list_id(pause_id: int) -> int:
    """The moves that were decided on after a pause. Raises NotFound when nobody was moved."""
    move_list_id = db.session.scalar(select(AllClear.move_list_id).where(AllClear.pause_id == pause_id))
    if move_list_id is None:
        raise NotFound
    return move_list_id


def by_day(proposal: Proposal) -> list[tuple[date, int]]:
    """How many would come on which day."""
    days = Counter(clock.local_date(row.to.starts_at) for row in proposal.rows if row.to is not None)
    return sorted(days.items())


_later = aliased(SlotMove)
_IS_LATEST = ~exists().where(_later.entitlement_id == SlotMove.entitlement_id, _later.id > SlotMove.id)


def list_changes(move_list_id: int) -> ChangeList:
    """Whom to tell. Names and telephones: whoever shows them records it."""
    of_list = SlotMove.move_list_id == move_list_id
    rows = db.session.execute(_CHANGES.where(of_list, _IS_LATEST)).all()
    total = len(db.session.scalars(select(SlotMove.id).where(of_list)).all())
    walkers = _wardens({row.street_id for row in rows if row.street_id})
    changes = list({row.id: _change(row, walkers) for row in rows}.values())
    without = [change for change in changes if not change.phones]
    names = sorted({change.warden for change in without if change.warden}, key=sort_key)
    return ChangeList(
        calls=sorted((change for change in changes if change.phones), key=lambda change: change.phones),
        by_warden=[(name, [change for change in without if change.warden == name]) for name in names],
        others=[change for change in without if not change.warden],
        superseded=total - len(changes),
    )


_from, _to = aliased(Slot), aliased(Slot)
_CHANGES = (
    select(
        SlotMove.id, Card.card_no, Person.surname, Person.given, Household.phone1, Household.phone2,
        Household.street_id, Household.house, Household.flat, Street, _from.starts_at.label("from_starts_at"),
        _to.starts_at.label("to_starts_at"), _to.ends_at.label("to_ends_at"), Location.name.label("to_location"),
    )
    .join(Entitlement, Entitlement.id == SlotMove.entitlement_id)
    .join(Household, Household.id == Entitlement.household_id)
    .join(_from, _from.id == SlotMove.from_slot_id)
    .outerjoin(_to, _to.id == SlotMove.to_slot_id)
    .outerjoin(Distribution, Distribution.id == _to.distribution_id)
    .outerjoin(Location, Location.id == Distribution.location_id)
    .outerjoin(Street, Street.id == Household.street_id)
    .outerjoin(Card, and_(Card.household_id == Household.id, Card.blocked_at.is_(None), ~Card.is_alias))
    .outerjoin(Person, and_(Person.household_id == Household.id, Person.role == PersonRole.HEAD))
    .order_by(SlotMove.id)
)  # fmt: skip


def _wardens(street_ids: set[int]) -> dict[wardens.Stretch, str]:
    """The name of who walks each side of these streets."""
    walks = (
        select(WardenStreet.street_id, WardenStreet.side, Staff.name)
        .join(Staff, Staff.id == WardenStreet.warden_id)
        .where(WardenStreet.street_id.in_(street_ids), Staff.retired_at.is_(None))
    )
    return {(street_id, side): name for street_id, side, name in db.session.execute(walks)}


def _change(row: Any, walkers: dict[wardens.Stretch, str]) -> Change:
    return Change(
        card_no=row.card_no or "",
        name=" ".join(part for part in (row.surname, row.given) if part),
        phones=tuple(phone for phone in (row.phone1, row.phone2) if phone),
        street=row.Street,
        house=row.house,
        flat=row.flat,
        warden=walkers.get((row.street_id, wardens.side_of(row.house)), ""),
        from_starts_at=row.from_starts_at,
        to_starts_at=row.to_starts_at,
        to_ends_at=row.to_ends_at,
        to_location=row.to_location or "",
    )


def list_slips(move_list_id: int) -> Sequence[Slip]:
    """New time slips for everyone of a list whose latest move it is and who has a new time."""
    moved = select(SlotMove.entitlement_id).where(
        SlotMove.move_list_id == move_list_id, SlotMove.to_slot_id.is_not(None), _IS_LATEST
    )
    return paper_queries.slips_of(db.session.scalars(moved).all())
