"""The alarm of the example (field guide 5.7): 47 minutes in the middle of a morning, by the hub's own verbs."""

import secrets
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.hubs import pausing
from app.hubs import queries as hubs
from app.hubs.models import PauseCause
from app.pauses import operations as pauses
from app.pauses import queries

BEGAN, ENDED = time(10, 12), time(10, 59)
DECIDED = timedelta(minutes=3)
"""After the all-clear: a look at the proposal."""
REASON = "видачу зупиняли з 10:12 до 10:59"


def is_over(day: date, at: datetime) -> bool:
    """Whether the alarm of this day and what came of it have passed by then."""
    return clock.instant(day, ENDED) + DECIDED <= at


def came_after(at: datetime) -> datetime:
    """When somebody is served who would have been served during the alarm."""
    began, ended = (clock.instant(clock.local_date(at), moment) for moment in (BEGAN, ENDED))
    return ended + (at - began) / 4 if began <= at < ended else at


def sound(location_id: int, day: date, *, clerk: Actor, lead: Actor) -> None:
    """The clerk stops the desks, the lead gives the all-clear and new times, as long as there are places for all."""
    began, ended = clock.instant(day, BEGAN), clock.instant(day, ENDED)
    with transaction():
        pause = pausing.start_pause(location_id, PauseCause.ALARM, nonce=secrets.token_hex(16), actor=clerk, at=began)
        pause_id = pause.id
    with transaction():
        pausing.end_pause(pause_id, actor=lead, at=ended)
    _decide(pause_id, lead, ended + DECIDED)


def _decide(pause_id: int, lead: Actor, at: datetime) -> None:
    proposal = queries.propose(hubs.get_pause(pause_id), at)
    with transaction():
        if proposal.rows and not proposal.left:
            pauses.accept(
                pause_id, digest=proposal.digest, words=REASON, nonce=secrets.token_hex(16), actor=lead, at=at
            )
        else:
            pauses.leave(pause_id, actor=lead, at=at)
