"""Who takes the aid away: a member, somebody the household named before, or somebody it names at the desk."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.accounts.approving import Approval
from app.checkin import queries, rules
from app.checkin.models import CollectorKind
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.errors import N_, Refusal
from app.households import operations as households
from app.households import proxies
from app.households.models import Proxy, ProxyRelation
from app.households.proxies import MOST_HOUSEHOLDS_A_DAY, ProxyDraft, ProxyState
from app.wardens import queries as wardens


class CollectorNotAllowed(Refusal):
    """Who may collect is part of the programme's rule."""

    message = N_("This person may not collect by the rule of the programme. Choose who collects.")
    status = 422


class ProxyNotValid(Refusal):
    """Revoked, used or over meanwhile: the page was older than that."""

    message = N_("This person may no longer collect for the household. Choose who collects.")


class CollectsForMany(Refusal):
    """One person who collects for many households on a day (field guide 3.3 and 6.7)."""

    message = N_("Not recorded yet: this person collected for %(count)d households today. A lead has to stand by.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who takes the aid: a member, a proxy named before, the warden of the street, or somebody named just now.

    None of these is whoever holds the card of a minimal record.
    """

    person_id: int | None = None
    proxy_id: int | None = None
    warden_id: int | None = None
    named: ProxyDraft | None = None
    is_stranger: bool = False
    """Of somebody named just now: nobody in the household named them, so a lead stands by, whatever the rule."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may take the aid, as a hand-over keeps them."""

    kind: CollectorKind
    person_id: int | None = None
    name: str = ""
    proxy: Proxy | None = None
    approval: Approval | None = None
    trace: dict[str, Any] = field(default_factory=dict)
    """What the audit says about them besides."""

    @property
    def columns(self) -> dict[str, Any]:
        """Of :class:`app.checkin.models.HandOver`."""
        return {
            "collector_kind": self.kind,
            "collector_person_id": self.person_id,
            "collector_name": self.name,
            "proxy_id": self.proxy.id if self.proxy else None,
            "approved_by_id": self.approval.by.staff_id if self.approval else None,
            "approval_reason": self.approval.reason if self.approval else "",
        }


def admit(taker: Taker, promise: queries.Promise, *, approval: Approval | None, actor: Actor, at: datetime) -> Admitted:
    """Whether ``taker`` may take what was promised, with the promise held.

    ``approval`` counts only where it is needed. Raises CollectorNotAllowed, ProxyNotValid, CollectsForMany, NotFound.
    """
    if taker.warden_id is not None:
        return _admit_warden(taker.warden_id, promise)
    if taker.proxy_id is None and taker.named is None:
        return _admit_member(taker.person_id, promise)
    if taker.is_stranger and (approval is None or not approval.by.may(Permission.APPROVE_EXCEPTIONS)):
        raise CollectorNotAllowed
    proxy = _hold_proxy(taker, promise, actor, at)
    if not taker.is_stranger and proxy.relation not in rules.relations(promise.claim.proxy_rule):
        raise CollectorNotAllowed
    approved = approval if taker.is_stranger else _approve(proxy, promise, approval, at)
    if proxy.is_one_time:
        households.mark_proxy_used(proxy, at)
    trace = {"proxy": proxy.id, "relation": proxy.relation, "basis": proxy.basis}
    if approved is not None:
        trace["approved_by"] = approved.by.staff_id  # why stands in the hand-over: free words are not kept for ever
    return Admitted(rules.kind_of(proxy.relation), name=proxy.name, proxy=proxy, approval=approved, trace=trace)


def _admit_member(person_id: int | None, promise: queries.Promise) -> Admitted:
    if person_id is not None and promise.collector_id is None:
        raise CollectorNotAllowed
    return Admitted(CollectorKind.MEMBER, person_id)


def _admit_warden(warden_id: int, promise: queries.Promise) -> Admitted:
    """The one who walks the household's side of the street: nobody had to name them."""
    if ProxyRelation.WARDEN not in rules.relations(promise.claim.proxy_rule):
        raise CollectorNotAllowed
    warden = wardens.find_warden_of(promise.household_id)
    if warden is None or warden.id != warden_id:
        raise ProxyNotValid
    return Admitted(CollectorKind.WARDEN, name=warden.name, trace={"warden": warden.id})


def _hold_proxy(taker: Taker, promise: queries.Promise, actor: Actor, at: datetime) -> Proxy:
    """The entry of who collects, held until commit; a new one for somebody named just now."""
    if taker.named is not None:
        return households.add_proxy(promise.household_id, taker.named, actor=actor, at=at)
    assert taker.proxy_id is not None  # noqa: S101 (admit asks nobody else)
    proxy = households.hold_proxy(taker.proxy_id)
    is_valid = proxies.state(proxy, on=clock.local_date(at)) is ProxyState.VALID
    if proxy.household_id != promise.household_id or not is_valid:
        raise ProxyNotValid
    return proxy


def _approve(proxy: Proxy, promise: queries.Promise, approval: Approval | None, at: datetime) -> Approval | None:
    """The approval, where this is more than one person collects alone in a day. Raises CollectsForMany without one.

    Desks that serve one person take turns, so that two of them do not both give the last one below the limit.
    """
    if rules.kind_of(proxy.relation) is CollectorKind.WARDEN:
        return None
    queries.take_turns(_turn_of(proxy))
    served = queries.list_served(proxy.name_key, proxy.birth_year, on=clock.local_date(at))
    count = len(served - {promise.household_id})
    if count < MOST_HOUSEHOLDS_A_DAY:
        return None
    if approval is None or not approval.by.may(Permission.APPROVE_EXCEPTIONS):
        raise CollectsForMany(count=count)
    return approval


def _turn_of(proxy: Proxy) -> int:
    """A number that is the same for one person at every desk."""
    told = f"{proxy.name_key}|{proxy.birth_year}"
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:4], signed=True)
