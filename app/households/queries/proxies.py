"""Looking up who may collect for a household besides its own people."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from app.core.db import db
from app.core.errors import NotFound
from app.households.models import Proxy, ProxyRelation
from app.households.proxies import ProxyDraft

MOST_SHOWN = 20


def collects_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """That a proxy may collect on this day: not revoked, not used, within its dates (as households.proxies.state)."""
    is_within = and_(Proxy.valid_from <= day, Proxy.valid_to >= day)
    return and_(is_within, Proxy.revoked_at.is_(None), Proxy.used_at.is_(None))


def get_proxy(proxy_id: int) -> Proxy:
    """Raises NotFound."""
    proxy = db.session.get(Proxy, proxy_id)
    if proxy is None:
        raise NotFound
    return proxy


def list_proxies(household_id: int, *, on: date) -> Sequence[Proxy]:
    """The last ones a household named, those who may collect on this day first."""
    found = select(Proxy).where(Proxy.household_id == household_id)
    in_order = found.order_by(collects_on(on).desc(), Proxy.id.desc()).limit(MOST_SHOWN)
    return db.session.scalars(in_order.execution_options(populate_existing=True)).all()


def list_valid_proxies(household_id: int, *, on: date) -> Sequence[Proxy]:
    """Who may collect for a household on this day besides its own people; the rule of a programme has its say too."""
    found = select(Proxy).where(Proxy.household_id == household_id, collects_on(on))
    return db.session.scalars(found.order_by(Proxy.id).limit(MOST_SHOWN)).all()


def find_by_nonce(nonce: str) -> Proxy | None:
    """Whom the form with this nonce named."""
    return db.session.scalar(select(Proxy).where(Proxy.nonce == nonce))


def count_households(draft: ProxyDraft) -> int:
    """For how many households this person, told by name and year of birth, may collect on the first day of ``draft``.

    Those for whom a warden acts as a warden are not counted.
    """
    found = select(func.count(Proxy.household_id.distinct())).where(
        is_one_person(draft.name_key, draft.birth_year),
        Proxy.relation != ProxyRelation.WARDEN,
        collects_on(draft.valid_from),
    )
    return db.session.scalar(found) or 0


def is_one_person(name_key: str, birth_year: int | None) -> ColumnElement[bool]:
    """That a proxy is this person, for whichever household."""
    return and_(Proxy.name_key == name_key, Proxy.birth_year.is_not_distinct_from(birth_year))
