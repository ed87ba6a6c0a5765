"""The verbs of keeping and clearing."""

from app.privacy.operations.purging import NotConfirmed, NothingToClear, change_terms, purge

__all__ = ["NotConfirmed", "NothingToClear", "change_terms", "purge"]
