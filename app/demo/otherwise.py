"""What does not go as planned on a day: a family without food that nobody knows yet, and oil that nobody needs."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.checkin import operations, queries
from app.checkin.models import EmergencyReason, RefusedReason
from app.checkin.operations import Need, Refused
from app.checkin.queries import Place
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.distributions.models import Distribution, Entitlement

LEFT_IN_THE_KIT = -1
"""The last thing in it."""
FIFTH = 5


def not_taken(promise: Entitlement) -> Sequence[Refused]:
    """The fifth family of the second slot leaves one thing at the desk."""
    version = promise.kits[0].kit_version
    is_chosen = promise.place == FIFTH and clock.local(promise.slot.starts_at).minute == 15
    if not (is_chosen and version.lines):
        return ()
    line = version.lines[LEFT_IN_THE_KIT]
    return (Refused(version.id, line.id, 1, RefusedReason.NOT_NEEDED),)


def give_emergency_kit(distribution: Distribution, clerk: Actor, *, until: datetime) -> None:
    """In the second hour a family comes that arrived in the night. It is registered later."""
    at = clock.instant(distribution.held_on, distribution.opens_at) + timedelta(minutes=75)
    kits = queries.list_emergency_kits(distribution.location_id, at)
    if at > until or not kits or not kits[0].quota.left:
        return
    kit = kits[0]
    need = Need(
        distribution_id=kit.distribution_id, programme_id=kit.programme_id, kit_version_id=kit.kit_version_id,
        quantity=1, reason=EmergencyReason.JUST_ARRIVED,
    )  # fmt: skip
    with transaction():
        operations.give_emergency_kit(
            need, place=Place(distribution.location_id, desk=1), nonce=secrets.token_hex(16), actor=clerk, at=at
        )
