"""Pages of distributions: programmes, plans, days, and the times of one household."""

from app.distributions.views import (
    calling_off,
    criteria,
    days,
    households,
    kits,
    moves,
    plans,
    programmes,
    shortage,
    templates,
    waiting,
)
from app.distributions.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "calling_off",
    "criteria",
    "days",
    "households",
    "kits",
    "moves",
    "plans",
    "programmes",
    "shortage",
    "templates",
    "waiting",
]
