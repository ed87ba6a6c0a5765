"""Bundles that have left the desk."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from app.accounts.models import Staff
from app.bundles import operations
from app.bundles.operations import Carrier
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.distributions.models import Bundle, BundleKind, Entitlement

_nonce = count(1)


def send(
    promises: Sequence[Entitlement],
    *,
    carrier: Staff | str,
    actor: Actor,
    at: datetime,
    kind: BundleKind = BundleKind.WARDEN,
    return_by: date | None = None,
) -> Bundle:
    """These promises leave with one carrier, of the staff or by name."""
    named = Carrier(carrier) if isinstance(carrier, str) else Carrier(carrier.name, carrier.id)
    with transaction():
        return operations.send_bundle(
            [promise.id for promise in promises], kind=kind, carrier=named, nonce=f"{next(_nonce):032x}",
            return_by=return_by or clock.local_date(at), actor=actor, at=at,
        )  # fmt: skip
