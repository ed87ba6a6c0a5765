"""Pages of access passes: the list, issuing, the check at the entrance, and what a code tells everybody."""

from app.passes import models
from app.passes.views import door, entrance, papers, passes
from app.passes.views.blueprint import blueprint

__all__ = ["blueprint", "door", "entrance", "models", "papers", "passes"]
