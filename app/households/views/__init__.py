"""Pages of households: finding one, registering, looking at and correcting it, and cards."""

from app.households.views import cards, finding, one, people, registering
from app.households.views.blueprint import blueprint

__all__ = ["blueprint", "cards", "finding", "one", "people", "registering"]
