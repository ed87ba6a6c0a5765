"""Pages of public works: orders, turns, help for households."""

from app.public_works import labels, models
from app.public_works.views import help as help_views
from app.public_works.views import homes, orders, papers, safety, shifts, sign_ups, stops, terms, turns
from app.public_works.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "help_views",
    "homes",
    "labels",
    "models",
    "orders",
    "papers",
    "safety",
    "shifts",
    "sign_ups",
    "stops",
    "terms",
    "turns",
]
