"""Looking at programmes: their lists, and whom they are for."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.names import sort_key
from app.distributions import rules
from app.distributions.models import Cycle, Programme, ProgrammeBar, ProgrammeKit
from app.households.models import Household
from app.hubs.models import Partner
from app.stock import queries as stock
from app.stock.models import Kit

_KITS = selectinload(Programme.kits).joinedload(ProgrammeKit.kit)
_OFFERS = (
    _KITS.selectinload(Kit.versions),
    selectinload(Programme.kits).selectinload(ProgrammeKit.sizes),
)


def list_programmes(active_only: bool = False) -> Sequence[Programme]:
    """Programmes with kits and partner, in the order of the Ukrainian alphabet; ended ones last if asked for."""
    found = select(Programme).options(_KITS, joinedload(Programme.partner))
    if active_only:
        found = found.where(Programme.is_active)
    return sorted(db.session.scalars(found), key=lambda programme: (not programme.is_active, sort_key(programme.title)))


def get_programme(programme_id: int) -> Programme:
    """With everything its page shows. Raises NotFound."""
    programme = db.session.get(
        Programme,
        programme_id,
        options=(
            *_OFFERS,
            joinedload(Programme.partner),
            selectinload(Programme.settlements),
            selectinload(Programme.bars).joinedload(ProgrammeBar.other),
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
    programme = joinedload(Cycle.programme)
    cycle = db.session.get(Cycle, cycle_id, options=[programme.options(*_OFFERS)])
    if cycle is None:
        raise NotFound
    return cycle


def offers_of(programme: Programme) -> list[rules.Offer]:
    """The kits of a programme as the rules take them, each in the version that is given now."""
    return [
        rules.Offer(one.kit_id, stock.current_version(one.kit).id, amount_of(one), rules.load_target(one.target))
        for one in programme.kits
    ]


def amount_of(one: ProgrammeKit) -> rules.Amount:
    """How much of a kit is given, as the rules take it."""
    return rules.Amount(one.unit, one.quantity, tuple((size.people_from, size.quantity) for size in one.sizes))


def is_for(programme: Programme | None) -> ColumnElement[bool]:
    """The condition on households whom the programme is for: some settlements, or the whole register."""
    wanted = [settlement.id for settlement in programme.settlements] if programme else []
    return Household.settlement_id.in_(wanted) if wanted else true()
