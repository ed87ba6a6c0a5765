"""Forty hygiene kits for a village of more households: a draw whose list has hung since yesterday, to be held today."""

import secrets
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from app.checkin import aid_log
from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions import operations as distributions
from app.distributions import queries
from app.distributions.models import Distribution, Unit
from app.distributions.rules import KitTerms
from app.households.models import Household
from app.hubs.models import Location, Settlement
from app.stock import queries as stock
from app.stock.models import Kit

POSTED = timedelta(days=1)
COLLECTED = timedelta(days=6)
"""After today."""
REASON = "Мила й порошку вистачило на 40 наборів, а домогосподарств у селі більше."


def order(kit: Kit, village: Settlement, location: Location, lead: Actor, at: datetime) -> None:
    """Plan the day and post the list; nothing where the village is so small that there is enough for everyone."""
    homes = db.session.scalar(select(func.count()).where(Household.settlement_id == village.id)) or 0
    if homes <= stock.on_hand(kit.id, clock.local_date(at)):
        return
    then = at - POSTED
    (draft,) = _plan(kit, village, location, lead, then)
    full = queries.draft_plan(draft.cycle_id, seed=None, aid_log=aid_log, at=then, undecided=True)
    with transaction():
        distributions.decide_by_draw(
            full,
            title="Гігієнічні набори, Верболози",
            purpose="Наборів менше, ніж домогосподарств, яким вони належать.",
            held_at=at - timedelta(minutes=2),
            held_where=f"{location.name}, {location.address}",
            reason=REASON,
            nonce=secrets.token_hex(16),
            actor=lead,
            at=then,
        )


def _plan(kit: Kit, village: Settlement, location: Location, lead: Actor, then: datetime) -> list[Distribution]:
    terms = distributions.Terms(
        title="Гігієна для Верболозів",
        partner_name="Благодійний фонд «Спільний стіл»",
        kits=[KitTerms(kit.id, Unit.HOUSEHOLD)],
        starts_on=clock.local_date(then),
        rule_text="Кожне домогосподарство Верболозів: один гігієнічний набір раз на 30 днів.",
        settlement_ids=[village.id],
    )
    with transaction():
        programme = distributions.create_programme(terms, actor=lead, at=then)
    with transaction():
        drafts = distributions.plan_distributions(
            programme.id,
            days=[clock.local_date(then + POSTED + COLLECTED)],
            location_ids=[location.id],
            opens_at=time(9),
            closes_at=time(15),
            slot_minutes=15,
            actor=lead,
            at=then,
        )
    return list(drafts)
