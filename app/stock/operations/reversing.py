"""A document was wrong: another one takes back what it moved, and both stay."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, NotFound, Refusal
from app.stock import ledger
from app.stock.ledger import Paper
from app.stock.models import DocumentKind, StockDocument
from app.stock.signing import Signed


class CannotBeReversed(Refusal):
    """Reversals stand."""

    message = N_("This kind of document is not reversed here.")


class SignedInClosing(Refusal):
    """Its figures stand on a paper that two people signed, and nothing on that paper changes any more."""

    message = N_(
        "Two people signed this when they closed a day. What is wrong is corrected when a later day is counted."
    )


class FollowedUp(Refusal):
    message = N_("Reverse first what came after it: %(number)s.")


def reverse_document(
    document_id: int, *, signed: Signed, happened_at: datetime, nonce: str, actor: Actor, at: datetime
) -> StockDocument:
    """Take back a document as a whole; the balances must still hold what it brought.

    Raises NotFound, CannotBeReversed, SignedInClosing, FollowedUp, AlreadyReversed, NotEnough, SentTwice.
    """
    ledger.hold()
    wrong = db.session.get(StockDocument, document_id)
    if wrong is None:
        raise NotFound
    if wrong.kind is DocumentKind.REVERSAL:
        raise CannotBeReversed
    if wrong.of_closing:
        raise SignedInClosing
    if later := _find_follower(wrong):
        raise FollowedUp(number=later)
    paper = Paper(
        kind=DocumentKind.REVERSAL, happened_at=happened_at, from_store_id=wrong.from_store_id,
        to_store_id=wrong.to_store_id, reason=signed.reason, second_name=signed.second_name,
        approver_id=signed.approver_id, reverses_id=wrong.id, nonce=nonce,
    )  # fmt: skip
    document = ledger.post(paper, ledger.opposite(wrong), actor=actor, at=at)
    audit.record(
        "reverse stock document", "stock document", wrong.id, actor=actor, at=at, number=wrong.number,
        by_number=document.number, reason=signed.reason, approved_by=signed.approver_id,
    )  # fmt: skip
    return document


def _find_follower(document: StockDocument) -> str | None:
    """The number of a document that came out of this one and stands."""
    undone = aliased(StockDocument)
    return db.session.scalar(
        select(StockDocument.number)
        .where(StockDocument.follows_id == document.id, ~exists().where(undone.reverses_id == StockDocument.id))
        .limit(1)
    )
