"""Pages of the desk, the day as a checklist, and who collects for many."""

from app.checkin.views import desk, frequent, walk_ins
from app.checkin.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "frequent", "walk_ins"]
