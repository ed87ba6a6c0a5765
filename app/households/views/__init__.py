"""Pages of households: finding one, registering, looking at and correcting it, and cards."""

from app.households.views import blank_cards, cards, events, finding, one, people, proxies, registering, replacing
from app.households.views.blueprint import blueprint

__all__ = [
    "blank_cards",
    "blueprint",
    "cards",
    "events",
    "finding",
    "one",
    "people",
    "proxies",
    "registering",
    "replacing",
]
