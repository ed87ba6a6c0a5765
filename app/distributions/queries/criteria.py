"""Looking at the versions of the criteria of a programme, and at the decisions it rests on."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from app.core.db import db
from app.core.errors import NotFound
from app.distributions import rules
from app.distributions.models import CriteriaVersion, DecisionDocument, Programme


def find_latest_criteria(programme_id: int) -> CriteriaVersion | None:
    """What a programme goes by now; None of one that was not saved or published since criteria are kept."""
    return db.session.scalar(
        select(CriteriaVersion)
        .where(CriteriaVersion.programme_id == programme_id)
        .order_by(CriteriaVersion.number.desc())
        .limit(1)
    )


def kit_terms(programme: Programme) -> tuple[rules.KitTerms, ...]:
    """The kits of a programme as they stand."""
    return tuple(
        rules.KitTerms(
            one.kit_id,
            one.unit,
            one.quantity,
            tuple((size.people_from, size.quantity) for size in one.sizes),
            rules.load_target(one.target),
        )
        for one in programme.kits
    )


def criteria_of(programme: Programme) -> rules.Criteria:
    """Everything that decides who gets what in a programme now."""
    return rules.Criteria(
        kits=kit_terms(programme),
        settlement_ids=tuple(sorted(settlement.id for settlement in programme.settlements)),
        cycle_days=programme.cycle_days,
        days_between=programme.days_between,
        bars=tuple(sorted((bar.other_id, bar.days) for bar in programme.bars)),
        proxy_rule=programme.proxy_rule,
    )


def list_criteria(programme_id: int) -> Sequence[CriteriaVersion]:
    """Every version, the newest first."""
    return db.session.scalars(
        select(CriteriaVersion)
        .where(CriteriaVersion.programme_id == programme_id)
        .options(joinedload(CriteriaVersion.saved_by))
        .order_by(CriteriaVersion.number.desc())
        .limit(100)
    ).all()


def list_documents(programme_id: int) -> Sequence[DecisionDocument]:
    """The decisions attached to a programme, without their content, the newest first."""
    return db.session.scalars(
        select(DecisionDocument)
        .where(DecisionDocument.programme_id == programme_id)
        .order_by(DecisionDocument.id.desc())
        .limit(50)
    ).all()


def get_document(programme_id: int, document_id: int) -> DecisionDocument:
    """One of them with its content. Raises NotFound."""
    found = db.session.scalar(
        select(DecisionDocument)
        .where(DecisionDocument.id == document_id, DecisionDocument.programme_id == programme_id)
        .options(undefer(DecisionDocument.content))
    )
    if found is None:
        raise NotFound
    return found


def find_document_by_nonce(nonce: str | None) -> DecisionDocument | None:
    """The document that this form has already attached."""
    return db.session.scalar(select(DecisionDocument).where(DecisionDocument.nonce == nonce)) if nonce else None
