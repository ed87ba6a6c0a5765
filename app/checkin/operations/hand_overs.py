"""Give aid at a desk, take a hand-over back, keep what did not end in aid."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.approving import Approval
from app.audit import operations as audit
from app.checkin import queries, rules
from app.checkin.models import HandOver, Method, Reversal, Verdict
from app.checkin.operations import collecting, refusing, standing
from app.checkin.operations.collecting import Taker
from app.checkin.operations.refusing import Refused
from app.checkin.queries import Place, Scan
from app.core.actors import Actor
from app.core.db import Base, db, violates
from app.core.errors import N_, Refusal
from app.distributions.operations import taking_back
from app.households import operations as households


class NotGiven(Refusal):
    """The desk's answer is another one by now: already given at the next desk, a blocked card, another place."""

    message = N_("Not recorded: the answer for this card has changed. Look at the band.")

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


class RepeatedForm(Exception):
    """The same form came again, after a lost answer or a second press. Nothing is written a second time."""

    def __init__(self, hand_over_id: int) -> None:
        super().__init__(hand_over_id)
        self.hand_over_id = hand_over_id


class AlreadyReversed(Refusal):
    message = N_("This hand-over has already been taken back.")


class TooLateToReverse(Refusal):
    """Figures that others have seen are changed by the lead only."""

    message = N_("A hand-over can be taken back within 15 minutes by who made it, later by the lead.")
    status = 403


_TABLES = Base.metadata.tables
_INSERT = insert(_TABLES["hand_overs"]).returning(_TABLES["hand_overs"].c.id)
_INSERT_REFUSAL = insert(_TABLES["refused_scans"])


def hand_over(
    entitlement_id: int,
    *,
    place: Place,
    taker: Taker,
    method: Method,
    card_id: int | None,
    is_early_agreed: bool = False,
    approval: Approval | None = None,
    refused: Sequence[Refused] = (),
    nonce: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Record that aid left the desk and return the number of the record.

    The decision is made anew, with the entitlement held: between the band and its confirmation another desk
    may have been quicker. ``is_early_agreed``: the clerk chose to give before its time, to a free place.
    ``approval``: who stood by where one person collects for many. ``refused``: what of it was not taken.

    Raises RepeatedForm, NotGiven, MoreThanPromised, NotFound and what
    :func:`app.checkin.operations.collecting.admit` raises.
    """
    promise = queries.hold_promise(entitlement_id, card_id=card_id, person_id=taker.person_id, nonce=nonce)
    if promise.repeated_id is not None:
        raise RepeatedForm(promise.repeated_id)
    _check_verdict(promise, place, is_early_agreed=is_early_agreed, at=at)
    refusing.check(refused, entitlement_id)
    collector = collecting.admit(taker, promise, approval=approval, actor=actor, at=at)
    hand_over_id = _insert(
        entitlement_id=entitlement_id,
        nonce=nonce,
        card_id=card_id,
        location_id=place.location_id,
        desk=place.desk,
        staff_id=actor.staff_id,
        method=method,
        **collector.columns,
        happened_at=at,
        recorded_at=at,
        is_reversed=False,
    )
    audit.record(
        "hand over", "hand-over", hand_over_id, actor=actor, at=at,
        entitlement=entitlement_id, location=place.location_id, desk=place.desk, quantity=promise.claim.quantity,
        collector=collector.kind, method=method, **collector.trace, **refusing.keep(refused, hand_over_id),
    )  # fmt: skip
    return hand_over_id


def _check_verdict(promise: queries.Promise, place: Place, *, is_early_agreed: bool, at: datetime) -> None:
    decision = rules.decide(
        card=promise.card,
        claims=[promise.claim],
        location_id=place.location_id,
        at=at,
        has_free_place=lambda claim: (
            is_early_agreed and queries.has_free_place(claim.distribution_id, at, is_locking=True)
        ),
    )
    if decision.verdict is not Verdict.GIVE and not decision.may_give_now:
        raise NotGiven(decision.verdict)


def _insert(**values: object) -> int:
    """The database is the second wall: a race that passed the first one ends in the same sentence."""
    try:
        hand_over_id: int = db.session.execute(_INSERT, values).scalar_one()
    except IntegrityError as error:
        if violates(error, "uq_hand_overs_effective", "hand_overs.entitlement_id"):
            raise NotGiven(Verdict.ALREADY_GIVEN) from error
        raise
    return hand_over_id


def reverse_hand_over(hand_over_id: int, *, reason: str, actor: Actor, at: datetime) -> Reversal:
    """Take a hand-over back: a new row says why, the old one stays and no longer counts. Aid can be given again.

    Not if the household was given the same aid on another record that was merged into this one: then that
    hand-over is the one that counts. Of a day that is closed it waits for another time.

    Raises TooLateToReverse, AlreadyReversed, NotFound.
    """
    promises = standing.hold_promises_with(hand_over_id)
    made = db.session.execute(
        select(
            HandOver.staff_id, HandOver.happened_at, HandOver.is_reversed, HandOver.entitlement_id, HandOver.proxy_id
        )
        .where(HandOver.id == hand_over_id)
        .with_for_update()
    ).one()
    if made.is_reversed:
        raise AlreadyReversed
    if not rules.may_reverse(given_by_id=made.staff_id, given_at=made.happened_at, actor=actor, at=at):
        raise TooLateToReverse
    db.session.execute(update(HandOver).where(HandOver.id == hand_over_id).values(is_reversed=True))
    reversal = Reversal(hand_over_id=hand_over_id, reason=reason, staff_id=actor.staff_id, recorded_at=at)
    db.session.add(reversal)
    db.session.flush()
    if made.proxy_id is not None:
        households.mark_proxy_used(households.hold_proxy(made.proxy_id), None)
    stands_now = standing.let_a_given_one_stand(promises, at=at)
    own = next(promise for promise in promises if promise.id == made.entitlement_id)
    waits = stands_now is None and taking_back.wait_again(own, actor=actor, at=at)
    audit.record(
        "reverse hand-over", "hand-over", hand_over_id, actor=actor, at=at,
        entitlement=made.entitlement_id, stands_now=stands_now, waits=waits,
    )  # fmt: skip
    return reversal


def record_refusal(scan: Scan, *, place: Place, actor: Actor, at: datetime) -> None:
    """Keep that a scan did not end in aid, and why. Not a change: inside ``transaction(audited=False)``."""
    claim = scan.decision.claim
    db.session.execute(
        _INSERT_REFUSAL,
        {
            "verdict": scan.verdict,
            "card_id": scan.found.card_id,
            "entitlement_id": claim.entitlement_id if claim else None,
            "location_id": place.location_id,
            "desk": place.desk,
            "staff_id": actor.staff_id,
            "happened_at": at,
        },
    )
