"""For whom one person collected, whatever household named them: on a day, and over a week."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, text

from app.checkin.models import CollectorKind, HandOver
from app.checkin.rules import Collected
from app.core import clock
from app.core.db import db
from app.distributions.models import Cycle, Entitlement, Programme
from app.households.models import Proxy, ProxyRelation
from app.households.proxies import name_key
from app.households.queries import proxies as proxy_queries

COLLECTORS_LOCK = 0x636F6C6C
"""First half of the advisory locks on PostgreSQL by which desks that serve one person take turns."""


def take_turns(turn: int) -> None:
    """Wait until no other desk serves the person with this number; on SQLite writers take turns anyway."""
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :turn)"), {"space": COLLECTORS_LOCK, "turn": turn})


def list_served(name_key: str, birth_year: int | None, *, on: date) -> set[int]:
    """Households, by id, for which this person collected that day, other than as a street warden."""
    since, until = _span(on, on)
    found = (
        select(Entitlement.household_id)
        .join(HandOver, HandOver.entitlement_id == Entitlement.id)
        .join(Proxy, Proxy.id == HandOver.proxy_id)
        .where(
            proxy_queries.is_one_person(name_key, birth_year),
            Proxy.relation != ProxyRelation.WARDEN,
            HandOver.happened_at >= since,
            HandOver.happened_at < until,
            ~HandOver.is_reversed,
        )
    )
    return set(db.session.scalars(found))


def list_collected(first: date, last: date) -> Iterator[Collected]:
    """What others than members took from the first day to the last, in order; what was taken back is left out.

    Wardens of a street need no entry, so they are told by the name that stands on the hand-over.
    """
    since, until = _span(first, last)
    found = (
        select(
            Proxy.name_key,
            Proxy.birth_year,
            HandOver.collector_name,
            Entitlement.household_id,
            HandOver.happened_at,
            Proxy.relation,
            HandOver.collector_kind,
            Programme.title,
            HandOver.approved_by_id,
        )
        .select_from(HandOver)
        .outerjoin(Proxy, Proxy.id == HandOver.proxy_id)
        .join(Entitlement, Entitlement.id == HandOver.entitlement_id)
        .join(Cycle, Cycle.id == Entitlement.cycle_id)
        .join(Programme, Programme.id == Cycle.programme_id)
        .where(HandOver.happened_at >= since, HandOver.happened_at < until, ~HandOver.is_reversed)
        .where(HandOver.collector_kind != CollectorKind.MEMBER)
        .order_by(HandOver.happened_at, HandOver.id)
    )
    for row in db.session.execute(found):
        yield Collected(
            name_key=row.name_key or name_key(row.collector_name),
            birth_year=row.birth_year,
            name=row.collector_name,
            household_id=row.household_id,
            day=clock.local_date(row.happened_at),
            relation=row.relation,
            is_warden=row.collector_kind is CollectorKind.WARDEN,
            programme=row.title,
            is_approved=row.approved_by_id is not None,
        )


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """The first instant of the first day, and the first one after the last day."""
    return clock.instant(first, time.min), clock.instant(last + timedelta(days=1), time.min)
