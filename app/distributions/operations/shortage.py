"""The hub's verbs when there is not enough for everyone: decide, or postpone, in the open and with a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.distributions import queries, rules
from app.distributions.models import Cycle, Distribution, DistributionState, ShortageDecision, ShortageWay, ShortKit
from app.distributions.operations.planning import AlreadyPlanned, lock_hub
from app.distributions.operations.publishing import ListChanged
from app.draws import posting


class NothingMissing(Refusal):
    message = N_("There is enough for everyone by now. Publish the list.")


class NotEvenOne(Refusal):
    """A smaller share is at least one kit."""

    message = N_("Even with one kit each there is not enough for everyone. Choose another way.")


class StillShort(Refusal):
    """The list that follows would again promise more than there is."""

    message = N_("This would still promise more than there is. Choose another way.")


class DrawStands(Refusal):
    """Otherwise a draw could be held until its order suits somebody."""

    message = N_("A draw was held for this list, and its order stands. Publish the list that follows from it.")


class NotLater(Refusal):
    message = N_("Choose a day after the first one planned.")
    status = 422


class AfterTheCycle(Refusal):
    """In the next cycle everybody is entitled anew: a day there is not a later day of this one."""

    message = N_("%(day)s would be after this cycle, which ends on %(last)s. Choose an earlier day or another way.")
    status = 422


class NothingDecided(Refusal):
    message = N_("Nothing is decided that could be taken back. Look at the page again.")


def decide_shortage(
    full: queries.Plan, decided: queries.Plan, *, digest: str, reason: str, nonce: str, actor: Actor, at: datetime
) -> ShortageDecision:
    """Give everyone a smaller share, or some of them all, by a stated rule; the next publishing follows it.

    ``full`` is the plan with enough for everyone, ``decided`` the one that was looked at, with ``digest``. Raises
    NothingMissing, ListChanged, NotEvenOne, StillShort, DrawStands.
    """
    _begin(full, at)
    choice = decided.basis.choice
    if choice is None or decided.digest != digest:
        raise ListChanged
    if decided.shortfalls:
        raise StillShort
    decision = _decision(full, choice.way, reason=reason, nonce=nonce, actor=actor, at=at, shares=choice.shares)
    decision.first_to = ",".join(choice.first_to)
    return _kept(decision, full, actor, at, first_to=list(choice.first_to))


def decide_by_draw(
    full: queries.Plan, *, title: str, purpose: str, held_at: datetime, held_where: str,
    reason: str, nonce: str, actor: Actor, at: datetime,
) -> ShortageDecision:  # fmt: skip
    """Post a list of all who are entitled, to be drawn from; its order will decide who gets kits.

    As many have a place as are certainly served whoever is drawn; kits that remain go on in the order. Raises
    NothingMissing, DrawStands, and the refusals of posting.
    """
    _begin(full, at)
    entitled = queries.entitled_in(full.basis.register, {slot.location_id for slot in full.basis.slots})
    available = {short.kit_id: short.available for short in full.shortfalls}
    places = rules.certain_places([queries.needs_of(record) for record in entitled], available)
    names = queries.names_for_draw([record.household_id for record in entitled])
    terms = posting.Terms(title, purpose, places, held_at, held_where)
    decision = _decision(full, ShortageWay.DRAW, reason=reason, nonce=nonce, actor=actor, at=at)
    decision.draw = posting.post(terms, names, nonce=nonce, actor=actor, at=at)
    return _kept(
        decision, full, actor, at,
        draw=decision.draw.number, list_code=decision.draw.list_code, seed_code=decision.draw.seed_code,
        entries=len(names), places=places,
    )  # fmt: skip


def postpone_plan(
    full: queries.Plan, *, first_day: date, reason: str, nonce: str, actor: Actor, at: datetime
) -> ShortageDecision:
    """Move all days of the plan by as much as brings the first of them to ``first_day``; nothing is published yet.

    What was decided before stays decided. Raises NothingMissing and the refusals of planning.
    """
    lock_hub()
    _hold(full)
    by = first_day - min(draft.held_on for draft in full.drafts)
    if by <= timedelta(0):
        raise NotLater
    decision = _decision(full, ShortageWay.POSTPONE, reason=reason, nonce=nonce, actor=actor, at=at)
    decision.postponed_to = first_day
    _shift(full.drafts, by)
    return _kept(decision, full, actor, at, postponed_to=first_day, days=by.days)


def take_back_decision(cycle_id: int, *, actor: Actor, at: datetime) -> ShortageDecision:
    """Undo a decision that nothing was published by. Raises NothingDecided, DrawStands."""
    _hold_cycle(cycle_id)
    decision = _open(cycle_id)
    if decision is None:
        raise NothingDecided
    _end(decision, at)
    db.session.flush()
    audit.record(
        "take back shortage decision", "cycle", cycle_id, actor=actor, at=at, shortage=decision.id, way=decision.way
    )
    return decision


def _begin(full: queries.Plan, at: datetime) -> None:
    """Hold the cycle, see that something is missing, and end what was decided before."""
    _hold(full)
    before = _open(full.cycle.id)
    if before is not None:
        _end(before, at)
        db.session.flush()


def _hold(full: queries.Plan) -> None:
    _hold_cycle(full.cycle.id)
    drafts = queries.list_drafts(full.cycle.id)
    if [draft.id for draft in drafts] != [draft.id for draft in full.drafts]:
        raise ListChanged
    if not full.shortfalls:
        raise NothingMissing


def _shift(drafts: Sequence[Distribution], by: timedelta) -> None:
    """All days later by as much; within their cycle, because in another one everybody is entitled anew."""
    ours = [draft.id for draft in drafts]
    cycle = drafts[0].cycle
    for draft in drafts:
        day = draft.held_on + by
        if day > cycle.ends_on:
            raise AfterTheCycle(day=_dmy(day), last=_dmy(cycle.ends_on))
        _check_free(draft, day, ours)
        draft.held_on = day
    db.session.flush()


def _check_free(draft: Distribution, day: date, besides: Sequence[int]) -> None:
    planned = db.session.scalar(
        select(Distribution.number)
        .where(
            Distribution.cycle_id == draft.cycle_id,
            Distribution.location_id == draft.location_id,
            Distribution.held_on == day,
            Distribution.state != DistributionState.CANCELLED,
            Distribution.id.not_in(besides),
        )
        .limit(1)
    )
    if planned is not None:
        raise AlreadyPlanned(location=draft.location.name, day=_dmy(day), number=planned)


def _dmy(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def _hold_cycle(cycle_id: int) -> None:
    if db.session.scalar(select(Cycle.id).where(Cycle.id == cycle_id).with_for_update(key_share=True)) is None:
        raise NotFound


def _open(cycle_id: int) -> ShortageDecision | None:
    """What the next publishing would follow, with a draw that was annulled too."""
    return db.session.scalar(
        select(ShortageDecision)
        .where(
            ShortageDecision.cycle_id == cycle_id,
            ShortageDecision.assignment_id.is_(None),
            ShortageDecision.ended_at.is_(None),
            ShortageDecision.way != ShortageWay.POSTPONE,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _end(decision: ShortageDecision, at: datetime) -> None:
    if decision.draw is not None:
        db.session.refresh(decision.draw, ["drawn_at"])
        if decision.draw.drawn_at is not None:
            raise DrawStands
    decision.ended_at = at


def _decision(
    full: queries.Plan, way: ShortageWay, *, reason: str, nonce: str, actor: Actor, at: datetime,
    shares: Mapping[int, rules.Share] | None = None,
) -> ShortageDecision:  # fmt: skip
    decision = ShortageDecision(
        cycle_id=full.cycle.id, way=way, reason=reason, decided_at=at, decided_by_id=actor.staff_id, nonce=nonce
    )
    decision.kits = [_short_kit(short, shares or {}) for short in full.shortfalls]
    return decision


def _short_kit(short: rules.Shortfall, shares: Mapping[int, rules.Share]) -> ShortKit:
    share = shares.get(short.kit_id, rules.Share())
    return ShortKit(
        kit_id=short.kit_id, needed=short.needed, there=short.there, reserve=short.reserve,
        most=share.most, percent=share.percent,
    )  # fmt: skip


def _kept(
    decision: ShortageDecision, full: queries.Plan, actor: Actor, at: datetime, **details: object
) -> ShortageDecision:
    db.session.add(decision)
    db.session.flush()
    audit.record(
        "decide shortage", "cycle", decision.cycle_id, actor=actor, at=at,
        shortage=decision.id, way=decision.way, reason=decision.reason,
        short_kits=[[short.kit_id, short.needed, short.available] for short in full.shortfalls], **details,
    )  # fmt: skip
    return decision
