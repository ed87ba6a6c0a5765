"""What is held, for how long, and what is older than that."""

from app.privacy.queries.going import Going, list_going, see_going
from app.privacy.queries.held import Held, get_held
from app.privacy.queries.terms import get_terms
from app.privacy.queries.working import is_something_due

__all__ = ["Going", "Held", "get_held", "get_terms", "is_something_due", "list_going", "see_going"]
