"""Pages of public works: orders, turns, help for households."""

from app.public_works import labels, models
from app.public_works.views import orders, papers, safety, shifts, stops, terms
from app.public_works.views.blueprint import blueprint

__all__ = ["blueprint", "labels", "models", "orders", "papers", "safety", "shifts", "stops", "terms"]
