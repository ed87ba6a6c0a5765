"""The verbs of keeping and clearing."""

from app.privacy.operations.purging import NotConfirmed, change_terms, purge
from app.privacy.operations.tidying import NothingToClear, tidy

__all__ = ["NotConfirmed", "NothingToClear", "change_terms", "purge", "tidy"]
