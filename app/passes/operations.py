"""The verbs of access passes: issue, withdraw, let in, let out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock, codes
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.hubs import queries as hubs
from app.hubs.models import Hub
from app.passes.models import LONGEST_HOURS, Pass, Passage, PassSettlement
from app.passes.rules import PassState, state_of


class SentTwice(Refusal):
    """The same form again: what it made is there already."""

    message = N_("This pass was issued already.")


class TooLong(Refusal):
    message = N_("A pass is valid for 24 hours at the most. Choose an earlier end, or issue a second pass.")
    status = 422


class OverAlready(Refusal):
    message = N_("This time is over already. Look at the day and the hours.")
    status = 422


class RouteNeeded(Refusal):
    message = N_("Choose the settlements of the route, each once.")
    status = 422


class NotValid(Refusal):
    message = N_("With this pass nobody comes in now: it is not valid. Look at its hours.")


class InAlready(Refusal):
    message = N_("They are in already.")


class NotIn(Refusal):
    message = N_("They are not in: they left already, or did not come.")


class WithdrawnAlready(Refusal):
    message = N_("This pass is not valid any more, so there is nothing to withdraw.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written on a pass. ``names`` are the others, a name on each line."""

    organisation: str
    leader_name: str
    leader_phone: str
    people: int
    starts_at: datetime
    ends_at: datetime
    settlement_ids: Sequence[int]
    purpose: str = ""
    names: str = ""
    vehicle: str = ""
    plate: str = ""


def issue(draft: Draft, *, nonce: str, actor: Actor, at: datetime) -> Pass:
    """Let some people of an organisation come for a day at the most. Numbers follow each other within a year.

    Raises SentTwice, TooLong, OverAlready, RouteNeeded.
    """
    db.session.execute(select(Hub.id).where(Hub.id == hubs.get_hub().id).with_for_update())
    if db.session.scalar(select(Pass.id).where(Pass.nonce == nonce)) is not None:
        raise SentTwice
    _check(draft, at)
    year = clock.local(at).year
    made = Pass(
        year=year,
        serial=(db.session.scalar(select(func.max(Pass.serial)).where(Pass.year == year)) or 0) + 1,
        token=codes.new_token(),
        organisation=draft.organisation,
        purpose=draft.purpose,
        leader_name=draft.leader_name,
        leader_phone=draft.leader_phone,
        people=draft.people,
        names=draft.names,
        vehicle=draft.vehicle,
        plate=draft.plate,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        issued_at=at,
        issued_by_id=actor.staff_id,
        nonce=nonce,
        route=[
            PassSettlement(position=place, settlement_id=settlement_id)
            for place, settlement_id in enumerate(draft.settlement_ids, start=1)
        ],
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "issue pass", "pass", made.id, actor=actor, at=at,
        number=made.number, visitors=made.people, settlements=list(draft.settlement_ids),
    )  # fmt: skip
    return made


def _check(draft: Draft, at: datetime) -> None:
    if not draft.settlement_ids or len(set(draft.settlement_ids)) != len(draft.settlement_ids):
        raise RouteNeeded
    if draft.ends_at - draft.starts_at > timedelta(hours=LONGEST_HOURS):
        raise TooLong
    if draft.ends_at <= max(at, draft.starts_at):  # the clock skips an hour in one night of the year
        raise OverAlready


def revoke(pass_id: int, *, why: str, actor: Actor, at: datetime) -> Pass:
    """Let nobody in with this pass any more; who is in stays on the list until they left.

    Raises WithdrawnAlready, NotFound.
    """
    held = _hold(pass_id)
    if _state(held, at) not in (PassState.VALID, PassState.COMING):
        raise WithdrawnAlready
    held.revoked_at, held.revoked_by_id, held.revoked_why = at, actor.staff_id, why
    db.session.flush()
    audit.record("withdraw pass", "pass", held.id, actor=actor, at=at, number=held.number)
    return held


def let_in(pass_id: int, *, people: int | None = None, nonce: str, actor: Actor, at: datetime) -> Passage:
    """They came; ``people`` is how many, all of the pass when nobody counted otherwise.

    Raises NotValid, InAlready, NotFound.
    """
    held = _hold(pass_id)
    if _state(held, at) is not PassState.VALID:
        raise NotValid
    passage = Passage(pass_id=held.id, people=people or held.people, came_at=at, came_by_id=actor.staff_id, nonce=nonce)
    db.session.add(passage)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_passages_open", "passages.pass_id") or violates(
            error, "uq_passages_nonce", "passages.nonce"
        ):
            raise InAlready from error
        raise
    audit.record("let in", "pass", held.id, actor=actor, at=at, number=held.number, visitors=passage.people)
    return passage


def let_out(pass_id: int, *, actor: Actor, at: datetime) -> Passage:
    """They left; with whatever pass they came. Raises NotIn, NotFound."""
    held = _hold(pass_id)
    passage = db.session.scalar(select(Passage).where(Passage.pass_id == pass_id, Passage.left_at.is_(None)))
    if passage is None:
        raise NotIn
    passage.left_at, passage.left_by_id = max(at, passage.came_at), actor.staff_id  # clocks are put back
    db.session.flush()
    audit.record("let out", "pass", held.id, actor=actor, at=at, number=held.number, visitors=passage.people)
    return passage


def _hold(pass_id: int) -> Pass:
    held = db.session.scalar(
        select(Pass).where(Pass.id == pass_id).with_for_update(of=Pass).execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound
    return held


def _state(held: Pass, at: datetime) -> PassState:
    return state_of(held.starts_at, held.ends_at, held.revoked_at, at=at)
