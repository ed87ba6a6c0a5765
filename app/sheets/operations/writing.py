"""Making the hand-over that a row of the paper tells of. Parts of larger acts, which write the trace."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.checkin import queries as desk
from app.checkin import rules as desk_rules
from app.checkin.models import CollectorKind, HandOver, Method, RefusedItem, RefusedReason
from app.checkin.operations import standing
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, Refusal
from app.distributions.models import Entitlement, Sheet, WaitingEntry, WaitState
from app.households import operations as households
from app.households.models import Person, PersonRole, Proxy, ProxyRelation
from app.households.proxies import MOST_HOUSEHOLDS_A_DAY, name_key
from app.households.queries import proxies
from app.sheets import rules
from app.sheets.models import SheetEntry
from app.sheets.operations.holding import Held


class GivenMeanwhile(Refusal):
    """The second wall: a desk was quicker although the rows were held."""

    message = N_("A desk gave one of these a moment ago. Open the sheet again: that row is a difference now.")


def name_collector(entry: SheetEntry, household_id: int | None, sheet: Sheet) -> Proxy | None:
    """Whom the household named under this name before; what is to be looked into is kept with the row."""
    kind, day = entry.collector_kind, sheet.distribution.held_on
    if kind is None or kind is CollectorKind.MEMBER or household_id is None:
        return None
    named = _find_named(household_id, entry.collector_name, entry.happened_at)
    let = desk_rules.relations(sheet.distribution.cycle.programme.proxy_rule)
    relation = ProxyRelation.WARDEN if kind is CollectorKind.WARDEN else named.relation if named else None
    key = named.name_key if named else name_key(entry.collector_name)
    served = desk.list_served(key, named.birth_year if named else None, on=day) - {household_id}
    entry.concern = rules.concern(
        kind,
        is_named=named is not None,
        is_let=bool(let) if relation is None else relation in let,
        served=len(served),
        most=MOST_HOUSEHOLDS_A_DAY,
    )
    return named


def _find_named(household_id: int, name: str, happened_at: datetime | None) -> Proxy | None:
    assert happened_at is not None  # noqa: S101 (only rows that were given have a collector)
    on = clock.local_date(happened_at)
    same = (one for one in proxies.list_valid_proxies(household_id, on=on) if one.name_key == name_key(name))
    return next(same, None)


def give(
    entry: SheetEntry, promise: Entitlement, proxy: Proxy | None, held: Held, *, actor: Actor, at: datetime
) -> HandOver:
    """The fact as a row of the log. A promise that was withdrawn stands again, because it was kept.

    Raises GivenMeanwhile.
    """
    made = HandOver(
        entitlement_id=promise.id, nonce=_nonce(entry), card_id=entry.card_id,
        location_id=entry.sheet.distribution.location_id, staff_id=actor.staff_id, method=Method.PAPER,
        collector_kind=entry.collector_kind, collector_name=entry.collector_name,
        collector_person_id=_head(promise.household_id) if entry.collector_kind is CollectorKind.MEMBER else None,
        proxy_id=proxy.id if proxy else None, sheet_id=entry.sheet_id,
        happened_at=entry.happened_at, recorded_at=at,
    )  # fmt: skip
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_hand_overs_effective", "hand_overs.entitlement_id"):
            raise GivenMeanwhile from error
        raise
    entry.hand_over_id = held.given[promise.id] = made.id
    if proxy is not None and proxy.is_one_time:
        households.mark_proxy_used(proxy, at)
    _keep_missing(entry, promise, made.id)
    of_cycle = held.of_cycle(promise.household_id)
    standing.let_a_given_one_stand(of_cycle, at=at)
    _end_waiting([one.id for one in of_cycle], at)
    return made


def _nonce(entry: SheetEntry) -> str:
    """One row, one hand-over, however often the form comes."""
    return hashlib.sha256(f"sheet {entry.sheet_id} row {entry.row_no}".encode()).hexdigest()[:32]


def _head(household_id: int) -> int | None:
    """Whose name is printed on the row; None in a minimal record."""
    members = select(Person.id).where(Person.household_id == household_id, Person.may_collect)
    return db.session.scalar(members.order_by((Person.role == PersonRole.HEAD).desc(), Person.id).limit(1))


def _keep_missing(entry: SheetEntry, promise: Entitlement, hand_over_id: int) -> None:
    """Kits that were promised and not given by this row: they stay at the point."""
    missing = rules.missing_kits([kit.quantity for kit in promise.kits], rules.read_kits(entry.kits)) or ()
    rows = [
        {
            "hand_over_id": hand_over_id, "kit_version_id": kit.kit_version_id, "kit_line_id": None,
            "quantity": count, "reason": RefusedReason.OTHER, "note": "",
        }
        for kit, count in zip(promise.kits, missing, strict=False) if count
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(RefusedItem), rows)


def _end_waiting(entitlement_ids: Sequence[int], at: datetime) -> None:
    """Who has it does not wait for it any more."""
    waits = WaitingEntry.entitlement_id.in_(entitlement_ids) & WaitingEntry.closed_at.is_(None)
    db.session.execute(
        update(WaitingEntry).where(waits).values(state=WaitState.PLACED, held_until=None, closed_at=at)
    )  # fmt: skip
