"""Acts of a hub around merging, each in its own transaction as a view would do it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.checkin import operations as checkin
from app.checkin.models import HandOver, Method
from app.checkin.operations import Taker
from app.checkin.queries import Place
from app.core.actors import Actor
from app.core.db import db, transaction
from app.distributions.models import Entitlement
from app.households.models import Card, Household, Person
from app.merging import operations
from app.merging.models import Merge
from app.merging.operations import Choices
from tests.desk_day import TEN

_nonces = (f"{number:032x}" for number in range(1, 1_000_000))

MINUTE = timedelta(minutes=1)


def nonce() -> str:
    return next(_nonces)


def apart(household: Household) -> dict[int, int | None]:
    """Everybody of this household is somebody else than those they come to."""
    return {person.id: None for person in household.people}


def merge(
    kept: Household,
    merged: Household,
    actor: Actor,
    *,
    same: Mapping[Person, Person] | None = None,
    at: datetime = TEN,
    **choices: Any,
) -> Merge:
    """Merge ``merged`` into ``kept``; ``same`` tells who of the merged record is who of the kept one."""
    db.session.commit()
    pairs = apart(merged) | {mine.id: theirs.id for mine, theirs in (same or {}).items()}
    with transaction():
        return operations.merge_households(
            kept.id, merged.id, Choices(pairs=pairs, **choices), nonce=nonce(), actor=actor, at=at
        )


def undo(made: Merge, actor: Actor, *, at: datetime = TEN + MINUTE) -> int:
    """Take it apart; how many promises found no place."""
    db.session.commit()
    with transaction():
        return operations.undo_merge(made.id, actor=actor, at=at).without_place


def give(
    promise: Entitlement,
    actor: Actor,
    *,
    card: Card | None = None,
    person: Person | None = None,
    at: datetime = TEN,
) -> HandOver:
    """Hand over what was promised, at the place and on the day of the promise, to the head unless told otherwise."""
    db.session.commit()
    taker = person or promise.household.head
    with transaction():
        made = checkin.hand_over(
            promise.id,
            place=Place(promise.slot.distribution.location_id, desk=2),
            taker=Taker(person_id=taker.id if taker else None),
            method=Method.SCAN if card else Method.SEARCH,
            card_id=card.id if card else None,
            nonce=nonce(),
            actor=actor,
            at=at,
        )
    return db.session.get_one(HandOver, made)


def take_back(made: HandOver, actor: Actor, *, at: datetime = TEN) -> None:
    db.session.commit()
    with transaction():
        checkin.reverse_hand_over(made.id, reason="не та картка", actor=actor, at=at)
    db.session.expire_all()
