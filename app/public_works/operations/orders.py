"""The hub's verbs about work orders: make one, change it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts import queries as accounts
from app.accounts.rules import permissions_of
from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor, Permission
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.core.names import fold
from app.draws.models import DrawState
from app.hubs import queries as hubs
from app.hubs.models import Hub, Visibility
from app.public_works import queries, rules
from app.public_works.models import (
    AlarmRule,
    ContractForm,
    Demand,
    OrderSkill,
    OrderState,
    OrderTool,
    Skill,
    WorkKind,
    WorkOrder,
)
from app.public_works.operations.holding import hold_order


class MadeAlready(Refusal):
    """The same form was sent twice; ``order_id`` is what it made."""

    message = N_("This order is made already.")

    def __init__(self, order_id: int | None = None) -> None:
        super().__init__()
        self.order_id = order_id


class NotADraft(Refusal):
    message = N_("This order is published: people signed up for what it says. Cancel it and publish another one.")


class NotPublished(Refusal):
    message = N_("This order is not published, or it is over already.")


class TooYoungForThis(Refusal):
    message = N_("Ages 14 to 17 only as volunteers, and never for debris or heavy work. Write at least 18.")
    status = 422


class PayIsUnclear(Refusal):
    message = N_("Volunteers are not paid; for paid work write the rate and who pays.")
    status = 422


class RateIsOdd(Refusal):
    """Half a day is paid too, in whole kopiykas."""

    message = N_("Half of the rate must be whole kopiykas. Write the rate without an odd kopiyka.")
    status = 422


class NoSuchForeman(Refusal):
    message = N_("Choose a foreman who works at the hub now.")
    status = 422


class SignUpTooLong(Refusal):
    message = N_("Signing up ends before the first shift begins. Write an earlier day or time.")
    status = 422


class ListPosted(Refusal):
    """Whoever joined now would stand on no list that hangs."""

    message = N_(
        "A list for the draw is posted: until when people sign up does not change any more. Annul the draw first."
    )


class AlreadyOver(Refusal):
    message = N_("This order is closed or cancelled already.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a lead writes of an order, its shifts and its safety apart."""

    title: str
    kind: WorkKind
    settlement_id: int
    place: str
    customer: str
    contract: ContractForm
    rate_minor: int = 0
    payer: str = ""
    purpose: str = ""
    visibility: Visibility = Visibility.PUBLIC
    is_outdoor: bool = True
    demand: Demand = Demand.MEDIUM
    fits_limits: bool = False
    min_age: int = 18
    alarm_rule: AlarmRule = AlarmRule.PAID
    norm: str = ""
    note: str = ""
    foreman_id: int | None = None
    reserve_percent: int = 20
    first_offer_percent: int = 40
    sign_up_until: datetime | None = None
    skills: frozenset[Skill] = frozenset()
    tools: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What may be written anew while an order is published: nothing that people signed up for."""

    customer: str
    purpose: str
    norm: str
    note: str
    foreman_id: int
    sign_up_until: datetime
    skills: frozenset[Skill] = frozenset()
    tools: tuple[tuple[str, int], ...] = ()


def make_order(draft: Draft, *, like_id: int | None = None, nonce: str, actor: Actor, at: datetime) -> WorkOrder:
    """Begin an order as a draft with the next number of the year. The same form again is answered with what it made.

    With ``like_id`` briefing, gear, shelter, first aid and phone are those of an earlier order; the clearance never is.
    Raises MadeAlready, TooYoungForThis, PayIsUnclear, RateIsOdd, NoSuchForeman.
    """
    order = begin_order(draft, like_id=like_id, nonce=nonce, actor=actor, at=at)
    audit.record("make work order", "work order", order.id, actor=actor, at=at, number=order.number, work=order.kind)
    return order


def begin_order(draft: Draft, *, like_id: int | None = None, nonce: str, actor: Actor, at: datetime) -> WorkOrder:
    """The same as a part of another verb, which writes the trace."""
    hold_hub()
    if made := queries.find_order_by_nonce(nonce):
        raise MadeAlready(made.id)
    _check(draft)
    year = clock.local_date(at).year
    last = db.session.scalar(select(func.max(WorkOrder.serial)).where(WorkOrder.year == year))
    order = WorkOrder(year=year, serial=(last or 0) + 1, made_at=at, made_by_id=actor.staff_id, nonce=nonce)
    order.shifts = []
    _write(order, draft)
    if like_id is not None:
        _copy_safety(order, queries.get_order(like_id))
    db.session.add(order)
    _flush()
    return order


def _copy_safety(order: WorkOrder, like: WorkOrder) -> None:
    """A site is searched anew for every work, but a shelter stays where it is."""
    for name in ("briefing", "gear", "shelter", "first_aider", "emergency_phone"):
        setattr(order, name, getattr(like, name))


def change_order(order_id: int, draft: Draft, *, actor: Actor, at: datetime) -> WorkOrder:
    """Write a draft anew. Raises NotADraft and the refusals of :func:`make_order`."""
    order = hold_draft(order_id)
    _check(draft)
    changed = _differences(order, draft)
    _write(order, draft)
    db.session.flush()
    audit.record("change work order", "work order", order.id, actor=actor, at=at, changed=changed)
    return order


def change_published(order_id: int, change: Change, *, actor: Actor, at: datetime) -> WorkOrder:
    """Change of a published order what nobody signed up for.

    Raises NotFound, NotPublished, NoSuchForeman, SignUpTooLong, ListPosted.
    """
    order = hold_published(order_id)
    _check_foreman(change.foreman_id)
    if change.sign_up_until > min(shift.starts_at for shift in order.shifts):
        raise SignUpTooLong
    if change.sign_up_until != order.sign_up_until and _waits_for_draw(order):
        raise ListPosted
    changed = _differences(order, change)
    _write(order, change)
    db.session.flush()
    audit.record("change work order", "work order", order.id, actor=actor, at=at, changed=changed)
    return order


def _waits_for_draw(order: WorkOrder) -> bool:
    is_posted = order.draw is not None and order.draw.state is not DrawState.ANNULLED
    return is_posted and order.chosen_at is None


def hold_hub() -> Hub:
    """Numbers of orders follow each other: whoever makes one holds the hub."""
    return db.session.scalars(select(Hub).where(Hub.id == hubs.get_hub().id).with_for_update()).one()


def hold_draft(order_id: int) -> WorkOrder:
    """An order that nobody outside sees yet, held until commit. Raises NotFound, NotADraft."""
    order = hold_order(order_id)
    if order.state is not OrderState.DRAFT:
        raise NotADraft
    return order


def hold_published(order_id: int) -> WorkOrder:
    """An order that people see, held until commit. Raises NotFound, NotPublished."""
    order = hold_order(order_id)
    if order.state is not OrderState.PUBLISHED:
        raise NotPublished
    return order


def _check(draft: Draft) -> None:
    if not rules.is_age_lawful(draft.min_age, rate_minor=draft.rate_minor, demand=draft.demand, kind=draft.kind):
        raise TooYoungForThis
    is_volunteer = draft.contract is ContractForm.VOLUNTEER
    if is_volunteer != (draft.rate_minor == 0) or (draft.rate_minor > 0 and not draft.payer):
        raise PayIsUnclear
    if draft.rate_minor % 2:
        raise RateIsOdd
    hubs.get_settlement(draft.settlement_id)
    if draft.foreman_id is not None:
        _check_foreman(draft.foreman_id)


def _check_foreman(staff_id: int) -> None:
    try:
        staff = accounts.get_staff(staff_id)
    except NotFound as missing:
        raise NoSuchForeman from missing
    if staff.retired_at is not None or Permission.RUN_WORKS not in permissions_of(role.role for role in staff.roles):
        raise NoSuchForeman


_LISTS = ("skills", "tools")


def _differences(order: WorkOrder, written: Draft | Change) -> Sequence[str]:
    """Names of the columns that change."""
    plain = [field.name for field in fields(written) if field.name not in _LISTS]
    changed = [name for name in plain if getattr(order, name) != getattr(written, name)]
    if {one.skill for one in order.skills} != written.skills:
        changed.append("skills")
    if tuple((tool.name, tool.quantity) for tool in order.tools) != written.tools:
        changed.append("tools")
    return changed


def _write(order: WorkOrder, written: Draft | Change) -> None:
    for field in fields(written):
        if field.name not in _LISTS:
            setattr(order, field.name, getattr(written, field.name))
    kept = {one.skill: one for one in order.skills}
    order.skills = [kept.get(skill) or OrderSkill(skill=skill) for skill in sorted(written.skills)]
    _write_tools(order, written.tools)
    order.search_key = fold(f"{order.number} {order.title} {order.place} {order.customer}")


def _write_tools(order: WorkOrder, tools: Sequence[tuple[str, int]]) -> None:
    kept = {tool.line: tool for tool in order.tools}
    order.tools = [kept.get(line) or OrderTool(line=line) for line in range(1, len(tools) + 1)]
    for tool, (name, quantity) in zip(order.tools, tools, strict=True):
        tool.name, tool.quantity = name, quantity


def _flush() -> None:
    """The hub is held, so only a form that was sent twice meets this wall."""
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_work_orders_nonce", "work_orders.nonce"):
            raise MadeAlready from error
        raise
