"""Naming who may collect for a household besides its own people, and taking that back."""

from datetime import datetime

from sqlalchemy import select

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.clock import local_date
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.households import proxies
from app.households.models import Proxy
from app.households.operations.refusals import SentTwice
from app.households.operations.rows import get_locked
from app.households.proxies import ProxyDraft, ProxyState
from app.households.queries import proxies as proxy_queries


class ProxyAlreadyNamed(Refusal):
    """Two entries for one person would be two to revoke."""

    message = N_("This person may collect for the household already.")


class ProxyAlreadyRevoked(Refusal):
    message = N_("This person may no longer collect for the household. Look at the page again.")


def name_proxy(household_id: int, draft: ProxyDraft, *, actor: Actor, at: datetime, nonce: str) -> Proxy:
    """Write down who may collect for a household. They may be anybody, members of another household too.

    Raises SentTwice, ProxyAlreadyNamed, NotFound.
    """
    household = get_locked(household_id)
    if proxy_queries.find_by_nonce(nonce) is not None:
        raise SentTwice
    if any(_is_same(proxy, draft) for proxy in proxy_queries.list_valid_proxies(household.id, on=draft.valid_from)):
        raise ProxyAlreadyNamed
    proxy = add_proxy(household_id, draft, actor=actor, at=at, nonce=nonce)
    audit.record(
        "name proxy", "household", household_id, actor=actor, at=at,
        proxy=proxy.id, relation=draft.relation, basis=draft.basis,
        last_on=draft.valid_to.isoformat(), is_one_time=draft.is_one_time,
    )  # fmt: skip
    return proxy


def _is_same(proxy: Proxy, draft: ProxyDraft) -> bool:
    return (proxy.name_key, proxy.birth_year) == (draft.name_key, draft.birth_year)


def add_proxy(household_id: int, draft: ProxyDraft, *, actor: Actor, at: datetime, nonce: str | None = None) -> Proxy:
    """The row of somebody who is named; for operations that leave the trace themselves."""
    proxy = Proxy(
        household_id=household_id,
        name=draft.name,
        name_key=draft.name_key,
        birth_year=draft.birth_year,
        phone=draft.phone,
        relation=draft.relation,
        basis=draft.basis,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        is_one_time=draft.is_one_time,
        created_at=at,
        created_by_id=actor.staff_id,
        nonce=nonce,
    )
    db.session.add(proxy)
    db.session.flush()
    return proxy


def revoke_proxy(proxy_id: int, *, actor: Actor, at: datetime) -> Proxy:
    """From now on this person collects nothing for the household. Raises ProxyAlreadyRevoked, NotFound."""
    proxy = hold_proxy(proxy_id)
    if proxies.state(proxy, on=local_date(at)) not in (ProxyState.VALID, ProxyState.NOT_YET):
        raise ProxyAlreadyRevoked
    proxy.revoked_at = at
    db.session.flush()
    audit.record("revoke proxy", "household", proxy.household_id, actor=actor, at=at, proxy=proxy.id)
    return proxy


def mark_proxy_used(proxy: Proxy, at: datetime | None) -> None:
    """Somebody named for one hand-over took it; None: that was taken back. For operations that leave the trace."""
    proxy.used_at = at
    db.session.flush()


def hold_proxy(proxy_id: int) -> Proxy:
    """The entry as it now is, held until commit. Raises NotFound."""
    found = select(Proxy).where(Proxy.id == proxy_id).with_for_update()
    proxy = db.session.scalar(found.execution_options(populate_existing=True))
    if proxy is None:
        raise NotFound
    return proxy
