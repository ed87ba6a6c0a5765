"""Passes of the example: a crew that left yesterday, one that is in now, and one that comes tomorrow."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.core.actors import Actor
from app.core.db import transaction
from app.hubs.models import Settlement
from app.passes import operations as passes
from app.passes.models import Pass
from app.passes.operations import Draft


def come(settlements: Sequence[Settlement], lead: Actor, at: datetime) -> None:
    """Let them come by the first settlements of the community."""
    route = [settlement.id for settlement in settlements[:2]]
    gone = _issue(_draft("ДСНС, загін розмінування", "Перевірка парку", 4, route, at - timedelta(hours=26)), lead)
    _let_in(gone, lead, at - timedelta(hours=25))
    with transaction():
        passes.let_out(gone.id, actor=lead, at=at - timedelta(hours=20))
    here = _issue(_draft("БФ «Спільний стіл»", "Продуктові набори", 3, route, at - timedelta(hours=2)), lead)
    _let_in(here, lead, at - timedelta(hours=1))
    _issue(_draft("Волонтери «Теплий дім»", "Дрова сусідам", 6, route[:1], at + timedelta(hours=20)), lead, at=at)


def _draft(organisation: str, purpose: str, people: int, route: Sequence[int], starts_at: datetime) -> Draft:
    return Draft(
        organisation=organisation, leader_name="Савченко Юрій", leader_phone="+380000000077", people=people,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=10), settlement_ids=route, purpose=purpose,
        vehicle="білий бус", plate="АА 0000 АА",
    )  # fmt: skip


def _issue(draft: Draft, lead: Actor, *, at: datetime | None = None) -> Pass:
    with transaction():
        return passes.issue(draft, nonce=secrets.token_hex(16), actor=lead, at=at or draft.starts_at)


def _let_in(held: Pass, lead: Actor, at: datetime) -> None:
    with transaction():
        passes.let_in(held.id, nonce=secrets.token_hex(16), actor=lead, at=at)
