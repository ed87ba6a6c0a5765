"""The hub's verbs about programmes: begin one, change its terms."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions import queries, rules
from app.distributions.models import (
    Cycle,
    Programme,
    ProgrammeBar,
    ProgrammeKit,
    ProgrammeKitSize,
    ProxyRule,
    Unit,
)
from app.distributions.operations.criteria import keep_criteria
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


class KitTwice(Refusal):
    message = N_("This kit is in the programme already. Change it there.")


class TooManyKits(Refusal):
    message = N_("A programme has at most %(most)d kits. Begin another programme for the rest.")


class LastKit(Refusal):
    message = N_("A programme gives at least one kit. Add another one first, or end the programme.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a programme gives, to whom, how often and on whose decision.

    No ``settlement_ids`` means the whole register; ``bars`` are rows (other programme, days) and bar whoever was
    given that one within so many days; ``days_between`` is the least from one hand-over to the next.
    """

    title: str
    partner_name: str
    kits: Sequence[rules.KitTerms]
    starts_on: date
    rule_text: str
    ends_on: date | None = None
    cycle_days: int = 30
    days_between: int | None = None
    bars: Sequence[tuple[int, int]] = ()
    settlement_ids: Sequence[int] = ()
    proxy_rule: ProxyRule = ProxyRule.FAMILY_AND_WARDEN
    emergency_percent: int = 3
    decision_no: str = ""
    decision_on: date | None = None
    decision_body: str = ""
    is_active: bool = True


_COLUMNS = (
    "title",
    "starts_on",
    "ends_on",
    "cycle_days",
    "days_between",
    "rule_text",
    "proxy_rule",
    "emergency_percent",
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
    keep_criteria(programme, actor=actor, at=at)
    audit.record(
        "create programme", "programme", programme.id, actor=actor, at=at,
        kits=[kit.kit_id for kit in terms.kits], cycle_days=terms.cycle_days,
        settlements=sorted(terms.settlement_ids),
    )  # fmt: skip
    return programme


def edit_programme(programme_id: int, terms: Terms, *, actor: Actor, at: datetime) -> Programme:
    """Change the terms for what will be published from now on. What was published before stays as promised.

    Whatever decides who gets what makes a new version of the criteria. Raises TitleTaken, CyclesAlreadyPlanned,
    NotFound.
    """
    return _change(_get_locked(programme_id), terms, actor=actor, at=at)


def save_kit(
    programme_id: int, kit: rules.KitTerms, *, rule_text: str, replaces: int | None = None, actor: Actor, at: datetime
) -> Programme:
    """Add a kit to a programme, or put it in the place of the one with the id ``replaces``.

    Raises KitTwice, TooManyKits, NotFound.
    """
    programme = _get_locked(programme_id)
    terms = terms_of(programme)
    if kit.kit_id in {one.kit_id for one in terms.kits if one.kit_id != replaces}:
        raise KitTwice
    if replaces is None:
        kits = [*terms.kits, kit]
    else:
        _find(terms, replaces)
        kits = [kit if one.kit_id == replaces else one for one in terms.kits]
    if len(kits) > rules.MOST_KITS:
        raise TooManyKits(most=rules.MOST_KITS)
    return _change(programme, replace(terms, kits=kits, rule_text=rule_text), actor=actor, at=at)


def drop_kit(programme_id: int, kit_id: int, *, actor: Actor, at: datetime) -> Programme:
    """Take a kit out of a programme. Raises LastKit, NotFound."""
    programme = _get_locked(programme_id)
    terms = terms_of(programme)
    _find(terms, kit_id)
    kits = [one for one in terms.kits if one.kit_id != kit_id]
    if not kits:
        raise LastKit
    return _change(programme, replace(terms, kits=kits), actor=actor, at=at)


def _find(terms: Terms, kit_id: int) -> None:
    if kit_id not in {one.kit_id for one in terms.kits}:
        raise NotFound


def _change(programme: Programme, terms: Terms, *, actor: Actor, at: datetime) -> Programme:
    before = terms_of(programme)
    if _moves_cycles(before, terms) and db.session.scalar(select(exists().where(Cycle.programme_id == programme.id))):
        raise CyclesAlreadyPlanned
    programme.kits.clear()
    programme.bars.clear()
    db.session.flush()  # old rows go before new ones with the same places come
    _set_terms(programme, terms)
    _flush()
    version = keep_criteria(programme, actor=actor, at=at)
    audit.record(
        "edit programme", "programme", programme.id, actor=actor, at=at,
        changed=_changed(before, terms), criteria=version.number,
    )  # fmt: skip
    return programme


def terms_of(programme: Programme) -> Terms:
    """The terms as they stand."""
    return Terms(
        partner_name=programme.partner.name,
        kits=queries.kit_terms(programme),
        bars=tuple((bar.other_id, bar.days) for bar in programme.bars),
        settlement_ids=tuple(settlement.id for settlement in programme.settlements),
        **{column: getattr(programme, column) for column in _COLUMNS},
    )


def _moves_cycles(before: Terms, after: Terms) -> bool:
    return (before.starts_on, before.cycle_days) != (after.starts_on, after.cycle_days)


def _changed(before: Terms, after: Terms) -> dict[str, object]:
    """Old and new value of what differs; what the version of the criteria tells in full only by name."""
    old, new = ({one.name: _plain(getattr(terms, one.name)) for one in fields(Terms)} for terms in (before, after))
    differing = [name for name in old if old[name] != new[name]]
    return {name: None if name in _IN_FULL else [old[name], new[name]] for name in differing}


_IN_FULL = ("rule_text", "kits", "bars")


def _plain(value: object) -> object:
    return list(value) if isinstance(value, (list, tuple)) else value


def _set_terms(programme: Programme, terms: Terms) -> None:
    for column in _COLUMNS:
        setattr(programme, column, getattr(terms, column))
    programme.partner = _partner(terms.partner_name)
    programme.kits = [_kit(position, kit) for position, kit in enumerate(terms.kits, start=1)]
    programme.bars = [ProgrammeBar(other_id=other_id, days=days) for other_id, days in terms.bars]
    programme.settlements = list(
        db.session.scalars(select(Settlement).where(Settlement.id.in_(terms.settlement_ids)))
    )  # fmt: skip


def _kit(position: int, terms: rules.KitTerms) -> ProgrammeKit:
    rows = terms.sizes if terms.unit is Unit.SIZE_TABLE else ()
    return ProgrammeKit(
        position=position,
        kit=stock.get_kit(terms.kit_id),
        unit=terms.unit,
        quantity=terms.quantity,
        target=rules.dump_target(terms.target),
        sizes=[ProgrammeKitSize(people_from=people, quantity=kits) for people, kits in rows],
    )


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
