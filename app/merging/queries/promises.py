"""Which promises two records have, and which of them give way when the records become one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.checkin import aid_log
from app.core import clock
from app.core.db import db
from app.distributions.models import (
    Bundle,
    BundleKind,
    BundleLine,
    Cycle,
    DistributionState,
    Entitlement,
    Programme,
    Slot,
)
from app.merging.rules import merging as rules


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """Kits that a carrier has on them for a family that has, or is to have, the same from elsewhere."""

    bundle_id: int
    number: str
    kind: BundleKind
    carrier: str
    programme: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """What merging does to the aid of two records, in numbers, before it is done."""

    coming: int
    """Promises of the merged record that stand for the family afterwards."""
    giving_way: Sequence[Entitlement]
    """Promises beside which another one of the same cycle stands."""
    given: int
    """Hand-overs of the merged record, which become history of the kept one."""
    given_twice: Sequence[Entitlement]
    """Of those giving way the ones that were given as well."""
    to_call_back: Sequence[OnTheWay]
    """Of those giving way the ones that somebody carries: nothing but a call keeps them from being handed over."""


def look_ahead(kept_id: int, merged_id: int, at: datetime) -> Prospect:
    """What merging these two would do to their aid."""
    promises = db.session.scalars(
        select(Entitlement)
        .where(Entitlement.household_id.in_((kept_id, merged_id)))
        .options(
            joinedload(Entitlement.slot).joinedload(Slot.distribution),
            joinedload(Entitlement.cycle).joinedload(Cycle.programme),
        )
        .order_by(Entitlement.id)
    ).all()
    given = aid_log.given_of([promise.id for promise in promises])
    giving_way = which_give_way(promises, kept_id, at)
    theirs = [promise for promise in promises if promise.household_id == merged_id]
    return Prospect(
        coming=sum(promise.stands and promise not in giving_way for promise in theirs),
        giving_way=giving_way,
        given=sum(promise.id in given for promise in theirs),
        given_twice=[promise for promise in giving_way if promise.id in given],
        to_call_back=_on_the_way(Entitlement.id.in_([promise.id for promise in giving_way])),
    )


def list_to_call_back(household_id: int) -> Sequence[OnTheWay]:
    """What is still carried to this household although it gave way to another promise of the same cycle."""
    return _on_the_way((Entitlement.household_id == household_id) & Entitlement.withdrawn_at.is_not(None))


def _on_the_way(which: ColumnElement[bool]) -> Sequence[OnTheWay]:
    found = (
        select(Bundle, Programme.title)
        .join(BundleLine, BundleLine.bundle_id == Bundle.id)
        .join(Entitlement, Entitlement.id == BundleLine.entitlement_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .where(which, BundleLine.outcome.is_(None))
        .order_by(BundleLine.id)
    )
    return [
        OnTheWay(bundle.id, bundle.number, bundle.kind, bundle.carrier_name, title)
        for bundle, title in db.session.execute(found)
    ]


def which_give_way(promises: Sequence[Entitlement], kept_id: int, at: datetime) -> list[Entitlement]:
    """Of the promises that stand, the ones beside which another one of the same cycle is to stand."""
    ids = [promise.id for promise in promises]
    given, out = aid_log.given_of(ids), _out_of(ids)
    by_cycle: dict[int, list[Entitlement]] = {}
    for promise in promises:
        if promise.stands:
            by_cycle.setdefault(promise.cycle_id, []).append(promise)
    giving_way: list[Entitlement] = []
    for rivals in by_cycle.values():
        winner = rules.which_stands(
            rules.Promised(
                rival.id, rival.household_id == kept_id, rival.id in given, _can_be_collected(rival, at),
                is_out=rival.id in out,
            )
            for rival in rivals
        )  # fmt: skip
        giving_way += [rival for rival in rivals if rival.id != winner.id]
    return giving_way


def _out_of(entitlement_ids: Collection[int]) -> set[int]:
    out = select(BundleLine.entitlement_id).where(
        BundleLine.entitlement_id.in_(entitlement_ids), BundleLine.outcome.is_(None)
    )
    return set(db.session.scalars(out))


def _can_be_collected(promise: Entitlement, at: datetime) -> bool:
    day = promise.slot.distribution
    return day.state is DistributionState.PUBLISHED and day.held_on >= clock.local_date(at)
