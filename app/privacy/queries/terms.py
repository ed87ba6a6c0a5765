"""How long what is kept at this hub."""

from sqlalchemy import select

from app.core.db import db
from app.privacy.models import RetentionTerm
from app.privacy.rules import USUAL_DAYS, Terms


def get_terms() -> Terms:
    """Days of every kind: what the hub decided, else what is usual."""
    decided = {term.kind: term.days for term in db.session.scalars(select(RetentionTerm))}
    return {**USUAL_DAYS, **decided}
