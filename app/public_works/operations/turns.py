"""Deciding whose turn it is: in the open, by a stated rule, and by lot where there are more people than places."""

from collections.abc import Sequence
from datetime import datetime

from app.audit import operations as audit
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.draws import posting
from app.draws.models import DrawState
from app.hubs import queries as hubs
from app.public_works import queries
from app.public_works.models import DayState, SignUp, WorkOrder
from app.public_works.operations.holding import check_cleared, hold_open
from app.public_works.operations.places import leave, take
from app.public_works.queries import Proposal


class StillSigningUp(Refusal):
    message = N_("People may still sign up until %(until)s. Share the turns after that.")


class AlreadyShared(Refusal):
    message = N_("The turns of this work are shared out already.")


class DrawFirst(Refusal):
    message = N_("More people signed up than there are places. Post the list and hold the draw first.")


class NoDrawNeeded(Refusal):
    message = N_("There is a place for everyone who signed up. Share the turns without a draw.")


class DrawPosted(Refusal):
    """A second list could be posted until one suits somebody."""

    message = N_("A list for the draw is posted already. Hold that draw.")


class ListChanged(Refusal):
    message = N_("Meanwhile somebody signed up or withdrew. Look at the list again and confirm it.")


ENOUGH_FOR_ALL = "місць вистачило всім, хто записався"
"""Why a posted list is not drawn from; everybody reads it, in the language of the hub's papers."""


def post_draw(
    order_id: int, *, held_at: datetime, held_where: str, nonce: str, actor: Actor, at: datetime
) -> WorkOrder:
    """Post the list of all who may be given a place, under their codes, to be drawn from.

    Raises NotOpen, StandsStill, StillSigningUp, AlreadyShared, NoDrawNeeded, DrawPosted and the refusals of posting.
    """
    order, proposal = _begin(order_id, at)
    if order.draw is not None and order.draw.state is not DrawState.ANNULLED:
        raise DrawPosted
    if not proposal.needs_draw:
        raise NoDrawNeeded
    names = {one.id: one.code for one in _fit(order, proposal)}
    places = min(*(seat.places for seat in proposal.seats), len(names) - 1)
    terms = posting.Terms(
        title=f"{order.number} {order.title}", purpose=order.purpose or order.title, places=places,
        held_at=held_at, held_where=held_where,
    )  # fmt: skip
    order.draw = posting.post(terms, names, nonce=nonce, actor=actor, at=at)
    db.session.flush()
    audit.record(
        "post draw of works", "work order", order.id, actor=actor, at=at,
        draw=order.draw.number, list_code=order.draw.list_code, seed_code=order.draw.seed_code,
        entries=len(names), places=places,
    )  # fmt: skip
    return order


def share_out(order_id: int, *, digest: str, actor: Actor, at: datetime) -> WorkOrder:
    """Give the places to those whose turn it is; ``digest`` is of the proposal that was looked at.

    Where so many withdrew that nobody need be drawn, the list that hangs is taken down: nobody comes to it in vain.
    Raises NotOpen, StandsStill, StillSigningUp, AlreadyShared, DrawFirst, ListChanged.
    """
    order, proposal = _begin(order_id, at)
    if proposal.needs_draw:
        raise DrawFirst
    if proposal.digest != digest:
        raise ListChanged
    check_cleared(order, order.shifts)
    _write(proposal, queries.list_active(order.id), at)
    if order.draw_id is not None:
        posting.take_down(order.draw_id, ENOUGH_FOR_ALL, actor=actor, at=at)
    order.chosen_at, order.chosen_by_id = at, actor.staff_id
    db.session.flush()
    audit.record(
        "share turns", "work order", order.id, actor=actor, at=at,
        chosen=len(proposal.turns.chosen), waiting=len(proposal.turns.waiting), digest=digest,
        draw=order.draw.number if order.draw else None,
    )  # fmt: skip
    return order


def _begin(order_id: int, at: datetime) -> tuple[WorkOrder, Proposal]:
    order = hold_open(order_id)
    if order.chosen_at is not None:
        raise AlreadyShared
    if order.sign_up_until is not None and at < order.sign_up_until:
        raise StillSigningUp(until=clock.local(order.sign_up_until).strftime("%d.%m.%Y, %H:%M"))
    return order, queries.propose(order, queries.rules_of_turns(hubs.get_hub().id), at)


def _fit(order: WorkOrder, proposal: Proposal) -> Sequence[SignUp]:
    fit = {one.sign_up_id for one in proposal.applicants if one.is_fit}
    return [one for one in queries.list_active(order.id) if one.id in fit]


def _write(proposal: Proposal, sign_ups: Sequence[SignUp], at: datetime) -> None:
    days = {(one.id, day.shift_id): day for one in sign_ups for day in one.days}
    last: dict[int, int] = {}
    for key in proposal.turns.chosen:
        last[key[1]] = last.get(key[1], 0) + 1
        take(days[key], last[key[1]], at=at)
    for key, why in proposal.turns.waiting.items():
        leave(days[key], DayState.WAITING, why=why, at=at)
    for day in days.values():
        if day.state is DayState.WANTED:  # begun meanwhile: whoever stands at the gate can still be taken
            leave(day, DayState.WAITING, at=at)
    for one in sign_ups:
        one.position = proposal.turns.positions.get(one.id)
