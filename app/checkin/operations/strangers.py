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
from app.distributions.models import Entitlement


class AlreadyAsked(Refusal):
    message = N_("It is on the delivery list already.")


def ask_delivery(entitlement_id: int, *, nonce: str, actor: Actor, at: datetime) -> DeliveryRequest:
    """Put a promise on the delivery list, this once. Raises AlreadyAsked, NotGiven, NotFound."""
    promise = db.session.scalar(
        select(Entitlement).where(Entitlement.id == entitlement_id, Entitlement.stands).with_for_update()
    )
    if promise is None:
        raise NotFound
    if aid_log.given_of([entitlement_id]):
        raise NotGiven(Verdict.ALREADY_GIVEN)
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
    """It is collected after all. Raises NotFound."""
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
