"""What is there for a plan, what was decided when it does not suffice, and the plan that follows from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.distributions import rules
from app.distributions.models import (
    AgeBand,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    Entitlement,
    FirstTo,
    MoveCause,
    ShortageDecision,
    ShortageWay,
    ShortKit,
    Slot,
    WaitingEntry,
)
from app.distributions.queries.register import Record
from app.draws import queries as draws
from app.draws import rules as lots
from app.draws.models import Draw, DrawEntry
from app.households.models import Card, Household
from app.stock import queries as stock
from app.stock.models import KitVersion

CHILDREN = (AgeBand.UNDER_3, AgeBand.UNDER_6, AgeBand.UNDER_12, AgeBand.UNDER_18)


def needs_of(record: Record) -> dict[int, int]:
    """What the rule gives a household, by the kits of the programme in their order."""
    return {portion.kit_id: portion.quantity for portion in record.portions}


def with_needs(record: Record, needs: Mapping[int, int]) -> Record:
    """The same household with other numbers of kits."""
    portions = (replace(portion, quantity=needs[portion.kit_id]) for portion in record.portions)
    return replace(record, portions=tuple(portion for portion in portions if portion.quantity))


def kit_ids_of(cycle: Cycle) -> list[int]:
    """The kits of the cycle's programme, in their order."""
    return [one.kit_id for one in cycle.programme.kits]


def read_supplies(cycle: Cycle, at: datetime) -> tuple[rules.Supply, ...]:
    """What is there of each kit of the programme that stock is kept of, without what others are promised."""
    kits = [kit_id for kit_id in kit_ids_of(cycle) if stock.is_kept(kit_id)]
    committed = _promised(kits) if kits else {}
    return tuple(
        rules.Supply(
            kit_id,
            there=max(0, stock.on_hand(kit_id, clock.local_date(at)) - committed.get(kit_id, 0)),
            reserve_percent=cycle.programme.emergency_percent,
        )
        for kit_id in kits
    )


def _promised(kit_ids: Collection[int]) -> dict[int, int]:
    """Kits promised at distributions that are not closed, given or not: what was given leaves the ledger at closing.

    Whoever lost their time and waits for another is still promised theirs.
    """
    waits = exists().where(WaitingEntry.entitlement_id == Entitlement.id, WaitingEntry.closed_at.is_(None))
    is_held = (Distribution.state == DistributionState.PUBLISHED) & Entitlement.stands
    found = (
        select(KitVersion.kit_id, func.sum(EntitledKit.quantity))
        .join(EntitledKit, EntitledKit.kit_version_id == KitVersion.id)
        .join(Entitlement, Entitlement.id == EntitledKit.entitlement_id)
        .join(Slot, Slot.id == Entitlement.slot_id)
        .join(Distribution, Distribution.id == Slot.distribution_id)
        .where(KitVersion.kit_id.in_(kit_ids), or_(is_held, waits))
        .group_by(KitVersion.kit_id)
    )
    return {kit_id: int(number) for kit_id, number in db.session.execute(found)}


def left_for_waiting(cycle: Cycle, at: datetime) -> dict[int, int]:
    """Kits that whoever waits may be promised, by kit that stock is kept of: the reserve of the decision stays back."""
    reserves = select(ShortKit.kit_id, ShortKit.reserve).join(
        ShortageDecision, ShortageDecision.id == ShortKit.decision_id
    )
    published = reserves.where(ShortageDecision.cycle_id == cycle.id, ShortageDecision.assignment_id.is_not(None))
    kept_back = {row.kit_id: row.reserve for row in db.session.execute(published.order_by(ShortageDecision.id))}
    return {one.kit_id: one.there - kept_back.get(one.kit_id, 0) for one in read_supplies(cycle, at)}


def open_decision(cycle_id: int) -> ShortageDecision | None:
    """The decision that the next publishing of the cycle follows; none when its draw was annulled."""
    found = db.session.scalar(
        select(ShortageDecision)
        .where(
            ShortageDecision.cycle_id == cycle_id,
            ShortageDecision.assignment_id.is_(None),
            ShortageDecision.ended_at.is_(None),
            ShortageDecision.way != ShortageWay.POSTPONE,
        )
        .options(*_WHOLE)
    )
    if found is None or (found.draw is not None and found.draw.annulled_at is not None):
        return None
    return found


def list_decisions(cycle_id: int) -> Sequence[ShortageDecision]:
    """Everything that was decided on shortages of a cycle, the newest first."""
    return db.session.scalars(
        select(ShortageDecision)
        .where(ShortageDecision.cycle_id == cycle_id)
        .options(*_WHOLE)
        .order_by(ShortageDecision.id.desc())
        .limit(20)
    ).all()


def find_decision_by_nonce(nonce: str | None) -> ShortageDecision | None:
    """The decision that this form has already made."""
    return db.session.scalar(select(ShortageDecision).where(ShortageDecision.nonce == nonce)) if nonce else None


def decision_of(assignment_id: int | None) -> ShortageDecision | None:
    """What was decided for one publishing."""
    if assignment_id is None:
        return None
    return db.session.scalar(
        select(ShortageDecision).where(ShortageDecision.assignment_id == assignment_id).options(*_WHOLE)
    )


_WHOLE = (
    selectinload(ShortageDecision.kits).joinedload(ShortKit.kit),
    joinedload(ShortageDecision.draw),
    joinedload(ShortageDecision.decided_by),
)


def choice_of(decision: ShortageDecision | None) -> rules.Choice | None:
    """What was decided, as the rules take it."""
    if decision is None:
        return None
    return rules.Choice(
        way=decision.way,
        shares={kit.kit_id: rules.Share(kit.most, kit.percent) for kit in decision.kits},
        first_to=decision.conditions,
        order=_order_drawn(decision.draw_id) if decision.draw_id is not None else {},
        decision_id=decision.id,
    )


def _order_drawn(draw_id: int) -> dict[int, int]:
    """Positions by household; who was merged into another record since has handed theirs to it."""
    order = draws.order_of(draw_id)
    merged = select(Household.id, Household.merged_into_id).where(Household.merged_into_id.is_not(None))
    into = {gone: kept for gone, kept in db.session.execute(merged) if kept is not None} if order else {}
    positions: dict[int, int] = {}
    for household_id in sorted(order, key=order.__getitem__):
        now = household_id
        while now in into:
            now = into[now]
        positions.setdefault(now, order[household_id])
    return positions


def follow(
    choice: rules.Choice | None,
    register: Sequence[Record],
    supplies: Sequence[rules.Supply],
    *,
    location_ids: Collection[int],
    seed: int,
) -> tuple[Record, ...]:
    """The register as a plan sees it after what was decided: smaller shares, or some who have to wait."""
    if choice is None or not choice.is_ready:
        return tuple(register)
    if choice.way is ShortageWay.SMALLER_SHARE:
        return tuple(_share(record, choice) for record in register)
    entitled = entitled_in(register, location_ids)
    order = _in_order(entitled, choice, seed)
    needed = rules.total(needs_of(record) for record in entitled)
    available = {supply.kit_id: supply.there - supply.reserve(needed[supply.kit_id]) for supply in supplies}
    going = rules.admitted(((record.household_id, needs_of(record)) for record in order), available)
    waiting = {record.household_id for record in entitled} - going
    return tuple(_without_kits(record) if record.household_id in waiting else record for record in register)


def entitled_in(register: Sequence[Record], location_ids: Collection[int]) -> list[Record]:
    """Those of the register who would collect in a plan at these locations if there were enough of everything."""
    return [
        record
        for record in register
        if record.candidate.barrier is None and not set(location_ids).isdisjoint(record.candidate.location_ids)
    ]


def in_order(register: Sequence[Record], choice: rules.Choice | None, seed: int) -> list[int]:
    """Households in the order in which they wait for what does not suffice."""
    return [record.household_id for record in _in_order(register, choice, seed)]


def _in_order(records: Sequence[Record], choice: rules.Choice | None, seed: int) -> list[Record]:
    """By the draw; else who meets a condition, then who is longest without aid, then by the draw number of the plan."""
    drawn = choice.order if choice is not None else {}
    conditions = choice.first_to if choice is not None else ()
    last = len(drawn) + 1

    def key(record: Record) -> tuple[int, bool, date, str]:
        candidate = record.candidate
        return (
            drawn.get(record.household_id, last),
            not any(meets(record, condition) for condition in conditions),
            candidate.last_aid_on or date.min,
            rules.lot(seed, record.household_id),
        )

    return sorted(records, key=key)


def meets(record: Record, condition: FirstTo) -> bool:
    """Whether a household meets one of the plain conditions, by what the register says today."""
    match condition:
        case FirstTo.ASSISTED:
            return record.candidate.is_assisted
        case FirstTo.DISPLACED:
            return record.is_displaced
        case FirstTo.LARGE:
            return record.people_count >= rules.LARGE
        case FirstTo.OLDER:
            return _has(record, (AgeBand.OLDER,))
        case FirstTo.INFANTS:
            return _has(record, (AgeBand.UNDER_3,))
        case FirstTo.CHILDREN:
            return _has(record, CHILDREN)


def _has(record: Record, bands: Collection[AgeBand]) -> bool:
    return any(group.age_band in bands for group in record.groups)


def _share(record: Record, choice: rules.Choice) -> Record:
    needs = needs_of(record)
    shared = {kit: choice.shares.get(kit, rules.Share()).of(quantity) for kit, quantity in needs.items()}
    return record if shared == needs else with_needs(record, shared)


def _without_kits(record: Record) -> Record:
    return replace(record, candidate=replace(record.candidate, barrier=rules.NotPlaced.NO_KITS))


@dataclass(frozen=True, slots=True)
class News:
    """What a household is told of a shortage. Of a draw that it is in: its name, and its position once it is drawn."""

    decision: ShortageDecision
    waits: bool = False
    """For kits, without a time."""
    name: str = ""
    position: int | None = None

    @property
    def waits_as(self) -> int | None:
        """Its number among those who wait after a draw; None when it has a place or nothing is drawn yet."""
        draw = self.decision.draw
        if draw is None or self.position is None or self.position <= draw.places:
            return None
        return self.position - draw.places


def news_id(household_id: ColumnElement[int] | InstrumentedAttribute[int | None], today: Any) -> ScalarSelect[int]:
    """The latest decision that concerns a household in a cycle that is not over, as a column of a query about it.

    It was promised something by it or waits because of it; or it is in the draw; or the day was postponed in a
    programme that it had something of before. Each asks about the household of the outermost query: by itself
    ``exists`` would look into a ``cards`` of its own, and everyone would be concerned.
    """
    promised = (
        exists()
        .where(Entitlement.household_id == household_id, Entitlement.stands,
               Entitlement.cycle_id == ShortageDecision.cycle_id)
        .correlate_except(Entitlement)
    )  # fmt: skip
    waits = _waits_for_kits(household_id)
    in_draw = (
        exists()
        .where(DrawEntry.reference == household_id, DrawEntry.draw_id == ShortageDecision.draw_id,
               Draw.id == DrawEntry.draw_id, Draw.annulled_at.is_(None))
        .correlate_except(DrawEntry, Draw)
    )  # fmt: skip
    before = aliased(Cycle)
    had_before = (
        exists()
        .where(Entitlement.household_id == household_id, before.id == Entitlement.cycle_id,
               before.programme_id == Cycle.programme_id)
        .correlate_except(Entitlement, before)
    )  # fmt: skip
    is_used = ShortageDecision.assignment_id.is_not(None)
    is_postponed = ShortageDecision.way == ShortageWay.POSTPONE
    return (
        select(ShortageDecision.id)
        .join(Cycle, Cycle.id == ShortageDecision.cycle_id)
        .where(
            ShortageDecision.ended_at.is_(None),
            Cycle.ends_on >= today,
            or_(is_used & (promised | waits), in_draw, is_postponed & had_before & ~promised),
        )
        .order_by(ShortageDecision.id.desc())
        .limit(1)
        .correlate(Card)
        .scalar_subquery()
    )


def news_of(decision_id: int, household_id: int) -> News:
    """The decision with what a household should know of it."""
    decision = get_decision(decision_id)
    is_own = (DrawEntry.draw_id == ShortageDecision.draw_id) & (DrawEntry.reference == household_id)
    known = db.session.execute(
        select(_waits_for_kits(household_id).label("waits"), DrawEntry.pseudonym, DrawEntry.position)
        .select_from(ShortageDecision)
        .outerjoin(DrawEntry, is_own)
        .where(ShortageDecision.id == decision_id)
    ).one()
    return News(decision, waits=known.waits, name=known.pseudonym or "", position=known.position)


def _waits_for_kits(household_id: ColumnElement[int] | InstrumentedAttribute[int | None] | int) -> Exists:
    return (
        exists()
        .where(WaitingEntry.household_id == household_id, WaitingEntry.cycle_id == ShortageDecision.cycle_id,
               WaitingEntry.cause == MoveCause.SHORTAGE, WaitingEntry.closed_at.is_(None))
        .correlate_except(WaitingEntry)
    )  # fmt: skip


def get_decision(decision_id: int) -> ShortageDecision:
    """With its kits, draw and programme. Raises NotFound."""
    decision = db.session.get(
        ShortageDecision,
        decision_id,
        options=[*_WHOLE, joinedload(ShortageDecision.cycle).joinedload(Cycle.programme)],
    )
    if decision is None:
        raise NotFound
    return decision


def names_for_draw(household_ids: Collection[int]) -> dict[int, str]:
    """Under which name each household stands in a draw: the end of its card, or with a star that of the log."""
    in_force = select(Card.household_id, Card.card_no, Card.is_alias).where(
        Card.blocked_at.is_(None), Card.household_id.is_not(None)
    )
    cards = db.session.execute(in_force).all()
    wanted = set(household_ids)
    own = {row.household_id: row.card_no for row in cards if row.household_id in wanted and not row.is_alias}
    names = lots.tails(own, (row.card_no for row in cards))
    missing = wanted - names.keys()
    found = select(Household.id, Household.pseudonym).where(Household.id.in_(missing))
    starred = {id_: lots.WITHOUT_CARD + pseudonym for id_, pseudonym in db.session.execute(found)} if missing else {}
    return names | starred
