"""Somebody came with a card and is not among those who may collect: ask the holder, or deliver it to the home."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.checkin import aid_log, queries
from app.checkin.models import DeliveryRequest, Verdict
from app.checkin.operations.hand_overs import NotGiven
from app.core.actors import Actor
from app.core.db import db, violates
from app.core.errors import N_, NotFound, Refusal
from app.distributions.models import Bundle, BundleLine, Entitlement


class AlreadyAsked(Refusal):
    message = N_("It is on the delivery list already.")


class OnItsWay(Refusal):
    """A warden or a field laptop carries it: whoever is told to collect it here would go away with nothing."""

    message = N_(
        "%(carrier)s has set off with it already, bundle %(number)s. Nothing is given at a desk until it comes back: "
        "call %(carrier)s or the lead, who can take its line back."
    )


def ask_delivery(entitlement_id: int, *, nonce: str, actor: Actor, at: datetime) -> DeliveryRequest:
    """Put a promise on the delivery list, this once. Raises AlreadyAsked, NotGiven, OnItsWay, NotFound."""
    promise = _hold_waiting(entitlement_id)
    if queries.delivery_asked_of([entitlement_id]):
        raise AlreadyAsked
    request = DeliveryRequest(entitlement_id=entitlement_id, asked_at=at, asked_by_id=actor.staff_id, nonce=nonce)
    db.session.add(request)
    try:
        db.session.flush()
    except IntegrityError as error:
        if violates(error, "uq_delivery_requests_open", "delivery_requests.entitlement_id"):
            raise AlreadyAsked from error
        raise
    audit.record(
        "ask delivery", "entitlement", entitlement_id, actor=actor, at=at, household=promise.household_id
    )  # fmt: skip
    return request


def cancel_delivery(entitlement_id: int, *, actor: Actor, at: datetime) -> DeliveryRequest:
    """It is collected after all. Raises NotGiven, OnItsWay, NotFound."""
    _hold_waiting(entitlement_id)
    request = db.session.scalar(
        select(DeliveryRequest)
        .where(DeliveryRequest.entitlement_id == entitlement_id, DeliveryRequest.cancelled_at.is_(None))
        .with_for_update()
    )
    if request is None:
        raise NotFound
    request.cancelled_at, request.cancelled_by_id = at, actor.staff_id
    db.session.flush()
    audit.record("cancel delivery", "entitlement", entitlement_id, actor=actor, at=at)
    return request


def _hold_waiting(entitlement_id: int) -> Entitlement:
    """A promise that was neither given nor carried away, held as those hold it who send bundles."""
    promise = db.session.scalar(
        select(Entitlement).where(Entitlement.id == entitlement_id, Entitlement.stands).with_for_update()
    )
    if promise is None:
        raise NotFound
    if aid_log.given_of([entitlement_id]):
        raise NotGiven(Verdict.ALREADY_GIVEN)
    is_out = BundleLine.entitlement_id == entitlement_id, BundleLine.outcome.is_(None)
    bundle = db.session.scalar(select(Bundle).join(BundleLine).where(*is_out))
    if bundle is not None:
        raise OnItsWay(carrier=bundle.carrier_name, number=bundle.number)
    return promise
