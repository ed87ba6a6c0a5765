"""Six kits for people who cannot come: they left this morning with the first warden (field guide 2.4 and 5.7)."""

import secrets
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.bundles import operations as bundles
from app.bundles import queries
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.distributions.models import BundleKind
from app.hubs.models import Location

KITS = 6
LEFT = timedelta(minutes=20)
"""Before now."""


def send(location: Location, login: str, lead: Actor, at: datetime) -> None:
    """Those who need delivery first, then neighbours on the same streets; nothing where nobody is left to serve."""
    warden = accounts.find_staff(login)
    if warden is None:
        raise LookupError(login)
    source = queries.Source(location, clock.local_date(at))
    promises = queries.list_deliveries(source, warden.id, everybody=True)
    first = sorted(promises, key=lambda promise: not promise.household.needs_delivery)[:KITS]
    chosen = [promise.id for promise in promises if promise in first]
    if not chosen:
        return
    with transaction():
        bundles.send_bundle(
            chosen, kind=BundleKind.WARDEN, carrier=bundles.Carrier(warden.name, warden.id),
            return_by=clock.local_date(at), nonce=secrets.token_hex(16), actor=lead, at=at - LEFT,
        )  # fmt: skip
