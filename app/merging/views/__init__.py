"""Pages of records that may be one family, of merging and undoing it, of splitting and moving people."""

from app.merging.views import merging, pairs, splitting
from app.merging.views.blueprint import blueprint

__all__ = ["blueprint", "merging", "pairs", "splitting"]
