"""Giving a free place at the desk to somebody who came without one."""

from datetime import datetime

from app.checkin import aid_log, queries
from app.checkin.operations.hand_overs import NotGiven
from app.checkin.queries import Place
from app.checkin.rules import OFFERED, Reference
from app.core.actors import Actor
from app.distributions.models import Entitlement
from app.distributions.operations import SlotFull, book_place


def book_here(reference: Reference, slot_id: int, *, place: Place, actor: Actor, at: datetime) -> Entitlement:
    """Give the household of a band one of the places that are offered to it at this location.

    Decided anew: the card may have been blocked meanwhile, or aid was given next door. Raises NotGiven, SlotFull
    and what :func:`app.distributions.operations.book_place` raises.
    """
    verdict = queries.scan(queries.find_again(reference), place, at).verdict
    if verdict not in OFFERED:
        raise NotGiven(verdict)
    offer = queries.find_offer(reference.household_id, place.location_id, verdict, at)
    if offer is None or slot_id not in offer.slot_ids:
        raise SlotFull
    return book_place(reference.household_id, slot_id, takes_kept=True, aid_log=aid_log, actor=actor, at=at)
