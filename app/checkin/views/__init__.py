"""Pages of the desk, the day as a checklist, and who collects for many."""

from app.checkin.views import desk, emergencies, frequent, lost_cards, strangers, walk_ins
from app.checkin.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "emergencies", "frequent", "lost_cards", "strangers", "walk_ins"]
