"""Pages of the desk, the day as a checklist, and who collects for many."""

from app.checkin.views import desk, frequent
from app.checkin.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "frequent"]
