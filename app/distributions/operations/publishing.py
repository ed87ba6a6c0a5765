"""The hub's verbs that make a plan a promise."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions import queries, rules
from app.distributions.aid_log import AidLog
from app.distributions.models import (
    Assignment,
    Cycle,
    Distribution,
    DistributionState,
    EntitledKit,
    EntitledPeople,
    Entitlement,
    MoveCause,
    ShortageDecision,
    Slot,
)
from app.distributions.operations.criteria import keep_criteria
from app.distributions.operations.ending import hold_places
from app.distributions.operations.holding import follow_publishing
from app.distributions.operations.planning import check_not_closed
from app.stock.models import Kit

_CHUNK = 5_000


class ListChanged(Refusal):
    """The register, the drafts or the kit changed after the list was looked at."""

    message = N_("The list has changed since you looked at it. Look at it again, then publish.")


class NobodyToPublish(Refusal):
    message = N_("Nobody has a place in this plan, so there is nothing to publish.")


class NotEnoughKits(Refusal):
    """What cannot be given is not promised."""

    message = N_("There are fewer kits than this list promises. Decide first who gets what, then publish.")


class DraftIsPast(Refusal):
    message = N_("The day of %(number)s is over. Change it or take it out of the plan, then publish.")


def publish(plan: queries.Plan, *, digest: str, aid_log: AidLog, actor: Actor, at: datetime) -> Assignment:
    """Freeze a plan: its slots, who has which, how many kits for whom. Later edits of a household do not reach it.

    ``digest`` is that of the list that was looked at. What the plan was computed from is read again here, and must
    be the same. Of kits that stock is kept of no more is promised than is there: where it does not suffice, a
    decision comes first (operations.shortage). Raises ListChanged, NobodyToPublish, DraftIsPast, ClosedThere,
    NotEnoughKits.
    """
    still_open = {slot.distribution_id for slot in plan.basis.slots}
    for draft in plan.drafts:
        if draft.id not in still_open:
            raise DraftIsPast(number=draft.number)
    days = {(draft.location_id, draft.held_on) for draft in plan.drafts}
    hold_places(days)
    check_not_closed(days)
    if not plan.outcome.placements:
        raise NobodyToPublish
    if plan.digest != digest or not _is_still_so(plan, aid_log, at):
        raise ListChanged
    if plan.shortfalls:
        raise NotEnoughKits
    assignment = Assignment(
        cycle_id=plan.cycle.id, seed=plan.seed, digest=digest, published_at=at, published_by_id=actor.staff_id,
        criteria=keep_criteria(plan.cycle.programme, actor=actor, at=at),
    )  # fmt: skip
    db.session.add(assignment)
    db.session.flush()
    try:
        _insert_promises(plan, _insert_slots(plan))
    except IntegrityError as error:
        raise ListChanged from error
    db.session.execute(
        update(Distribution)
        .where(Distribution.id.in_(draft.id for draft in plan.drafts))
        .values(state=DistributionState.PUBLISHED, assignment_id=assignment.id)
        .execution_options(synchronize_session="fetch")
    )
    _follow_decision(plan, assignment)
    follow_publishing(plan.cycle.id, plan.in_turn_without_place, at=at)
    follow_publishing(plan.cycle.id, plan.in_turn_without_kits, cause=MoveCause.SHORTAGE, at=at)
    audit.record(
        "publish slots", "cycle", plan.cycle.id, actor=actor, at=at,
        seed=plan.seed, digest=digest, distributions=[draft.id for draft in plan.drafts],
        households=len(plan.outcome.placements), kits=sum(plan.kits.values()),
        not_placed={str(reason): number for reason, number in plan.reasons.items()},
        shortage=plan.basis.choice.decision_id if plan.basis.choice else None,
    )  # fmt: skip
    return assignment


def _is_still_so(plan: queries.Plan, aid_log: AidLog, at: datetime) -> bool:
    """Whether the plan still rests on the truth. Holds the cycle, so that it is published once at a time."""
    db.session.expire_all()  # the days, the programme and the kit were read while the plan was worked out
    cycle = db.session.scalars(select(Cycle).where(Cycle.id == plan.cycle.id).with_for_update(key_share=True)).one()
    drafts = queries.list_drafts(cycle.id)
    hold_kits(cycle)
    now = queries.read_basis(cycle, drafts, aid_log=aid_log, at=at)
    return [draft.id for draft in drafts] == [draft.id for draft in plan.drafts] and now == plan.basis


def hold_kits(cycle: Cycle) -> None:
    """Two programmes that promise the same kits are published in turn, so that none is promised twice."""
    kits = queries.kit_ids_of(cycle)
    db.session.execute(select(Kit.id).where(Kit.id.in_(kits)).order_by(Kit.id).with_for_update())


def _follow_decision(plan: queries.Plan, assignment: Assignment) -> None:
    """What was decided on a shortage belongs to this publishing from now on, even if there is enough by now."""
    if plan.basis.choice is not None:
        decided = ShortageDecision.id == plan.basis.choice.decision_id
        db.session.execute(update(ShortageDecision).where(decided).values(assignment_id=assignment.id))


def _insert_slots(plan: queries.Plan) -> list[int]:
    """Store the slots; their ids in the order of the plan."""
    _insert_all(
        Slot.__table__,
        (
            {
                "distribution_id": slot.distribution_id,
                "starts_at": slot.starts_at,
                "ends_at": slot.ends_at,
                "capacity": slot.capacity + slot.kept,
                "kept": slot.kept,
                "kept_until": slot.kept_until,
            }
            for slot in plan.basis.slots
        ),
    )
    stored = db.session.execute(
        select(Slot.distribution_id, Slot.starts_at, Slot.id).where(
            Slot.distribution_id.in_(draft.id for draft in plan.drafts)
        )
    )
    ids = {(distribution_id, starts_at): slot_id for distribution_id, starts_at, slot_id in stored}
    return [ids[slot.distribution_id, slot.starts_at] for slot in plan.basis.slots]


def _insert_promises(plan: queries.Plan, slot_ids: list[int]) -> None:
    _insert_all(
        Entitlement.__table__,
        (
            {
                "cycle_id": plan.cycle.id,
                "household_id": placed.household_id,
                "slot_id": slot_ids[placed.slot],
                "place": placed.place,
                "people_count": plan.records[placed.household_id].people_count,
            }
            for placed in plan.outcome.placements
        ),
    )
    stored = db.session.execute(
        select(Entitlement.id, Entitlement.household_id).where(
            Entitlement.cycle_id == plan.cycle.id, Entitlement.slot_id.in_(slot_ids)
        )
    )
    promised = stored.all()
    _insert_all(
        EntitledKit.__table__,
        (
            {"entitlement_id": entitlement_id, **kit_row(portion)}
            for entitlement_id, household_id in promised
            for portion in plan.records[household_id].portions
        ),
    )
    _insert_all(
        EntitledPeople.__table__,
        chain.from_iterable(
            people_rows(entitlement_id, plan.records[household_id].groups) for entitlement_id, household_id in promised
        ),
    )


def kit_row(portion: rules.Portion) -> dict[str, int]:
    """A row of :class:`EntitledKit`: what was promised of one kit."""
    return {
        "position": portion.position,
        "kit_version_id": portion.kit_version_id,
        "quantity": portion.quantity,
    }


def people_rows(entitlement_id: int, groups: Iterable[rules.Group]) -> Iterator[dict[str, Any]]:
    """Rows of :class:`EntitledPeople`: who the entitlement is for, as counted when it was published."""
    for group in groups:
        yield {
            "entitlement_id": entitlement_id,
            "sex": group.sex,
            "age_band": group.age_band,
            "has_disability": group.has_disability,
            "people": group.people,
        }


def _insert_all(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    for start in range(0, len(rows), _CHUNK):
        db.session.execute(insert(table), rows[start : start + _CHUNK])
