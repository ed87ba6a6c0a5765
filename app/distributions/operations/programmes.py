"""The hub's verbs about programmes: begin one, change its terms."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Cycle, Programme, ProgrammeSize, ProxyRule, Unit
from app.hubs.models import Partner, Settlement
from app.stock import queries as stock


class TitleTaken(Refusal):
    """Residents know a programme by its title."""

    message = N_("There is already a programme with this title. Choose another title.")


class CyclesAlreadyPlanned(Refusal):
    """Cycles are counted from the start; moving it would make two of them overlap."""

    message = N_(
        "Days of this programme are already planned, so its start and the length of its cycle stay as they are. "
        "End this programme and begin a new one instead."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a programme gives, to whom, how often and on whose decision.

    ``sizes`` are rows (people from, kits) of a size table; no ``settlement_ids`` means the whole register.
    """

    title: str
    partner_name: str
    kit_id: int
    starts_on: date
    unit: Unit
    rule_text: str
    ends_on: date | None = None
    cycle_days: int = 30
    quantity: int = 1
    sizes: Sequence[tuple[int, int]] = ()
    settlement_ids: Sequence[int] = ()
    proxy_rule: ProxyRule = ProxyRule.FAMILY_AND_WARDEN
    decision_no: str = ""
    decision_on: date | None = None
    decision_body: str = ""
    is_active: bool = True


_COLUMNS = (
    "title",
    "starts_on",
    "ends_on",
    "cycle_days",
    "unit",
    "quantity",
    "rule_text",
    "proxy_rule",
    "decision_no",
    "decision_on",
    "decision_body",
    "is_active",
)
"""Terms that are columns of the programme under the same name."""


def create_programme(terms: Terms, *, nonce: str | None = None, actor: Actor, at: datetime) -> Programme:
    """Begin a programme. Its partner organisation is taken into the list when it is new. Raises TitleTaken."""
    programme = Programme(nonce=nonce)
    _set_terms(programme, terms)
    db.session.add(programme)
    _flush()
    audit.record(
        "create programme", "programme", programme.id, actor=actor, at=at,
        kit=terms.kit_id, unit=terms.unit, quantity=terms.quantity, cycle_days=terms.cycle_days,
        settlements=sorted(terms.settlement_ids),
    )  # fmt: skip
    return programme


def edit_programme(programme_id: int, terms: Terms, *, actor: Actor, at: datetime) -> Programme:
    """Change the terms for what will be published from now on. Raises TitleTaken, CyclesAlreadyPlanned, NotFound."""
    programme = _get_locked(programme_id)
    before = terms_of(programme)
    if _moves_cycles(before, terms) and db.session.scalar(select(exists().where(Cycle.programme_id == programme_id))):
        raise CyclesAlreadyPlanned
    programme.sizes.clear()
    db.session.flush()  # rows of the old table go before new ones with the same sizes come
    _set_terms(programme, terms)
    _flush()
    audit.record(
        "edit programme", "programme", programme.id, actor=actor, at=at, changed=_changed(before, terms)
    )  # fmt: skip
    return programme


def terms_of(programme: Programme) -> Terms:
    """The terms as they stand."""
    return Terms(
        partner_name=programme.partner.name,
        kit_id=programme.kit_id,
        sizes=tuple((size.people_from, size.quantity) for size in programme.sizes),
        settlement_ids=tuple(settlement.id for settlement in programme.settlements),
        **{column: getattr(programme, column) for column in _COLUMNS},
    )


def _moves_cycles(before: Terms, after: Terms) -> bool:
    return (before.starts_on, before.cycle_days) != (after.starts_on, after.cycle_days)


def _changed(before: Terms, after: Terms) -> dict[str, object]:
    """Old and new value of what differs; texts only by name."""
    old, new = asdict(before), asdict(after)
    differing = [key for key in old if _plain(old[key]) != _plain(new[key])]
    return {key: None if key == "rule_text" else [_plain(old[key]), _plain(new[key])] for key in differing}


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, (list, tuple)) else value


def _set_terms(programme: Programme, terms: Terms) -> None:
    for column in _COLUMNS:
        setattr(programme, column, getattr(terms, column))
    programme.partner = _partner(terms.partner_name)
    programme.kit = stock.get_kit(terms.kit_id)
    rows = terms.sizes if terms.unit is Unit.SIZE_TABLE else ()
    programme.sizes = [ProgrammeSize(people_from=people, quantity=kits) for people, kits in rows]
    programme.settlements = list(
        db.session.scalars(select(Settlement).where(Settlement.id.in_(terms.settlement_ids)))
    )  # fmt: skip


def _partner(name: str) -> Partner:
    found = db.session.scalar(select(Partner).where(Partner.name == name))
    return found or Partner(name=name)


def _get_locked(programme_id: int) -> Programme:
    programme = db.session.scalar(select(Programme).where(Programme.id == programme_id).with_for_update())
    if programme is None:
        raise NotFound
    db.session.refresh(programme)
    return programme


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_programmes_title", "programmes.title"):
            raise TitleTaken from error
        raise
