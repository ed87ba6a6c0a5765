"""Looking at programmes: their lists, and whom they are for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.distributions import rules
from app.distributions.models import Cycle, Programme
from app.households.models import Household, HouseholdStatus, Person
from app.hubs.models import Partner


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a programme reaches today: households that are entitled, their people, and the kits they need."""

    households: int
    people: int
    kits: int


def list_programmes(active_only: bool = False) -> Sequence[Programme]:
    """Programmes with kit and partner, in the order of the Ukrainian alphabet; ended ones last if asked for."""
    found = select(Programme).options(joinedload(Programme.kit), joinedload(Programme.partner))
    if active_only:
        found = found.where(Programme.is_active)
    return sorted(db.session.scalars(found), key=lambda programme: (not programme.is_active, sort_key(programme.title)))


def get_programme(programme_id: int) -> Programme:
    """With everything its page shows. Raises NotFound."""
    programme = db.session.get(
        Programme,
        programme_id,
        options=(
            joinedload(Programme.kit),
            joinedload(Programme.partner),
            selectinload(Programme.sizes),
            selectinload(Programme.settlements),
        ),
    )
    if programme is None:
        raise NotFound
    return programme


def find_programme_by_nonce(nonce: str | None) -> Programme | None:
    """The programme that this form has already made."""
    return db.session.scalar(select(Programme).where(Programme.nonce == nonce)) if nonce else None


def list_partner_names() -> Sequence[str]:
    """Organisations known by now, in the order of the Ukrainian alphabet."""
    return sorted(db.session.scalars(select(Partner.name)), key=sort_key)


def list_cycles(programme_id: int) -> Sequence[Cycle]:
    """Cycles in which something was planned, the newest first."""
    return db.session.scalars(
        select(Cycle).where(Cycle.programme_id == programme_id).order_by(Cycle.number.desc()).limit(24)
    ).all()


def get_cycle(cycle_id: int) -> Cycle:
    """With its programme. Raises NotFound."""
    cycle = db.session.get(Cycle, cycle_id, options=(joinedload(Cycle.programme).joinedload(Programme.kit),))
    if cycle is None:
        raise NotFound
    return cycle


def amount_of(programme: Programme) -> rules.Amount:
    """The programme's rule of amounts as the rules take it."""
    sizes = tuple((size.people_from, size.quantity) for size in programme.sizes)
    return rules.Amount(programme.unit, programme.quantity, sizes)


def is_for(programme: Programme) -> ColumnElement[bool]:
    """The condition on households whom the programme is for: some settlements, or the whole register."""
    wanted = [settlement.id for settlement in programme.settlements]
    return Household.settlement_id.in_(wanted) if wanted else true()


def reach_of(programme: Programme) -> Reach:
    """Active households whom the programme gives at least one kit, counted now."""
    amount = amount_of(programme)
    sizes = [(people, count) for people, count in db.session.execute(_households_by_size(programme)) if people]
    kits = [(people, count, rules.quantity_for(amount, people)) for people, count in sizes]
    return Reach(
        households=sum(count for _, count, quantity in kits if quantity),
        people=sum(count * people for people, count, quantity in kits if quantity),
        kits=sum(count * quantity for _, count, quantity in kits),
    )


def _households_by_size(programme: Programme) -> Select[int, int]:
    recorded = (
        select(Person.household_id, func.count().label("people")).group_by(Person.household_id).subquery("recorded")
    )
    declared, named = func.coalesce(Household.declared_size, 0), func.coalesce(recorded.c.people, 0)
    size = case((declared > named, declared), else_=named)
    return (
        select(size, func.count())
        .outerjoin(recorded, recorded.c.household_id == Household.id)
        .where(Household.status == HouseholdStatus.ACTIVE, is_for(programme))
        .group_by(size)
    )
