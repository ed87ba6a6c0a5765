"""The hub's verbs about what a programme rests on: keep its criteria as they stand, attach the decision."""

from datetime import datetime
from hashlib import sha256

from app.audit import operations as audit
from app.core.actors import Actor
from app.core.db import db
from app.core.errors import N_, Refusal
from app.distributions import queries, rules
from app.distributions.models import CriteriaVersion, DecisionDocument, Programme


class NotADocument(Refusal):
    """By its first bytes; the name of a file says nothing."""

    message = N_("This is neither a PDF nor a JPEG nor a PNG picture. Scan or photograph the decision again.")
    status = 422


class DocumentTooBig(Refusal):
    message = N_("The file is bigger than 2 MB. Scan it in black and white or with fewer dots.")
    status = 422


def keep_criteria(programme: Programme, *, actor: Actor, at: datetime) -> CriteriaVersion:
    """The version of the criteria that says what the programme says now; a new one where the last one differs.

    Part of an operation that writes the audit row and holds the programme.
    """
    kept = {
        "terms": rules.dump_criteria(queries.criteria_of(programme)),
        **{name: getattr(programme, name) for name in ("rule_text", "decision_no", "decision_on", "decision_body")},
    }
    last = queries.find_latest_criteria(programme.id)
    if last is not None and all(getattr(last, name) == value for name, value in kept.items()):
        return last
    version = CriteriaVersion(
        programme_id=programme.id,
        number=last.number + 1 if last else 1,
        saved_at=at,
        saved_by_id=actor.staff_id,
        **kept,
    )
    db.session.add(version)
    db.session.flush()
    return version


def attach_decision(
    programme_id: int, content: bytes, *, nonce: str, actor: Actor, at: datetime
) -> DecisionDocument:  # fmt: skip
    """Keep a decision as it was signed, in the database and nowhere else. Raises NotADocument, DocumentTooBig."""
    programme = queries.get_programme(programme_id)
    kind = rules.kind_of_file(content)
    if len(content) > rules.MOST_BYTES:
        raise DocumentTooBig
    if kind is None:
        raise NotADocument
    document = DecisionDocument(
        programme_id=programme.id,
        kind=kind,
        size=len(content),
        digest=sha256(content).hexdigest(),
        content=content,
        added_at=at,
        added_by_id=actor.staff_id,
        nonce=nonce,
    )
    db.session.add(document)
    db.session.flush()
    audit.record(
        "attach decision", "programme", programme.id, actor=actor, at=at,
        document=document.id, digest=document.digest, size=document.size,
    )  # fmt: skip
    return document
